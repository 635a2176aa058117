"""Ticks of the program: each is named once, and the upkeep keeps it going."""

from bot.clock import ManualClock
from bot.db import Database
from bot.runtime import Runtime
from bot.services.roles import RoleCache
from bot.services.running.scheduler import Scheduler
from bot.sweeps import memories, sweeps, upkeep
from tests.conftest import PROVIDER
from tests.kit.fakes import make_post, people, until
from tests.kit.given import given
from tests.kit.roles import AGENTS, STANDARD, Source, group, role_map


def runtime(database: Database, clock: ManualClock) -> Runtime:
    return Runtime(given(), database, clock, PROVIDER)


async def test_the_upkeep_delivers_and_reads(database: Database, clock: ManualClock) -> None:
    post, source = make_post(database, clock), Source(group(AGENTS, "U1"))
    roles = RoleCache(source, clock, role_map(STANDARD))
    ticks = upkeep(runtime(database, clock), post.worker, roles, people(clock))
    assert [tick.name for tick in ticks] == ["outbox", "roles", "people", "seals", "cleanup"]
    scheduler = Scheduler(ticks, [post.worker.loop])
    post.add("waiting since before the start")
    scheduler.start()
    await until(lambda: post.slack.texts())
    await scheduler.run_now("roles")
    await scheduler.run_now("people")
    await scheduler.stop()
    await post.worker.stop()
    assert roles.members() == {"U1"}


async def test_every_tick_is_told_by_its_name_and_a_sweep_of_nothing_is_harmless(
    database: Database, clock: ManualClock
) -> None:
    async def nothing() -> None:
        return None

    roles, known = RoleCache(Source(), clock, role_map(STANDARD)), people(clock)
    swept = sweeps(runtime(database, clock), known, roles)
    for _ in range(2):
        for tick in swept:
            await tick.run()
    others = [*upkeep(runtime(database, clock), make_post(database, clock).worker, roles, known)]
    others += memories(replicas=nothing, home=nothing, languages=nothing)
    names = [tick.name for tick in (*swept, *others)]
    assert len(set(names)) == len(names)
