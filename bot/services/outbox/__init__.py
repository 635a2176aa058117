"""Effects leave the database from here: written with the change they tell of, delivered once (limits.md 4.3).

Services write with `enqueue`; the program runs one `bot.services.outbox.worker.OutboxWorker`.
"""

from bot.services.outbox.notices import Notice, enqueue, on_commit

__all__ = ["Notice", "enqueue", "on_commit"]
