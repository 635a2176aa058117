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
from bot.models import Absence, AssignManyJob, AssignManyKind, AssignManyState, AuditEvent, OutboxMessage
from bot.services.absences import checking, noting, standing
from bot.services.absences.checking import AbsenceSweep
from bot.services.absences.noting import AbsenceWish
from bot.services.assign_many import jobs, nudges
from bot.services.contacts import assignments, reviews
from bot.services.policy import Actor
from bot.services.relationships import requests
from bot.services.reminders import agenda, digest
from bot.services.reminders.sweep import ReminderSweep
from tests.conftest import MONDAY
from tests.kit import world
from tests.kit.asks import ANA
from tests.kit.relationships import GLO, HELP, directory, ours, pending
from tests.kit.world import Reseller, scene

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


async def test_ending_privileges_are_told_to_the_stand_in_who_learns_for_whom(
    database: Database, clock: ManualClock
) -> None:
    ends = MONDAY + 30 * DAY

    def build(s: Session) -> None:
        world.build(s, Reseller(world.TREY, "Trey Research", expires_at=ends))
        s.flush()
        assignments.submit(s, world.ANN, world.proposal(world.TREY, world.OFFICE), scene(MONDAY, "assigned"))

    database.write_now(build)
    away(database, clock, world.ANN, GLO)
    sweep = ReminderSweep(database, nobody, lambda key: scene(clock.now(), key), "Europe/Madrid")
    await sweep.run()
    told = select(OutboxMessage).where(OutboxMessage.kind == digest.KIND).order_by(col(OutboxMessage.recipient))
    found = database.read_now(lambda s: [(row.recipient, row.payload) for row in s.exec(told)])
    key = [world.CONTOSO, world.TREY, ends.isoformat()]
    assert [reader for reader, _ in found] == ["C0DESK", "UGLO"]
    assert [payload.get(digest.INSTEAD) for _, payload in found] == [None, [[*key, "UANN"]]]
    subject = database.read_now(lambda s: s.exec(told).all()[-1].subject)
    read = database.read_now(lambda s: agenda.read(s, subject, "UGLO", found[-1][1], clock.now() + DAY))
    assert read is not None
    assert [(ending.customer, ending.owner) for ending in read.privileges] == [("Contoso", "UANN")]


async def nobody(user_id: str) -> None:
    """Know nobody: the zone of the channel stands in."""


def test_not_right_and_the_end_of_a_job_have_both_names(database: Database, clock: ManualClock) -> None:
    def build(s: Session) -> str:
        world.build(s, Reseller(world.TREY, "Trey Research"))
        s.flush()
        done = assignments.submit(s, world.ANN, world.proposal(world.TREY, world.OFFICE), scene(MONDAY, "assigned"))
        return done.batch_id

    batch = database.write_now(build)
    away(database, clock, world.ANN, GLO)
    stand_in = replace(GLO, reference="BACK0001")
    database.write_now(lambda s: reviews.hand_back(s, stand_in, batch, scene(clock.now(), "back")))
    query = select(AuditEvent.actor_id, AuditEvent.after).where(AuditEvent.action == "contact.assigned")
    found = database.read_now(lambda s: s.exec(query.order_by(col(AuditEvent.id))).all())
    assert [(who, (after or {}).get("on_behalf_of")) for who, after in found] == [("UANN", None), ("UGLO", "UANN")]


def test_the_end_of_a_job_is_heard_by_both_and_its_review_by_the_stand_in(
    database: Database, clock: ManualClock
) -> None:
    database.write_now(lambda s: world.build(s, Reseller(world.TREY, "Trey Research")))
    database.write_now(
        lambda s: s.add(
            AssignManyJob(
                id="JOB1",
                kind=AssignManyKind.FILE,
                state=AssignManyState.RUNNING,
                created_by="UANN",
                created_at=MONDAY,
                started_at=MONDAY,
                changed=1,
                ready=1,
                zone="Europe/Madrid",
            )
        )
    )
    away(database, clock, world.ANN, GLO)
    act = replace(GLO, reference="STOP0001")
    assert database.write_now(lambda s: jobs.cancel(s, act, "JOB1", scene(clock.now(), "stop")))
    clock.advance(2 * DAY)
    database.write_now(lambda s: s.execute(update(Absence).values(checked_at=clock.now())))
    assert database.write_now(lambda s: nudges.tell(s, scene(clock.now(), "nudge"))) == 1
    told = select(OutboxMessage.kind, OutboxMessage.recipient).where(col(OutboxMessage.kind).startswith("bulk."))
    assert sorted(map(tuple, database.read_now(lambda s: s.exec(told).all()))) == [
        ("bulk.job", "C0DESK"),
        ("bulk.job", "UANN"),
        ("bulk.job", "UGLO"),
        ("bulk.nudge", "UGLO"),
    ]
    query = select(AuditEvent.actor_id, AuditEvent.after).where(AuditEvent.action == "bulk.cancelled")
    ((who, after),) = database.read_now(lambda s: s.exec(query).all())
    assert (who, (after or {}).get("on_behalf_of")) == ("UGLO", "UANN")
