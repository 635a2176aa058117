"""Many contacts lose their basis at once: a job flags them in small transactions, through crashes, each once."""

import itertools
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import AssignManyJob, Assignment, AuditEvent, OutboxMessage, Partnership, SupportContact
from bot.services.basis import flagging, invalidation, losses, settling
from bot.services.basis.invalidation import Extent, Settled
from bot.services.basis.settling import InvalidationSweep, SettlingProgress
from bot.services.jobs import claims
from bot.services.jobs.runner import JobRunner
from bot.services.relationships import removal
from tests.conftest import MONDAY, PROVIDER
from tests.kit.relationships import GLO
from tests.kit.removing import NOW, PARTNERSHIP, at, told
from tests.kit.store.rivals import statements
from tests.kit.world import CONTOSO, TREY, Reseller, build, scene, subscription

MANY, BATCH = 10, 3


class Crash(BaseException):
    """The process is gone at this point."""


@pytest.fixture
def books(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """TREY supports ten subscriptions, by submissions of three that two people made; two were only observed."""
    monkeypatch.setattr(flagging, "CHUNK", 2)
    database.write_now(lambda s: build(s, Reseller(TREY, "Trey Research")))
    database.write_now(_fill)
    return database


def _fill(s: Session) -> None:
    s.add_all(subscription(held(n), f"S{n}") for n in range(MANY))
    s.flush()
    for number in range(MANY - 2):
        s.add(_assignment(number))
        s.flush()
        row = s.exec(select(Assignment).where(Assignment.subscription_id == held(number))).one()
        s.add(SupportContact(subscription_id=held(number), support_tenant_id=TREY, since=MONDAY, assignment_id=row.id))
    for number in range(MANY - 2, MANY):
        s.add(SupportContact(subscription_id=held(number), support_tenant_id=TREY, origin="observed", since=MONDAY))
    for batch, reader in itertools.product(range(BATCH), ("UANN", "C0DESK")):
        subject = f"batch:B{batch}"
        s.add(
            OutboxMessage(
                dedupe_key=f"{subject}:applied:{reader}",
                kind="contact.changed",
                subject=subject,
                recipient=reader,
                created_at=MONDAY,
                due_at=MONDAY,
                state="sent",
            )
        )


def held(number: int) -> str:
    """Make an id, such that the submissions lie across each other in the order of ids."""
    return f"77777777-0000-4000-8000-{number * 7 % MANY:012}"


def _assignment(number: int) -> Assignment:
    return Assignment(
        batch_id=f"B{number // BATCH}",
        customer_id=CONTOSO,
        subscription_id=held(number),
        from_tenant_id=PROVIDER,
        to_tenant_id=TREY,
        state="closed" if number % 2 else "applied",
        requested_by="UANN" if number % 2 else "UBOB",
        requested_at=MONDAY,
        reference=f"B{number // BATCH}",
    )


def remove(books: Database) -> Settled:
    seen = books.read_now(lambda s: removal.preview(s, PARTNERSHIP, at("p"))).digest
    actor = replace(GLO, reference="REMOVAL", reason="contract ended")
    return books.write_now(lambda s: removal.remove(s, actor, PARTNERSHIP, at("r"), seen))


def runner(books: Database, clock: ManualClock, **more: object) -> JobRunner:
    return JobRunner(books, [settling.work()], lambda key: scene(clock.now(), key), **more)  # type: ignore[arg-type]


def states(books: Database) -> Counter[str]:
    return Counter(books.read_now(lambda s: s.exec(select(Assignment.state)).all()))


def events(books: Database, action: str) -> list[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.action == action).order_by(col(AuditEvent.id))
    return list(books.read_now(lambda s: s.exec(query).all()))


def again(books: Database) -> list[str]:
    query = select(OutboxMessage.dedupe_key).where(col(OutboxMessage.dedupe_key).contains("batch:B"))
    return sorted(key for key in books.read_now(lambda s: s.exec(query).all()) if ":again:" in key)


def progress(books: Database) -> SettlingProgress | None:
    return books.read_now(lambda s: settling.progress(s, "REMOVAL"))


def bond(books: Database, state: str) -> None:
    books.write_now(lambda s: s.connection().execute(update(Partnership).values(state=state)))


def check_whole(books: Database) -> None:
    """Everything is flagged once, with its history, and told once."""
    assert states(books) == {"invalidated": MANY}
    flagged = events(books, invalidation.LOST)
    assert len({event.subject_id for event in flagged}) == len(flagged) == MANY
    assert {(event.reference, event.actor_id, event.actor_name, event.reason) for event in flagged} == {
        ("REMOVAL", GLO.user_id, GLO.name, "contract ended")
    }
    assert Counter((event.before or {})["state"] for event in flagged) == {"applied": 4, "closed": 4, None: 2}
    assert {(event.after or {})["support_tenant_id"] for event in flagged} == {TREY}
    assert {(event.after or {})["subscription_id"] for event in flagged} == {held(n) for n in range(MANY)}
    assert sorted(told(books, invalidation.LOST)) == ["C0DESK", "UANN", "UBOB"]
    assert books.read_now(lambda s: losses.loss(s, "REMOVAL")).total == MANY
    # A submission's message is drawn again when all of it is flagged, once.
    assert again(books) == sorted(f"batch:B{n}:again:{who}:REMOVAL" for n in range(BATCH) for who in ("UANN", "C0DESK"))
    assert [(event.after, event.actor_id) for event in events(books, settling.ENDED)] == [({"lost": MANY}, GLO.user_id)]


async def test_what_many_rest_on_is_removed_at_once_and_the_rest_is_flagged_by_a_job(
    books: Database, clock: ManualClock
) -> None:
    done = remove(books)
    assert (done.more, 0 < done.lost < MANY) == (True, True)
    bonds = books.read_now(lambda s: s.exec(select(Partnership.state)).all())
    assert list(bonds) == ["Removed"]
    assert told(books, invalidation.LOST) == []
    assert progress(books) == SettlingProgress(done.lost, 0, over=False)
    await runner(books, clock).advance()
    assert progress(books) is not None
    assert progress(books).total == MANY  # type: ignore[union-attr]
    await runner(books, clock).run()
    check_whole(books)
    assert progress(books) == SettlingProgress(MANY, MANY, over=True)
    # The message about the removal said how far it was.
    assert told(books, invalidation.REMOVED).count("C0DESK") > 1


@pytest.mark.parametrize("point", ["claimed", "admitted", "written"])
@pytest.mark.parametrize("after", range(4))
async def test_killed_at_any_point_it_goes_on(books: Database, clock: ManualClock, point: str, after: int) -> None:
    reached = itertools.count()

    def kill(here: str) -> None:
        if here == point and next(reached) == after:
            raise Crash

    remove(books)
    try:
        await runner(books, clock, crash=kill).run()
    except Crash:
        clock.advance(claims.LEASE)
    await runner(books, clock).run()
    check_whole(books)


async def test_nobody_else_finds_what_a_job_is_at(books: Database, clock: ManualClock) -> None:
    remove(books)
    await InvalidationSweep(books, lambda _key: NOW).run()
    await runner(books, clock).run()
    check_whole(books)
    with statements(books) as said:
        await InvalidationSweep(books, lambda _key: NOW).run()
    assert said == []


async def test_what_nobody_noticed_is_found_by_the_sweep_and_told_once(books: Database, clock: ManualClock) -> None:
    bond(books, "Removed")
    await InvalidationSweep(books, lambda _key: NOW).run()
    await runner(books, clock).run()
    assert states(books) == {"invalidated": MANY}
    assert sorted(told(books, invalidation.LOST)) == ["C0DESK", "UANN", "UBOB"]
    assert {event.actor_id for event in events(books, invalidation.LOST)} == {"system:basis"}


async def test_back_in_the_midst_of_it_the_job_ends_and_what_was_flagged_is_closed(
    books: Database, clock: ManualClock
) -> None:
    remove(books)
    await runner(books, clock).advance()
    bond(books, "Active")
    actor = replace(GLO, reference="BACK")
    await runner(books, clock).run()
    flagged = len(events(books, invalidation.LOST))
    books.write_now(lambda s: settling.settle(s, actor, NOW, Extent(partner_id=TREY)))
    await runner(books, clock).run()
    assert "invalidated" not in states(books)
    assert len(events(books, invalidation.BACK)) == flagged


async def test_two_runners_flag_each_once(books: Database, clock: ManualClock) -> None:
    remove(books)
    one, two = runner(books, clock), runner(books, clock)
    while await one.advance() or await two.advance():
        pass
    check_whole(books)


def test_an_assignment_and_its_job_are_no_business_of_assign_many(books: Database) -> None:
    remove(books)
    job = books.read_now(lambda s: s.exec(select(AssignManyJob)).one())
    assert (job.id, job.kind, job.reseller_id, job.customer_id) == ("REMOVAL", "basis", TREY, None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_chunk_says_the_same_number_of_statements_however_many_it_moves(
    books: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flagging, "CHUNK", 100)
    bond(books, "Removed")
    with statements(books) as said:
        assert books.write_now(lambda s: settling.settle(s, GLO, NOW)).lost == MANY
    assert len(said) <= 20
