"""The log of a program in trouble: one line per kind of complaint and minute, and how many more there were."""

import json
import logging
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.clock import Clock
from bot.db.troubles import trouble
from bot.errors import Unavailable
from bot.services.store import references

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
TEXT, JSON = "text", "json"
MINUTE = 60.0
MOST_REFERENCES = 100
_NUMBERS = re.compile(r"\d+")
_REFERENCE = re.compile(r"\[([2-9A-HJ-NP-Z]{8})\]")
Kind = tuple[str, int, str, str]


@dataclass
class _Seen:
    """A kind that was told at `at`; what came after it is counted, with the references that people may quote."""

    at: float
    record: logging.LogRecord
    more: int = 0
    references: list[str] = field(default_factory=list)


class JsonFormatter(logging.Formatter):
    """Makes a line of JSON of a record: at, level, logger, message; and reference, error, traceback where known."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one object, in ASCII, so that no collector's encoding and no line separator breaks it."""
        error = record.exc_info[1] if record.exc_info else None
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "reference": getattr(record, "reference", None),
            "error": type(error).__name__ if error else None,
            "traceback": self.formatException(record.exc_info) if record.exc_info and error else None,
        }
        return json.dumps({name: value for name, value in said.items() if value is not None})


class SparingHandler(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to stderr; warnings and errors of one kind once a minute, INFO always.

    A database in trouble is told in one line: where in the driver that came up helps nobody.
    """

    def __init__(self, clock: Clock, format: str = TEXT) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter() if format == JSON else logging.Formatter(FORMAT))
        self._monotonic = clock.monotonic
        self._seen: dict[Kind, _Seen] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line, or count it, and first the counts whose minute is over."""
        record.reference = references.current()  # a record that is counted is written later, from elsewhere
        self._sum_up(self._monotonic() - MINUTE)
        if record.levelno < logging.WARNING or not self._is_repeated(record):
            super().emit(_shortened(record))

    def close(self) -> None:
        """Write the counts that are left."""
        self.acquire()
        try:
            self._sum_up(float("inf"))
        finally:
            self.release()
        super().close()

    def _is_repeated(self, record: logging.LogRecord) -> bool:
        kind = _kind(record)
        seen = self._seen.get(kind)
        if seen is None:
            self._seen[kind] = _Seen(self._monotonic(), record)
            return False
        seen.more += 1
        if len(seen.references) < MOST_REFERENCES:
            seen.references += _REFERENCE.findall(record.getMessage())
        return True

    def _sum_up(self, before: float) -> None:
        for kind, seen in [(kind, seen) for kind, seen in self._seen.items() if seen.at < before]:
            del self._seen[kind]
            if seen.more:
                super().emit(_sum(seen))


def _kind(record: logging.LogRecord) -> Kind:
    error = record.exc_info[1] if record.exc_info else None
    return record.name, record.levelno, _NUMBERS.sub("#", str(record.msg))[:80], type(error).__name__


def _shortened(record: logging.LogRecord) -> logging.LogRecord:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, Unavailable):  # ours, for what the database raised
        error = error.__cause__
    if error is None or (found := trouble(error)) is None:
        return record
    said = str(getattr(error, "orig", None) or error).partition("\n")[0]
    short = logging.makeLogRecord(record.__dict__)
    short.msg, short.args = f"{record.getMessage()}: the database is {found}: {said}", ()
    short.exc_info = short.exc_text = None
    return short


def _sum(seen: _Seen) -> logging.LogRecord:
    short = logging.makeLogRecord(seen.record.__dict__)
    references = f" [{' '.join(seen.references)}]" if seen.references else ""
    short.msg, short.args = f"{seen.more} more like: {seen.record.getMessage()}{references}", ()
    short.exc_info = short.exc_text = None
    return short
