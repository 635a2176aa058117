"""GDAP that ended early ends in our books: by its status, or gone from a whole list, and by nothing less."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.db import Database
from bot.local_partner_center.world import PROVIDER, Mishap, Privileges
from bot.models import AuditEvent, CustomerRelationship, GdapGroup, GdapRelationship, OutboxMessage, SupportContact
from bot.services.mirror.ended import ENDED
from bot.services.mirror.mirror import Mirror
from bot.services.mirror.runs import RunKind
from bot.services.reminders.sweep import ReminderSweep
from bot.services.scene import Scene
from bot.services.watch import access
from bot.services.watch.access import AccessState
from bot.services.watch.keyset import Cursor
from tests.conftest import MONDAY
from tests.kit.microsoft import Connected, guid, privileges
from tests.services.mirror.stages.test_events import heard
from tests.services.mirror.test_mirror import one, rows

CUSTOMER = guid("company 0")
DAY = timedelta(days=1)
ENDED_ON = datetime(2026, 3, 1, 8, tzinfo=UTC)
OLD_END = 2027


@pytest.fixture
async def known(mine: Database, there: Connected, clock: ManualClock, mirror: Mirror) -> Privileges:
    """The GDAP with the first customer, until 2027 in our books; a day later it is looked at again."""
    await mirror.run(RunKind.FIRST)
    assert books(mine).delegated_admin_expires_at.year == OLD_END
    clock.advance(timedelta(hours=1))
    return there.world.privileges[privileges(0).id]


def books(database: Database) -> Any:
    return one(database, CustomerRelationship, customer_id=CUSTOMER, partner_tenant_id=PROVIDER)


def terminate(gdap: Privileges, word: str = "terminated") -> None:
    gdap.status, gdap.ends = word, ENDED_ON.isoformat()


def stands(database: Database) -> bool:
    return books(database).delegated_admin_expires_at.year == OLD_END and not rows(database, AuditEvent, action=ENDED)


@pytest.mark.parametrize("word", ["terminated", "Expired"])
async def test_an_early_end_is_the_day_that_microsoft_names(
    mine: Database, clock: ManualClock, mirror: Mirror, known: Privileges, word: str
) -> None:
    terminate(known, word)
    for _ in range(2):
        await mirror.run(RunKind.UPDATE)
        clock.advance(timedelta(hours=1))
    kept = books(mine)
    assert (kept.delegated_admin, kept.delegated_admin_expires_at, kept.auto_extend) == ("gdap", ENDED_ON, False)
    assert kept.state == "established"  # an ended GDAP says nothing of the relationship itself
    assert one(mine, AuditEvent, action=ENDED).after == {"ends": ENDED_ON.isoformat()}


async def test_one_that_would_have_extended_itself_ends_too(
    mine: Database, clock: ManualClock, mirror: Mirror, known: Privileges
) -> None:
    known.extend = "P180D"
    await mirror.run(RunKind.UPDATE)
    assert books(mine).auto_extend
    known.status = "terminated"  # and its end lies ahead still: it ended by now
    await mirror.run(RunKind.UPDATE)
    assert (books(mine).auto_extend, books(mine).delegated_admin_expires_at) == (False, clock.now())


async def test_an_event_of_an_end_is_enough(
    mine: Database, clock: ManualClock, mirror: Mirror, known: Privileges
) -> None:
    terminate(known)
    heard(mine, clock, "granular-admin-relationship-terminated", f"https://x/granularAdminRelationships/{known.id}")
    await mirror.run(RunKind.EVENTS)
    assert books(mine).delegated_admin_expires_at == ENDED_ON


@pytest.mark.parametrize("word", ["active", "expiring", "terminating", "terminationRequested", "a word of tomorrow"])
async def test_another_of_the_pair_that_is_not_over_keeps_it(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, known: Privileges, word: str
) -> None:
    other = privileges(1, status=word)
    other.customer = CUSTOMER
    there.world.add(other)
    terminate(known)
    heard(mine, clock, "granular-admin-relationship-terminated", f"https://x/granularAdminRelationships/{known.id}")
    for kind in (RunKind.EVENTS, RunKind.UPDATE):
        await mirror.run(kind)
        assert stands(mine)


@pytest.mark.parametrize("word", ["created", "approvalPending"])
async def test_one_that_was_never_approved_keeps_nothing(
    mine: Database, there: Connected, mirror: Mirror, known: Privileges, word: str
) -> None:
    other = privileges(1, status=word)
    other.customer = CUSTOMER
    there.world.add(other)
    terminate(known)
    await mirror.run(RunKind.UPDATE)
    assert books(mine).delegated_admin_expires_at == ENDED_ON


async def test_what_is_gone_from_a_whole_list_ended_by_now(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, known: Privileges
) -> None:
    del there.world.privileges[known.id]
    await mirror.run(RunKind.UPDATE)
    assert books(mine).delegated_admin_expires_at == clock.now()
    assert rows(mine, GdapRelationship) == rows(mine, GdapGroup) == []


WHOSE = {"value": [{"id": privileges(1).id, "status": "active", "customer": 5}]}


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap("gdap", "malformed", 99),
        Mishap("gdap", "wrong types", 99),
        Mishap("gdap", "answer", 99, 200, {"value": [7]}),
        Mishap("gdap", "answer", 99, 200, WHOSE),
        Mishap("gdap", "answer", 99, 403, {"error": {"code": "Forbidden", "message": "no"}}),
        Mishap("gdap", "answer", 99, 200, {"value": [], "@odata.nextLink": "https://elsewhere.example/"}),
    ],
    ids=["malformed", "wrong types", "unreadable entry", "whose it is unreadable", "refused", "foreign link"],
)
async def test_a_list_that_is_not_whole_ends_nothing(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror, known: Privileges, mishap: Mishap
) -> None:
    terminate(known)
    there.world.mishaps.append(mishap)
    heard(mine, clock, "granular-admin-relationship-terminated", f"https://x/granularAdminRelationships/{known.id}")
    for kind in (RunKind.EVENTS, RunKind.UPDATE):
        await mirror.run(kind)
        assert stands(mine)
    there.world.mishaps.clear()
    await mirror.run(RunKind.UPDATE)
    assert books(mine).delegated_admin_expires_at == ENDED_ON


async def test_what_microsoft_never_told_of_is_a_matter_of_whoever_did(
    mine: Database, clock: ManualClock, mirror: Mirror, known: Privileges
) -> None:
    until = clock.now() + 100 * DAY
    mine.write_now(
        lambda s: s.add(
            CustomerRelationship(
                customer_id=guid("company 1"),
                partner_tenant_id=PROVIDER,
                delegated_admin="gdap",
                delegated_admin_expires_at=until,
            )
        )
    )
    await mirror.run(RunKind.UPDATE)
    kept = one(mine, CustomerRelationship, customer_id=guid("company 1"), partner_tenant_id=PROVIDER)
    assert kept.delegated_admin_expires_at == until


async def test_one_that_is_in_force_again_counts_again(
    mine: Database, there: Connected, mirror: Mirror, known: Privileges
) -> None:
    terminate(known)
    await mirror.run(RunKind.UPDATE)
    renewed = privileges(1)
    renewed.customer = CUSTOMER
    there.world.add(renewed)
    await mirror.run(RunKind.UPDATE)
    assert books(mine).delegated_admin_expires_at.year == OLD_END


async def test_the_board_shows_it_and_people_are_told_once(
    mine: Database, clock: ManualClock, mirror: Mirror, known: Privileges
) -> None:
    contract = guid("contract 0 1")
    mine.write_now(
        lambda s: s.merge(SupportContact(subscription_id=contract, support_tenant_id=PROVIDER, since=MONDAY))
    )
    terminate(known)

    async def nobody(_user_id: str) -> None:
        return None

    sweep = ReminderSweep(mine, nobody, lambda key: Scene(PROVIDER, clock.now(), key, "C0GENERAL0"), "UTC")
    for _ in range(3):
        await mirror.run(RunKind.UPDATE)
        await sweep.run()
        clock.advance(timedelta(hours=1))
    board = mine.read_now(lambda s: access.page(s, AccessState.ENDED, Cursor(), clock.now()))
    assert [(row.customer_id, row.at) for row in board.rows] == [(CUSTOMER, ENDED_ON)]
    told = rows(mine, AuditEvent, action="privileges.expiring")
    assert [(each.customer_id, each.after["days"]) for each in told] == [(CUSTOMER, 0)]
    assert len(rows(mine, OutboxMessage)) == 1
