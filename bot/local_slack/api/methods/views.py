"""views.open, views.push, views.update and views.publish (docs/slack.md#views)."""

from __future__ import annotations

from bot.local_slack.api.call import Call, missing
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Json, View
from bot.local_slack.core.validation import refuse_view


def open_view(call: Call) -> Json:
    """Open a modal for the person behind a trigger."""
    body = _modal(call)
    trigger = call.core.grants.exchange(_trigger_id(call))
    return _answer(call, call.core.modals.open(trigger.user, body))


def push_view(call: Call) -> Json:
    """Put a modal on top of the person's stack."""
    body = _modal(call)
    trigger = call.core.grants.exchange(_trigger_id(call))
    return _answer(call, call.core.modals.push(trigger.user, body))


def update_view(call: Call) -> Json:
    """Replace an open modal, also a hidden one, by view_id or external_id."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise missing(["view_id", "external_id"], "invalid_arguments")
    body = _modal(call)
    view = call.core.modals.find(view_id or None, external_id or None)
    return _answer(call, call.core.modals.update(view, body, call.args.get("hash")))


def publish_view(call: Call) -> Json:
    """Set a person's Home tab. ApiError not_enabled when the manifest has no Home tab."""
    if not call.app.home_flag("home_tab_enabled"):
        raise ApiError("not_enabled")
    strict = call.core.validator.home(call.args["view"], call.method, call.ref)
    if strict:
        raise refuse_view(strict)
    user_id = call.text("user_id")
    if user_id not in call.core.state.users:
        raise ApiError("invalid_arguments", detail="user_id is not a person of this workspace")
    return _answer(call, call.core.modals.publish(user_id, call.args["view"], call.args.get("hash")))


def _modal(call: Call) -> Json:
    strict = call.core.validator.modal(call.args["view"], call.method, call.ref)
    if strict:
        raise refuse_view(strict)
    body: Json = call.args["view"]
    return body


def _trigger_id(call: Call) -> str:
    trigger = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger:
        raise missing(["trigger_id"], "invalid_arguments")
    return trigger


def _answer(call: Call, view: View) -> Json:
    return {"view": call.core.modals.wire(view)}


METHODS = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
}
