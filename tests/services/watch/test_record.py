"""The board of refused partners on record, on both databases: who has how many, and each of them, page by page."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.models import Customer, PartnerIdCheck
from bot.services.watch import record
from bot.services.watch.keyset import BoardPage, Cursor
from bot.services.watch.record import RefusedSubscription
from tests.conftest import MONDAY, PROVIDER
from tests.kit import world
from tests.kit.store.rivals import statements
from tests.kit.world import CONTOSO, FABRIKAM, TREY, Reseller


@pytest.fixture
def refused(database: Database) -> Database:
    """Write TREY, sound, FABRIKAM without agreement and 23 subscriptions, and one that has nobody on record."""

    def work(session: Session) -> None:
        world.build(session, Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam", mpa_signed=False))
        session.flush()
        for number in range(23):
            key = f"f{number:07d}-0000-4000-8000-000000000000"
            renews = MONDAY + timedelta(days=number)
            session.add(world.subscription(key, f"Seats {number}", partner_id="4000002", commitment_end_date=renews))
        session.add(world.subscription("e0000000-0000-4000-8000-000000000000", "Alone", partner_id=""))
        session.add(world.subscription("e0000001-0000-4000-8000-000000000000", "Gone", partner_id="", status="deleted"))

    database.write_now(work)
    return database


def board(database: Database) -> list[tuple[str, str | None, str, int]]:
    found = database.read_now(lambda s: record.partners(s, PROVIDER, Cursor()))
    assert found.following is None
    return [(row.number, row.name, row.state.health.value, row.count) for row in found.rows]


def sold(database: Database, cursor: Cursor) -> BoardPage[RefusedSubscription]:
    return database.read_now(lambda s: record.subscriptions(s, "4000002", cursor))


def test_each_refused_partner_with_what_it_has(refused: Database) -> None:
    assert board(refused) == [("", None, "missing", 1), ("4000002", "Fabrikam", "no_agreement", 23)]
    one = refused.read_now(lambda s: record.partner(s, "4000002"))
    assert (one.name, one.count) == ("Fabrikam", 23)
    assert refused.read_now(lambda s: record.partner(s, "")).state.health == "missing"


def test_one_that_was_put_right_is_not_there(refused: Database) -> None:
    row = PartnerIdCheck(partner_id="4000002", is_valid=True, checked_at=MONDAY)
    refused.write_now(lambda s: s.add(row))
    assert [number for number, *_ in board(refused)] == [""]
    assert refused.read_now(lambda s: record.partner(s, "4000002")).state.health == "valid"


def test_many_refused_partners_go_on_page_by_page(refused: Database) -> None:
    def work(session: Session) -> None:
        for number in range(30):
            partner_id = str(5_000_000 + number)
            session.add(PartnerIdCheck(partner_id=partner_id, is_valid=False, checked_at=MONDAY))
            if number % 2:
                key = f"d{number:07d}-0000-4000-8000-000000000000"
                session.add(world.subscription(key, "Seats", partner_id=partner_id))

    refused.write_now(work)
    with statements(refused, reading=True) as asked:
        first = refused.read_now(lambda s: record.partners(s, PROVIDER, Cursor()))
    assert len([one for one in asked if "subscription" in one]) == 1
    assert first.following is not None
    following = first.following
    rest = refused.read_now(lambda s: record.partners(s, PROVIDER, following))
    numbers = [row.number for row in (*first.rows, *rest.rows)]
    assert numbers == ["", "4000002", *(str(5_000_000 + number) for number in range(1, 30, 2))]
    assert len(first.rows) == 10


def test_the_subscriptions_of_one_page_by_page(refused: Database) -> None:
    names: list[str] = []
    cursor: Cursor | None = Cursor()
    while cursor is not None:
        found = sold(refused, cursor)
        names += [row.name for row in found.rows]
        cursor = found.following
    assert len(names) == len(set(names)) == 23
    (alone,) = refused.read_now(lambda s: record.subscriptions(s, "", Cursor())).rows
    assert (alone.customer, alone.renews_at) == ("Contoso", None)


def test_what_belongs_to_other_providers_does_not_count(refused: Database) -> None:
    def work(session: Session) -> None:
        session.get_one(Customer, CONTOSO).elsewhere = True

    refused.write_now(work)
    assert board(refused) == []
    assert refused.read_now(lambda s: record.subscriptions(s, "4000002", Cursor())).rows == ()
