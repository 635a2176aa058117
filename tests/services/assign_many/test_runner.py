"""A confirmed job changes each row once: through crashes, rivals, lost roles, cancellation and undo."""

import asyncio
import itertools
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import BotError, Conflict, Denied, Unavailable
from bot.models import (
    AssignManyJob,
    AssignManyKind,
    AssignManyRow,
    Assignment,
    AuditEvent,
    CustomerRelationship,
    OutboxMessage,
    SupportContact,
)
from bot.services.assign_many import chunks, dry_run, jobs, summaries
from bot.services.assign_many.dry_run import Ask
from bot.services.assign_many.nudges import NudgeSweep
from bot.services.assign_many.verdicts import judge
from bot.services.contacts import submissions
from bot.services.jobs import claims
from tests.conftest import MONDAY, PROVIDER
from tests.kit.assign_many import (
    ADATUM,
    Desk,
    all_of,
    build,
    checked,
    contacts,
    counts,
    file,
    job_state,
    now,
    runner,
    set_column,
    started,
    states,
    sub,
    whole,
)
from tests.kit.world import ANN, CONTOSO, SALES, TREY, scene


class Crash(BaseException):
    """The process is gone at this point."""


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows to a transaction, so that five rows have something between them."""
    monkeypatch.setattr(chunks, "CHUNK", 2)


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(lambda s: build(s, contoso=5))


def ids(count: int = 5) -> list[str]:
    return [sub(n) for n in range(count)]


async def test_nothing_happens_before_the_confirmation(database: Database, directory: None, clock: ManualClock) -> None:
    job_id = checked(database, whole())
    await runner(database, clock).run()
    assert states(database) == ["ready"] * 5
    assert counts(database) == (0, 0, 0)
    assert all_of(database, AuditEvent) == []
    assert job_state(database, job_id)["state"] == "checked"


async def test_a_job_changes_every_ready_row_and_says_so(
    database: Database, directory: None, clock: ManualClock
) -> None:
    job_id = started(database, whole())
    await runner(database, clock).run()
    assert states(database) == ["changed"] * 5
    assert contacts(database) == dict.fromkeys(ids(), TREY)
    job = job_state(database, job_id)
    assert (job["state"], job["changed"], job["skipped"], job["file_state"]) == ("done", 5, 0, "due")
    assigned = [row for row in all_of(database, AuditEvent) if row["action"] == "contact.assigned"]
    assert {row["reference"] for row in assigned} == {job_id}
    assert Counter(row["action"] for row in all_of(database, AuditEvent)) == {
        "contact.assigned": 5,
        "bulk.started": 1,
        "bulk.done": 1,
    }
    told = [(row["recipient"], row["subject"]) for row in all_of(database, OutboxMessage)]
    assert set(told) == {("UANN", f"bulk:{job_id}"), ("C0DESK", f"bulk:{job_id}")}


@pytest.mark.parametrize("point", ["claimed", "admitted", "written"])
@pytest.mark.parametrize("after", range(4))
async def test_killed_at_any_point_each_row_changes_once(
    database: Database, directory: None, clock: ManualClock, point: str, after: int
) -> None:
    job_id = started(database, whole())
    reached = itertools.count()

    def kill(at: str) -> None:
        if at == point and next(reached) == after:
            raise Crash

    dying = runner(database, clock, crash=kill)
    died = False
    try:
        await dying.run()
    except Crash:
        died = True
    assert died == (after < 3)
    await runner(database, clock).run()
    clock.advance(claims.LEASE)
    await runner(database, clock).run()
    assert states(database) == ["changed"] * 5
    assert [row["version"] for row in all_of(database, SupportContact)] == [1] * 5
    assert [row["state"] for row in all_of(database, Assignment)] == ["applied"] * 5
    audited = [row["subject_id"] for row in all_of(database, AuditEvent) if row["action"] == "contact.assigned"]
    assert sorted(audited) == ids()
    assert job_state(database, job_id)["changed"] == 5
    assert sum(row["dedupe_key"].startswith(f"bulk:{job_id}:ended") for row in all_of(database, OutboxMessage)) == 2


async def test_a_runner_that_lost_its_claim_writes_nothing(
    database: Database, directory: None, clock: ManualClock
) -> None:
    started(database, whole())
    old = database.write_now(lambda s: claims.claim(s, chunks.KINDS, "old", scene()))
    assert old is not None
    assert database.write_now(lambda s: claims.claim(s, chunks.KINDS, "new", scene())) is None
    clock.advance(claims.LEASE)
    new = database.write_now(lambda s: claims.claim(s, chunks.KINDS, "new", scene(clock.now())))
    assert new == replace(old, me="new")
    assert not database.write_now(lambda s: chunks.advance(s, ANN, old, scene(clock.now())))
    assert counts(database)[0] == 0


async def test_two_runners_share_the_work(database: Database, directory: None, clock: ManualClock) -> None:
    started(database, whole())
    started(database, whole(ADATUM), replace(ANN, reference="REF00009"))
    one, two = runner(database, clock), runner(database, clock)
    while await one.advance() or await two.advance():
        pass
    assert states(database) == ["changed"] * 7


async def test_a_role_lost_midway_stops_the_job(database: Database, directory: None, clock: ManualClock) -> None:
    desk = Desk()
    job_id = started(database, whole())
    running = runner(database, clock, desk)
    await running.advance()
    desk.dismiss()
    await running.run()
    assert states(database) == ["changed"] * 2 + ["ready"] * 3
    job = job_state(database, job_id)
    assert (job["state"], job["ended_by"], job["changed"]) == ("stopped", "system:bulk", 2)
    assert [row["action"] for row in all_of(database, AuditEvent)][-1] == "bulk.stopped"
    clock.advance(timedelta(hours=1))
    desk.refuse.clear()
    await running.run()
    assert states(database).count("changed") == 2


@pytest.mark.parametrize(
    "silence",
    [Unavailable("denied-roles-unreadable", reason="stale"), Unavailable("slack-unavailable")],
)
async def test_roles_that_cannot_be_read_only_delay(
    database: Database, directory: None, clock: ManualClock, silence: Exception
) -> None:
    desk = Desk()
    desk.refuse[ANN.user_id] = silence
    job_id = started(database, whole())
    running = runner(database, clock, desk)
    await running.run()
    await running.run()
    assert desk.asked == 1
    assert states(database) == ["ready"] * 5
    assert job_state(database, job_id)["state"] == "running"
    desk.refuse.clear()
    clock.advance(timedelta(seconds=30))
    await running.run()
    assert states(database) == ["changed"] * 5


async def test_the_batch_itself_asks_for_the_role(database: Database, directory: None, clock: ManualClock) -> None:
    started(database, whole())
    job = database.write_now(lambda s: claims.claim(s, chunks.KINDS, "me", scene()))
    assert job is not None
    with pytest.raises(Denied):
        database.write_now(lambda s: chunks.advance(s, SALES, job, scene()))


async def test_cancelled_between_batches_the_rest_stays(
    database: Database, directory: None, clock: ManualClock
) -> None:
    job_id = started(database, whole())
    running = runner(database, clock)
    await running.advance()
    assert database.write_now(lambda s: jobs.cancel(s, ANN, job_id, scene()))
    assert not database.write_now(lambda s: jobs.cancel(s, ANN, job_id, scene()))
    await running.run()
    assert states(database) == ["changed"] * 2 + ["ready"] * 3
    assert job_state(database, job_id)["state"] == "cancelled"
    assert len(contacts(database)) == 2


async def test_what_moved_since_the_dry_run_is_left_alone(
    database: Database, directory: None, clock: ManualClock
) -> None:
    job_id = started(database, whole())
    add_contact(database, sub(1))
    await runner(database, clock).run()
    page = database.read_now(lambda s: summaries.page(s, job_id))
    assert [(row.line, row.state, row.reasons) for row in page.items] == [(2, "skipped", ("moved",))]
    assert contacts(database) == dict.fromkeys(ids(), TREY) | {sub(1): PROVIDER}


async def test_ground_lost_midway_is_noticed(database: Database, directory: None, clock: ManualClock) -> None:
    job_id = started(database, whole())
    running = runner(database, clock)
    await running.advance()
    lost = (CustomerRelationship.partner_tenant_id == TREY,)
    set_column(database, CustomerRelationship, *lost, delegated_admin="none")
    await running.run()
    assert states(database) == ["changed"] * 2 + ["skipped"] * 3
    assert {row["reasons"][0] for row in all_of(database, AssignManyRow)[2:]} == {"e9-no-delegated-admin"}
    assert job_state(database, job_id)["skipped"] == 3


def add_contact(database: Database, key: str) -> None:
    database.write_now(
        lambda s: s.add(
            SupportContact(subscription_id=key, support_tenant_id=PROVIDER, since=MONDAY, version=1, origin="observed")
        )
    )


async def test_a_batch_is_what_a_review_can_show(
    database: Database, directory: None, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "REVIEWED_TOGETHER", 2)
    job_id = started(database, Ask(AssignManyKind.RESELLER, reseller_id=TREY, target_id=TREY))
    await runner(database, clock).run()
    made = Counter((row["batch_id"], row["customer_id"]) for row in all_of(database, Assignment))
    assert sorted(made.values()) == [1, 2, 2, 2]
    found = database.read_now(lambda s: submissions.read(s, f"{job_id}-1"))
    assert found.target.name == "Trey Research"
    assert found.open


async def test_reviewed_once_as_a_whole(database: Database, directory: None, clock: ManualClock) -> None:
    job_id = started(database, whole())
    assert not database.write_now(lambda s: jobs.close(s, ANN, job_id, scene()))
    await runner(database, clock).run()
    assert database.write_now(lambda s: jobs.close(s, ANN, job_id, scene()))
    assert not database.write_now(lambda s: jobs.close(s, ANN, job_id, scene()))
    assert {row["state"] for row in all_of(database, Assignment)} == {"closed"}
    assert {row["next_nudge_at"] for row in all_of(database, Assignment)} == {None}


async def test_undo_hands_back_what_is_still_in_force_and_is_itself_a_job(
    database: Database, directory: None, clock: ManualClock
) -> None:
    job_id = started(database, whole())
    running = runner(database, clock)
    await running.run()
    started(
        database, Ask(AssignManyKind.CUSTOMER, customer_id=ADATUM, target_id=TREY), replace(ANN, reference="REF00003")
    )
    await running.run()
    move = (SupportContact.subscription_id == sub(0),)
    set_column(database, SupportContact, *move, version=2, assignment_id=None)
    undo = started(database, Ask(AssignManyKind.UNDO, undo_of=job_id), replace(ANN, reference="REF00004"))
    assert database.read_now(lambda s: summaries.job(s, undo)).counts == {"ready": 4, "refused": 1}
    await running.run()
    assert [contacts(database)[key] for key in ids()] == [TREY, *[PROVIDER] * 4]
    assert contacts(database)[sub(0, 2)] == TREY
    again = checked(database, Ask(AssignManyKind.UNDO, undo_of=job_id), replace(ANN, reference="REF00005"), "again")
    assert database.read_now(lambda s: summaries.job(s, again)).counts == {"refused": 5}
    with pytest.raises(Conflict, match="assign-many-not-there"):
        database.write_now(lambda s: jobs.start(s, ANN, again, scene()))
    redo = started(database, Ask(AssignManyKind.UNDO, undo_of=undo), replace(ANN, reference="REF00006"))
    await running.run()
    assert database.read_now(lambda s: summaries.job(s, redo)).counts == {"changed": 4}
    assert contacts(database) == dict.fromkeys(ids() + [sub(0, 2), sub(1, 2)], TREY)


async def test_only_who_checked_it_confirms_it_and_only_with_the_role(
    database: Database, directory: None, clock: ManualClock
) -> None:
    job_id = checked(database, whole())
    with pytest.raises(Denied):
        database.write_now(lambda s: jobs.start(s, SALES, job_id, scene()))
    with pytest.raises(Conflict):
        database.write_now(lambda s: jobs.start(s, replace(ANN, user_id="U0EVE"), job_id, scene()))
    for act in (jobs.cancel, jobs.close):
        with pytest.raises(Denied):
            database.write_now(lambda s, act=act: act(s, SALES, job_id, scene()))  # type: ignore[misc]
    with pytest.raises(Denied):
        checked(database, whole(), SALES, "d9")
    assert database.write_now(lambda s: jobs.start(s, ANN, job_id, scene()))
    assert not database.write_now(lambda s: jobs.start(s, ANN, job_id, scene()))


async def test_the_same_delivery_makes_one_job(database: Database, directory: None) -> None:
    one = checked(database, whole())
    assert checked(database, whole(), replace(ANN, reference="REF00077")) == one
    assert len(all_of(database, AssignManyJob)) == 1


async def test_unconfirmed_dry_runs_are_forgotten(database: Database, directory: None, clock: ManualClock) -> None:
    checked(database, whole())
    running = started(database, whole(ADATUM), replace(ANN, reference="REF00003"))
    clock.advance(timedelta(hours=23))
    await NudgeSweep(database, now(clock)).run()
    assert len(all_of(database, AssignManyJob)) == 2
    clock.advance(timedelta(hours=2))
    await NudgeSweep(database, now(clock)).run()
    assert [row["id"] for row in all_of(database, AssignManyJob)] == [running]
    assert len(states(database)) == 2


async def test_nothing_to_choose_is_said_at_its_field(database: Database, directory: None) -> None:
    for ask, key in (
        (Ask(AssignManyKind.CUSTOMER, target_id=TREY), "assign-many-choose-customer"),
        (Ask(AssignManyKind.CUSTOMER, customer_id=CONTOSO), "assign-many-choose-contact"),
        (Ask(AssignManyKind.RESELLER, reseller_id=PROVIDER, target_id=TREY), "assign-many-reseller-has-none"),
        (Ask(AssignManyKind.UNDO, undo_of="NOPE"), "error-assign-many-gone"),
    ):
        with pytest.raises(BotError, match=key):
            database.read_now(lambda s, ask=ask: dry_run.check(s, PROVIDER, ask, MONDAY))  # type: ignore[misc]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_rival_between_judging_and_writing_wins_and_the_batch_is_judged_anew(
    database: Database, directory: None, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rivals = iter([sub(1), sub(2)])

    def judged(*arguments: Any) -> Any:
        found = judge(*arguments)
        if (key := next(rivals, None)) is not None:
            add_contact(database, key)
        return found

    monkeypatch.setattr(chunks, "judge", judged)
    started(database, whole())
    await runner(database, clock).run()
    assert states(database) == ["changed", "skipped", "skipped", "changed", "changed"]
    assert contacts(database) == dict.fromkeys(ids(), TREY) | {sub(1): PROVIDER, sub(2): PROVIDER}
    assert len(all_of(database, Assignment)) == 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_cancellation_waits_for_the_batch_under_way(
    database: Database, directory: None, clock: ManualClock
) -> None:
    job_id = started(database, whole())
    runners = [runner(database, clock) for _ in range(3)]

    async def cancelled() -> None:
        await database.write(lambda s: jobs.cancel(s, ANN, job_id, scene()))

    await asyncio.gather(*(each.advance() for each in runners), cancelled(), *(each.advance() for each in runners))
    for each in runners:
        await each.run()
    done = states(database).count("changed")
    assert (
        done == len(contacts(database)) == len(all_of(database, Assignment)) == job_state(database, job_id)["changed"]
    )
    assert job_state(database, job_id)["state"] in {"cancelled", "done"}


async def test_each_row_of_a_file_names_its_own_ticket_and_the_job_its_agreement(database: Database) -> None:
    database.write_now(build)
    text = f"subscriptionId,mpnId,Ticket\n{sub(0)},4000001,#INC 12\n{sub(1)},4000001,SR-7\n{sub(2)},4000001,\n"
    started(database, file(text))
    await runner(database, ManualClock(MONDAY)).run()
    made = all_of(database, Assignment)
    assert [row["ticket_ref"] for row in made] == ["#INC 12", "SR-7", None]
    assert [row["ticket_key"] for row in made] == ["inc12", "sr-7", None]
    assert {(row["agreement_ref"], row["agreement_key"]) for row in made} == {("AGR-7", "agr-7")}
    told = database.read_now(lambda s: submissions.read(s, made[0]["batch_id"]))
    assert told.ticket_ref == "#INC 12, SR-7"
