"""Renewals with a refused partner on record, on both databases: told once each, whoever comes first."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from bot.db import Database
from bot.models import AuditEvent, OutboxMessage, PartnerIdCheck, Subscription
from bot.services.policy import system_actor
from bot.services.scene import Scene
from bot.services.watch import renewals
from bot.services.watch.renewals import TOLD, RenewalSweep
from tests.conftest import MONDAY, PROVIDER
from tests.kit import world
from tests.kit.submitting import assign
from tests.kit.world import EXCHANGE, FABRIKAM, NCE, OFFICE, TREY, Reseller

SOON, LATER = MONDAY + timedelta(days=20), MONDAY + timedelta(days=40)


@pytest.fixture
def renewing(database: Database) -> Database:
    """Write CONTOSO with a contact on OFFICE, which renews soon like EXCHANGE; FABRIKAM lacks the agreement."""
    database.write_now(
        lambda s: world.build(s, Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam", mpa_signed=False))
    )
    assign(database, TREY, OFFICE, 0)
    database.write_now(lambda s: s.execute(OutboxMessage.__table__.delete()))  # type: ignore[attr-defined]
    for key, end in ((OFFICE, SOON), (EXCHANGE, SOON), (NCE, LATER)):
        sold(database, key, "4000002", end)
    return database


def sold(database: Database, key: str, number: str, end: datetime) -> None:
    values = {"partner_id": number, "commitment_end_date": end}
    database.write_now(lambda s: s.execute(update(Subscription).where(Subscription.id == key).values(values)))  # type: ignore[arg-type]


async def swept(database: Database, now: datetime = MONDAY) -> int:
    return await RenewalSweep(database, lambda key: Scene(PROVIDER, now, key, "C0DESK")).run()


def told(database: Database) -> list[tuple[str, list[str]]]:
    """Return who has a message about which subscriptions."""

    def work(session: Session) -> list[tuple[str, list[str]]]:
        found = []
        for row in session.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars():  # type: ignore[arg-type]
            owner = row.recipient if row.recipient.startswith("U") else None
            told = renewals.renewing(session, PROVIDER, row.payload["reference"], owner)
            found.append((row.recipient, sorted(one.name for one in told)))
        return found

    return database.read_now(work)


async def test_owner_and_channel_hear_once_of_each_renewal(renewing: Database) -> None:
    assert await swept(renewing) == 2
    assert await swept(renewing) == 0
    assert told(renewing) == [("UANN", ["Office 365"]), ("C0DESK", ["Exchange Online", "Office 365"])]
    events = renewing.read_now(lambda s: s.execute(select(AuditEvent).where(AuditEvent.action == TOLD)).scalars().all())  # type: ignore[arg-type]
    assert len(events) == 2
    assert await swept(renewing, MONDAY + timedelta(days=11)) == 1


async def test_the_next_renewal_is_told_again(renewing: Database) -> None:
    await swept(renewing)
    sold(renewing, OFFICE, "4000002", SOON + timedelta(days=365))
    assert await swept(renewing, MONDAY + timedelta(days=364)) == 1


async def test_what_was_put_right_is_left_out(renewing: Database) -> None:
    await swept(renewing)
    sold(renewing, OFFICE, "4000001", SOON)
    assert told(renewing) == [("UANN", []), ("C0DESK", ["Exchange Online"])]
    row = PartnerIdCheck(partner_id="4000002", is_valid=True, checked_at=MONDAY)
    renewing.write_now(lambda s: s.add(row))
    assert told(renewing)[1] == ("C0DESK", [])


async def test_what_is_valid_or_not_known_is_no_news(renewing: Database) -> None:
    for key, number in ((OFFICE, "4000001"), (EXCHANGE, "7777777")):
        sold(renewing, key, number, SOON)
    assert await swept(renewing) == 0
    sold(renewing, OFFICE, "", SOON)
    assert await swept(renewing) == 1


def test_who_comes_second_claims_nothing(renewing: Database) -> None:
    scene = Scene(PROVIDER, MONDAY, "key", "C0DESK")
    first = renewing.read_now(lambda s: renewals.find(s, scene, (MONDAY, "")))
    assert sorted(first.ids) == sorted([OFFICE, EXCHANGE])
    actors = [system_actor("renewals", f"REF0000{number}") for number in (1, 2)]
    counts = [renewing.write_now(lambda s, a=a: renewals.tell(s, a, scene, first.ids)) for a in actors]  # type: ignore[misc]
    assert counts == [2, 0]


async def test_many_of_one_instant_are_all_looked_at(renewing: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewals, "LOOKED_AT", 3)
    monkeypatch.setattr(renewals, "_LOOKED", renewals._LOOKED.limit(3))

    def work(session: Session) -> None:
        for number in range(10):
            key = f"f{number:07d}-0000-4000-8000-000000000000"
            session.add(world.subscription(key, f"Seats {number}", partner_id="4000002", commitment_end_date=SOON))

    renewing.write_now(work)
    assert await swept(renewing) == 12
