"""Subcommands `audit export` and `audit verify`: the history on standard output, and held against its seals."""

import sys
from datetime import datetime
from io import TextIOWrapper
from typing import Literal

from bot.cli.database import opened
from bot.clock import SystemClock
from bot.services.sealing.verifying import verify
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


def run_verify(head: str | None) -> None:
    """Check everything and say what was found; raise HistoryBroken for the first event that is not what was sealed."""
    with opened() as database:
        whole = database.read_now(lambda session: verify(session, SystemClock().now(), head))
    loose = f", the last {whole.loose} not sealed yet" if whole.loose else ""
    anew = f", {whole.erasures} of them after erasures" if whole.erasures else ""
    open_ = f"; erasures begun and not ended: {whole.unfinished}" if whole.unfinished else ""
    print(f"the history is whole: {whole.events} events{loose}; {whole.seals} seals{anew}{open_}; head {whole.head}")


def _write(text: str) -> None:
    sys.stdout.write(text)
