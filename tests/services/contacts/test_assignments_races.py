"""Several who submit at the same instant, on both databases: one wins, nothing is lost, nobody waits for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from bot.db import Database
from bot.errors import Conflict
from bot.services.contacts import assignments, changes, lookup
from bot.services.contacts.assignments import Proposal, Submitted
from tests.conftest import MONDAY, PROVIDER
from tests.kit.submitting import counts, submit
from tests.kit.world import ANN, CONTOSO, EXCHANGE, FABRIKAM, OFFICE, OPEN_CHANNEL, TREY, UNKNOWN, proposal, scene

WAYS = pytest.mark.parametrize("way", [Database.write, Database.write_one])


Way = Callable[[Database, Callable[[Session], Submitted]], Awaitable[Submitted]]


async def at_once(world: Database, way: Way, *wishes: tuple[str, Proposal]) -> list[Submitted]:
    """Submit at once, each with a delivery key of its own, and return those that did not meet a Conflict."""

    async def one(key: str, wish: Proposal) -> Submitted | Conflict:
        actor = replace(ANN, reference=key)
        try:
            return await way(world, lambda s: assignments.submit(s, actor, wish, scene(MONDAY, key)))
        except Conflict as conflict:
            return conflict

    results = await asyncio.gather(*(one(key, wish) for key, wish in wishes))
    return [result for result in results if isinstance(result, Submitted)]


@WAYS
async def test_f17_of_two_at_once_one_wins_and_nothing_is_lost(world: Database, way: Way) -> None:
    wishes = [(f"K{n}", proposal(TREY if n % 2 else FABRIKAM, OFFICE)) for n in range(16)]
    assert len(await at_once(world, way, *wishes)) == 1
    assert counts(world) == (1, 1, 1, 2, 1)


@WAYS
async def test_who_want_the_same_in_another_order_never_wait_for_each_other(world: Database, way: Way) -> None:
    orders = [(OFFICE, EXCHANGE, OPEN_CHANNEL), (OPEN_CHANNEL, EXCHANGE, OFFICE)]
    for version in range(6):
        wishes = [
            (f"V{version}K{n}", proposal(TREY if version % 2 else FABRIKAM, *orders[n % 2], version=version))
            for n in range(8)
        ]
        (won,) = await at_once(world, way, *wishes)
        assert won.changed == 3
    # Each is told once, and the five that were replaced are drawn again.
    assert counts(world) == (3, 18, 18, 22, 6)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_contacts_are_taken_in_one_order_whatever_order_they_were_chosen_in(world: Database) -> None:
    submit(world, TREY, OFFICE, OPEN_CHANNEL)
    locked = "SELECT 1 FROM support_contact WHERE subscription_id = :key FOR UPDATE NOWAIT"
    waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with Session(world.writer) as rival:
        rival.execute(text(locked), {"key": OPEN_CHANNEL})
        wish = proposal(FABRIKAM, OPEN_CHANNEL, OFFICE, version=1)
        other = asyncio.create_task(world.write_one(lambda s: assignments.submit(s, ANN, wish, scene(MONDAY, "d2"))))
        while not rival.execute(text(waits)).first():
            await asyncio.sleep(0.001)
            assert not other.done()
        with pytest.raises(DBAPIError, match="could not obtain lock"):
            rival.execute(text(locked), {"key": OFFICE})
        rival.rollback()
    assert (await other).changed == 2


def test_a_row_that_the_database_refuses_for_another_reason_is_no_conflict(world: Database) -> None:
    def work(session: Session) -> object:
        (line,) = lookup.lines(session, PROVIDER, CONTOSO, [OFFICE])
        row: dict[str, object] = {"batch_id": "B", "customer_id": CONTOSO, "subscription_id": OFFICE}
        row |= {
            "from_tenant_id": PROVIDER,
            "to_tenant_id": UNKNOWN,
            "state": "applied",
            "reason": None,
            "agreement_ref": None,
        }
        row |= {"requested_by": "UANN", "requested_at": MONDAY, "applied_at": MONDAY, "next_nudge_at": None}
        row |= {"apply_when_established": False, "reference": "R"}
        return changes.write(session, ANN, MONDAY, [changes.Decision(line, row)])

    with pytest.raises(IntegrityError):
        world.write_now(work)
    assert counts(world) == (0, 0, 0, 0, 0)


@WAYS
async def test_f16_of_the_same_delivery_four_times_at_once_one_counts(world: Database, way: Way) -> None:
    def again(n: int) -> Awaitable[Submitted]:
        actor = replace(ANN, reference=f"R{n}")
        return way(world, lambda s: assignments.submit(s, actor, proposal(TREY, OFFICE), scene(MONDAY, "same")))

    results = await asyncio.gather(*map(again, range(4)))
    assert len(set(results)) == 1
    assert counts(world) == (1, 1, 1, 2, 1)
