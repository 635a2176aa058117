"""Web API rate limits per method and per channel (docs/slack.md#rate-limits), by the workspace clock."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from bot.local_slack.base.clock import WorkspaceClock

WINDOW_SECONDS = 60.0
PER_TIER = {1: 1, 2: 20, 3: 50, 4: 100}
POSTS_PER_WORKSPACE = 300
POST_BURST = 5
POSTING = frozenset({"chat.postMessage"})


@dataclass(slots=True)
class _Bucket:
    """Tokens that come back at one per second up to the burst."""

    tokens: float
    at: float


@dataclass(slots=True)
class RateLimits:
    """Counts calls; `enabled` False lets everything pass, for load tests."""

    clock: WorkspaceClock
    enabled: bool = True
    _windows: dict[str, deque[float]] = field(default_factory=dict)
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def wait_for(self, method: str, tier: int, channel: str | None = None) -> int:
        """Return whole seconds the caller must wait (Retry-After), 0 when the call may pass and is counted."""
        if not self.enabled:
            return 0
        allowed = POSTS_PER_WORKSPACE if method in POSTING else PER_TIER.get(tier, 0)
        wait = self._window(method, allowed) if allowed else 0
        if not wait and method in POSTING and channel:
            wait = self._bucket(channel)
        return wait

    def _window(self, method: str, allowed: int) -> int:
        now = self.clock.monotonic()
        calls = self._windows.setdefault(method, deque())
        while calls and now - calls[0] >= WINDOW_SECONDS:
            calls.popleft()
        if len(calls) >= allowed:
            return max(1, math.ceil(WINDOW_SECONDS - (now - calls[0])))
        calls.append(now)
        return 0

    def _bucket(self, channel: str) -> int:
        now = self.clock.monotonic()
        bucket = self._buckets.setdefault(channel, _Bucket(POST_BURST, now))
        bucket.tokens = min(POST_BURST, bucket.tokens + now - bucket.at)
        bucket.at = now
        if bucket.tokens < 1:
            return max(1, math.ceil(1 - bucket.tokens))
        bucket.tokens -= 1
        return 0
