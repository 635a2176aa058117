"""Open connections of the listener: so many in all and from one address, and strangers only for a short while."""

import asyncio
import logging
import resource
from collections import Counter, OrderedDict
from dataclasses import dataclass

from aiohttp import web

log = logging.getLogger(__name__)

MOST = 1000
# Of the files that the process may open, connections get half; database, Slack and logs need theirs.
SHARE = 2
# Seconds for a whole head to arrive, and to stay after an answer without ever having sent what Slack signed.
HEADER_SECONDS, STRANGER_SECONDS = 10.0, 5.0


def most_connections() -> int:
    """Return how many connections this process can afford."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, soft // SHARE)


@dataclass
class _Visit:
    transport: asyncio.Transport
    address: str
    is_known: bool = False
    timer: asyncio.TimerHandle | None = None


class Connections:
    """Lets everybody in and, where it gets crowded, sends the stranger away who has been idle for longest.

    Whoever once sent a signed request stays as long as keep-alive permits. `most` counts all, half of it those of one
    address: behind a reverse proxy that is everybody.
    """

    def __init__(self, most: int, stranger_seconds: float = STRANGER_SECONDS) -> None:
        self._most = most
        self._stranger_seconds = stranger_seconds
        self._visits: dict[web.RequestHandler, _Visit] = {}
        self._by_address: Counter[str] = Counter()
        # Strangers who are asked for nothing at the moment, longest first.
        self._idle: OrderedDict[web.RequestHandler, _Visit] = OrderedDict()

    def opened(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Begin a visit: a whole head has to come soon."""
        peer = transport.get_extra_info("peername")
        visit = _Visit(transport, str(peer[0]) if isinstance(peer, tuple) else "")
        self._visits[handler] = visit
        self._by_address[visit.address] += 1
        self._rest(handler, visit, HEADER_SECONDS)
        self._make_room(visit.address)

    def heard(self, handler: web.RequestHandler) -> None:
        """Take note of a whole head: somebody is at work for the visitor."""
        self._idle.pop(handler, None)
        if (visit := self._visits.get(handler)) and visit.timer:
            visit.timer.cancel()

    def answered(self, handler: web.RequestHandler, *, signed: bool) -> None:
        """Take note of an answer; strangers have to go on soon."""
        if visit := self._visits.get(handler):
            visit.is_known = visit.is_known or signed
            if not visit.is_known:
                self._rest(handler, visit, self._stranger_seconds)

    def closed(self, handler: web.RequestHandler) -> None:
        """End a visit."""
        self.heard(handler)
        if visit := self._visits.pop(handler, None):
            self._by_address[visit.address] -= 1
            if not self._by_address[visit.address]:
                del self._by_address[visit.address]

    def __len__(self) -> int:
        return len(self._visits)

    def _rest(self, handler: web.RequestHandler, visit: _Visit, seconds: float) -> None:
        self._idle[handler] = visit
        visit.timer = asyncio.get_running_loop().call_later(seconds, self._send_away, handler)

    def _make_room(self, address: str) -> None:
        if self._by_address[address] > max(self._most // 2, 1):
            crowded = next((one for one, visit in self._idle.items() if visit.address == address), None)
        elif len(self._visits) > self._most:
            crowded = next(iter(self._idle), None)
        else:
            return
        # Where nobody is idle, the newcomer still is: it has said nothing yet.
        if crowded is not None:
            log.warning("too many connections: one is closed, of %s", self._visits[crowded].address)
            self._send_away(crowded)

    def _send_away(self, handler: web.RequestHandler) -> None:
        visit = self._visits.get(handler)
        self.closed(handler)
        if visit is not None:
            # Afterwards: whoever is just coming in is not yet being served, and aiohttp trips over one gone before.
            asyncio.get_running_loop().call_soon(visit.transport.abort)
