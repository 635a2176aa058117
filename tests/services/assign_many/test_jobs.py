"""A second person's confirmation: another one, with the role, once, in time, and only where it is wanted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, Denied
from bot.models import AssignManyJob, AuditEvent, OutboxMessage
from bot.services.assign_many import jobs
from bot.services.assign_many.nudges import NudgeSweep
from tests.conftest import MONDAY
from tests.kit.assign_many import (
    all_of,
    build,
    checked,
    contacts,
    file,
    job_state,
    now,
    runner,
    sub,
    whole,
)
from tests.kit.world import ANN, SALES, TREY, scene

DESK = "C0DESK"
BEN = replace(ANN, user_id="U0BEN", name="Ben", reference="REF00003")


@pytest.fixture
def waiting(database: Database) -> str:
    """A job of three rows that waits for a second person."""
    database.write_now(build)
    job_id = checked(database, whole())
    assert database.write_now(lambda s: jobs.start(s, ANN, job_id, scene(), 2))
    return job_id


def told(database: Database, job_id: str, event: str) -> set[str | None]:
    return {
        row["recipient"] for row in all_of(database, OutboxMessage) if f"bulk:{job_id}:{event}:" in row["dedupe_key"]
    }


@pytest.mark.parametrize(("above", "state"), [(None, "running"), (3, "running"), (2, "waiting"), (1, "waiting")])
def test_only_more_rows_than_that_wait(database: Database, above: int | None, state: str) -> None:
    database.write_now(build)
    job_id = checked(database, whole())
    assert database.write_now(lambda s: jobs.start(s, ANN, job_id, scene(), above))
    assert not database.write_now(lambda s: jobs.start(s, ANN, job_id, scene(), above))
    assert job_state(database, job_id)["state"] == state


async def test_nothing_is_done_before_another_one_confirms(database: Database, waiting: str) -> None:
    clock = ManualClock(MONDAY)
    await runner(database, clock).run()
    assert contacts(database) == {}
    assert told(database, waiting, "asked") == {ANN.user_id, DESK}
    with pytest.raises(Conflict) as own:
        database.write_now(lambda s: jobs.confirm(s, ANN, waiting, scene()))
    assert own.value.key == "assign-many-by-another"
    with pytest.raises(Denied):
        database.write_now(lambda s: jobs.confirm(s, SALES, waiting, scene()))
    assert not database.write_now(lambda s: jobs.confirm(s, BEN, "elsewhere", scene()))
    assert database.write_now(lambda s: jobs.confirm(s, BEN, waiting, scene()))
    assert not database.write_now(lambda s: jobs.confirm(s, BEN, waiting, scene()))
    await runner(database, clock).run()
    assert set(contacts(database).values()) == {TREY}
    assert job_state(database, waiting)["confirmed_by"] == BEN.user_id
    done = [
        (row["action"], row["actor_id"]) for row in all_of(database, AuditEvent) if row["subject_type"] == "bulk_job"
    ]
    assert done == [("bulk.asked", ANN.user_id), ("bulk.confirmed", BEN.user_id), ("bulk.done", ANN.user_id)]


def test_withdrawn_it_cannot_be_confirmed_and_leaves_no_file(database: Database, waiting: str) -> None:
    assert database.write_now(lambda s: jobs.cancel(s, BEN, waiting, scene()))
    assert not database.write_now(lambda s: jobs.cancel(s, BEN, waiting, scene()))
    assert not database.write_now(lambda s: jobs.confirm(s, BEN, waiting, scene()))
    job = job_state(database, waiting)
    assert (job["state"], job["ended_by"], job["file_state"]) == ("cancelled", BEN.user_id, "none")
    assert told(database, waiting, "cancelled") == {ANN.user_id, DESK}


async def test_it_lapses_after_a_week_and_both_are_told(database: Database, waiting: str) -> None:
    clock = ManualClock(MONDAY + jobs.CONFIRM_WITHIN)
    await NudgeSweep(database, now(clock)).run()
    assert job_state(database, waiting)["state"] == "waiting"
    clock.advance(timedelta(seconds=1))
    await NudgeSweep(database, now(clock)).run()
    assert job_state(database, waiting)["state"] == "lapsed"
    assert told(database, waiting, "lapsed") == {ANN.user_id, DESK}
    assert not database.write_now(lambda s: jobs.confirm(s, BEN, waiting, scene(clock.now())))
    assert contacts(database) == {}


def test_the_columns_that_were_not_read_are_kept_with_the_job(database: Database) -> None:
    database.write_now(build)
    job_id = checked(database, file(f"subscriptionId,supportTenantId,Reseller Name\n{sub(0)},{TREY},x\n"))
    assert [row["ignored"] for row in all_of(database, AssignManyJob) if row["id"] == job_id] == [["Reseller Name"]]
