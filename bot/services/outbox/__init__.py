"""Effects leave the database from here: written with the change they tell of, delivered once (docs/limits.md#outbox).

Services write with `enqueue`; the program runs one `bot.services.outbox.worker.OutboxWorker`.
"""

from bot.services.outbox.notices import TOPIC, Notice, enqueue, on_commit, rows

__all__ = ["TOPIC", "Notice", "enqueue", "on_commit", "rows"]
