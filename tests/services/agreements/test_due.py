"""Ends of agreements told: once before, once at them, to owner and channel; nothing after the days were changed."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.db import Database
from bot.models import Customer, OutboxMessage
from bot.services.agreements import due, records
from bot.services.agreements.due import AgreementSweep
from bot.services.agreements.records import AgreementWish
from bot.services.policy import system_actor
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import ANN, CONTOSO, THREE, TREY, build, scene

FIRST, LAST = MONDAY.date(), MONDAY.date() + timedelta(days=60)
WISH = AgreementWish(TREY, None, "AGR-7", FIRST, LAST, 30, "Europe/Madrid")
DAY = timedelta(days=1)


@pytest.fixture
def desk(database: Database) -> Database:
    database.write_now(lambda s: build(s, *THREE))
    return database


def record(database: Database, wish: AgreementWish = WISH, key: str = "agreed") -> int:
    return database.write_now(lambda s: records.record(s, ANN, wish, scene(key=key)))


def at(days: float, key: str = "") -> Scene:
    return Scene(PROVIDER, MONDAY + timedelta(days=days), key, "C0DESK")


async def swept(database: Database, days: float) -> int:
    return await AgreementSweep(database, partial(at, days)).run()


def told(database: Database) -> list[tuple[str, str]]:
    kinds = select(OutboxMessage.kind, OutboxMessage.recipient).order_by(OutboxMessage.id)  # type: ignore[call-overload]
    return [(row.kind, row.recipient) for row in database.read_now(lambda s: s.execute(kinds).all())]


async def test_once_before_and_once_at_the_end(desk: Database) -> None:
    record(desk)
    assert await swept(desk, 29.9) == 0
    assert await swept(desk, 31) == 1
    assert await swept(desk, 31) == await swept(desk, 60.9) == 0
    assert told(desk) == [(due.ENDING, "UANN"), (due.ENDING, "C0DESK")]
    assert await swept(desk, 62) == 1
    assert await swept(desk, 90) == 0
    assert told(desk)[2:] == [(due.ENDED, "UANN"), (due.ENDED, "C0DESK")]


async def test_a_later_reminder_is_told_although_an_earlier_one_was(desk: Database) -> None:
    made = record(desk)
    assert await swept(desk, 31) == 1
    later = replace(WISH, remind=7).terms
    desk.write_now(lambda s: records.change(s, ANN, made, 1, later, at(32, "later")))
    assert await swept(desk, 52) == 0
    assert await swept(desk, 54) == 1
    assert told(desk) == [(due.ENDING, "UANN"), (due.ENDING, "C0DESK")] * 2
    subjects = desk.read_now(lambda s: s.execute(select(OutboxMessage.subject)).scalars().all())  # type: ignore[call-overload]
    assert len(set(subjects)) == 2, "the second would only be written over the first"


async def test_after_a_long_silence_only_the_end_is_told(desk: Database) -> None:
    record(desk)
    assert await swept(desk, 200) == 1
    assert {kind for kind, _ in told(desk)} == {due.ENDED}
    assert await swept(desk, 201) == 0


async def test_without_an_end_or_when_it_is_over_nobody_is_told(desk: Database) -> None:
    record(desk, replace(WISH, last=None))
    record(desk, replace(WISH, reference="OLD", first=date(2024, 1, 1), last=date(2024, 2, 1)), "old")
    assert await swept(desk, 900) == 0


async def test_two_sweeps_at_once_tell_once(desk: Database) -> None:
    record(desk)
    rows = desk.read_now(lambda s: due.due(s, at(31)))
    actor = system_actor("agreements", "REF")
    counts = [desk.write_now(lambda s: due.tell(s, actor, at(31), rows)) for _ in range(2)]
    assert counts == [1, 0]


async def test_many_are_told_in_pieces(desk: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "_DUE", due._DUE.limit(2))
    for number in range(5):
        record(desk, replace(WISH, reference=f"AGR-{number}"), f"k{number}")
    assert await swept(desk, 31) == 5


async def test_nobody_is_told_of_another_providers_customer(desk: Database) -> None:
    record(desk, replace(WISH, customer_id=CONTOSO))

    def move(session: Session) -> None:
        session.get_one(Customer, CONTOSO).elsewhere = True

    desk.write_now(move)
    assert await swept(desk, 31) == 0
