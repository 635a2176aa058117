"""Acts of people sent to the bot, and its answers carried out: the other half of docs/slack.md#views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Channel, Json, Message, User, Values, View
from bot.local_slack.blockkit import Violation
from bot.local_slack.core.parts import Core
from bot.local_slack.core.validation import as_errors
from bot.local_slack.people.outcome import Outcome, Shown
from bot.local_slack.people.wording import words
from bot.local_slack.transport.envelope import Ack, EnvelopeKind

INVALID = "invalid_answer"


class Interactions:
    """One method per kind of payload; each returns the outcome that the person sees."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def command(self, user: User, channel: Channel, command: str, text: str) -> Outcome:
        """Send a slash command; its answer is posted, a failure becomes a notice to the person."""
        payload = self._core.payloads.command(user, channel, command, text)
        ref, ack = await self._core.delivery.send("slash_commands", "slash_commands", payload)
        if not ack.ok:
            failed = _failed("slash_commands", payload, ref, ack)
            said = words("failed", user.locale, command=command, code=failed.shown)
            self._core.chat.notice(channel, user.id, said)
            return failed
        body: Any = {"text": ack.payload} if isinstance(ack.payload, str) else ack.payload
        strict = self._post_answer(channel, user, body, ref)
        return _finished("slash_commands", payload, ref, ack, strict)

    def _post_answer(self, channel: Channel, user: User, body: Any, ref: str) -> list[Violation]:
        if not body:
            return []
        if isinstance(body, dict) and not any(body.get(part) for part in ("text", "blocks", "attachments")):
            return []
        strict = self._core.validator.message(body, "slash_commands", ref)
        if not strict:
            self._core.chat.answer(channel, user.id, body)
        return strict

    async def shortcut(self, user: User, callback_id: str) -> Outcome:
        """Send a global shortcut."""
        return await self._interact("shortcut", self._core.payloads.shortcut(user, callback_id))

    async def message_shortcut(self, user: User, callback_id: str, message: Message) -> Outcome:
        """Send a shortcut from a message's menu."""
        payload = self._core.payloads.message_shortcut(user, callback_id, message)
        return await self._interact("message_action", payload)

    async def view_action(self, view: View, action: Json) -> Outcome:
        """Send a click or choice in a modal or Home tab."""
        return await self._interact("block_actions", self._core.payloads.view_action(view, action))

    async def message_action(self, user: User, message: Message, action: Json, values: Values) -> Outcome:
        """Send a click or choice in a message."""
        payload = self._core.payloads.message_action(user, message, action, values)
        return await self._interact("block_actions", payload)

    async def suggestion(self, payload: Json) -> Shown:
        """Send an options request; an unusable answer leaves an empty menu."""
        ref, ack, refused = await self._send("options", "block_suggestion", payload)
        if refused is not None:
            return Shown(outcome=refused)
        answer = ack.payload
        strict = self._core.validator.options(answer, ref)
        outcome = _finished("block_suggestion", payload, ref, ack, strict)
        if strict or not isinstance(answer, dict):
            return Shown(outcome=outcome)
        return Shown(list(answer.get("options") or []), list(answer.get("option_groups") or []), outcome)

    async def submit(self, view: View) -> Outcome:
        """Send a submission; the answer closes, changes or covers the modal."""
        payload = self._core.payloads.submission(view)
        view.submitting = True
        self._core.modals.set_errors(view, {})
        try:
            ref, ack, refused = await self._send("interactive", "view_submission", payload)
        finally:
            view.submitting = False
            self._core.modals.touched(view)
        if refused is not None:
            return refused
        input_ids = [block["block_id"] for block in payload["view"]["blocks"] if block.get("type") == "input"]
        strict = self._core.validator.response_action(ack.payload, input_ids, ref)
        if not strict:
            strict = self._apply(view, ack.payload, ref)
        return _finished("view_submission", payload, ref, ack, strict, dict(view.errors))

    def _apply(self, view: View, answer: Any, ref: str) -> list[Violation]:
        modals = self._core.modals
        action = answer.get("response_action") if isinstance(answer, dict) else None
        try:
            if action == "errors":
                modals.set_errors(view, answer["errors"])
            elif action == "update":
                modals.update(view, answer["view"])
            elif action == "push":
                modals.push(view.user, answer["view"])
            elif action == "clear":
                modals.clear(view.user)
            else:
                modals.close(view)
        except ApiError as error:
            found = Violation("/view", error.code, f"Slack refuses this answer: {error.code}.")
            return self._core.validator.record([found], "view_submission", ref)
        return []

    async def closed(self, view: View, *, is_cleared: bool) -> Outcome:
        """Tell the bot that a person closed a modal, if it asked for that."""
        if not view.body.get("notify_on_close"):
            return Outcome("closed")
        payload = self._core.payloads.closed(view, is_cleared=is_cleared)
        return await self._interact("view_closed", payload)

    async def event(self, event: Json) -> Outcome:
        """Emit an event and wait for the first delivery's acknowledgement."""
        delivery = self._core.delivery.emit(event)
        if delivery is None:
            return Outcome("not_subscribed", detail=self._core.delivery.subscription_of(event))
        ack = await delivery
        kind = str(event["type"])
        return _finished(kind, event, "", ack, []) if ack.ok else _failed(kind, event, "", ack)

    async def _interact(self, name: str, payload: Json) -> Outcome:
        ref, ack, refused = await self._send("interactive", name, payload)
        if refused is not None:
            return refused
        if ack.payload and name != "view_closed":
            message = f"The answer to {name} takes no body; use the Web API or the response_url."
            self._core.validator.note(name, "unexpected_body", message, ref=ref, strict=False)
        return _finished(name, payload, ref, ack, [])

    async def _send(self, kind: EnvelopeKind, name: str, payload: Json) -> tuple[str, Ack, Outcome | None]:
        if not self._core.state.app.section("settings", "interactivity", "is_enabled"):
            message = "Set settings.interactivity.is_enabled in the manifest; Slack sends no interactions without."
            self._core.validator.note(name, "interactivity_off", message)
            off = Ack(failure="not_configured", detail=message)
            return "", off, _failed(name, payload, "", off)
        ref, ack = await self._core.delivery.send(kind, name, payload)
        if ack.failure == "not_configured":
            self._core.validator.note(name, "not_configured", ack.detail, ref=ref)
        return ref, ack, None if ack.ok else _failed(name, payload, ref, ack)


def _failed(did: str, payload: Json, ref: str, ack: Ack) -> Outcome:
    # The client knows two words; why it failed is in `detail` and in the wire record.
    shown = "operation_timeout" if ack.failure == "operation_timeout" else "dispatch_failed"
    return Outcome(did, payload, None, ack.delay_ms, shown, ack.detail, ref=ref)


def _finished(
    did: str,
    payload: Json,
    ref: str,
    ack: Ack,
    strict: Sequence[Violation],
    errors: dict[str, str] | None = None,
) -> Outcome:
    shown = INVALID if strict else ""
    broken = tuple(as_errors(strict))
    return Outcome(did, payload, ack.payload, ack.delay_ms, shown, ack.detail, errors or {}, broken, ref=ref)
