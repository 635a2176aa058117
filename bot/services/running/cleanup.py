"""Cleanup: what was kept for repeats, and for messages to be drawn anew, ends when nothing can come of it any more."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, literal, or_, select
from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.models import (
    ASSIGNMENT_TRANSITIONS,
    AssignManyJob,
    Assignment,
    AssignmentState,
    OutboxMessage,
    RelationshipRequest,
)
from bot.services.basis.losses import lost_ids
from bot.services.hearing import forwarding
from bot.services.invitations.rules import OPEN
from bot.services.mail import queue as mail_queue
from bot.services.outbox import lanes, retention
from bot.services.outbox.retention import Horizon
from bot.services.store import idempotency
from bot.services.store.sql import table

PAYLOADS_KEPT = timedelta(days=90)
# Longer than Slack ever asks anybody to wait.
LANES_KEPT = timedelta(hours=24)

_O, _A, _R, _J = table(OutboxMessage), table(Assignment), table(RelationshipRequest), table(AssignManyJob)
_CHANGING = [state for state, after in ASSIGNMENT_TRANSITIONS.items() if after]


@dataclass(frozen=True)
class Kept:
    """Ages at which keys of deliveries and rows of the outbox are dropped."""

    deliveries: timedelta = timedelta(days=1)
    messages: timedelta = timedelta(days=365)


@dataclass(frozen=True)
class Cleanup:
    """Passes over what grows old, in many short transactions."""

    database: Database
    clock: Clock
    kept: Kept = field(default_factory=Kept)

    async def run(self) -> None:
        """Clean up as of now."""
        now = self.clock.now()
        before = now - self.kept.deliveries
        await self._all(partial(idempotency.forget, before=before), idempotency.AT_ONCE)
        await self.database.write(lambda session: lanes.forget(session, now - LANES_KEPT))
        # Also where no mail server, or no tool to hand events on to, is configured any more.
        await self._all(partial(mail_queue.forget, now=now), mail_queue.AT_ONCE)
        await self._all(partial(forwarding.forget, now=now), forwarding.DROPPED_AT_ONCE)
        await self._messages(self._horizon(now))

    async def _all(self, forget: Callable[[Session], int], at_once: int) -> None:
        """Drop everything of a kind, `at_once` in a transaction."""
        while await self.database.write(forget) == at_once:
            pass

    async def _messages(self, horizon: Horizon) -> None:
        after: int | None = 0
        while after is not None:
            # Looking takes longer than dropping, and makes nobody wait.
            rows = await self.database.read(partial(retention.look, horizon=horizon, after=after))
            if rows.empty or rows.drop:
                await self.database.write(partial(retention.forget, horizon=horizon, rows=rows))
            after = rows.after

    def _horizon(self, now: datetime) -> Horizon:
        messages = self.kept.messages
        return Horizon(now - min(PAYLOADS_KEPT, messages), now - messages, _needed())


def _needed() -> ColumnElement[bool]:
    """Tell of an outbox row if the thing that its message is about can change still, which draws the message anew."""
    changing = select(_A.c.id).where(_A.c.state.in_(_CHANGING))
    flagged = select(_A.c.id).where(_A.c.state == AssignmentState.INVALIDATED)
    unreviewed = and_(_J.c.changed > 0, _J.c.closed_at.is_(None))
    return or_(
        *(
            and_(_O.c.subject.startswith(prefix), exists(changing.where(_A.c.batch_id == _named(prefix)).correlate(_O)))
            for prefix in ("batch:", "waiting:")
        ),
        and_(
            _O.c.subject.startswith("basis:"),
            exists(flagged.where(_A.c.id.in_(lost_ids(_named("basis:")).correlate(_O))).correlate(_O)),
        ),
        _O.c.subject.in_(select(literal("request:") + cast(_R.c.id, Text)).where(_R.c.state.in_(OPEN))),
        _O.c.subject.in_(select(literal("bulk:") + _J.c.id).where(or_(_J.c.ended_at.is_(None), unreviewed))),
    )


def _named(prefix: str) -> ColumnElement[str]:
    """Return the rest of the row's subject, behind the prefix."""
    return func.substr(_O.c.subject, len(prefix) + 1)
