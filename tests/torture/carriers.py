"""Brings each payload to one of the replicas, over Socket Mode or signed HTTP; sometimes to two of them."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from bot.local_slack import Workspace
from bot.local_slack.transport.envelope import Ack, Envelope
from bot.local_slack.transport.sockets import Connection
from tests.torture.history import NOBODY, UNSENT
from tests.torture.replicas import Replica

_only: ContextVar[Replica | None] = ContextVar("only", default=None)
_target: ContextVar[Replica] = ContextVar("target")
# The process that the last payload of this task was carried to.
carried_to: ContextVar[tuple[int, int]] = ContextVar("carried_to", default=UNSENT)
LATEST_TWIN = 4.0


@dataclass
class Copies:
    """Second copies of one delivery: the processes they are carried to, and what these say as they acknowledge.

    `wake` is called with each word: the person reads what either copy is answered.
    """

    wake: Callable[[], None]
    lives: list[tuple[int, int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def hear(self, ack: Ack) -> None:
        """Take note of an acknowledgement."""
        if isinstance(ack.payload, dict) and (text := ack.payload.get("text")):
            self.said.append(str(text))
            self.wake()


# The copies of what this task is about to send.
copies: ContextVar[Copies | None] = ContextVar("copies", default=None)


@contextmanager
def only_to(replica: Replica) -> Iterator[None]:
    """Have everything that is sent within the block carried to this replica."""
    token = _only.set(replica)
    try:
        yield
    finally:
        _only.reset(token)


class Carriers:
    """Transport of the workspace; Slack itself would use one of both ways for an app, which tests less.

    `twice` is the share of deliveries that come to a second replica too, at once or later; `twins` counts these, and
    `carried` all deliveries.
    """

    def __init__(self, ws: Workspace, replicas: Sequence[Replica], chosen: random.Random, twice: float = 0.0) -> None:
        self.twice = twice
        self.twins = self.carried = 0
        self._ws = ws
        self._replicas = replicas
        self._random = chosen
        self._sockets, self._http = ws.sockets.send, ws.http.send
        self._owners: dict[int, Replica] = {}
        self._tasks: set[asyncio.Task[Ack]] = set()
        ws.sockets.pick = self._pick
        ws.http.url_for = _address  # type: ignore[method-assign]
        # The workspace's app has Socket Mode on, so this is where all its payloads leave.
        ws.sockets.send = self.send  # type: ignore[method-assign]

    async def send(self, envelope: Envelope) -> Ack:
        """Deliver an envelope as the workspace's own transports do."""
        candidates = self._candidates()
        if not candidates:
            # Whoever serves without a connection has to answer for it.
            carried_to.set(next((one.life for one in self._wanted() if one.serves), NOBODY))
            return Ack(failure="not_connected", detail="no replica serves")
        target = self._random.choice(candidates)
        carried_to.set(target.life)
        if self._random.random() < self.twice:
            self._twin(envelope, self._random.choice(candidates), self._random.choice((0.0, LATEST_TWIN)))
        return await self._carry(envelope, target)

    def _twin(self, envelope: Envelope, target: Replica, latest: float) -> None:
        self.twins += 1
        delay, ours = self._random.uniform(0.0, latest), copies.get()
        if ours is not None:
            ours.lives.append(target.life)

        async def later() -> Ack:
            await asyncio.sleep(delay)
            # A copy of its own: the first one's acknowledgement must not be taken for this one's.
            again = Envelope(envelope.kind, envelope.name, envelope.payload, envelope.retry, envelope.retry_reason)
            ack = await self._carry(again, target)
            if ours is not None:
                ours.hear(ack)
            return ack

        task = asyncio.ensure_future(later())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, envelope: Envelope, target: Replica) -> Ack:
        self.carried += 1
        token = _target.set(target)
        try:
            return await (self._http(envelope) if target.transport == "http" else self._sockets(envelope))
        finally:
            _target.reset(token)

    def _candidates(self) -> list[Replica]:
        connected = {owner.number for owner in self.owners().values()}
        return [one for one in self._wanted() if one.serves and (one.transport == "http" or one.number in connected)]

    def _wanted(self) -> Sequence[Replica]:
        forced = _only.get()
        return self._replicas if forced is None else [forced]

    def owners(self) -> dict[int, Replica]:
        """Map the number of each usable Socket Mode connection to the replica at its other end."""
        usable = [one for one in self._ws.sockets.connections if not one.leaving and not one.socket.closed]
        for connection in usable:
            if connection.number not in self._owners and (owner := self._owner_of(connection)):
                self._owners[connection.number] = owner
        return {one.number: self._owners[one.number] for one in usable if one.number in self._owners}

    def _owner_of(self, connection: Connection) -> Replica | None:
        peer = connection.transport.get_extra_info("peername") if connection.transport else None
        return next((one for one in self._replicas if peer and peer[1] in one.ports()), None)

    def _pick(self, connections: Sequence[Connection]) -> Connection:
        owners, target = self.owners(), _target.get()
        fitting = [one for one in connections if owners.get(one.number) is target]
        return self._random.choice(fitting or list(connections))

    async def close(self) -> None:
        """Wait for the second copies that are still under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)


def _address(envelope: Envelope) -> str:
    return f"http://127.0.0.1:{_target.get().port}/slack/events"
