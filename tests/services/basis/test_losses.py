"""What was lost together: which basis, and who took it, as far as history knows."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.db import Database
from bot.models import Customer, CustomerRelationship, Partner, Partnership
from bot.services.basis import losses
from tests.conftest import MONDAY
from tests.kit.removing import PARTNERSHIP, RESELLER, RESELLERS, assign, remove, settled
from tests.kit.world import CONTOSO, EXCHANGE, FABRIKAM, OFFICE, TREY, build


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(lambda s: build(s, *RESELLERS))
    assign(database, TREY, OFFICE)
    assign(database, FABRIKAM, EXCHANGE)
    return database


@pytest.mark.parametrize(("what", "basis"), [(RESELLER, "relationship"), (PARTNERSHIP, "partnership")])
def test_a_removal_names_what_was_removed_and_by_whom(books: Database, what: Any, basis: str) -> None:
    remove(books, what)
    found = books.read_now(lambda s: losses.loss(s, "REM-r"))
    assert (found.bases, found.by, found.total) == ((basis,), "UGLO", 1)
    assert [(row.subscription, row.basis) for row in found.shown] == [("Office 365", basis)]


def trey(model: type[Any], column: str, **values: Any) -> Any:
    return update(model).where(col(getattr(model, column)) == TREY).values(**values)


@pytest.mark.parametrize(
    ("fact", "basis"),
    [
        (trey(CustomerRelationship, "partner_tenant_id", delegated_admin_expires_at=MONDAY), "gdap-expired"),
        (
            trey(
                CustomerRelationship,
                "partner_tenant_id",
                delegated_admin="dap",
                delegated_admin_expires_at=MONDAY - timedelta(days=1),
            ),
            "dap-expired",
        ),
        (trey(CustomerRelationship, "partner_tenant_id", delegated_admin="none"), "privileges"),
        (trey(CustomerRelationship, "partner_tenant_id", state="removed"), "relationship"),
        (trey(Partnership, "reseller_tenant_id", state="Removed"), "partnership"),
        (trey(Partner, "tenant_id", program_active=False), "membership"),
    ],
)
def test_what_the_clock_finds_names_its_basis_and_nobody(books: Database, fact: Any, basis: str) -> None:
    books.write_now(lambda s: s.connection().execute(fact))
    assert settled(books, "R").lost == 1
    found = books.read_now(lambda s: losses.loss(s, "R"))
    assert (found.bases, [row.basis for row in found.shown]) == ((basis,), [basis])
    assert found.by == ""


def test_several_bases_are_each_named_once(books: Database) -> None:
    gone = update(Customer).where(col(Customer.id) == CONTOSO).values(relationship_to_partner="none")
    books.write_now(lambda s: s.connection().execute(trey(Partner, "tenant_id", program_active=False)))
    settled(books, "R1")
    books.write_now(lambda s: s.connection().execute(gone))
    settled(books, "R2")
    assert books.read_now(lambda s: losses.loss(s, "R1")).bases == ("membership",)
    later = books.read_now(lambda s: losses.loss(s, "R2"))
    assert (later.bases, later.total) == (("ours",), 1)
