"""Modal stacks and Home tabs with Slack's rules for hashes, ids and what survives an update (docs/slack.md#views)."""

from __future__ import annotations

import secrets
from typing import Any

from bot.local_slack.base.copying import copied
from bot.local_slack.base.elements import carried_values, initial_values, with_ids
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Json, View
from bot.local_slack.base.state import State

MAX_STACK = 3


def _short_id() -> str:
    return secrets.token_urlsafe(4)


class Modals:
    """Views opened, pushed, updated and closed; callers have validated the documents."""

    def __init__(self, state: State) -> None:
        self._state = state

    def open(self, user: str, body: Json) -> View:
        """Show a modal as a new stack; any stack of that person disappears."""
        self._unique_external_id(body, None)
        self._drop(user)
        view = self._create(user, body, root=None, previous=None)
        self._state.stacks[user] = [view.id]
        self._changed(user)
        return view

    def push(self, user: str, body: Json) -> View:
        """Put a modal on top. ApiError not_found without a stack, push_limit_reached beyond three."""
        stack = self._state.stack(user)
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= MAX_STACK:
            raise ApiError("push_limit_reached")
        self._unique_external_id(body, None)
        view = self._create(user, body, root=stack[0].id, previous=stack[-1].id)
        self._state.stacks[user].append(view.id)
        self._changed(user)
        return view

    def update(self, view: View, body: Json, known_hash: str | None = None) -> View:
        """Replace a view's document in place. ApiError hash_conflict or duplicate_external_id."""
        if known_hash is not None and known_hash != view.hash:
            raise ApiError("hash_conflict")
        self._unique_external_id(body, view)
        view.body = self._normal(body)
        view.values = carried_values(view.values, view.blocks)
        view.hash = self._state.new_hash()
        view.errors = {}
        view.loaded = {}
        self._changed(view.user)
        return view

    def publish(self, user: str, body: Json, known_hash: str | None = None) -> View:
        """Set a person's Home tab. ApiError hash_conflict or duplicate_external_id."""
        existing = self._state.home(user)
        if existing is not None:
            return self.update(existing, body, known_hash)
        self._unique_external_id(body, None)
        view = self._create(user, body, root=None, previous=None)
        self._state.homes[user] = view.id
        self._changed(user)
        return view

    def find(self, view_id: str | None, external_id: str | None) -> View:
        """Find an open modal by either id. ApiError not_found."""
        for view in self._state.views.values():
            if view.kind == "modal" and (view.id == view_id or (external_id and view.external_id == external_id)):
                return view
        raise ApiError("not_found")

    def close(self, view: View) -> None:
        """Close one modal wherever it is in its stack; nothing happens when it is gone already."""
        stack = self._state.stacks.get(view.user, [])
        if view.id in stack:
            stack.remove(view.id)
            self._state.views.pop(view.id, None)
            if not stack:
                del self._state.stacks[view.user]
            self._changed(view.user)

    def clear(self, user: str) -> None:
        """Close every modal of a person."""
        self._drop(user)
        self._changed(user)

    def set_errors(self, view: View, errors: dict[str, str]) -> None:
        """Show texts at input blocks."""
        view.errors = dict(errors)
        self._changed(view.user)

    def touched(self, view: View) -> None:
        """Tell listeners that a person changed something in a view."""
        self._changed(view.user)

    def wire(self, view: View, *, with_state: bool = True) -> Json:
        """The view as payloads and answers carry it; a deep copy."""
        app = self._state.app
        document: Json = copied(view.body)
        document.update(
            id=view.id,
            team_id=self._state.team.id,
            app_id=app.id,
            app_installed_team_id=self._state.team.id,
            bot_id=app.bot_id,
            hash=view.hash,
            root_view_id=view.root_id,
            previous_view_id=view.previous_id,
            state={"values": copied(view.values) if with_state else {}},
        )
        return document

    def _create(self, user: str, body: Json, root: str | None, previous: str | None) -> View:
        view_id = self._state.new_id("V")
        normal = self._normal(body)
        values = initial_values(normal["blocks"])
        view = View(view_id, user, normal, self._state.new_hash(), values, root or view_id, previous)
        self._state.views[view_id] = view
        return view

    @staticmethod
    def _normal(body: Json) -> Json:
        """Complete a document by its optional members, as Slack sends it back."""
        normal: dict[str, Any] = {
            "type": body.get("type", "modal"),
            "blocks": with_ids(body.get("blocks"), _short_id),
            "private_metadata": body.get("private_metadata") or "",
            "callback_id": body.get("callback_id") or "",
            "external_id": body.get("external_id") or "",
            "title": copied(body.get("title")),
            "submit": copied(body.get("submit")),
            "close": copied(body.get("close")),
            "clear_on_close": bool(body.get("clear_on_close", False)),
            "notify_on_close": bool(body.get("notify_on_close", False)),
            "submit_disabled": bool(body.get("submit_disabled", False)),
        }
        return normal

    def _unique_external_id(self, body: Json, own: View | None) -> None:
        wanted = body.get("external_id")
        if wanted and any(v.external_id == wanted and v is not own for v in self._state.views.values()):
            raise ApiError("duplicate_external_id")

    def _drop(self, user: str) -> None:
        for view_id in self._state.stacks.pop(user, ()):
            self._state.views.pop(view_id, None)

    def _changed(self, user: str) -> None:
        self._state.publish("views", user=user)
