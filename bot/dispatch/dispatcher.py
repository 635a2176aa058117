"""Dispatcher: checks each delivery (repeat, workspace, person, role), runs its handler, acknowledges exactly once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy.exc import OperationalError

from bot.clock import Clock
from bot.commands.base import Answer, Call, FieldErrors, Message, Nothing, OpenModal, PushModal, Say
from bot.commands.payload import first_of, text_of
from bot.db import within
from bot.dispatch.answers import failures, help
from bot.dispatch.answers.replies import AckBody, Replies, Reply
from bot.dispatch.background import Background, Job
from bot.dispatch.copies import Copies, Copy
from bot.dispatch.delivery import Delivery, DeliveryKind
from bot.dispatch.gate import Gate
from bot.dispatch.replays import Replays
from bot.dispatch.routes import Routes, Target
from bot.dispatch.turn import Outcome, Turn
from bot.errors import OutcomeUnknown, Unavailable
from bot.runtime import Runtime
from bot.services.people.profiles import Person
from bot.services.policy import require_any
from bot.services.running.metrics import Metrics
from bot.services.store import references
from bot.services.store.audit import new_reference
from bot.services.store.references import TRAIL
from bot.services.store.spans import span
from bot.text import reader

log = logging.getLogger(__name__)
trail = logging.getLogger(f"{TRAIL}.deliveries")

# Slack waits 3 s from the moment it sends; the rest is for the way there and back.
PATIENCE = 2.2
HANDLER_SECONDS = 30.0
# In which the database has ended what a handler that is over its time was doing there.
ENDING_SECONDS = 3.0
LAST_WORD_SECONDS = 0.4
# Between tries to find out what came of a commit whose answer was lost.
TRIES_AFTER = (0.0, 1.0, 2.0, 4.0, 8.0)
EventHandler = Callable[[Mapping[str, Any]], Awaitable[None]]


class Dispatcher:
    """Turns deliveries into acknowledgement bodies; `background` holds the work it starts beyond them."""

    def __init__(
        self,
        runtime: Runtime,
        routes: Routes,
        gate: Gate,
        replies: Replies,
        background: Background,
        metrics: Metrics,
        events: Mapping[str, EventHandler],
        patience: float = PATIENCE,
    ) -> None:
        self.background = background
        self._runtime = runtime
        self._clock: Clock = runtime.clock
        self._routes = routes
        self._gate = gate
        self._replies = replies
        self._metrics = metrics
        self._events = events
        self.patience = patience
        self._copies = Copies(runtime.db, runtime.clock, background, metrics)
        self._replays: Replays[AckBody | None] = Replays(self._clock)
        for kind in DeliveryKind:
            for outcome in ("denied", "error", "foreign", "unavailable"):
                # A counter that begins at 1 has not increased: the first failure would raise no alert.
                metrics.deliveries.labels(kind, outcome)

    async def handle(self, delivery: Delivery) -> AckBody | None:
        """Return the body of the acknowledgement (None: empty); raise for nothing that a delivery contains."""
        with references.under(None), span("delivery", kind=delivery.kind, what=delivery.name):
            body, repeated = await self._replays.once(delivery.key, partial(self._acknowledged, delivery))
        if repeated:
            self._metrics.deliveries.labels(delivery.kind, "repeated").inc()
        self._metrics.ack_seconds.labels(delivery.kind).observe(self._clock.monotonic() - delivery.arrived)
        return body

    async def _acknowledged(self, delivery: Delivery) -> AckBody | None:
        # Only the body is remembered: the work that follows it holds the whole delivery and its views.
        reply = await self._reply(delivery)
        if reply.later is not None:
            self._follow(f"{delivery.kind} {delivery.name}", delivery, reply.later)
        return reply.body

    def _follow(self, name: str, delivery: Delivery, later: Job) -> None:
        waited_for = delivery.kind is not DeliveryKind.EVENT
        self.background.start(name, partial(self._to_its_end, later) if waited_for else later)

    async def _to_its_end(self, later: Job) -> None:
        """Count whoever waits for an answer that is cut off, by the deadline of its work for example."""
        try:
            await later()
        except asyncio.CancelledError:
            self._metrics.silent_failures.inc()
            raise

    async def _reply(self, delivery: Delivery) -> Reply:
        turn = Turn(delivery, self._gate.reader_of(delivery.user_id), new_reference())
        references.take(turn.reference)
        if self._gate.is_foreign(delivery):
            log.warning("refused %s %r of another workspace or app [%s]", delivery.kind, delivery.name, turn.reference)
            return self._replies.prompt(self._counted(Outcome(turn, _refusal(turn), "foreign")))
        if delivery.kind is DeliveryKind.EVENT:
            return self._event(turn)
        return await self._in_time(turn)

    async def _in_time(self, turn: Turn) -> Reply:
        copy = self._copies.of(turn.delivery)
        work = self.background.adopt(self._outcome(turn))
        await asyncio.wait({work}, timeout=self.patience)
        if work.done():
            return await copy.reply(self._settled(work.result()))
        log.warning("%s %r is slow [%s]", turn.delivery.kind, turn.delivery.name, turn.reference)
        self.background.adopt(self._finish(turn, work, copy))
        return await copy.reply(Reply(self._replies.meanwhile(self._in_words(turn))))

    def _settled(self, outcome: Outcome) -> Reply:
        # Only a form is sent anew with the key that it had. The same command once more is its second copy, and the
        # acknowledgement of the first may be the one that was lost.
        if not outcome.final and outcome.turn.delivery.kind is DeliveryKind.SUBMISSION:
            self._replays.forget(outcome.turn.delivery.key)
        return self._replies.prompt(outcome)

    async def _finish(self, turn: Turn, work: "asyncio.Task[Outcome]", copy: Copy) -> None:
        # Waiting here takes no turn of the background: slow handlers must not keep others' modals from opening.
        try:
            async with asyncio.timeout(HANDLER_SECONDS + ENDING_SECONDS):
                outcome = await work
        except TimeoutError as error:
            outcome = self._counted(failures.outcome(self._in_words(turn), error))
        except asyncio.CancelledError:
            await self._cut_short(turn, copy)
            raise
        if (later := self._replies.late(outcome)) is not None:
            self._follow(f"late {turn.delivery.kind} {turn.delivery.name}", turn.delivery, copy.job(later))

    async def _cut_short(self, turn: Turn, copy: Copy) -> None:
        """Tell whoever was asked for patience that the program ends before there is a result."""
        outcome = self._counted(failures.outcome(self._in_words(turn), Unavailable("error-stopping")))
        if (later := self._replies.late(outcome)) is not None:
            with suppress(Exception):
                async with asyncio.timeout(LAST_WORD_SECONDS):
                    await copy.job(later)()

    async def _outcome(self, turn: Turn) -> Outcome:
        try:
            # What the database does for it has ended before `_finish` says that nothing more will happen.
            with within(HANDLER_SECONDS):
                outcome = await self._answered(turn)
        except Exception as error:
            outcome = failures.outcome(self._in_words(turn), error)
        return self._counted(outcome)

    def _in_words(self, turn: Turn) -> Turn:
        """Return the turn in the language of its person, who may have become known since it began."""
        return replace(turn, t=self._gate.reader_of(turn.delivery.user_id))

    async def _answered(self, turn: Turn) -> Outcome:
        delivery = turn.delivery
        target = self._routes.find(delivery.kind, delivery.name)
        if target is None and delivery.kind is DeliveryKind.CLOSED:
            return Outcome(turn, Nothing(), "ok")
        person = await self._gate.person(delivery.user_id)
        turn = Turn(delivery, reader(person.locale, person.zone), turn.reference)
        if target is None:
            return self._unknown(turn)
        if delivery.kind is DeliveryKind.COMMAND and help.is_help(text_of(delivery.body, "text")):
            return Outcome(turn, Say(self._help(target, person, turn)), "help")
        answer = await self._run(turn, person, target)
        # If the form stays on the screen, sending it again unchanged is a new wish.
        stays = delivery.kind is DeliveryKind.SUBMISSION and isinstance(answer, FieldErrors | OpenModal | PushModal)
        return Outcome(turn, answer, "ok", final=not stays)

    async def _run(self, turn: Turn, person: Person, target: Target) -> Answer:
        actor = await self._gate.actor(person, target.actions, turn.reference)
        key = turn.delivery.key or f"{turn.delivery.kind}:{turn.reference}"
        answer = await _handled(target, Call(person, actor, turn.t, self._runtime, turn.delivery.body, key))
        if turn.delivery.kind is DeliveryKind.SUBMISSION and isinstance(answer, OpenModal | PushModal) and answer.fill:
            # A view pushed in the acknowledgement has no id yet by which it could be filled afterwards.
            return PushModal(await answer.fill())
        return answer

    def _event(self, turn: Turn) -> Reply:
        handler = self._events.get(turn.delivery.name)
        self._counted(Outcome(turn, Nothing(), "ok" if handler else "unknown"))
        return Reply(None, partial(handler, turn.delivery.body) if handler else None)

    def _help(self, target: Target, person: Person, turn: Turn) -> Message:
        visitor = self._gate.visitor(person, turn.reference)
        if visitor.doubt:
            require_any(visitor)  # roles that cannot be read are not none
        return help.message(help.usable(self._routes.commands, visitor), target.command, turn.t, self._gate.home_url)

    def _unknown(self, turn: Turn) -> Outcome:
        log.info("unknown %s %r [%s]", turn.delivery.kind, turn.delivery.name, turn.reference)
        if turn.delivery.kind is DeliveryKind.CLICK and first_of(turn.delivery.body, "actions").get("url"):
            # A link button only tells that it was followed (docs/slack.md#unhandled-deliveries).
            return Outcome(turn, Nothing(), "link")
        said = Message(turn.t.mrkdwn("error-unknown", reference=turn.reference))
        return Outcome(turn, failures.place(turn, said), "unknown")

    def _counted(self, outcome: Outcome) -> Outcome:
        delivery = outcome.turn.delivery
        self._metrics.deliveries.labels(delivery.kind, outcome.label).inc()
        trail.info("%s %r by %s: %s", delivery.kind, delivery.name, delivery.user_id, outcome.label)
        return outcome


async def _handled(target: Target, call: Call) -> Answer:
    ends_by = asyncio.get_running_loop().time() + HANDLER_SECONDS + ENDING_SECONDS / 2
    try:
        return await target.handle(call)
    except OutcomeUnknown as unknown:
        # Before the verdict on a handler that is over its time, which does not say that something may have been saved.
        with suppress(TimeoutError):
            async with asyncio.timeout_at(ends_by):
                return await _looked_up(target, call, unknown)
        raise


async def _looked_up(target: Target, call: Call, unknown: OutcomeUnknown) -> Answer:
    """Bring the same delivery again: its key tells what was saved with it, and what was not is saved now."""
    for seconds in TRIES_AFTER:
        await asyncio.sleep(seconds)
        try:
            return await target.handle(call)
        except (Unavailable, OperationalError) as error:
            log.warning("not known yet what was saved: %s", type(error).__name__)
    raise unknown


def _refusal(turn: Turn) -> Answer:
    # A workspace that is not ours is never called. The words go into the acknowledgement, or to the address that came
    # along, as with the click of an outside member of a shared channel.
    answerable = turn.delivery.kind is DeliveryKind.COMMAND or turn.delivery.response_url
    return Say(Message(turn.t.mrkdwn("denied-foreign"))) if answerable else Nothing()
