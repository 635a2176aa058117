"""What goes wrong between Microsoft and us: nothing lost, nothing twice, nobody asked whom we do not talk to."""

import asyncio
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session, col

from bot.clock import ManualClock, SystemClock
from bot.db import Database
from bot.local_partner_center.server import serving
from bot.local_partner_center.world import LocalWorld, Mishap
from bot.models import AuditEvent, MirrorRun, Subscription
from bot.services.mirror.mirror import MIRRORED, Mirror
from bot.services.mirror.runs import LEASE, RunKind
from tests.kit.fakes import until
from tests.kit.microsoft import Connected, add_provider, company, connected, scene_at, variables_for, world
from tests.kit.program import environment


def count(database: Database, model: type[object]) -> int:
    return database.read_now(lambda s: s.scalar(select(func.count()).select_from(model)) or 0)


@pytest.mark.parametrize("kind", ["html", "dropped before", "throttled", "malformed", "wrong types"])
async def test_one_mishap_at_every_endpoint_costs_no_row(
    mine: Database, there: Connected, mirror: Mirror, clock: ManualClock, kind: str
) -> None:
    """What passes by itself is asked again; what cannot be read is read by the next run."""
    endpoints = ("customers", "subscriptions", "resellers", "agreement", "validate", "gdap", "access assignments")
    there.world.mishaps += [Mishap(each, kind) for each in endpoints]
    states = []
    for _ in range(4):
        seen = await mirror.run(RunKind.FIRST)
        assert seen is not None
        states.append(seen.state)
        clock.advance(LEASE)
    assert states[-1] == "done"
    assert count(mine, Subscription) == 12
    assert count(mine, AuditEvent) == 4


async def test_a_customer_that_cannot_be_read_is_left_for_the_next_time(
    mine: Database, there: Connected, mirror: Mirror
) -> None:
    there.world.mishaps.append(Mishap("subscriptions", "malformed"))
    seen = await mirror.run(RunKind.FIRST)
    assert seen is not None
    assert "1 customers are left for the next time" in seen.outcomes["subscriptions"]["said"]
    await mirror.run(RunKind.UPDATE)
    assert count(mine, Subscription) == 12


async def test_links_to_elsewhere_are_not_followed(mine: Database, there: Connected, mirror: Mirror) -> None:
    async with serving(world()) as elsewhere:
        onward = {"uri": f"{elsewhere.url}/v1/customers", "method": "GET", "headers": []}
        page = {"totalCount": 1, "items": [], "links": {"next": onward}}
        there.world.mishaps.append(Mishap("customers", "answer", 1, 200, page))
        seen = await mirror.run(RunKind.FIRST)
        assert list(elsewhere.world.asked) == []
    assert seen is not None
    assert "allow-list" in seen.outcomes["customers"]["said"]


async def test_every_request_is_of_the_documented_ones(mine: Database, there: Connected, mirror: Mirror) -> None:
    await mirror.run(RunKind.FIRST)
    first = {urlsplit(each.path).path.split("/")[2] for each in there.world.asked}
    assert first == {"customers", "relationships", "compliance", "partners", "auditrecords", "tenantRelationships"}
    assert {each.method for each in there.world.asked if each.endpoint != "validate"} == {"GET"}


def has_asked(made: LocalWorld, times: int) -> bool:
    return made.counts["subscriptions"] >= times


def free(session: Session) -> None:
    """End the lease of whoever was killed."""
    session.execute(update(MirrorRun).values(lease_until=None))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_kill_9_three_times_loses_nothing_and_writes_nothing_twice(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    add_provider(database)
    made = world(0)
    made.add(*(company(number, 3) for number in range(400)))
    made.a_minute = 1_000_000
    async with serving(made) as server:
        given = environment(DATABASE_URL=database_url, **variables_for(server.url))
        for killed in range(1, 4):
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "directory", "sync"), cwd=tmp_path, env=given
            )
            await until(partial(has_asked, made, 25 * killed), 60.0)
            process.kill()
            await process.wait()
            database.write_now(free)
        async with connected(database, made) as there:
            seen = await Mirror(database, there.client, SystemClock(), scene_at()).run(RunKind.FIRST)
    assert seen is not None
    assert count(database, Subscription) == 1_200
    assert count(database, MirrorRun) == 1
    events = database.read_now(lambda s: list(s.scalars(select(col(AuditEvent.action)))))
    assert events == [MIRRORED]
