"""Gauges that are read from the database at each scrape of /metrics."""

from datetime import datetime

from bot.clock import Clock
from bot.db import Database
from bot.services.mail import queue as mail_queue
from bot.services.outbox.store import Backlog
from bot.services.running.clocks import Clocks
from bot.services.running.metrics import Metrics


async def measure(database: Database, clock: Clock, clocks: Clocks, backlog: Backlog, metrics: Metrics) -> None:
    """Set what the clocks, the outbox with this backlog, and the queue of e-mails are like now."""
    now = clock.now()
    for whose, ahead in clocks.ahead().items():
        metrics.clock_ahead.labels(whose).set(ahead)
    for state, count in {"open": backlog.open, "due": backlog.due, "dead": backlog.dead}.items():
        metrics.outbox.labels(state).set(count)
    metrics.outbox_age.set(_age(backlog.oldest, now))
    mail = await database.read(mail_queue.backlog)
    metrics.mail_waiting.set(mail.waiting)
    metrics.mail_age.set(_age(mail.oldest, now))


def _age(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0
