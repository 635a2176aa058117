"""Memory of recent deliveries: one that Slack sends again gets the first answer and causes no second effect."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.clock import Clock

T = TypeVar("T")

# A signature is good for 5 minutes, and an event comes for the last time after 6.
KEPT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    since: float
    answer: asyncio.Future[T]


class Replays(Generic[T]):
    """Answers of the last ten minutes by delivery key, at most `limit`; concurrent repeats wait for the first one.

    They are in memory only and spare work and repeated screens. What must never happen twice is kept in the
    database by the services (ProcessedDelivery), which also holds across processes.
    """

    def __init__(self, clock: Clock, limit: int = 2048) -> None:
        self._clock = clock
        self._limit = limit
        self._answers: OrderedDict[str, _Kept[T]] = OrderedDict()

    async def once(self, key: str | None, make: Callable[[], Awaitable[T]]) -> tuple[T, bool]:
        """Return the answer and whether this is a repeat; forget a failure of `make` and raise it to all who wait."""
        if key is None:
            return await make(), False
        first = self._answers.get(key)
        if first is not None:
            return await asyncio.shield(first.answer), True
        return await self._make(key, make), False

    def forget(self, key: str | None) -> None:
        """Let the next delivery with this key run again; for answers that leave the person where they were."""
        if key is not None:
            self._answers.pop(key, None)

    async def _make(self, key: str, make: Callable[[], Awaitable[T]]) -> T:
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        now = self._clock.monotonic()
        self._answers[key] = _Kept(now, future)
        self._drop(now - KEPT_SECONDS)
        try:
            answer = await make()
        except BaseException as error:
            self.forget(key)
            future.set_exception(error)
            future.exception()  # marks it as seen: nobody may be waiting
            raise
        future.set_result(answer)
        return answer

    def _drop(self, before: float) -> None:
        """Drop answers over the limit or older than `before`: each may hold a view, and 2,000 of them are 100 MB."""
        while len(self._answers) > self._limit or next(iter(self._answers.values())).since < before:
            self._answers.popitem(last=False)
