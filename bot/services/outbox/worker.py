"""Claims due rows, has them delivered side by side, and writes down what became of each."""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from sqlmodel import Session

from bot.clock import Clock, SystemClock
from bot.db import Database
from bot.services.outbox import lanes, settle, store
from bot.services.outbox.batches import Batches
from bot.services.outbox.lanes import AHEAD, SPACING, LaneTime, Methods
from bot.services.outbox.notices import on_commit
from bot.services.outbox.ports import Persons, Render, Transport
from bot.services.outbox.sender import Crash, Dead, Later, Obsolete, Sender, SendOutcome, Sent, Unclear
from bot.services.outbox.store import LEASE, ClaimedMessage
from bot.services.policy import system_actor
from bot.services.store import audit, references
from bot.services.store.references import TRAIL
from bot.services.store.spans import span
from bot.text import Reader

log = logging.getLogger(__name__)
trail = logging.getLogger(f"{TRAIL}.messages")

# Rows on their way to Slack from this process: with 50 some 700 messages a second leave, with 20 half of that.
AT_ONCE = 50
# The same with those whose lane is about to be free.
MOST_CLAIMED = 4 * AT_ONCE
SEND_SECONDS = 10.0
# Seconds between two claims unless there is more than was asked for; with DRIFT less than AHEAD: no lane stays idle.
GATHERED = 0.25
# Seconds by which a lane may be free later than its last user thinks.
DRIFT = 0.05


def _no_crash(_point: str) -> None:
    """Do nothing: crash points are the tests'."""


def _nobody_asks(_seconds: float) -> None:
    """Do nothing: seconds from due to delivered are for /metrics."""


class OutboxWorker:
    """Delivers the outbox; any number of workers and processes may share one database.

    What is due goes by the injected clock, as those who write it do. Leases, too, on SQLite and wherever that clock
    is not the machine's, so that tests and the demo's time panel drive them; by the database's clock on PostgreSQL
    otherwise, because the clocks of several machines differ. `team` are the words for channels, `default` those for
    people of whom Slack cannot tell, and for channels too where no others are given. `crash` is called at the points
    "claimed", "before_send", "after_send", "marked", "busy".
    """

    def __init__(
        self,
        database: Database,
        slack: Transport,
        render: Render,
        clock: Clock,
        people: Persons,
        default: Reader,
        *,
        team: Reader | None = None,
        when_unreadable: Literal["resend", "park"] = "resend",
        sent_after: Callable[[float], object] = _nobody_asks,
        crash: Crash = _no_crash,
    ) -> None:
        self.outcomes: Counter[str] = Counter()
        self._database = database
        self._clock = clock
        self._crash = crash
        self._sent_after = sent_after
        self._is_machine_time = isinstance(clock, SystemClock)
        self._shared = not database.is_sqlite and self._is_machine_time
        methods = Methods(database, clock, self._shared)
        words = default, team or default
        self._sender = Sender(slack, render, people, clock, words, methods, crash, when_unreadable)
        self._me = secrets.token_hex(8)
        self._batches = Batches(database)
        self._sending = asyncio.Semaphore(AT_ONCE)
        self._running: dict[int, asyncio.Task[None]] = {}
        self._waiting = 0
        self._wakened = asyncio.Event()
        self._more = False

    async def run(self) -> int:
        """Claim what is due, AT_ONCE rows at most, and deliver it; return how many rows were claimed."""
        tasks, claimed = await self._start()
        await asyncio.gather(*tasks)
        return claimed

    async def loop(self) -> None:
        """Deliver whenever wakened, by a commit that enqueued or a timer's `wake`, until cancelled."""
        loop = asyncio.get_running_loop()

        def committed() -> None:
            # A wake that is still to be served will find this commit's rows too.
            if not self._wakened.is_set():
                _from_thread(loop, self.wake)

        end = on_commit(self._database.writer, committed)
        try:
            while True:
                await self._wakened.wait()
                self._wakened.clear()
                await self._drain()
                if not self._more:
                    # The first of a burst of commits is served at once, the others together: a claim for each
                    # would cost the writer as much as the commits themselves.
                    await asyncio.sleep(GATHERED)
        finally:
            end()

    def wake(self) -> None:
        """Look for due rows now rather than at the next tick; from the event loop's thread."""
        self._wakened.set()

    async def stop(self, grace: float = 10.0) -> None:
        """Let what is being sent end within `grace` seconds; what is cut off is looked into after its lease."""
        running = list(self._running.values())
        if running:
            _, late = await asyncio.wait(running, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            if late:
                await self._write(lambda session: lanes.free_all(session, self._me, self._time()) > 0)

    async def backlog(self) -> store.Backlog:
        """Count what waits and what was given up."""
        return await self._database.read(lambda session: store.backlog(session, self._clock.now()))

    async def _drain(self) -> None:
        try:
            # Fewer than asked for means that no more are due; what is committed meanwhile wakes us again.
            self._more = True
            while self._more and self._room > 0:
                await self._start()
        except Exception:
            reference = audit.new_reference()
            log.exception("the outbox could not be read; it is tried again at the next tick [%s]", reference)

    async def _start(self) -> tuple[list[asyncio.Task[None]], int]:
        began = self._clock.monotonic()
        limit, busy = self._room, tuple(self._running)
        rows = await self._due(limit, busy)
        if rows:
            self._crash("claimed")
        self._more = len(rows) == limit
        fence = began + LEASE.total_seconds() - SEND_SECONDS
        return [self._spawn(row, turn, fence) for row, turn in rows], len(rows)

    async def _due(self, limit: int, busy: tuple[int, ...]) -> list[tuple[ClaimedMessage, float]]:
        """Claim what is due. Where nothing is, that is one statement; on SQLite nobody waits for another's claim."""
        if self._database.is_sqlite:
            return await self._database.write(
                lambda session: self._claimed(session, limit, busy) if self._opened(session, busy) else []
            )
        if not await self._database.write_one(lambda session: self._opened(session, busy)):
            return []
        return await self._database.write(lambda session: self._claimed(session, limit, busy))

    def _opened(self, session: Session, busy: tuple[int, ...]) -> bool:
        """Make the lanes that are lacking; False if nothing is due at all."""
        is_due = store.any_due(session, self._clock.now(), busy, shared=self._shared)
        if is_due:
            lanes.open_new(session, self._time(), busy)
        return is_due

    @property
    def _room(self) -> int:
        """Rows that may be claimed now; what would only wait for others to leave is better left to other processes."""
        on_their_way = len(self._running) - self._waiting
        return max(min(AT_ONCE - on_their_way, MOST_CLAIMED - len(self._running)), 0)

    def _claimed(self, session: Session, limit: int, busy: tuple[int, ...]) -> list[tuple[ClaimedMessage, float]]:
        """Claim rows, each with the monotonic second at which its lane is free."""
        claimed = lanes.claim(session, self._time(AHEAD if self._is_machine_time else 0.0), self._me, limit, busy)
        now = self._clock.monotonic()
        return [(row, now + wait) for row, wait in claimed]

    def _time(self, ahead: float = 0.0) -> LaneTime:
        return LaneTime(self._clock.now(), self._shared, ahead)

    def _spawn(self, row: ClaimedMessage, turn: float, fence: float) -> asyncio.Task[None]:
        task = asyncio.create_task(self._deliver(row, turn, fence), name=f"outbox-{row.id}")
        self._running[row.id] = task
        task.add_done_callback(lambda _: self._ended(row.id))
        return task

    def _ended(self, row_id: int) -> None:
        self._running.pop(row_id, None)
        # A claim for every single row would cost as much again.
        if self._more and self._room >= AT_ONCE // 2:
            self.wake()

    async def _deliver(self, row: ClaimedMessage, turn: float, fence: float) -> None:
        await self._until(turn)
        references.take(row.reference)
        async with self._sending:
            with span("message", kind=row.kind, attempt=row.attempts):
                outcome = Obsolete() if row.is_orphan else await self._sender.carry(row, fence)
        done = self._clock.monotonic()
        self._tell(row, outcome)
        await self._write(lambda session: self._settled(session, row, outcome, done))
        self._wake_for_next(outcome)
        self._crash("marked")

    async def _until(self, turn: float) -> None:
        if (wait := turn - self._clock.monotonic()) > 0:
            self._waiting += 1
            try:
                await asyncio.sleep(wait)
            finally:
                self._waiting -= 1

    def _settled(self, session: Session, row: ClaimedMessage, outcome: SendOutcome, done: float) -> bool:
        """Free the lane, then settle the row: claims lock them in this order, too."""
        lanes.free(session, row.recipient, self._me, self._time(), self._free_in(outcome, done))
        return self._settle(session, row, outcome)

    def _wake_for_next(self, outcome: SendOutcome) -> None:
        """Look for the next to this recipient a little before it may leave: a tick of the timer would come late."""
        seconds = self._free_in(outcome, self._clock.monotonic()) or 0.0
        # A row that was put off is not due before.
        early = 0.0 if isinstance(outcome, Later) else AHEAD - DRIFT
        asyncio.get_running_loop().call_later(max(seconds - early, 0.0), self.wake)

    def _free_in(self, outcome: SendOutcome, done: float) -> float | None:
        since = self._clock.monotonic() - done
        match outcome:
            case Obsolete() | Later(asleep=True):
                return None  # nothing was sent
            case Later(delay, _, busy=True):
                return max(delay - since, 0.0)
        return max(SPACING - since, 0.0)

    def _tell(self, row: ClaimedMessage, outcome: SendOutcome) -> None:
        name = type(outcome).__name__.lower()
        self.outcomes[name] += 1
        if isinstance(outcome, Sent):
            self._sent_after((self._clock.now() - row.due_at).total_seconds())
        trail.info("notice %s of kind %r to %s: %s", row.id, row.kind, row.recipient, name)

    async def _write(self, work: Callable[[Session], bool]) -> None:
        try:
            if not await self._batches.write(work):
                log.warning("an outbox row was taken over before its outcome was written")
        except Exception:
            reference = audit.new_reference()
            log.exception("an outcome could not be written; it is looked into after the lease [%s]", reference)

    def _settle(self, session: Session, row: ClaimedMessage, outcome: SendOutcome) -> bool:
        now = self._clock.now()
        match outcome:
            case Sent(place, unverified):
                if unverified:
                    self._record(session, row, "outbox.resent_unverified", unverified)
                return settle.sent(session, row, self._me, place)
            case Obsolete():
                return settle.sent(session, row, self._me, None, "obsolete")
            case Later(delay, error):
                counts = not (outcome.busy or outcome.asleep)
                return settle.later(session, row, self._me, now, delay, error, counts=counts, shared=self._shared)
            case Unclear(delay, error):
                return settle.unclear(session, row, self._me, now, delay, error, shared=self._shared)
            case Dead(error):
                log.warning("notice %s of kind %r to %s given up: %s", row.id, row.kind, row.recipient, error)
                if ours := settle.dead(session, row, self._me, error):
                    self._record(session, row, "outbox.dead", error)
                return ours

    def _record(self, session: Session, row: ClaimedMessage, action: str, error: str) -> None:
        facts = {"kind": row.kind, "subject": row.subject, "recipient": row.recipient, "error": error}
        actor = system_actor("outbox", audit.new_reference())
        audit.record(session, actor, self._clock.now(), action, ("outbox_message", row.id), after=facts)


def _from_thread(loop: asyncio.AbstractEventLoop, wake: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the loop is closed: the process is ending, the row is found at the next start
        loop.call_soon_threadsafe(wake)
