"""Absences: noted with sense, ended by themselves, one step and no further, and in doubt nobody stands in."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Denied, InvalidInput, Unavailable
from bot.models import Absence, AuditEvent, OutboxMessage
from bot.services.absences import checking, noting, standing
from bot.services.absences.checking import AbsenceSweep
from bot.services.absences.noting import AbsenceWish
from bot.services.policy import Actor
from bot.services.relationships import requests
from tests.conftest import MONDAY
from tests.kit.asks import ANA
from tests.kit.relationships import GLO, HELP, directory, ours, pending
from tests.kit.world import scene

DAY = timedelta(days=1)
TODAY = MONDAY.date()
NOBODY = replace(GLO, user_id="UNOB", roles=frozenset())


def wish(stand_in: str = "UGLO", first: date = TODAY, days: int = 5) -> AbsenceWish:
    return AbsenceWish(stand_in, first, first + timedelta(days=days - 1), "Europe/Madrid")


def away(
    database: Database, clock: ManualClock, who: Actor = ANA, to: Actor = GLO, wished: AbsenceWish | None = None
) -> None:
    wanted = wished or wish(to.user_id)
    database.write_now(lambda s: noting.note(s, who, wanted, to, scene(clock.now(), f"{who.user_id}{clock.now()}")))


def stands(database: Database, clock: ManualClock, *people: str) -> dict[str, str]:
    return dict(database.read_now(lambda s: standing.stand_ins(s, people, clock.now())))


def actions(database: Database) -> list[str]:
    query = select(AuditEvent.action).where(AuditEvent.subject_type == "absence").order_by(col(AuditEvent.id))
    return list(database.read_now(lambda s: s.exec(query).all()))


def seen_then(at: datetime, session: Session) -> dict[str, str]:
    """Find who stands in at that instant, the stand-in having been seen just then."""
    session.execute(update(Absence).values(checked_at=at))
    return dict(standing.stand_ins(session, ["UANA"], at))


def test_it_begins_and_ends_by_itself(database: Database, clock: ManualClock) -> None:
    away(database, clock, wished=wish(first=TODAY + timedelta(days=2), days=3))
    for days, there in ((0, False), (1, False), (2, True), (4, True), (5, False)):
        found = database.write_now(partial(seen_then, MONDAY + DAY * days))
        assert found == ({"UANA": "UGLO"} if there else {})
    database.write_now(lambda s: checking.drop_over(s, MONDAY + 9 * DAY))
    assert database.read_now(lambda s: s.exec(select(Absence)).all()) == []


def test_the_stand_in_is_told_once(database: Database, clock: ManualClock) -> None:
    away(database, clock)
    away(database, clock)
    assert actions(database) == ["absence.noted"]
    told = database.read_now(lambda s: s.exec(select(OutboxMessage.kind, OutboxMessage.recipient)).all())
    assert [tuple(row) for row in told] == [("absence.named", "UGLO")]
    database.write_now(lambda s: noting.note(s, ANA, None, None, scene(clock.now(), "back")))
    database.write_now(lambda s: noting.note(s, ANA, None, None, scene(clock.now(), "again")))
    assert actions(database) == ["absence.noted", "absence.ended"]
    assert stands(database, clock, "UANA") == {}


@pytest.mark.parametrize(
    ("wished", "to", "field", "key"),
    [
        (wish("UANA"), ANA, "stand_in", "absence-oneself"),
        (wish("UNOB"), NOBODY, "stand_in", "absence-may-not"),
        (wish("UGLO"), None, "stand_in", "absence-may-not"),
        (wish("UGLO"), HELP, "stand_in", "absence-may-not"),
        (wish(days=0), GLO, "last", "absence-bad-last"),
        (wish(first=TODAY - timedelta(days=9), days=3), GLO, "last", "absence-bad-last"),
        (wish(days=400), GLO, "last", "absence-too-long"),
    ],
)
def test_what_makes_no_sense_is_refused(
    database: Database, clock: ManualClock, wished: AbsenceWish, to: Actor | None, field: str, key: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        database.write_now(lambda s: noting.note(s, ANA, wished, to, scene(clock.now(), "x")))
    assert (caught.value.field, caught.value.key) == (field, key)
    assert actions(database) == []


def test_who_has_no_role_notes_nothing(database: Database, clock: ManualClock) -> None:
    with pytest.raises(Denied):
        away(database, clock, NOBODY)


def test_chains_are_not_followed(database: Database, clock: ManualClock) -> None:
    away(database, clock)
    with pytest.raises(InvalidInput, match="absence-away-too"):
        away(database, clock, HELP, ANA)
    # Whoever stands in goes away later: one step, and no further.
    away(database, clock, GLO, HELP)
    assert stands(database, clock, "UANA", "UGLO") == {"UANA": "UGLO", "UGLO": "UHLP"}
    assert database.read_now(lambda s: standing.reader_of(s, "UANA", clock.now())) == "UGLO"


class Gate:
    """Admits whoever is named here; asked in doubt, it cannot tell."""

    def __init__(self, *able: str, doubt: bool = False) -> None:
        self.able, self.doubt = able, doubt

    async def __call__(self, user_id: str, reference: str) -> Actor:
        if self.doubt:
            raise Unavailable("slack-unavailable", error="test")
        if user_id not in self.able:
            raise Denied("denied-no-role", roles=(), groups=())
        return replace(GLO, user_id=user_id)


async def test_a_stand_in_who_loses_the_role_stands_in_no_more(database: Database, clock: ManualClock) -> None:
    away(database, clock)
    await AbsenceSweep(database, Gate("UGLO"), lambda key: scene(clock.now(), key)).run()
    assert stands(database, clock, "UANA") == {"UANA": "UGLO"}
    await AbsenceSweep(database, Gate(), lambda key: scene(clock.now(), key)).run()
    assert stands(database, clock, "UANA") == {}
    told = select(OutboxMessage.recipient).where(OutboxMessage.kind == checking.REFUSED)
    assert sorted(database.read_now(lambda s: s.exec(told).all())) == ["C0DESK", "UANA"]
    assert actions(database) == ["absence.noted", "absence.ended"]


async def test_in_doubt_nobody_stands_in_after_an_hour(database: Database, clock: ManualClock) -> None:
    away(database, clock)
    sweep = AbsenceSweep(database, Gate(doubt=True), lambda key: scene(clock.now(), key))
    clock.advance(standing.FRESH - timedelta(minutes=1))
    await sweep.run()
    assert stands(database, clock, "UANA") == {"UANA": "UGLO"}
    clock.advance(timedelta(minutes=2))
    await sweep.run()
    assert stands(database, clock, "UANA") == {}
    await AbsenceSweep(database, Gate("UGLO"), lambda key: scene(clock.now(), key)).run()
    assert stands(database, clock, "UANA") == {"UANA": "UGLO"}


def test_what_is_done_for_somebody_has_both_in_the_history(database: Database, clock: ManualClock) -> None:
    database.write_now(directory)
    made = pending(database, clock.now(), ours(), actor=ANA)
    away(database, clock)

    def withdrawn(s: Session) -> None:
        requests.resend(s, GLO, made, "x@y.example", scene(clock.now(), "again"))
        requests.resend(s, HELP_WITH_ROLE, made, "x@y.example", scene(clock.now(), "third"))

    database.write_now(withdrawn)
    query = select(AuditEvent.actor_id, AuditEvent.after).where(AuditEvent.action == "request.resent")
    found = database.read_now(lambda s: s.exec(query.order_by(col(AuditEvent.id))).all())
    assert [(who, (after or {}).get("on_behalf_of")) for who, after in found] == [("UGLO", "UANA"), ("UOTH", None)]


HELP_WITH_ROLE = replace(GLO, user_id="UOTH")
