"""Effects leave the database from here: written with the change they tell of, delivered once (docs/limits.md#outbox).

Services write with `tell`; the program runs one `bot.services.outbox.worker.OutboxWorker`.
"""

from bot.services.outbox.notices import (
    TOPIC,
    Notice,
    draw_again,
    enqueue,
    is_person,
    notices,
    on_commit,
    readers,
    rows,
    tell,
    told,
)

__all__ = [
    "TOPIC",
    "Notice",
    "draw_again",
    "enqueue",
    "is_person",
    "notices",
    "on_commit",
    "readers",
    "rows",
    "tell",
    "told",
]
