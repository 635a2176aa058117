"""The five seconds that the end may take, shared by the parts that stop one after the other."""

from bot.clock import Clock

# Seconds after the signal by which each has stopped. What was received is acknowledged first; what waits for the
# database is then ended and told; what was to be told has left; a supervisor with little patience sees the exit.
ACKNOWLEDGED, DATABASE, BACKGROUND, OUTBOX, THREADS = 2.4, 2.6, 3.8, 4.1, 4.4
_LEAST = 0.05


class Countdown:
    """Measures from `begin`; before that, every part has its full time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began: float | None = None

    def begin(self) -> None:
        """Start to count."""
        self._began = self._clock.monotonic()

    def left(self, mark: float) -> float:
        """Return the seconds until a mark, a moment at least: what is done already needs no more."""
        passed = 0.0 if self._began is None else self._clock.monotonic() - self._began
        return max(mark - passed, _LEAST)
