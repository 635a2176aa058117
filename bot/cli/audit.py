"""`audit export`: the history to standard output."""

import sys
from datetime import datetime
from typing import Literal

from bot.cli.database import opened
from bot.services import audit


def run_export(format: Literal["csv", "json"], since: datetime | None) -> None:
    """Write events from `since` on; how many goes to stderr, so that a pipe gets nothing but data."""
    with opened() as database:
        count = database.read_now(lambda s: audit.export(s, since=since, format=format, write=_write))
    sys.stdout.flush()
    print(f"{count} events", file=sys.stderr)


def _write(text: str) -> None:
    sys.stdout.write(text)
