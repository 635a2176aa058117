"""Effects in Slack after the acknowledgement: opening, drawing and telling, each with a last resort that speaks."""

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from bot.clock import Clock
from bot.commands.base import Below, Block, Message, OpenModal, PushModal, View
from bot.commands.shared.blocks import SECTION, lines_within, section
from bot.dispatch.answers import failures
from bot.dispatch.answers.covered import CONFLICT, CoveredViews
from bot.dispatch.answers.persistence import Sleep, persist
from bot.dispatch.background import aside
from bot.dispatch.delivery import Delivery, DeliveryKind
from bot.dispatch.turn import Turn, message_view
from bot.services.running.metrics import Metrics
from bot.services.slack import plainer
from bot.services.slack.errors import SlackError, SlackRefused, SlackUnclear
from bot.services.slack.images import ChartImages
from bot.services.slack.web import SlackWeb, ViewRef
from bot.text import Mrkdwn

log = logging.getLogger(__name__)

# A trigger dies 3 s after Slack sent it (docs/slack.md#clocks); half a second is left for the call itself.
TRIGGER_SECONDS = 2.5
TRIGGER_ERRORS = frozenset({"expired_trigger_id", "invalid_trigger_id", "trigger_expired"})
# Another replica got the same delivery and opened the form, or our own call did whose answer was lost.
DONE_ALREADY = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
# A loading view that is filled later than this is told to have failed; the reading itself may go on.
FILL_SECONDS = 10.0
# The person typed on, or closed the modal, while we were at work: there is nothing to tell.
NOT_THERE = frozenset({"not_found", "view_not_found"})
MOVED_ON = NOT_THERE | {CONFLICT}
T = TypeVar("T")

Published = Callable[[str, View, ViewRef], None]
Fill = Callable[[], Awaitable[View]]


def _unwatched(_user_id: str, _view: View, _ref: ViewRef) -> None:
    """Do nothing: the default where nobody keeps App Home current."""


class Effects:
    """Web API calls on behalf of a turn: repeated where that is safe, and said in words where they fail for good.

    They raise only what could not be told to the person in any way; `silent_failures` counts those. `published` is
    told of each App Home that was drawn for a click.
    """

    def __init__(
        self,
        slack: SlackWeb,
        clock: Clock,
        metrics: Metrics,
        covered: CoveredViews,
        published: Published = _unwatched,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._slack = slack
        self._clock = clock
        self._metrics = metrics
        self._published = published
        self._sleep = sleep
        self._covered = covered
        self._images = ChartImages(slack)
        self._drawings = covered.drawings

    async def show(self, turn: Turn, answer: OpenModal | PushModal) -> None:
        """Open or push a modal while its trigger lives, then fill it; say so if the trigger is dead, without trying."""
        if self._is_stale(turn):
            self._metrics.stale_triggers.inc()
            await self.tell(turn, _said(turn, "error-too-late"))
            return
        try:
            shown = await self._placed(turn, answer)
        except SlackError as error:
            await self._not_shown(turn, error)
            return
        if answer.fill is not None:
            await self._fill(turn, shown, answer.fill)
        if isinstance(answer, PushModal) and answer.below is not None:
            await self.draw_below(turn, answer.below)

    async def draw_below(self, turn: Turn, below: Below) -> None:
        """Draw a covered view anew; where that fails it stays as it was, and the next click in it draws it."""
        try:
            async with asyncio.timeout(FILL_SECONDS):
                await self._covered.draw(below, self._update_view)
        except Exception as error:
            log.warning("a covered modal was not drawn anew [%s]: %s", turn.reference, error)

    async def _update_view(self, view_id: str, known: str | None, view: View) -> ViewRef:
        return await self._persist(lambda: self._slack.update_view(view_id, known, view))

    async def update(self, turn: Turn, view: View, below: Below | None = None) -> None:
        """Replace the view acted in and draw anew what it covers, as `_replace` and `draw_below` do."""
        await self._replace(turn, view)
        if below is not None:
            await self.draw_below(turn, below)

    async def _replace(self, turn: Turn, view: View) -> None:
        """Replace the view acted in, unless it changed meanwhile; publish App Home anew if that is the view."""
        delivery = turn.delivery
        try:
            if delivery.kind is DeliveryKind.SUBMISSION:
                # A submitted view was replaced by a waiting screen, so its hash is no longer the one we know.
                await self._update_view(delivery.view_id, None, view)
            else:
                await self._redraw(delivery, view)
        except SlackError as error:
            await self._not_drawn(turn, view, error)

    async def _redraw(self, delivery: Delivery, view: View) -> None:
        in_home = delivery.view_type == "home"

        async def send(known: str | None) -> ViewRef:
            if in_home:
                return await self._persist(lambda: self._slack.publish_home(delivery.user_id, view, known))
            return await self._update_view(delivery.view_id, known, view)

        drawn = await self._drawings.draw(delivery.view_id, delivery.view_hash, delivery.acted, send)
        if drawn is not None and in_home:
            self._published(delivery.user_id, view, drawn)

    async def tell(self, turn: Turn, message: Message, *, replace: bool = False, push: bool = True) -> None:
        """Say something to the person alone: where they acted, on top of their modal, or in a direct message."""
        delivery = turn.delivery
        shown = dataclasses.replace(message, blocks=message.blocks or (section(message.text),))
        if delivery.response_url:
            try:
                url, text = delivery.response_url, message.text
                respond = partial(self._slack.respond, url, text, replace=replace)
                await self._persist(lambda: plainer.send(respond, shown, self._images.place))
                return
            except (SlackError, ValueError) as error:
                log.warning("not said where it was asked [%s]: %s", turn.reference, error)
        elif push and delivery.in_modal and await self._pushed(turn, message):
            return
        await self._direct(turn, message.text, shown.plainer or shown.blocks)

    async def tell_later(self, turn: Turn, make: Callable[[], Awaitable[Message]]) -> None:
        """Say what `make` makes, or that it could not be made."""
        await self.tell(turn, await aside(self._made(turn, make, lambda failed: failed)))

    async def _direct(self, turn: Turn, text: Mrkdwn, blocks: Sequence[Block]) -> None:
        """Send a direct message, the last resort; where an answer was lost it is said twice rather than never."""
        try:
            channel = await self._persist(lambda: self._slack.open_dm(turn.delivery.user_id))
            await self._persist(lambda: self._slack.post(channel, text, blocks))
        except SlackError:
            self._metrics.silent_failures.inc()
            raise

    async def _placed(self, turn: Turn, answer: OpenModal | PushModal) -> ViewRef:
        """Place the view on the screen; if the answer is lost, return an empty reference: its external id finds it."""
        if answer.fill is None:
            return await self._place(turn, answer.view)
        try:
            return await self._place(turn, {**answer.view, "external_id": turn.reference})
        except SlackUnclear as error:
            log.info("whether the modal opened is not known yet [%s]: %s", turn.reference, error)
            return ViewRef("", "")

    async def _place(self, turn: Turn, view: View) -> ViewRef:
        trigger = turn.delivery.trigger_id
        # From inside a modal the new one is stacked on top: opening it would throw away what the person typed.
        if turn.delivery.in_modal:
            return await self._slack.push_view(trigger, view)
        return await self._slack.open_view(trigger, view)

    async def _not_shown(self, turn: Turn, error: SlackError) -> None:
        if error.error in DONE_ALREADY:
            log.info("the modal was opened already [%s]", turn.reference)
            return
        log.warning("modal not shown [%s]: %s", turn.reference, error)
        key = "error-too-late" if error.error in TRIGGER_ERRORS else "error-not-shown"
        await self.tell(turn, _said(turn, key), push=False)

    async def _pushed(self, turn: Turn, message: Message) -> bool:
        if turn.delivery.kind is not DeliveryKind.CLICK or self._is_stale(turn):
            return False
        try:
            await self._slack.push_view(turn.delivery.trigger_id, message_view(message, turn.t))
        except SlackError:
            return False
        return True

    async def _fill(self, turn: Turn, shown: ViewRef, fill: Fill) -> None:
        view = await aside(self._made(turn, fill, lambda failed: message_view(failed, turn.t, "error-title")))
        reference = None if shown.id else turn.reference
        try:
            await self._persist(lambda: self._slack.update_view(shown.id, shown.hash or None, view, reference))
            self._metrics.fill_seconds.observe(self._clock.monotonic() - turn.delivery.arrived)
        except SlackRefused as error:
            if reference and error.error in NOT_THERE:
                await self._not_shown(turn, error)
            else:
                await self._not_drawn(turn, view, error)
        except SlackError as error:
            await self._not_drawn(turn, view, error)

    async def _made(self, turn: Turn, make: Callable[[], Awaitable[T]], instead: Callable[[Message], T]) -> T:
        """Return what `make` makes in time, or what stands there `instead` of it."""
        try:
            async with asyncio.timeout(FILL_SECONDS):
                return await make()
        except TimeoutError:
            log.warning("an answer was not made within %s s [%s]", FILL_SECONDS, turn.reference)
            self._metrics.deliveries.labels("fill", "slow").inc()
            return instead(_said(turn, "error-slow"))
        except Exception as error:
            failed = failures.outcome(turn, error)
            self._metrics.deliveries.labels("fill", failed.label).inc()
            return instead(failures.message(error, turn.t, turn.reference))

    async def _not_drawn(self, turn: Turn, view: View, error: SlackError) -> None:
        """Say what the screen would have said, unless the person moved on."""
        if error.error in MOVED_ON:
            return
        log.warning("view not drawn [%s]: %s", turn.reference, error)
        lost = lines_within(SECTION, [turn.t.mrkdwn("error-not-drawn"), *_texts(view)], lambda _left: "…")
        await self.tell(turn, Message(lost), push=False)

    async def _persist(self, call: Callable[[], Awaitable[T]]) -> T:
        return await persist(call, lambda seconds: aside(self._sleep(seconds)))

    def _is_stale(self, turn: Turn) -> bool:
        return self._clock.monotonic() - turn.delivery.arrived > TRIGGER_SECONDS


def _said(turn: Turn, key: str) -> Message:
    words = turn.t.mrkdwn(key)
    return Message(Mrkdwn(f"{words} {turn.t.mrkdwn('error-reference', reference=turn.reference)}"))


def _texts(view: View) -> list[str]:
    """Collect the words of a screen, to be said where it cannot be drawn."""
    found = (block.get("text") for block in view.get("blocks", ()) if block.get("type") in ("section", "header"))
    return [str(text["text"]) for text in found if isinstance(text, dict)]
