"""Subscriptions that a reseller supports, on both databases: by customer, in parts, filtered, until when."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.errors import NotFound
from bot.models import Customer, CustomerRelationship, SupportContact
from bot.services.resellers import supported
from bot.services.resellers.supported import SupportedPage
from tests.conftest import MONDAY
from tests.kit import rows
from tests.kit.submitting import assign
from tests.kit.world import CONTOSO, FABRIKAM, OFFICE, TREY, UNKNOWN, Reseller, build

END = MONDAY + timedelta(days=90)


@pytest.fixture
def many(database: Database) -> Database:
    """Give FABRIKAM another customer with seven subscriptions, of which it has lost the relationship."""

    def work(session: Session) -> None:
        adatum = rows.customer(5, "Adatum", "adatum.example")
        session.add(adatum)
        session.flush()
        link = session.get_one(CustomerRelationship, (CONTOSO, FABRIKAM))
        link.delegated_admin, link.delegated_admin_expires_at = "gdap", END
        session.add_all(rows.subscription(number, adatum, f"Seat {number}") for number in range(7))
        session.flush()
        session.add_all(
            SupportContact(
                subscription_id=rows.guid(number, 2), support_tenant_id=FABRIKAM, since=MONDAY, set_by="UANN"
            )
            for number in range(7)
        )

    database.write_now(lambda s: build(s, Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam Support")))
    database.write_now(work)
    assign(database, FABRIKAM, OFFICE, 1)
    return database


def page(database: Database, query: str = "", after: str = "", offset: int = 0, size: int = 20) -> SupportedPage:
    return database.read_now(lambda s: supported.page(s, FABRIKAM, query, after, offset, size=size))


def named(found: SupportedPage) -> list[tuple[str, str]]:
    return [(row.customer, row.subscription) for row in found.rows.items]


def test_they_stand_by_customer_with_the_end_of_the_privileges(many: Database) -> None:
    found = page(many)
    assert named(found) == [*(("Adatum", f"Seat {number}") for number in range(7)), ("Contoso", "Office 365")]
    last = found.rows.items[-1]
    assert (last.until, last.related, last.set_by) == (END, True, "UANN")
    assert last.since == MONDAY + timedelta(days=1)
    assert [row.related for row in found.rows.items[:-1]] == [False] * 7
    assert {row.until for row in found.rows.items[:-1]} == {None}
    assert (found.total, found.following) == (8, "")


def test_words_of_customer_and_subscription_filter(many: Database) -> None:
    assert named(page(many, "ádatum 3")) == [("Adatum", "Seat 3")]
    assert named(page(many, "contoso")) == [("Contoso", "Office 365")]
    none = page(many, "nothing like it")
    assert (none.rows.items, none.total) == ((), 8)


def test_pages_and_parts_hold_each_once(many: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [row for at in (0, 3, 6) for row in named(page(many, offset=at, size=3))] == named(page(many))
    whole = named(page(many))
    monkeypatch.setattr(supported, "_PART", supported._PART.limit(4))
    monkeypatch.setattr(supported, "MOST_AT_ONCE", 3)
    seen: list[tuple[str, str]] = []
    sizes: list[int] = []
    after = ""
    while not sizes or after:
        part = page(many, after=after)
        seen += named(part)
        sizes.append(part.total)
        after = part.following
    assert sizes == [3, 3, 2]
    assert sorted(seen) == whole


def test_customers_of_other_providers_are_not_there(many: Database) -> None:
    many.write_now(lambda s: setattr(s.get_one(Customer, rows.guid(5)), "elsewhere", True))
    assert named(page(many)) == [("Contoso", "Office 365")]


def test_an_unknown_reseller_is_said_to_be_gone(many: Database) -> None:
    with pytest.raises(NotFound):
        many.read_now(lambda s: supported.page(s, UNKNOWN))
