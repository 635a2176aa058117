"""Person at the client, who types commands, clicks, fills in and submits, seeing only what the screen shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from bot.local_slack.base.elements import (
    CLICK_TYPES,
    EXTERNAL_TYPES,
    SHAPES,
    TEXT_TYPES,
    Field,
    carried_values,
    entry,
    fields,
    options_of,
    value_in,
)
from bot.local_slack.base.errors import NotVisible
from bot.local_slack.base.models import Json, Message, Values, View
from bot.local_slack.core.parts import Core
from bot.local_slack.people.composer import Composer
from bot.local_slack.people.filling import Wanted, client_errors, option_among, picked, typed
from bot.local_slack.people.interactions import Interactions
from bot.local_slack.people.outcome import Outcome, Shown
from bot.local_slack.people.surface import Surface

DEFAULT_MIN_QUERY = 3


class Person(Composer):
    """Person who acts and sees. Every action returns an `Outcome`; `NotVisible` means the screen has no such thing.

    `message=` aims at a message instead of the surface on top (modal, then Home tab when open, then the newest
    message that has the element).
    """

    def __init__(self, core: Core, interactions: Interactions, user_id: str) -> None:
        super().__init__(core, interactions, user_id)
        self.tab: Literal["messages", "home"] = "messages"
        self._message_values: dict[str, tuple[str | None, Values]] = {}
        self._message_loaded: dict[str, dict[str, Json]] = {}
        self._searches: dict[str, int] = {}

    @property
    def modal(self) -> View | None:
        """Modal on top, or None."""
        return self._state.top_view(self.id)

    @property
    def home(self) -> View | None:
        """Published Home tab, or None."""
        return self._state.home(self.id)

    @property
    def errors(self) -> dict[str, str]:
        """Texts shown at input blocks of the top modal: block_id to text."""
        return dict(self.modal.errors) if self.modal else {}

    def value(self, ref: str, *, message: Message | None = None) -> Any:
        """Return the value an element holds now, in the shape of `state.values`."""
        surface = self.surface(ref, message)
        return value_in(surface.values, surface.find(ref))

    def labels(self, ref: str, *, message: Message | None = None) -> list[str]:
        """List the words of the options a static menu offers."""
        element = self.surface(ref, message).find(ref).element
        return [str(option["text"]["text"]) for option in options_of(element)]

    def surface(self, ref: str, message: Message | None = None) -> Surface:
        """Find the part of the screen on which `ref` is to be looked for."""
        if message is not None:
            return self._on_message(message)
        if self.modal is not None:
            return self._on_view(self.modal)
        if self.tab == "home" and self.home is not None:
            return self._on_view(self.home)
        for candidate in reversed(self.everything()):
            surface = self._on_message(candidate)
            if surface.matching(ref):
                return surface
        raise NotVisible(f"No modal is open and no message has {ref!r}", [m.text for m in self.everything()[-5:]])

    async def select(self, ref: str, value: Wanted, *, message: Message | None = None) -> Outcome:
        """Choose in a menu, picker, radio group or checkboxes: an option's value or label, a list for several."""
        surface = self.surface(ref, message)
        field = surface.find(ref)
        if field.type in EXTERNAL_TYPES and self._key(field) not in surface.loaded and value is not None:
            await self._open_menu(surface, field)
        chosen = picked(field, value, self._state, self._offered(surface, field))
        if field.type == "file_input":
            chosen = [self._core.payloads.file(file_id) for file_id in chosen]
        return await self._hold(surface, field, chosen)

    async def type(self, ref: str, text: str, *, enter: bool = False, message: Message | None = None) -> Outcome:
        """Type into a text field, replacing what it held; `enter` presses Enter afterwards."""
        surface = self.surface(ref, message)
        field = surface.find(ref)
        value = typed(field, text)
        triggers = (field.element.get("dispatch_action_config") or {}).get("trigger_actions_on")
        trigger = "on_enter_pressed" if enter else "on_character_entered"
        sends = trigger in (triggers or ["on_enter_pressed"])
        return await self._hold(surface, field, value, sends=sends)

    async def search(self, ref: str, text: str = "", *, message: Message | None = None) -> Shown:
        """Type into an external menu; below its minimum length nothing is sent and a hint shows."""
        surface = self.surface(ref, message)
        field = surface.find(ref)
        if field.type not in EXTERNAL_TYPES:
            raise NotVisible(f"{ref} is a {field.type}; it has no search of its own", surface.there())
        least = field.element.get("min_query_length", DEFAULT_MIN_QUERY)
        if len(text) < least:
            return Shown(hint=f"Type at least {least} characters.")
        return await self._suggest(surface, field, text)

    async def click(
        self, ref: str, value: str | None = None, *, message: Message | None = None, confirm: bool = True
    ) -> Outcome:
        """Press a button or an overflow menu's entry; `confirm` answers its confirmation dialog, if it has one."""
        surface = self.surface(ref, message)
        field = surface.find(ref, value)
        dialog = field.element.get("confirm")
        if dialog and not confirm:
            return Outcome("cancelled", confirm=dialog)
        if field.type == "overflow":
            option = option_among(options_of(field.element), str(value), ref)
            details: Json = {"selected_option": option}
        elif field.type in CLICK_TYPES:
            details = {key: field.element[key] for key in ("text", "value", "url") if key in field.element}
        else:
            raise NotVisible(f"{ref} is a {field.type}; use select or type", surface.there())
        outcome = await self._dispatch(surface, field, details)
        return replace(outcome, url=str(details.get("url", "")), confirm=dialog)

    async def submit(self) -> Outcome:
        """Press the modal's submit button; fields the client itself refuses are shown and nothing is sent."""
        view = self._top_modal()
        if not view.body.get("submit"):
            raise NotVisible("The modal has no submit button", self._on_view(view).there())
        if view.submitting or view.body.get("submit_disabled"):
            raise NotVisible("The submit button is disabled", view.title)
        problems = client_errors(view, list(fields(view.blocks)), self.user.locale)
        if problems:
            self._core.modals.set_errors(view, problems)
            return Outcome("refused_by_client", errors=problems)
        return await self._interactions.submit(view)

    async def close(self) -> Outcome:
        """Press Cancel: this modal goes, or the whole stack with `clear_on_close`."""
        view = self._top_modal()
        clears = bool(view.body.get("clear_on_close"))
        if clears:
            self._core.modals.clear(self.id)
        else:
            self._core.modals.close(view)
        return await self._interactions.closed(view, is_cleared=clears)

    async def dismiss(self) -> Outcome:
        """Press the "x": every modal goes; the root view is told with `is_cleared`."""
        self._top_modal()
        root = self._state.stack(self.id)[0]
        self._core.modals.clear(self.id)
        return await self._interactions.closed(root, is_cleared=True)

    async def open_home(self) -> Outcome:
        """Look at the app's Home tab, which sends `app_home_opened`."""
        self.tab = "home"
        return await self._opened("home", {"view": self._core.modals.wire(self.home)} if self.home else {})

    async def open_messages(self) -> Outcome:
        """Look at the app's Messages tab, which sends `app_home_opened` too."""
        self.tab = "messages"
        return await self._opened("messages", {})

    async def _opened(self, tab: str, view: Json) -> Outcome:
        channel = self._state.open_direct(self._state.app.bot_user_id, self.id)
        ts = self._state.new_ts()
        event = {"type": "app_home_opened", "user": self.id, "channel": channel.id, "tab": tab, "event_ts": ts}
        return await self._interactions.event(event | view)

    async def _open_menu(self, surface: Surface, field: Field) -> None:
        if field.element.get("min_query_length", DEFAULT_MIN_QUERY) == 0:
            await self._suggest(surface, field, "")

    async def _suggest(self, surface: Surface, field: Field, text: str) -> Shown:
        payloads = self._core.payloads
        if surface.view is not None:
            payload = payloads.suggestion(surface.view, field.block_id, field.action_id, text)
        else:
            message = self._message_of(surface)
            payload = payloads.message_suggestion(self.user, message, field.block_id, field.action_id, text)
        turn = self._searches[self._key(field)] = self._searches.get(self._key(field), 0) + 1
        shown = await self._interactions.suggestion(payload)
        if turn == self._searches[self._key(field)]:
            # An answer that a newer search has overtaken is not what the menu shows.
            surface.loaded[self._key(field)] = {"options": shown.options, "option_groups": shown.groups}
        return shown

    async def _hold(self, surface: Surface, field: Field, value: Any, *, sends: bool = True) -> Outcome:
        held = entry(field, value)
        surface.values.setdefault(field.block_id, {})[field.action_id] = held
        if surface.view is not None:
            surface.view.errors.pop(field.block_id, None)
            self._core.modals.touched(surface.view)
        if not (sends and field.dispatches):
            return Outcome("typed" if field.type in TEXT_TYPES else "chosen")
        return await self._dispatch(surface, field, {SHAPES[field.type].key: value})

    async def _dispatch(self, surface: Surface, field: Field, details: Json) -> Outcome:
        action = {"action_id": field.action_id, "block_id": field.block_id, "type": field.type, **details}
        action["action_ts"] = self._state.new_ts()
        if surface.view is not None:
            return await self._interactions.view_action(surface.view, action)
        message = self._message_of(surface)
        return await self._interactions.message_action(self.user, message, action, surface.values)

    def _offered(self, surface: Surface, field: Field) -> Json:
        """Return the options an external menu lists now and, where several can be chosen, those chosen already."""
        listed = options_of(surface.loaded.get(self._key(field)) or {})
        chosen = value_in(surface.values, field) if field.type == "multi_external_select" else []
        return {"options": [*listed, *chosen]}

    def message_values(self, message: Message) -> Values:
        """Return the values a person put into a message's fields, empty when they touched none."""
        edited, values = self._message_values.get(message.ts, (None, {}))
        return values if edited == message.edited else {}

    def _top_modal(self) -> View:
        if self.modal is None:
            raise NotVisible("No modal is open", "")
        return self.modal

    @staticmethod
    def _on_view(view: View) -> Surface:
        return Surface(view, view.blocks, view.values, view.loaded)

    def _on_message(self, message: Message) -> Surface:
        edited, values = self._message_values.get(message.ts, (None, {}))
        if message.ts not in self._message_values or edited != message.edited:
            values = carried_values(values, message.all_blocks)
            self._message_values[message.ts] = (message.edited, values)
        return Surface(message, message.all_blocks, values, self._message_loaded.setdefault(message.ts, {}))

    @staticmethod
    def _message_of(surface: Surface) -> Message:
        assert isinstance(surface.owner, Message)  # noqa: S101 - narrows the type; callers checked for a view
        return surface.owner

    @staticmethod
    def _key(field: Field) -> str:
        return f"{field.block_id}/{field.action_id}"
