"""5,000 assignments wait: what an acceptance and a tick keep others from writing."""

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import Assignment, Customer, RequestType
from bot.services.contacts import waiting
from bot.services.contacts.waiting_sweep import WaitingSweep
from bot.services.invitations.rules import RequestWish
from bot.services.policy import Actor
from bot.services.relationships.establish import confirm_established
from tests.benchmarks import crowd
from tests.benchmarks.ratio import tell
from tests.benchmarks.waits import second_writer
from tests.conftest import MONDAY
from tests.kit.relationships import GLO, ours, pending
from tests.kit.store.rivals import statements
from tests.kit.world import TREY, scene

pytestmark = pytest.mark.benchmark

WAITING, ROUNDS = 5_000, 5
# Milliseconds.
MOST = 200.0


def states(database: Database, state: str) -> int:
    query = select(func.count()).select_from(Assignment).where(col(Assignment.state) == state)
    return database.read_now(lambda s: s.exec(query).one())


def again(session: Session) -> None:
    """Let everything wait that was ready."""
    session.connection().execute(update(Assignment).values(state="waiting_relationship"))


def not_ours_yet(session: Session) -> None:
    """Take from us the customers that are to accept."""
    ids = [crowd.customer_id(number) for number in range(ROUNDS)]
    theirs = update(Customer).where(col(Customer.id).in_(ids))
    session.connection().execute(theirs.values(relationship_to_partner="none"))


def longest(database: Database, work: Callable[[Session], object]) -> tuple[float, float]:
    """Milliseconds that the longest other write took meanwhile, and the work itself."""
    with second_writer(database) as waits:
        waits.took.clear()
        began = time.perf_counter()
        database.write_now(work)
        took = (time.perf_counter() - began) * 1000
        time.sleep(0.1)
    return waits.longest, took


def test_an_acceptance_where_five_thousand_wait_for_others(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of one customer that was not ours; the partnership is there, so that what waits for it goes on."""
    crowd.resellers(database)
    crowd.waited_for(database, WAITING)
    database.write_now(not_ours_yet)
    found = []
    for number in range(ROUNDS):
        at = scene(MONDAY, f"ours {number}")
        made = pending(database, MONDAY, ours(crowd.customer_id(number)))
        found.append(longest(database, lambda s, m=made, a=at: confirm_established(s, GLO, m, a)))  # type: ignore[misc]
    # Theirs goes on; nobody has looked at the others, which could as well.
    assert states(database, "waiting_relationship") == WAITING - ROUNDS
    report(capsys, database, "an acceptance of one customer", found)


def test_an_acceptance_for_which_five_thousand_wait(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """A partnership that serves them all; the first go on with it, the sweep takes the others."""
    crowd.resellers(database, partnership=None)
    crowd.waited_for(database, WAITING)
    found = []
    for number in range(ROUNDS):
        database.write_now(again)
        at = scene(MONDAY, f"yes {number}")
        wish = RequestWish(RequestType.PARTNERSHIP, reseller_id=TREY)
        if number:
            database.write_now(lambda s: s.connection().exec_driver_sql("UPDATE partnership SET state = 'Removed'"))
        made = pending(database, MONDAY + timedelta(minutes=number), wish)
        found.append(longest(database, lambda s, m=made, a=at: confirm_established(s, GLO, m, a)))  # type: ignore[misc]
        assert states(database, "ready") == waiting.AT_ONCE
    report(capsys, database, "a partnership for which all wait", found)


async def test_a_tick_that_finds_nothing_writes_nothing(
    database: Database, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd.resellers(database, partnership=None)
    crowd.waited_for(database, WAITING)

    async def admit(_user_id: str, _reference: str) -> Actor:
        raise AssertionError("nothing applies by itself")

    sweep, took = WaitingSweep(database, admit, lambda key: scene(clock.now(), key)), []
    with statements(database) as said:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            await sweep.run()
            took.append((time.perf_counter() - began) * 1000)
    assert said == []
    tell(
        capsys, f"a tick while {WAITING} wait, {engine(database)}: {median(took):.0f} ms in a reader, none in a writer"
    )


def report(capsys: pytest.CaptureFixture[str], database: Database, what: str, found: list[tuple[float, float]]) -> None:
    wait, took = (median(column) for column in zip(*found, strict=True))
    tell(capsys, f"{what}, {WAITING} waiting, {engine(database)}: {took:.0f} ms; longest other write {wait:.0f} ms")
    assert wait <= MOST


def engine(database: Database) -> str:
    return "SQLite" if database.is_sqlite else "PostgreSQL"
