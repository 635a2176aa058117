"""Relationships themselves, on both databases: by key, by name, with privileges and source."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.models import Customer, CustomerRelationship, DelegatedAdmin, RelationshipState
from bot.services.resellers import links
from bot.services.resellers.links import LinkKey, LinkPage
from tests.conftest import MONDAY, PROVIDER
from tests.kit import rows
from tests.kit.world import CONTOSO, FABRIKAM, TREY, Reseller, build

END = MONDAY + timedelta(days=30)


@pytest.fixture
def directory(database: Database) -> Database:
    """Relate CONTOSO with two resellers and us, and ten others with us; TREY's has GDAP that ends."""

    def work(session: Session) -> None:
        build(session, Reseller(TREY, "Trey Research", expires_at=END), Reseller(FABRIKAM, "Fabrikam", None, "removed"))
        session.add_all(rows.customer(n, f"Adatum {n}", f"a{n}.example") for n in range(10))
        session.flush()
        ours = [CustomerRelationship(customer_id=rows.guid(n), partner_tenant_id=PROVIDER) for n in range(10)]
        said: dict[str, Any] = {
            "said_by": "partner-center",
            "said_at": MONDAY,
            "delegated_admin": "dap",
            "established_at": MONDAY,
        }
        ours.append(CustomerRelationship(customer_id=CONTOSO, partner_tenant_id=PROVIDER, **said))
        session.add_all(ours)

    database.write_now(work)
    return database


def page(database: Database, query: str = "", after: LinkKey | None = None, size: int = 15) -> LinkPage:
    return database.read_now(lambda s: links.page(s, PROVIDER, query, after or LinkKey(), size))


def test_what_stands_and_what_was_removed_with_privileges_and_source(directory: Database) -> None:
    found = {row.key.partner_id: row for row in page(directory, "contoso").rows}
    assert set(found) == {PROVIDER, TREY, FABRIKAM}
    own, trey = found[PROVIDER], found[TREY]
    assert (own.direct, own.privileges, own.since, own.said_by) == (True, DelegatedAdmin.DAP, MONDAY, "partner-center")
    assert (trey.customer, trey.partner, trey.until, trey.auto_extend) == ("Contoso", "Trey Research", END, False)
    assert found[FABRIKAM].state is RelationshipState.REMOVED


def test_a_reseller_is_named_too(directory: Database) -> None:
    assert [row.key for row in page(directory, "trey").rows] == [LinkKey(CONTOSO, TREY)]
    assert page(directory, "nobody of this name").rows == ()


@pytest.mark.parametrize("query", ["", "a"])
def test_pages_hold_each_once_in_the_order_of_keys(directory: Database, query: str) -> None:
    whole = [row.key for row in page(directory, query, size=99).rows]
    seen: list[LinkKey] = []
    after: LinkKey | None = None
    while not seen or after:
        part = page(directory, query, after, 4)
        seen += [row.key for row in part.rows]
        after = part.following
    assert seen == whole == sorted(whole)
    assert len(whole) >= 10


def test_words_that_fit_too_much_say_so(directory: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not page(directory, "adatum").more
    monkeypatch.setattr(links, "MOST_AT_ONCE", 5)
    assert page(directory, "adatum").more


def test_customers_of_other_providers_are_not_there(directory: Database) -> None:
    directory.write_now(lambda s: setattr(s.get_one(Customer, CONTOSO), "elsewhere", True))
    assert page(directory, "trey").rows == ()
    assert CONTOSO not in {row.key.customer_id for row in page(directory).rows}
