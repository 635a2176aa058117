"""Cleanup: what was kept for repeats and is too old for one is dropped or emptied."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.services.outbox.store import forget_payloads
from bot.services.store import idempotency

DELIVERIES_KEPT = timedelta(hours=24)
PAYLOADS_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Cleanup:
    """Passes over what grows old."""

    database: Database
    clock: Clock

    async def run(self) -> None:
        """Clean up as of now, in one transaction."""
        await self.database.write(lambda session: clean_up(session, self.clock.now()))


def clean_up(session: Session, now: datetime) -> tuple[int, int]:
    """Drop deliveries seen over 24 h ago and empty payloads sent over 90 days ago; return how many of each."""
    dropped = idempotency.forget(session, now - DELIVERIES_KEPT)
    return dropped, forget_payloads(session, now - PAYLOADS_KEPT)
