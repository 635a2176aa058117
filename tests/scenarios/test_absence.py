"""Somebody is away, and somebody stands in, as people use it, in both transports, on both databases."""

from datetime import timedelta

import pytest

from bot.db import Database
from bot.local_slack import Person
from bot.local_slack.text_view import render_view
from bot.services.absences import standing
from tests.conftest import MONDAY
from tests.kit.desk import ANA, GLORIA, NOBODY, Desk, flat, screen
from tests.kit.relationships import searchable
from tests.kit.steps import request_rows, sent

DAY = timedelta(days=1)


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(searchable)


async def settings(desk: Desk, user_id: str) -> Person:
    person = desk.person(user_id)
    while person.modal is not None:
        await person.close()
    await person.open_home()
    await desk.settle()
    await person.click("home.settings")
    await desk.settle()
    return person


async def goes_away(desk: Desk, days: int = 10) -> Person:
    ana = await settings(desk, ANA)
    await ana.select("home.stand_in", GLORIA)
    await ana.select("home.first", f"{MONDAY.date()}")
    await ana.select("home.last", f"{(MONDAY + days * DAY).date()}")
    assert (await ana.submit()).ok
    await desk.settle()
    await desk.notices()
    return ana


def home(person: Person) -> str:
    assert person.home is not None
    return flat(render_view(person.home.body, values=person.home.values, width=200))


async def reminded(desk: Desk) -> None:
    """Three days later, at nine in Madrid, checked every quarter of an hour as the program does."""
    desk.ws.advance(3 * DAY + timedelta(hours=1))
    await desk.sweep("absences")
    await desk.sweep("reminders")
    desk.ws.advance(timedelta(hours=20))
    await desk.sweep("absences")
    await desk.sweep("reminders")


async def test_reminders_go_to_the_stand_in_and_say_for_whom(desk: Desk) -> None:
    await sent(desk, ANA)
    ana = await goes_away(desk)
    gloria = desk.person(GLORIA)
    assert "ha indicado que le sustituyes" in gloria.dms[-1].text
    before = len(ana.dms)
    await reminded(desk)
    assert any("En lugar de" in message.text and "Northwind" in message.text for message in gloria.dms)
    assert not any("recordatorio" in message.text.lower() for message in ana.dms[before:])
    await gloria.open_home()
    await desk.settle()
    assert "En lugar de" in home(gloria)
    assert "Northwind" in home(gloria)


async def test_acting_for_somebody_shows_both(desk: Desk) -> None:
    await sent(desk, ANA)
    await goes_away(desk)
    gloria = await desk.opened(GLORIA, "/relationships")
    await gloria.click("relations.open")
    await desk.settle()
    await gloria.click("relations.withdraw", confirm=True)
    await desk.settle()
    await gloria.click("relations.trail")
    await desk.settle()
    assert "En nombre de:" in screen(gloria)
    assert request_rows(desk)[0].state == "withdrawn"


async def test_it_ends_by_itself_and_by_hand(desk: Desk, database: Database) -> None:
    await goes_away(desk, days=3)
    now = desk.clock.now
    assert database.read_now(lambda s: standing.reader_of(s, ANA, now())) == GLORIA
    desk.ws.advance(4 * DAY)
    await desk.sweep("absences")
    assert database.read_now(lambda s: standing.reader_of(s, ANA, now())) == ANA
    ana = await settings(desk, ANA)
    assert "te sustituye" not in home(ana)


async def test_a_stand_in_must_have_a_role(desk: Desk, database: Database) -> None:
    ana = await settings(desk, ANA)
    await ana.select("home.stand_in", NOBODY)
    await ana.select("home.last", f"{(MONDAY + DAY).date()}")
    assert not (await ana.submit()).ok
    assert "no tiene ningún rol" in screen(ana)
    assert database.read_now(lambda s: standing.of(s, ANA, desk.clock.now())) is None
