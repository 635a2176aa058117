"""Reviewing and handing back, on both databases: each submission ends once, and nobody's later work is undone."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput
from bot.models import Assignment, AuditEvent, OutboxMessage, Partner, Partnership, Subscription
from bot.services.contacts import assignments, reviews, submissions
from tests.conftest import MONDAY
from tests.kit.store.rivals import READS_LINES, interrupted
from tests.kit.submitting import contact_of, counts, execute, rows, submit
from tests.kit.world import ANN, EXCHANGE, FABRIKAM, OFFICE, SALES, TREY, proposal, scene


def test_close_ends_the_review_once(world: Database, clock: ManualClock) -> None:
    done = submit(world, TREY, OFFICE)
    clock.advance(timedelta(hours=1))
    bob = replace(ANN, user_id="UBOB")
    closed = world.write_now(lambda s: reviews.close(s, bob, done.batch_id, scene(clock.now(), "d2")))
    again = world.write_now(lambda s: reviews.close(s, ANN, done.batch_id, scene(clock.now(), "d3")))
    assert (closed.open, closed.closed_by, closed.closed_at) == (False, "UBOB", clock.now())
    assert again == closed
    assert counts(world) == (1, 1, 2, 4, 1)
    assert "next_nudge_at" not in rows(world, Assignment)[0]
    said = rows(world, AuditEvent)[-1]
    assert (said["action"], said["actor_id"]) == ("contact.reviewed", "UBOB")
    assert said["after"] == {"state": "closed", "assignments": [closed.changes[0].assignment_id]}


def test_who_may_not_assign_may_not_end_a_review_either(world: Database) -> None:
    done = submit(world, TREY, OFFICE)
    before = counts(world)
    for end in (reviews.close, reviews.hand_back):
        with pytest.raises(Denied):
            world.write_now(lambda s, end=end: end(s, SALES, done.batch_id, scene(MONDAY, "d2")))  # type: ignore[misc]
    assert counts(world) == before


def test_not_right_gives_each_its_former_contact_back(world: Database) -> None:
    submit(world, FABRIKAM, OFFICE)
    both = replace(proposal(TREY, OFFICE, EXCHANGE), expected={OFFICE: 1, EXCHANGE: 0})
    done = world.write_now(lambda s: assignments.submit(s, replace(ANN, reference="REF2"), both, scene(MONDAY, "d2")))
    actor = replace(ANN, reference="REF3")
    back = world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d3")))
    twice = world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d3")))
    assert twice == back
    assert set(back.restored) == {"Office 365", "Exchange Online"}
    assert back.batch_ids == ("REF3-1", "REF3-2")
    put_back = world.read_now(lambda s: [submissions.read(s, batch_id) for batch_id in back.batch_ids])
    assert [(restored.open, restored.closed_by) for restored in put_back] == [(False, "UANN")] * 2
    assert f"batch:{done.batch_id}:handed-back:UANN" in {row["dedupe_key"] for row in rows(world, OutboxMessage)}
    assert contact_of(world, OFFICE) == ("Fabrikam", "assigned", 3)
    assert contact_of(world, EXCHANGE) == ("Iberia Cloud", "assigned", 2)
    assert not world.read_now(lambda s: submissions.read(s, done.batch_id)).in_force
    with pytest.raises(Conflict):
        world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d4")))


def test_what_could_not_go_back_is_named_also_when_its_name_went_back(world: Database) -> None:
    submit(world, FABRIKAM, OFFICE)
    both = replace(proposal(TREY, OFFICE, EXCHANGE), expected={OFFICE: 1, EXCHANGE: 0})
    done = world.write_now(lambda s: assignments.submit(s, replace(ANN, reference="REF2"), both, scene(MONDAY, "d2")))
    ended = update(Partnership).where(col(Partnership.reseller_tenant_id) == FABRIKAM).values(state="Removed")
    for statement in (update(Subscription).values(friendly_name="Office 365"), ended):
        world.write_now(partial(execute, statement))
    actor = replace(ANN, reference="REF3")
    back = world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d3")))
    assert (back.restored, back.kept) == (("Office 365",), ("Office 365",))


def test_what_changed_again_since_is_kept(world: Database) -> None:
    done = submit(world, TREY, OFFICE, EXCHANGE)
    submit(world, FABRIKAM, OFFICE, key="d2", reference="REF2", version=1)
    left = world.read_now(lambda s: submissions.read(s, done.batch_id))
    assert (left.open, left.in_force) == (True, 1)
    actor = replace(ANN, reference="REF3")
    back = world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, "d3")))
    assert (back.restored, back.kept) == (("Exchange Online",), ("Office 365",))
    assert contact_of(world, OFFICE) == ("Fabrikam", "assigned", 2)


def test_a_former_contact_that_is_not_eligible_any_more_is_not_put_back(world: Database) -> None:
    submit(world, FABRIKAM, OFFICE)
    done = submit(world, TREY, OFFICE, key="d2", reference="REF2", version=1)
    world.write_now(lambda s: setattr(s.get(Partner, FABRIKAM), "program_active", False))
    before = counts(world)
    with pytest.raises(InvalidInput, match="assign-former-not-eligible"):
        world.write_now(lambda s: reviews.hand_back(s, ANN, done.batch_id, scene(MONDAY, "d3")))
    assert counts(world) == before
    assert contact_of(world, OFFICE) == ("Trey Research", "assigned", 2)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_who_put_back_at_once_put_back_once(world: Database) -> None:
    done = submit(world, TREY, OFFICE)

    def back(key: str) -> reviews.HandedBack:
        actor = replace(ANN, reference=key)
        return world.write_now(lambda s: reviews.hand_back(s, actor, done.batch_id, scene(MONDAY, key)))

    with interrupted(world, READS_LINES, lambda: back("RIVAL")), pytest.raises(Conflict, match="replaced"):
        back("REF2")
    assert contact_of(world, OFFICE) == ("Iberia Cloud", "assigned", 2)


def test_a_later_change_supersedes_the_earlier(world: Database) -> None:
    first = submit(world, TREY, OFFICE)
    submit(world, FABRIKAM, OFFICE, key="d2", reference="REF2", version=1)
    states = world.read_now(
        lambda s: {
            row.batch_id: row.state for row in s.execute(select(col(Assignment.batch_id), col(Assignment.state)))
        }
    )
    assert states == {first.batch_id: "superseded", "REF2": "applied"}
