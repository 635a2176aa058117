"""Copies of one delivery that come to several replicas: the first of them answers, the others stay silent."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.db import Database
from bot.dispatch.answers.replies import Reply
from bot.dispatch.background import Background, Job, aside
from bot.dispatch.delivery import Delivery, DeliveryKind
from bot.errors import Unavailable
from bot.services.running.metrics import Metrics
from bot.services.store import idempotency

log = logging.getLogger(__name__)

# A submission is answered alike by all (the services keep its outcome), and an event is answered to nobody.
ANSWERED_ONCE = frozenset({DeliveryKind.COMMAND, DeliveryKind.SHORTCUT, DeliveryKind.CLICK})
# Seconds after which a database that does not say who was first keeps nobody waiting.
PATIENCE = 0.7


@dataclass(frozen=True)
class Copy:
    """One copy of a delivery; `first` tells if it is the one to answer, None where there are no others."""

    first: "asyncio.Task[bool] | None"

    async def reply(self, reply: Reply) -> Reply:
        """Return what this copy may answer: all of the reply, or nothing."""
        if self.first is None:
            return reply
        if reply.body is not None and not await self._is_first():
            return Reply()
        return replace(reply, later=self.job(reply.later) if reply.later else None)

    def job(self, later: Job) -> Job:
        """Return the work of this copy after the acknowledgement."""
        return later if self.first is None else partial(self._if_first, later)

    async def _if_first(self, later: Job) -> None:
        if await aside(self._is_first()):
            await later()

    async def _is_first(self) -> bool:
        """Tell if this copy is to answer; in doubt it is, since nobody else may be there."""
        if self.first is None:
            return True
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(self.first)
        return True


class Copies:
    """Asks for each delivery, beside its handler, if another replica had it before.

    On SQLite there is one process, whose memory knows (`Replays`).
    """

    def __init__(self, database: Database, clock: Clock, background: Background, metrics: Metrics) -> None:
        self._database = database
        self._clock = clock
        self._background = background
        self._metrics = metrics

    def of(self, delivery: Delivery) -> Copy:
        """Return this process's copy of a delivery, and begin to ask."""
        asked = not self._database.is_sqlite and delivery.kind in ANSWERED_ONCE and delivery.key is not None
        first = self._background.adopt(self._claimed(delivery)) if asked else None
        return Copy(first)

    async def _claimed(self, delivery: Delivery) -> bool:
        try:
            first = await self._database.write_one(
                partial(idempotency.claim, key=delivery.key or "", at=self._clock.now(), token=idempotency.new_token())
            )
        except (SQLAlchemyError, Unavailable) as error:
            log.warning("not known if another replica has this %s: %s", delivery.kind, type(error).__name__)
            return True
        if not first:
            self._metrics.deliveries.labels(delivery.kind, "elsewhere").inc()
        return first
