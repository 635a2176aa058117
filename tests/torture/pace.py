"""Pace of a crowd: so many acts a second, however many people there are."""

import asyncio
import random
import time


class Pace:
    """Gives turns at `per_second`, with the gaps of people who do not know of each other."""

    def __init__(self, per_second: float, seed: int = 0) -> None:
        self._per_second = per_second
        self._random = random.Random(seed)
        self._next = time.monotonic()

    async def turn(self) -> None:
        """Wait for the next turn; turns that nobody was there to take are not made up for."""
        now = time.monotonic()
        turn = max(now, self._next)
        self._next = turn + self._random.expovariate(self._per_second)
        await asyncio.sleep(turn - now)
