"""Applied by itself: a tick without an answer decides nothing, a refusal leaves it to the proposer, for good."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import Assignment, AuditEvent, CustomerRelationship, OutboxMessage
from bot.services.contacts import waiting
from bot.services.contacts.assignments import Submitted
from bot.services.contacts.waiting_sweep import WaitingSweep
from bot.services.people.profiles import People, Person
from bot.services.policy import Action, Actor, Role
from bot.services.roles import RoleCache, admission
from bot.services.scene import Scene
from bot.services.slack.errors import SlackBusy, SlackError, SlackRefused, SlackUnclear
from tests.conftest import MONDAY
from tests.kit.fakes import HOME, FakeUsers
from tests.kit.roles import Source, group, role_map
from tests.kit.world import (
    ANN,
    EXCHANGE,
    NEWCOMER,
    OFFICE,
    OPEN_CHANNEL,
    THREE,
    Reseller,
    build,
    link,
    proposal,
    scene,
)

DESK = "S0DESK"
USER = {"id": "UANN", "name": "ann", "team_id": "T1", "real_name": "Ann"}


@dataclass
class Office:
    """A sweep over one database; Slack, people and groups as the test has them at this moment."""

    database: Database
    clock: ManualClock
    users: FakeUsers = field(default_factory=lambda: FakeUsers(USER))
    groups: Source = field(default_factory=lambda: Source(group(DESK, "UANN")))

    def __post_init__(self) -> None:
        # Slack is asked anew each time: what a cache of people remembers would hide that it is away.
        async def person_of(user_id: str) -> Person | None:
            return await People(self.users, self.clock, HOME).fetch(user_id, 1.0)

        self.roles = RoleCache(self.groups, self.clock, role_map({Role.HELPDESK_AGENT: (DESK,)}))
        admit = admission(person_of, self.roles, Action.ASSIGN)
        self.sweep = WaitingSweep(self.database, admit, lambda key: scene(self.clock.now(), key))

    async def tick(self) -> list[str]:
        """A quarter of a minute later, when groups may be read again: one pass, and the states of all assignments."""
        self.clock.advance(timedelta(seconds=15))
        await self.sweep.run()
        rows = self.database.read_now(lambda s: s.exec(select(Assignment).order_by(col(Assignment.id))).all())
        return [row.state for row in rows]

    def told(self) -> list[str]:
        """What the proposer heard of it."""
        keys = self.database.read_now(lambda s: s.exec(select(OutboxMessage.dedupe_key)).all())
        return sorted(key.split(":")[2] for key in keys if key.startswith("waiting:"))


@pytest.fixture
async def office(database: Database, clock: ManualClock) -> Office:
    """One assignment of Ann's that became ready and is to be applied by itself."""
    database.write_now(lambda s: build(s, *THREE))
    wish = proposal(NEWCOMER, OFFICE)
    database.write_now(lambda s: waiting.propose(s, ANN, wish, scene(MONDAY, "w"), by_itself=True))
    database.write_now(lambda s: link(s, Reseller(NEWCOMER, "Newcomer", partnership=None)))
    database.write_now(lambda s: waiting.evaluate(s, ANN, scene(MONDAY, "e")))
    made = Office(database, clock)
    assert await made.roles.refresh()
    return made


async def test_it_is_applied_in_the_name_of_its_proposer(office: Office) -> None:
    assert await office.tick() == ["applied"]
    assert office.told() == ["applied", "ready"]
    query = select(AuditEvent.actor_id, AuditEvent.actor_name).where(AuditEvent.action == "contact.assigned")
    assert office.database.read_now(lambda s: s.exec(query).all()) == [("UANN", "Ann")]


@pytest.mark.parametrize(
    "silence", [SlackUnclear("timeout"), SlackBusy(30.0), SlackRefused("invalid_auth", permanent=False)]
)
async def test_slack_away_at_one_tick_only_delays(office: Office, silence: SlackError) -> None:
    office.users.error = silence
    assert await office.tick() == ["ready"]
    assert (office.told(), office.database.read_now(waiting.automatic)) == (["ready"], [("REF00001", "UANN")])
    office.users.error = None
    assert await office.tick() == ["applied"]
    assert office.told() == ["applied", "ready"]


async def test_roles_unreadable_at_one_tick_only_delay(office: Office) -> None:
    office.clock.advance(timedelta(minutes=31))
    office.groups.error = SlackUnclear("timeout")
    assert await office.tick() == ["ready"]
    assert (office.told(), office.database.read_now(waiting.automatic)) == (["ready"], [("REF00001", "UANN")])
    office.groups.error = None
    assert await office.tick() == ["applied"]


class BobUnknown(FakeUsers):
    """Slack does not answer about Bob."""

    async def user_info(self, user_id: str) -> Mapping[str, Any]:
        """Ann's object."""
        found = await super().user_info(user_id)
        if user_id == "UBOB":
            raise SlackUnclear("timeout")
        return found


async def test_whoever_slack_cannot_tell_of_is_asked_for_once_a_tick_and_keeps_nobody_waiting(office: Office) -> None:
    for reference, key in (("REFBOB1", EXCHANGE), ("REFBOB2", OPEN_CHANNEL)):
        office.database.write_now(lambda s, r=reference, k=key: s.add(_ready_too(s, r, k)))  # type: ignore[misc]
    office.users = BobUnknown(USER, USER | {"id": "UBOB"})
    assert await office.tick() == ["applied", "ready", "ready"]
    assert sorted(office.users.asked) == ["UANN", "UBOB"]


def _ready_too(session: Session, reference: str, subscription_id: str) -> Assignment:
    """An assignment of Bob's as ready as Ann's."""
    (row,) = session.exec(select(Assignment).where(Assignment.batch_id == "REF00001")).all()
    other = {"batch_id": reference, "requested_by": "UBOB", "subscription_id": subscription_id}
    return Assignment(**row.model_dump(exclude={"id"}) | other)


@pytest.mark.parametrize(
    ("gone", "key"),
    [("role", "denied-role"), ("account", "denied-deleted"), ("person", "denied-deleted"), ("guest", "denied-guest")],
)
async def test_who_may_no_more_decides_by_hand_for_good(
    office: Office, caplog: pytest.LogCaptureFixture, gone: str, key: str
) -> None:
    before = dict(office.users.users)
    match gone:
        case "role":
            office.groups.answer = (group(DESK, "UELSE"),)
            await office.roles.refresh()
        case "account":
            office.users.users["UANN"] = USER | {"deleted": True}
        case "person":
            office.users.users.clear()
        case "guest":
            office.users.users["UANN"] = USER | {"is_restricted": True}
    with caplog.at_level(logging.WARNING):
        assert await office.tick() == ["ready"]
    assert f"is not applied by itself: {key}" in caplog.text
    assert office.told() == ["by-hand", "ready"]
    office.users.users.update(before)
    office.groups.answer = (group(DESK, "UANN"),)
    await office.roles.refresh()
    assert await office.tick() == ["ready"]
    assert office.database.read_now(waiting.automatic) == []


async def test_a_reseller_that_fell_back_leaves_it_to_the_proposer(office: Office) -> None:
    bare = update(CustomerRelationship).values(delegated_admin="none")
    office.database.write_now(lambda s: s.connection().execute(bare))
    assert await office.tick() == ["ready"]
    assert office.told() == ["by-hand", "ready"]


async def test_whoever_clicks_at_the_same_moment_is_not_disturbed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = waiting.apply_ready

    def after_the_click(s: Session, actor: Actor, batch_id: str, at: Scene) -> Submitted:
        monkeypatch.setattr(waiting, "apply_ready", apply)
        apply(s, ANN, batch_id, replace(at, delivery_key="click"))
        return apply(s, actor, batch_id, at)

    monkeypatch.setattr(waiting, "apply_ready", after_the_click)
    await office.tick()
    assert office.told() == ["ready"]
    assert await office.tick() == ["applied"]
