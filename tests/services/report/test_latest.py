"""The latest numbers: counted by one of several, again after a while, never put back, and read with names."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import LatestFigures, SupportContact
from bot.services.report import figures, latest
from bot.services.report.latest import Counting
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import OFFICE, THREE, TREY, build, scene


def counting(database: Database, clock: ManualClock) -> Counting:
    return Counting(database, lambda key: scene(clock.now(), key))


async def test_it_is_counted_anew_after_five_minutes(database: Database, clock: ManualClock) -> None:
    one, other = counting(database, clock), counting(database, clock)
    assert await one.run()
    assert [await one.run(), await other.run()] == [False, False]
    database.write_now(lambda s: build(s, *THREE))
    clock.advance(timedelta(minutes=4, seconds=59))
    assert not await other.run()
    clock.advance(timedelta(seconds=1))
    assert await other.run()
    found = database.read_now(latest.read)
    assert found is not None
    assert (found.figures.at, found.figures.supporters.total) == (clock.now(), 5)
    assert len(database.read_now(lambda s: s.exec(select(LatestFigures)).all())) == 1


def test_what_was_counted_later_stays(database: Database) -> None:
    now = database.read_now(lambda s: figures.read(s, PROVIDER, MONDAY))
    earlier = replace(now, at=MONDAY - timedelta(minutes=1), established=7)
    assert database.write_now(lambda s: latest.keep(s, now))
    assert not database.write_now(lambda s: latest.keep(s, earlier))
    found = database.read_now(latest.read)
    assert found is not None
    assert found.figures == now


def test_resellers_have_their_names_of_today(database: Database) -> None:
    assert database.read_now(latest.read) is None
    database.write_now(lambda s: build(s, *THREE))
    held = SupportContact(subscription_id=OFFICE, support_tenant_id=TREY, since=MONDAY)
    database.write_now(lambda s: s.add(held))
    counted = database.read_now(lambda s: figures.read(s, PROVIDER, MONDAY))
    database.write_now(lambda s: latest.keep(s, counted))
    found = database.read_now(latest.read)
    assert found is not None
    assert found.names == {TREY: "Trey Research"}


def test_numbers_of_an_earlier_version_are_read(database: Database) -> None:
    """Who counted before partners on record were counted left them out."""
    counted = database.read_now(lambda s: figures.read(s, PROVIDER, MONDAY))
    database.write_now(lambda s: latest.keep(s, counted))

    def forget(session: object) -> None:
        row = session.exec(select(LatestFigures)).one()  # type: ignore[attr-defined]
        row.numbers = {name: value for name, value in row.numbers.items() if name != "record"}

    database.write_now(forget)
    found = database.read_now(latest.read)
    assert found is not None
    assert (found.figures.record, found.figures.refused) == (None, None)
