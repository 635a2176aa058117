"""What happens in Slack after the acknowledgement: opening, updating and telling, each failure told in words."""

import logging
from collections.abc import Callable

from bot.clock import Clock
from bot.commands.base import Message, OpenModal, PushModal, View
from bot.commands.shared.blocks import section
from bot.dispatch.answers import failures
from bot.dispatch.answers.drawings import Drawings
from bot.dispatch.delivery import Delivery, DeliveryKind
from bot.dispatch.turn import Turn, message_view
from bot.services.running.metrics import Metrics
from bot.services.slack.errors import SlackBusy, SlackRefused, SlackUnclear
from bot.services.slack.web import SlackWeb, ViewRef
from bot.text import Mrkdwn

log = logging.getLogger(__name__)

# A trigger dies 3 s after Slack sent it (slack.md 1.1); half a second is left for the call itself.
TRIGGER_SECONDS = 2.5
TRIGGER_ERRORS = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged"}
)
# The person typed on, or closed the modal, while we were thinking: nothing to tell.
MOVED_ON = frozenset({"hash_conflict", "not_found", "view_not_found"})

Published = Callable[[str, View, ViewRef], None]


def _unwatched(_user_id: str, _view: View, _ref: ViewRef) -> None:
    """Nobody keeps Home current."""


class Effects:
    """Web API calls on behalf of one turn; they raise only what could not be told to the person either.

    `published` is told of each Home that was drawn for a click.
    """

    def __init__(self, slack: SlackWeb, clock: Clock, metrics: Metrics, published: Published = _unwatched) -> None:
        self._slack = slack
        self._clock = clock
        self._metrics = metrics
        self._published = published
        self._drawings = Drawings()

    async def show(self, turn: Turn, answer: OpenModal | PushModal) -> None:
        """Open or push a modal while its trigger lives, then fill it; a dead trigger is told, never tried."""
        if self._is_stale(turn):
            self._metrics.stale_triggers.inc()
            await self.tell(turn, _said(turn, "error-too-late"))
            return
        try:
            shown = await self._place(turn, answer.view)
        except (SlackRefused, SlackBusy, SlackUnclear) as error:
            log.warning("modal not shown [%s]: %s", turn.reference, error)
            late = isinstance(error, SlackRefused) and error.error in TRIGGER_ERRORS
            await self.tell(turn, _said(turn, "error-too-late" if late else "error-not-shown"), push=False)
            return
        if answer.fill is not None:
            await self._replace(shown, await self._filled(turn, answer))

    async def update(self, turn: Turn, view: View) -> None:
        """Replace the view acted in, unless it changed meanwhile; App Home is published anew."""
        delivery = turn.delivery
        try:
            if delivery.kind is DeliveryKind.SUBMISSION:
                # A submitted view was replaced by a waiting screen, so its hash is no longer the one we know.
                await self._slack.update_view(delivery.view_id, None, view)
            else:
                await self._redraw(delivery, view)
        except SlackRefused as error:
            if error.error not in MOVED_ON:
                raise

    async def _redraw(self, delivery: Delivery, view: View) -> None:
        in_home = delivery.view_type == "home"

        async def send(known: str | None) -> ViewRef:
            if in_home:
                return await self._slack.publish_home(delivery.user_id, view, known)
            return await self._slack.update_view(delivery.view_id, known, view)

        drawn = await self._drawings.draw(delivery.view_id, delivery.view_hash, delivery.acted, send)
        if drawn is not None and in_home:
            self._published(delivery.user_id, view, drawn)

    async def tell(self, turn: Turn, message: Message, *, replace: bool = False, push: bool = True) -> None:
        """Say something to the person only: at the place they acted, on top of their modal, or directly."""
        delivery = turn.delivery
        blocks = message.blocks or (section(message.text),)
        if delivery.response_url:
            await self._slack.respond(delivery.response_url, message.text, blocks, replace=replace)
        elif not (push and delivery.in_modal and await self._pushed(turn, message)):
            channel = await self._slack.open_dm(delivery.user_id)
            await self._slack.post(channel, message.text, blocks)

    async def _place(self, turn: Turn, view: View) -> ViewRef:
        trigger = turn.delivery.trigger_id
        # From inside a modal Slack only stacks: opening would throw away what the person typed.
        if turn.delivery.in_modal:
            return await self._slack.push_view(trigger, view)
        return await self._slack.open_view(trigger, view)

    async def _pushed(self, turn: Turn, message: Message) -> bool:
        if turn.delivery.kind is not DeliveryKind.CLICK or self._is_stale(turn):
            return False
        try:
            await self._slack.push_view(turn.delivery.trigger_id, message_view(message, turn.t))
        except (SlackRefused, SlackBusy, SlackUnclear):
            return False
        return True

    async def _filled(self, turn: Turn, answer: OpenModal | PushModal) -> View:
        if answer.fill is None:
            return answer.view
        try:
            return await answer.fill()
        except Exception as error:
            failed = failures.outcome(turn, error)
            self._metrics.deliveries.labels("fill", failed.label).inc()
            return message_view(failures.message(error, turn.t, turn.reference), turn.t, "error-title")

    async def _replace(self, shown: ViewRef, view: View) -> None:
        try:
            await self._slack.update_view(shown.id, shown.hash, view)
        except SlackRefused as error:
            if error.error not in MOVED_ON:
                raise

    def _is_stale(self, turn: Turn) -> bool:
        return self._clock.monotonic() - turn.delivery.arrived > TRIGGER_SECONDS


def _said(turn: Turn, key: str) -> Message:
    words = turn.t.mrkdwn(key)
    return Message(Mrkdwn(f"{words} {turn.t.mrkdwn('error-reference', reference=turn.reference)}"))
