"""The database: one transaction is one plain function run in one thread hop, ended when it takes too long."""

from bot.db.database import AFTER_COMMIT, Database, Work, one_at_a_time, serving
from bot.db.sqlite import AT_ONCE, DEFERRED, beginning
from bot.db.transactions import PATIENT, SERVING, Limits, within
from bot.db.url import parse_url

__all__ = [
    "AFTER_COMMIT",
    "AT_ONCE",
    "DEFERRED",
    "PATIENT",
    "SERVING",
    "Database",
    "Limits",
    "Work",
    "beginning",
    "one_at_a_time",
    "parse_url",
    "serving",
    "within",
]
