"""Does to the program what networks, machines and people do to it, at moments that a seed draws."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from bot.local_slack import Workspace
from bot.local_slack.base.faults import FaultKind
from tests.torture import hooks
from tests.torture.history import Removal
from tests.torture.replicas import NotStarted, Replica
from tests.torture.stage import Stage
from tests.torture.town import HELPDESK

# Seconds for which a trouble of the database may still be felt: what is promised for an answer after it.
FELT = 5.0
# Seconds until Slack, or whoever watches health, brings nothing more to a process that stands still.
NOTICED = 3.0
# A signature is good for five minutes, so clocks may differ by less: 150 s, in leases. What a clock that is ahead
# writes for others is due that much later.
MOST_SKEW = 2.5
STARTS = 10
DELIVERIES = ("slash_commands", "block_actions", "view_submission")
CALLS: tuple[FaultKind, ...] = ("http_500_before", "http_500_after", "drop_before", "drop_after", "rate_limited")


def spoil(ws: Workspace, share: float) -> None:
    """Spoil that share of all calls of the program and of all deliveries to it; events always arrive."""
    each = share / (len(CALLS) + 1)
    for kind in CALLS:
        ws.faults.add(kind, times=None, seconds=1.0, share=each)
    ws.faults.add("slow", times=None, seconds=0.5, share=each)
    for name in DELIVERIES:
        ws.faults.add("drop_envelope", name, times=None, share=share / 2)
        ws.faults.add("duplicate_envelope", name, times=None, share=share / 2)


@dataclass
class Adversary:
    """Acts on a stage; `menu` maps each of its deeds to the seconds that lie between two of it on average."""

    stage: Stage
    chosen: random.Random
    menu: Mapping[str, float]
    done: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Act during the block; what was begun is finished after it, so that in the end everything runs."""
        over = asyncio.Event()
        deeds = [asyncio.ensure_future(self._repeat(name, seconds, over)) for name, seconds in self.menu.items()]
        try:
            yield
        finally:
            over.set()
            await asyncio.gather(*deeds)

    async def _repeat(self, name: str, seconds: float, over: asyncio.Event) -> None:
        deed: Callable[[], Awaitable[None]] = getattr(self, name)
        while True:
            with suppress(TimeoutError):
                # Even enough for a bound on how many there will be, uneven enough for every coincidence.
                async with asyncio.timeout(self.chosen.uniform(0.5, 1.5) * seconds):
                    await over.wait()
                    return
            await deed()
            self.done[name] += 1

    async def kill(self) -> None:
        """End a process by SIGKILL; it is started again soon."""
        if replica := self._victim():
            replica.kill()
            await replica.gone()
            await asyncio.sleep(self.chosen.uniform(0.0, 1.0))
            await started(replica)

    async def pause(self) -> None:
        """Let a process stand still for longer than its leases last."""
        if replica := self._victim():
            life = replica.life
            with self.stage.trouble("paused", life, lasting=FELT):
                replica.pause()
                await asyncio.sleep(NOTICED)
                replica.serves = False
                await asyncio.sleep(max(0.0, self.stage.plan.lease + 1.0 - NOTICED))
                replica.resume()
            # It may have been killed meanwhile.
            replica.serves = replica.serves or (replica.life == life and bool(replica.pid))

    async def restart_database(self) -> None:
        """Start the database anew, told or as after a crash."""
        with self.stage.trouble("database restarted", lasting=FELT):
            await self.stage.postgres.restart(self.chosen.choice(("fast", "immediate")))

    async def silence(self) -> None:
        """Let all present connections to the database go silent; new ones work."""
        if self.stage.proxy is not None:
            with self.stage.trouble("silence", lasting=FELT):
                self.stage.proxy.silence()

    async def cut_sockets(self) -> None:
        """Cut the first Socket Mode connection, or ask it to go away."""
        lives = {owner.life for owner in self.stage.carriers.owners().values()}
        for life in lives:
            with self.stage.trouble("sockets cut", life, lasting=FELT):
                pass
        if self.chosen.random() < 0.5:
            await self.stage.ws.sockets.drop(1)
        else:
            await self.stage.ws.sockets.disconnect("refresh_requested", 1)

    async def set_clocks(self) -> None:
        """Let the clock of one machine jump, by less than makes its signatures worthless."""
        replica = self.chosen.choice(self.stage.replicas)
        if replica.hooks is not None:
            most = MOST_SKEW * self.stage.plan.lease
            hooks.set_clock(replica.hooks.clock, self.chosen.uniform(-most, most))

    async def remove_role(self) -> None:
        """Take somebody's role away for some seconds."""
        person = self.chosen.choice(self.stage.town.assigners)
        if any(removal.person == person and removal.until == float("inf") for removal in self.stage.removals):
            return
        at = len(self.stage.removals)
        self.stage.removals.append(Removal(person, self.stage.ledger.now()))
        self.stage.ws.admin.remove_from_group(HELPDESK, person)
        await asyncio.sleep(self.chosen.uniform(4.0, 8.0))
        self.stage.removals[at] = replace(self.stage.removals[at], until=self.stage.ledger.now())
        self.stage.ws.admin.add_to_group(HELPDESK, person)

    def _victim(self) -> Replica | None:
        """Draw a process, but never the last one that serves."""
        serving = [replica for replica in self.stage.replicas if replica.serves]
        return self.chosen.choice(serving) if len(serving) > 1 else None


async def started(replica: Replica) -> None:
    """Start a process as a supervisor does: again and again, for the database may be away."""
    for _ in range(STARTS):
        try:
            await replica.start()
            return
        except NotStarted:
            await asyncio.sleep(0.5)
    await replica.start()
