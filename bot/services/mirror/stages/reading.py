"""Subscriptions of many customers: asked for side by side, written in parts, so that neither waits for the other."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.errors import Unavailable
from bot.services.mirror import rows
from bot.services.mirror.ports import NoSuchCustomer, PartnerCenter
from bot.services.mirror.rows import Said

# docs/limits.md#mirror
WORKERS = 8
# Customers that were read and wait to be written; memory does not grow beyond them.
WAITING = 200
CUSTOMERS_A_PART, ROWS_A_PART, SECONDS_A_PART = 40, 120, 2.0
# Failures in a row after which Microsoft is said not to answer.
MOST_FAILURES = 5

NextIds = Callable[[str], Awaitable[Sequence[str]]]


@dataclass(frozen=True)
class Read:
    """What came of one customer: its subscriptions, or the code with which Microsoft refused it.

    `whole` unless entries could not be read: then the customer stays due.
    """

    customer_id: str
    said: Sequence[Said] = ()
    refused: str = ""
    whole: bool = True


@dataclass
class SubscriptionReader:
    """Reads the customers that `next_ids` gives, those after an id, until there are none; `unread` are left for later.

    Raises NotAllowed at once, and Unavailable after several failures in a row.
    """

    port: PartnerCenter
    next_ids: NextIds
    unread: int = 0
    _ids: list[str] = field(default_factory=list)
    _last: str = ""
    _failures: int = 0
    _taking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def parts(self) -> AsyncIterator[list[Read]]:
        """Yield what was read, some customers at a time."""
        ready: asyncio.Queue[Read | None] = asyncio.Queue(WAITING)
        workers = [asyncio.create_task(self._work(ready)) for _ in range(WORKERS)]
        ending = asyncio.create_task(_end(workers, ready))
        try:
            more = True
            while more:
                part, more = await _part(ready)
                if part:
                    yield part
            await ending
        finally:
            for task in (*workers, ending):
                task.cancel()
            await asyncio.gather(*workers, ending, return_exceptions=True)

    async def _work(self, ready: "asyncio.Queue[Read | None]") -> None:
        while customer_id := await self._next():
            try:
                found = await self._read(customer_id)
            except Unavailable:
                self.unread += 1
                self._failures += 1
                if self._failures >= MOST_FAILURES:
                    raise
                continue
            self._failures = 0
            await ready.put(found)

    async def _next(self) -> str | None:
        async with self._taking:
            if not self._ids:
                self._ids = list(await self.next_ids(self._last))
                self._ids.reverse()
            if not self._ids:
                return None
            self._last = self._ids.pop()
            return self._last

    async def _read(self, customer_id: str) -> Read:
        said: list[Said] = []
        odd = 0
        try:
            async for page in self.port.subscriptions(customer_id):
                said += rows.subscriptions(customer_id, page.items)
                odd += page.unread
        except NoSuchCustomer as refused:
            return Read(customer_id, refused=refused.code)
        self.unread += bool(odd)
        return Read(customer_id, said, whole=not odd)


async def _end(workers: "Sequence[asyncio.Task[None]]", ready: "asyncio.Queue[Read | None]") -> None:
    try:
        await asyncio.gather(*workers)
    finally:
        await ready.put(None)


async def _part(ready: "asyncio.Queue[Read | None]") -> tuple[list[Read], bool]:
    """Collect a part: as much as one transaction takes, or what there is after some seconds; and if more may come."""
    part: list[Read] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(None) as limit:
            while len(part) < CUSTOMERS_A_PART and sum(len(each.said) for each in part) < ROWS_A_PART:
                found = await ready.get()
                if found is None:
                    return part, False
                if not part:
                    limit.reschedule(asyncio.get_running_loop().time() + SECONDS_A_PART)
                part.append(found)
    return part, True
