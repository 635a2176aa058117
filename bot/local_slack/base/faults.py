"""Switches that make the workspace misbehave as a real network or a real Slack sometimes does."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from bot.local_slack.base.wire import Wire

FaultKind = Literal[
    "slow",
    "rate_limited",
    "http_500_before",
    "http_500_after",
    "drop_before",
    "drop_after",
    "error",
    "unknown_block",
    "unread_file",
    "refuse_upgrade",
    "duplicate_envelope",
    "drop_envelope",
]
KINDS: frozenset[str] = frozenset(get_args(FaultKind))


@dataclass(slots=True)
class Fault:
    """Fault switch.

    `target`: the Web API method, the payload name or the type of block it applies to, `*` for all. `times`: how often
    it still strikes, None for until removed. `seconds`: the delay of `slow` (workspace time) or the Retry-After of
    `rate_limited`. `code`: the error that `error` answers. `header`: raw Retry-After text instead of seconds.
    `share`: the part of all occasions, from 0 to 1, on which it strikes.
    """

    kind: FaultKind
    target: str = "*"
    times: int | None = 1
    seconds: float = 1.0
    code: str = "internal_error"
    header: str | None = None
    share: float = 1.0

    @property
    def retry_after(self) -> str:
        """Retry-After header: the raw text when given, else whole seconds."""
        return self.header if self.header is not None else str(int(self.seconds))


class Faults:
    """Switches that are on, in the order they were set; `random` draws for those that strike only now and then."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._listeners: list[Callable[[], None]] = []
        self.active: list[Fault] = []
        self.random = random.Random()  # noqa: S311 - no secret is made of it

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever a switch was set, struck or removed."""
        self._listeners.append(listener)

    def add(
        self,
        kind: FaultKind,
        target: str = "*",
        *,
        times: int | None = 1,
        seconds: float = 1.0,
        code: str = "internal_error",
        header: str | None = None,
        share: float = 1.0,
    ) -> Callable[[], None]:
        """Switch a fault on; returns the way to switch it off. ValueError for an unknown kind, count or share."""
        if kind not in KINDS:
            raise ValueError(f"Unknown fault {kind!r}; choose one of {', '.join(sorted(KINDS))}.")
        if times is not None and times < 1:
            raise ValueError("times must be 1 or more, or None for until removed.")
        if not 0 < share <= 1:
            raise ValueError("share must be above 0 and at most 1.")
        fault = Fault(kind, target, times, seconds, code, header, share)
        self.active.append(fault)
        self._changed()
        return lambda: self._remove(fault)

    def clear(self) -> None:
        """Switch all faults off."""
        self.active.clear()
        self._changed()

    def take(self, kind: FaultKind, target: str) -> Fault | None:
        """Return the fault that strikes now, counted down and recorded; None when there is none."""
        if not self.active:
            return None
        for fault in self.active:
            if fault.kind == kind and fault.target in ("*", target) and self._strikes(fault):
                self._count(fault)
                self._wire.add("fault", kind, {"target": target, "seconds": fault.seconds, "code": fault.code})
                return fault
        return None

    def _strikes(self, fault: Fault) -> bool:
        return fault.share == 1.0 or self.random.random() < fault.share

    def _count(self, fault: Fault) -> None:
        if fault.times is not None:
            fault.times -= 1
            if fault.times == 0:
                self.active = [other for other in self.active if other is not fault]
            self._changed()

    def _remove(self, fault: Fault) -> None:
        self.active = [other for other in self.active if other is not fault]
        self._changed()

    def _changed(self) -> None:
        for listener in self._listeners:
            listener()
