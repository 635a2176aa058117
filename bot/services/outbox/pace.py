"""Pace of messages to a recipient: one a second, one at a time, never within a Retry-After."""

import math
from dataclasses import dataclass

SPACING = 1.0
# The database keeps microseconds: a row put off by less comes back as due, and would be put off for ever.
_SHORTEST = 0.001
_IDLE = 600.0
_MANY = 5_000


@dataclass
class _Lane:
    free_at: float = -math.inf
    tail: float = -math.inf
    busy: bool = False


class Pacer:
    """Slots by recipient, in seconds of a monotonic clock.

    A row that must wait gets a slot of its own behind those given before, and keeps it: a thousand rows for one
    channel are put off once each, to a thousand different seconds, and never stand before other channels' rows.
    """

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._slots: dict[int, float] = {}

    def wait(self, recipient: str, row_id: int, now: float) -> float:
        """Return seconds until this row may go, a millisecond or more; 0.0 takes the lane, which `done` gives back."""
        lane = self._lanes.setdefault(recipient, _Lane())
        soonest = max(lane.free_at, now + SPACING if lane.busy else now)
        slot = self._slots.get(row_id)
        slot = max(soonest, lane.tail + SPACING) if slot is None else max(soonest, slot)
        if slot - now > _SHORTEST:
            self._slots[row_id] = slot
            lane.tail = max(lane.tail, slot)
            return slot - now
        self._slots.pop(row_id, None)
        lane.busy, lane.free_at, lane.tail = True, now + SPACING, max(lane.tail, now)
        return 0.0

    def done(self, recipient: str, now: float) -> None:
        """Give back the lane: the row that took it is dealt with."""
        if recipient in self._lanes:
            self._lanes[recipient].busy = False
        if len(self._lanes) > _MANY or len(self._slots) > 10 * _MANY:
            self._forget(now - _IDLE)

    def hold(self, recipient: str, until: float) -> None:
        """Hold everything to this recipient until `until`."""
        lane = self._lanes.setdefault(recipient, _Lane())
        lane.free_at = max(lane.free_at, until)

    def _forget(self, before: float) -> None:
        lanes = self._lanes.items()
        self._lanes = {key: lane for key, lane in lanes if lane.busy or max(lane.free_at, lane.tail) > before}
        self._slots = {row_id: slot for row_id, slot in self._slots.items() if slot > before}
