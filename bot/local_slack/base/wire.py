"""Bounded, ordered record of all that crossed between the workspace and the bot."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.local_slack.base.activity import Activity
from bot.local_slack.base.clock import WorkspaceClock

Kind = Literal["payload", "ack", "call", "answer", "violation", "fault", "note"]
Subscriber = Callable[["Record"], Awaitable[None] | None]

SECRET_KEYS = frozenset(
    {"access_token", "client_secret", "refresh_token", "code", "code_verifier", "token", "url_ticket"}
)


@dataclass(frozen=True, slots=True)
class Record:
    """Event on the wire.

    `ref` is shared by a payload and its ack, and by a call and its answer. `delay_ms` is real milliseconds
    (ack: from sending; answer: from arrival). `pointer` is a JSON pointer into the offending document.
    """

    seq: int
    at: datetime
    kind: Kind
    name: str
    data: Any = None
    ref: str = ""
    delay_ms: float | None = None
    ok: bool = True
    pointer: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON values, `at` in ISO 8601."""
        return {
            "seq": self.seq,
            "at": self.at.isoformat(),
            "kind": self.kind,
            "name": self.name,
            "data": self.data,
            "ref": self.ref,
            "delay_ms": self.delay_ms,
            "ok": self.ok,
            "pointer": self.pointer,
        }


class Wire:
    """Keeps the last `limit` records and hands each new one to subscribers."""

    def __init__(self, clock: WorkspaceClock, activity: Activity, limit: int = 10_000) -> None:
        self._clock = clock
        self._activity = activity
        self._records: deque[Record] = deque(maxlen=limit)
        self._subscribers: list[Subscriber] = []
        self._tasks: set[asyncio.Future[None]] = set()
        self._seq = 0

    def add(
        self,
        kind: Kind,
        name: str,
        data: Any = None,
        *,
        ref: str = "",
        delay_ms: float | None = None,
        ok: bool = True,
        pointer: str = "",
    ) -> Record:
        """Append a record; `data` must not be changed by the caller afterwards."""
        self._seq += 1
        record = Record(self._seq, self._clock.now(), kind, name, data, ref, delay_ms, ok, pointer)
        self._records.append(record)
        for subscriber in tuple(self._subscribers):
            self._tell(subscriber, record)
        self._activity.touch()
        return record

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` (plain or async) with each new record; returns the way to stop it."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def records(self, kind: Kind | None = None, name: str | None = None, after: int = 0) -> list[Record]:
        """List records in order, of one kind and name if given, newer than sequence number `after`."""
        return [
            record
            for record in self._records
            if record.seq > after and (kind is None or record.kind == kind) and (name is None or record.name == name)
        ]

    def calls(self, method: str | None = None) -> list[Record]:
        """Web API calls of the bot; `data` holds the merged arguments."""
        return self.records("call", method)

    def answers(self, method: str | None = None) -> list[Record]:
        """Answers of the Web API; `ok` is Slack's own."""
        return self.records("answer", method)

    def payloads(self, name: str | None = None) -> list[Record]:
        """Payloads that the workspace sent; names are `slash_commands`, `block_actions`, `view_submission`, ..."""
        return self.records("payload", name)

    def acks(self, name: str | None = None) -> list[Record]:
        """Acknowledgements of the bot, with their delay."""
        return self.records("ack", name)

    def violations(self, *, strict_only: bool = True) -> list[Record]:
        """Rules the bot broke; `ok` is true for lint that Slack itself would let pass."""
        return [record for record in self.records("violation") if not (strict_only and record.ok)]

    @property
    def last_seq(self) -> int:
        """Sequence number of the newest record, 0 before the first."""
        return self._seq

    def _tell(self, subscriber: Subscriber, record: Record) -> None:
        outcome = subscriber(record)
        if outcome is not None:
            task = asyncio.ensure_future(outcome)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


def masked(arguments: dict[str, Any], keys: Iterable[str] = SECRET_KEYS) -> dict[str, Any]:
    """Copy top-level arguments with `***` for secrets."""
    hidden = frozenset(keys)
    return {key: "***" if key in hidden else value for key, value in arguments.items()}
