"""A budget of requests a minute that all replicas share: each claims moments at which it may ask, a few at a time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from sqlalchemy import text
from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.partner_center.wire.failures import PartnerCenterBusy

# Microsoft's limit for one tenant (docs/partner-center.md#limits).
A_MINUTE = 500
# Moments claimed with one statement. So many may be used at once, so the pace leaves room for them in every minute.
BATCH = 10
Sleep = Callable[[float], Awaitable[object]]

_MOVE = text(
    "INSERT INTO call_budget (name, next_at) VALUES (:name, :floor + :taken) ON CONFLICT (name) DO UPDATE SET "
    "next_at = CASE WHEN call_budget.next_at > :floor THEN call_budget.next_at ELSE :floor END + :taken "
    "RETURNING next_at"
)


class Limiter:
    """Hands out turns so that no minute has more than `a_minute` requests, whoever asks in whichever process.

    `name` is the tenant and the part of Microsoft that counts.
    """

    def __init__(
        self, database: Database, name: str, clock: Clock, a_minute: int = A_MINUTE, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._database = database
        self._name = name
        self._clock = clock
        self._sleep = sleep
        self._pace = 60_000 / max(a_minute - BATCH, 1)
        self._turns: deque[float] = deque()
        self._claiming = asyncio.Lock()

    async def turn(self, longest: float) -> None:
        """Wait for a turn; PartnerCenterBusy, at once, if none comes within `longest` seconds."""
        async with self._claiming:
            if not self._turns:
                taken = round(self._pace * BATCH)
                end = await self._moved(self._now(), taken)
                self._turns.extend(end - taken + self._pace * number for number in range(BATCH))
            wait = (self._turns[0] - self._now()) / 1000
            if wait > longest:
                raise PartnerCenterBusy(wait)
            self._turns.popleft()
        if wait > 0:
            await self._sleep(wait)

    async def hold(self, seconds: float) -> None:
        """Let nobody ask for so long, since Microsoft said so; other processes may have a few turns left."""
        self._turns.clear()
        await self._moved(self._now() + round(seconds * 1000), 0)

    async def _moved(self, floor: int, taken: int) -> int:
        """Move the budget on by what is taken, from `floor` at the earliest; return where it stands now."""

        def move(session: Session) -> int:
            values = {"name": self._name, "floor": floor, "taken": taken}
            return int(session.connection().execute(_MOVE, values).scalar_one())

        return await self._database.write_one(move)

    def _now(self) -> int:
        return round(self._clock.now().timestamp() * 1000)
