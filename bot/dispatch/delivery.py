"""One delivery from Slack as a flat record, whatever its kind; reading it never trusts a type (B10)."""

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.commands.payload import Json, first_of, part_of, text_of

_PERSON = re.compile(r"[UW][A-Z0-9]{1,30}")


class DeliveryKind(StrEnum):
    """Kinds of delivery; the values are metric labels."""

    COMMAND = "command"
    SHORTCUT = "shortcut"
    CLICK = "click"
    OPTIONS = "options"
    SUBMISSION = "submission"
    CLOSED = "closed"
    EVENT = "event"


class Malformed(Exception):
    """Signed payload without the parts that its kind must have; never shown to a person as such."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery: `name` is the command, action id, callback id or event type that picks the handler.

    `arrived` is Clock.monotonic() seconds at receipt. `teams` are all workspace ids that the payload names. `key`
    recognises the same delivery sent again (docs/slack.md#repeats); it is None where a repeat is harmless. `acted` is
    the `action_ts` of a click ("1767225600.000100"), which orders clicks whichever arrived first; else it is empty.
    """

    kind: DeliveryKind
    name: str
    body: Json
    arrived: float
    user_id: str
    teams: frozenset[str]
    app_id: str
    trigger_id: str
    response_url: str
    view_id: str
    view_type: str
    view_hash: str
    key: str | None
    acted: str = ""

    @property
    def in_modal(self) -> bool:
        """True if the person acted inside a modal."""
        return self.view_type == "modal"


_TYPES = {
    "block_actions": DeliveryKind.CLICK,
    "block_suggestion": DeliveryKind.OPTIONS,
    "view_submission": DeliveryKind.SUBMISSION,
    "view_closed": DeliveryKind.CLOSED,
    "event_callback": DeliveryKind.EVENT,
    "shortcut": DeliveryKind.SHORTCUT,
    "message_action": DeliveryKind.SHORTCUT,
}


def kind_of(body: Json) -> DeliveryKind | None:
    """Return the kind of delivery that has this shape; None for a shape the bot does not know."""
    return _TYPES.get(text_of(body, "type")) or (DeliveryKind.COMMAND if "command" in body else None)


def read(kind: DeliveryKind, body: Json, arrived: float) -> Delivery:
    """Read the delivery in `body`; raise Malformed if its name or person is missing or of a wrong type."""
    view = part_of(body, "view") if kind not in (DeliveryKind.COMMAND, DeliveryKind.EVENT) else {}
    view_id, view_hash = text_of(view, "id"), text_of(view, "hash")
    name = _name(kind, body, view)
    trigger_id = text_of(body, "trigger_id")
    if not name:
        raise Malformed(f"{kind} without a name")
    return Delivery(
        kind=kind,
        name=name,
        body=body,
        arrived=arrived,
        user_id=_user(kind, body),
        teams=_teams(kind, body),
        app_id=text_of(body, "api_app_id"),
        trigger_id=trigger_id,
        response_url=text_of(body, "response_url"),
        view_id=view_id,
        view_type=text_of(view, "type"),
        view_hash=view_hash,
        key=_key(kind, body, view, name, trigger_id),
        acted=text_of(first_of(body, "actions"), "action_ts") if kind is DeliveryKind.CLICK else "",
    )


def _name(kind: DeliveryKind, body: Json, view: Json) -> str:
    match kind:
        case DeliveryKind.COMMAND:
            return text_of(body, "command")
        case DeliveryKind.CLICK:
            return text_of(first_of(body, "actions"), "action_id")
        case DeliveryKind.OPTIONS:
            return text_of(body, "action_id")
        case DeliveryKind.SHORTCUT:
            return text_of(body, "callback_id")
        case DeliveryKind.SUBMISSION | DeliveryKind.CLOSED:
            # A view without a callback id is one of our message views: acknowledged, nothing to run.
            return text_of(view, "callback_id") or "-"
        case DeliveryKind.EVENT:
            return text_of(part_of(body, "event"), "type")


def _user(kind: DeliveryKind, body: Json) -> str:
    if kind is DeliveryKind.EVENT:
        return text_of(part_of(body, "event"), "user")
    user = text_of(body, "user_id") if kind is DeliveryKind.COMMAND else text_of(part_of(body, "user"), "id")
    if not _PERSON.fullmatch(user):
        raise Malformed(f"{kind} without a person")
    return user


def _teams(kind: DeliveryKind, body: Json) -> frozenset[str]:
    if kind in (DeliveryKind.COMMAND, DeliveryKind.EVENT):
        found = {text_of(body, "team_id")}
    else:
        # In a shared channel an outside member acts with our team id and their own (docs/slack.md#slack-connect).
        found = {text_of(part_of(body, "team"), "id"), text_of(part_of(body, "user"), "team_id")}
    return frozenset(found - {""})


def _key(kind: DeliveryKind, body: Json, view: Json, name: str, trigger_id: str) -> str | None:
    match kind:
        case DeliveryKind.COMMAND | DeliveryKind.SHORTCUT:
            return _keyed(kind, trigger_id)
        case DeliveryKind.CLICK:
            return _keyed(kind, trigger_id, name, text_of(first_of(body, "actions"), "action_ts"))
        case DeliveryKind.SUBMISSION:
            return _keyed(kind, text_of(view, "id"), text_of(view, "hash"), _fingerprint(view))
        case DeliveryKind.EVENT:
            return _keyed(kind, text_of(body, "event_id"))
    return None


def _keyed(kind: DeliveryKind, identity: str, *more: str) -> str | None:
    return ":".join((kind, identity, *more)) if identity else None


def _fingerprint(view: Json) -> str:
    # Slack keeps a view's hash when it only showed field errors, so what was typed is part of the identity.
    typed = json.dumps(part_of(view, "state"), sort_keys=True, default=str)
    return hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()[:16]
