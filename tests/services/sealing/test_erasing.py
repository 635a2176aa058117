"""A person's data goes, what happened stays, and the history is still whole."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.models import (
    AssignManyJob,
    AssignManyState,
    Assignment,
    AuditEvent,
    Erasure,
    OutboxLane,
    OutboxMessage,
    PersonSetting,
    ProcessedDelivery,
    ReplicaMessage,
    Table,
)
from bot.services import backup, outbox
from bot.services.contacts import reviews
from bot.services.sealing import erasing, traces
from bot.services.sealing.erasing import ErasedPerson, erase
from bot.services.sealing.seals import Sealing
from bot.services.store.sql import table
from tests.conftest import MONDAY
from tests.kit.rows import invite
from tests.kit.submitting import submit
from tests.kit.world import ANN, OFFICE, THREE, TREY, build, scene
from tests.services.sealing.events import check, record, tamper

WHO = "UGONE7"


def seal(database: Database) -> Any:
    return Sealing(database, ManualClock(MONDAY)).run()


def everything(database: Database) -> bytes:
    """All that the database holds, as a backup has it."""
    file = io.BytesIO()
    backup.save(database, file, clock=ManualClock(MONDAY))
    with zipfile.ZipFile(file) as saved:
        return b"".join(saved.read(name) for name in saved.namelist())


def gone(database: Database, *, force: bool = False) -> ErasedPerson:
    return erase(database, ManualClock(MONDAY + timedelta(days=1)), WHO, force=force)


def leave_traces(session: Session) -> None:
    """Put the id and the name wherever one can stand."""
    request = invite(1, owner=WHO, created_by=WHO, state="established")
    request.sent_by, request.note = WHO, f"asked by <@{WHO}|gone>"
    request.email_text = "Dear customer,\n\nName of UGONE7x stays\n\nRegards, Name of UGONE7"
    session.add(request)
    session.add(
        AssignManyJob(
            id="JOB",
            kind="file",
            state=AssignManyState.DONE,
            created_by=WHO,
            confirmed_by=WHO,
            ended_by=WHO,
            closed_by=WHO,
            loss_owner=WHO,
            owners=["UANN", WHO],
            actor_name=f"Name of {WHO}",
            created_at=MONDAY,
            ended_at=MONDAY,
            closed_at=MONDAY,
            reason=f"because Name of {WHO} said so",
        )
    )
    session.add(OutboxLane(key=WHO, free_at=MONDAY))
    session.add(PersonSetting(user_id=WHO, digest_hour=9, updated_at=MONDAY))
    session.add(ProcessedDelivery(key=f"command:{WHO}", at=MONDAY))
    session.add(ProcessedDelivery(key="command:other", at=MONDAY, outcome={"by": [WHO]}))
    session.add(ReplicaMessage(at=MONDAY, origin="o", kind="k", payload={"user": WHO}))
    outbox.enqueue(
        session,
        MONDAY,
        outbox.Notice("to-them", "any", f"digest:{WHO}:1", WHO, {}),
        outbox.Notice(f"request:1:given:{WHO}", "any", "request:1", "UANN", {"by": WHO, "deep": [{WHO: WHO}]}),
        outbox.Notice("other", "any", "request:2", "UANN", {"by": f"{WHO}X"}),
    )


@pytest.fixture
async def database_with_traces(database: Database) -> Database:
    database.write_now(lambda s: build(s, *THREE))
    submit(database, TREY, OFFICE)
    database.write_now(leave_traces)
    for of in ("assignment SET requested_by", "assignment SET closed_by", "support_contact SET set_by"):
        database.write_now(lambda s, of=of: s.execute(text(f"UPDATE {of} = '{WHO}'")))  # type: ignore[misc]
    database.write_now(lambda s: s.execute(update(table(Assignment)).values(state="closed")))
    record(database, 2, actor=WHO, after={"owner": WHO, "told": ["UANN", WHO]}, reason=f"I, Name of {WHO}, <@{WHO}>")
    record(database, 1, subject=("person_setting", WHO))
    await seal(database)
    record(database, 1, actor=WHO)
    return database


def events(database: Database) -> list[Any]:
    query = select(table(AuditEvent)).order_by("id")
    return list(database.read_now(lambda s: s.execute(query).all()))


async def test_nothing_of_the_person_is_left(database_with_traces: Database) -> None:
    before = events(database_with_traces)
    done = gone(database_with_traces)
    assert done == ErasedPerson(events=4, changed=5, dropped=6)
    left = everything(database_with_traces)
    for other in (f"{WHO}X", f"Name of {WHO}x stays"):
        assert other.encode() in left
        left = left.replace(other.encode(), b"")
    assert WHO.encode() not in left
    after = events(database_with_traces)
    kept = ("id", "at", "reference", "action", "subject_type", "customer_id")
    assert [[getattr(row, name) for name in kept] for row in after[:-1]] == [
        [getattr(row, name) for name in kept] for row in before
    ]
    pseudonyms = {row.actor_id for row, was in zip(after, before, strict=False) if was.actor_id == WHO}
    (pseudonym,) = pseudonyms
    assert pseudonym.startswith("erased:")
    assert {row.actor_name for row in after if row.actor_id == pseudonym} == {None}
    own = next(row for row in after if row.actor_id == pseudonym)
    assert own.after == {"owner": pseudonym, "told": ["UANN", pseudonym]}
    assert own.reason == f"I, {pseudonym}, {pseudonym}"
    last = after[-1]
    assert (last.action, last.subject_id, last.after) == (
        erasing.DONE,
        pseudonym,
        {"events": 4, "changed": 5, "dropped": 6},
    )


async def test_messages_to_others_keep_their_place(database_with_traces: Database) -> None:
    gone(database_with_traces)
    query = select(table(OutboxMessage)).where(table(OutboxMessage).c.subject.like("request:%")).order_by("id")
    first, other = database_with_traces.read_now(lambda s: s.execute(query).all())
    pseudonym = first.payload["by"]
    assert first.payload == {"by": pseudonym, "deep": [{pseudonym: pseudonym}]}
    assert first.dedupe_key == f"request:1:given:{pseudonym}"
    assert other.payload == {"by": f"{WHO}X"}


async def test_the_history_stays_whole(database_with_traces: Database) -> None:
    head = check(database_with_traces).head
    gone(database_with_traces)
    whole = check(database_with_traces, head)
    assert (whole.seals, whole.erasures, whole.loose) == (2, 1, 2)
    await seal(database_with_traces)
    assert check(database_with_traces, head).loose == 0
    tamper(database_with_traces, "UPDATE audit_event SET actor_id = 'erased:X' WHERE actor_id LIKE 'erased:%'")
    with pytest.raises(Exception, match="event 2: is not what seal 2 was made of"):
        check(database_with_traces)


async def test_former_digests_prove_nothing_about_anybody(database_with_traces: Database) -> None:
    gone(database_with_traces)
    query = text("SELECT event_id FROM audit_sealed_event WHERE salt IS NULL ORDER BY event_id")
    assert database_with_traces.read_now(lambda s: list(s.execute(query).scalars())) == [2, 3, 4]


async def test_the_guard_is_back_afterwards(database_with_traces: Database) -> None:
    gone(database_with_traces)
    with pytest.raises(DBAPIError, match="append-only"), database_with_traces.writer.begin() as connection:
        connection.execute(text("UPDATE audit_event SET actor_id = 'U2'"))


async def test_a_row_that_is_not_what_was_sealed_is_not_sealed_anew(database_with_traces: Database) -> None:
    tamper(database_with_traces, "UPDATE audit_event SET action = 'x.y' WHERE id = 3")
    with pytest.raises(ConfigurationError, match="event 3: is not what was sealed; see `python -m bot audit verify`"):
        gone(database_with_traces)
    with pytest.raises(Exception, match="event 3"):
        check(database_with_traces)


async def test_what_was_broken_off_goes_on_under_the_same_pseudonym(
    database_with_traces: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(erasing, "_rewrite", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            gone(database_with_traces)
    owner = text("SELECT owner FROM relationship_request")
    begun = database_with_traces.read_now(lambda s: s.execute(owner).scalar_one())
    gone(database_with_traces)
    assert begun in {row.actor_id for row in events(database_with_traces)}
    rows = database_with_traces.read_now(lambda s: s.execute(select(table(Erasure))).all())
    assert [(row.pseudonym, row.user_id, row.ended_at is not None) for row in rows] == [(begun, None, True)]


def test_many_rows_go_in_small_transactions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (erasing, traces):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    record(database, 5, actor=WHO)
    assert gone(database).events == 5


def test_nothing_is_found_of_a_stranger(database: Database) -> None:
    record(database, 1)
    assert gone(database) == ErasedPerson(0, 0, 0)
    assert [row.action for row in events(database)] == ["contact.assigned", erasing.DONE]


def open_things(session: Session) -> Iterable[object]:
    yield invite(1, owner=WHO)
    yield invite(2, owner=WHO)
    yield AssignManyJob(id="JOB", kind="file", state=AssignManyState.RUNNING, created_by=WHO, created_at=MONDAY)


def test_open_work_is_handed_over_first(database: Database) -> None:
    database.write_now(lambda s: s.add_all(open_things(s)))
    with pytest.raises(ConfigurationError, match="UGONE7: 2 requests, 1 jobs still open; hand over and close them"):
        gone(database)
    assert gone(database, force=True).changed == 3


def test_a_review_is_closed_first(database: Database) -> None:
    database.write_now(lambda s: build(s, *THREE))
    batch_id = submit(database, TREY, OFFICE).batch_id
    database.write_now(lambda s: s.execute(update(table(Assignment)).values(requested_by=WHO)))
    with pytest.raises(ConfigurationError, match="1 assignments still open"):
        gone(database)
    database.write_now(lambda s: reviews.close(s, ANN, batch_id, scene(key="d2")))
    assert gone(database).changed == 1


# Columns that name who did something, where that is no person: processes, sources of data, the erasure itself.
NOBODY = {"claimed_by", "said_by"}


def test_every_column_that_may_name_a_person_is_known() -> None:
    places = (*traces.CHANGED, *traces.DROPPED)
    known = {(table(place.model).name, name) for place in places for name in (*place.ids, *place.mentions)}
    known |= {("audit_event", "actor_id"), ("erasure", "user_id")}
    named = re.compile(r".*_by|owner|recipient|user_id|actor_id")
    found = {(of.name, column.name) for of in Table.metadata.sorted_tables for column in of.columns}
    people = {(of, name) for of, name in found if named.fullmatch(name) and name not in NOBODY}
    # The invited one's e-mail address.
    assert people - known == {("relationship_request", "recipient"), ("mail_message", "recipient")}
