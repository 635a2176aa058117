"""Subcommand `audit export`: writes the history to standard output."""

import sys
from datetime import datetime
from io import TextIOWrapper
from typing import Literal

from bot.cli.database import opened
from bot.services.store import audit


def run_export(format: Literal["csv", "json"], since: datetime | None) -> None:
    """Write the events from `since` on (None: all); their number goes to stderr, so that a pipe gets data alone."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A Latin-1 terminal has no letters for some names, and whoever reads the file expects UTF-8.
        sys.stdout.reconfigure(encoding="utf-8")
    with opened() as database:
        count = database.read_now(lambda s: audit.export(s, since=since, format=format, write=_write))
    sys.stdout.flush()
    print(f"{count} events", file=sys.stderr)


def _write(text: str) -> None:
    sys.stdout.write(text)
