"""Removing relationships and partnerships: A16 to A19 by number, what rests on them, and several people at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput
from bot.models import (
    Assignment,
    AuditEvent,
    Customer,
    CustomerRelationship,
    Partner,
    Partnership,
    RequestType,
    Subscription,
    SupportContact,
)
from bot.services.basis import flagging, invalidation, losses
from bot.services.basis.invalidation import Settled
from bot.services.contacts.eligibility import target_failures
from bot.services.invitations.rules import RequestWish
from bot.services.policy import POLICIES, Actor, Role
from bot.services.relationships import removal
from bot.services.relationships.establish import confirm_established
from bot.services.relationships.removal import Removal, RemovalKind
from tests.conftest import MONDAY, PROVIDER
from tests.kit.relationships import GLO, pending
from tests.kit.removing import (
    NOW,
    OURS,
    PARTNERSHIP,
    RESELLER,
    RESELLERS,
    assign,
    at,
    remove,
    settled,
    states,
    suspend,
    told,
)
from tests.kit.store.rivals import PEOPLE, together
from tests.kit.world import CONTOSO, EXCHANGE, FABRIKAM, OFFICE, SALES, TREY, build


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(lambda s: build(s, *RESELLERS))
    return database


def test_a16_active_subscriptions_block_and_are_listed(books: Database) -> None:
    found = books.read_now(lambda s: removal.preview(s, OURS, at("p")))
    assert {(b.name, b.status) for b in found.blockers} == {
        ("Office 365", "active"),
        ("Exchange Online", "active"),
        ("Teams", "active"),
        ("Azure", "active"),
    }
    with pytest.raises(Conflict, match="remove-blocked"):
        remove(books, OURS)
    customer = books.read_now(lambda s: s.get(Customer, CONTOSO))
    assert customer is not None
    assert customer.relationship_to_partner == "reseller"


@pytest.mark.parametrize(
    ("product", "status", "blocks"),
    [
        (None, "active", True),
        (None, "pending", True),
        (None, "suspended", False),
        (None, "deleted", False),
        (None, "expired", False),
        # A suspended one of new commerce still bills (docs/domain.md#removal).
        ("OnlineServicesNCE", "suspended", True),
        ("OnlineServicesNCE", "disabled", True),
        ("OnlineServicesNCE", "deleted", False),
    ],
)
def test_invariant_14_what_blocks(books: Database, product: str | None, status: str, blocks: bool) -> None:
    suspend(books)
    books.write_now(
        lambda s: s.connection().execute(
            update(Subscription).where(col(Subscription.id) == OFFICE).values(product_type=product, status=status)
        )
    )
    assert bool(books.read_now(lambda s: removal.preview(s, OURS, at("p"))).blocking) is blocks


def test_a17_our_own_customer_gone_privileges_gone_contacts_flagged_and_told(books: Database) -> None:
    assign(books, TREY, OFFICE)
    own = CustomerRelationship(customer_id=CONTOSO, partner_tenant_id=PROVIDER, delegated_admin="gdap")
    own.delegated_admin_expires_at, own.auto_extend = MONDAY + timedelta(days=9), True
    books.write_now(lambda s: s.add(own))
    suspend(books)
    assert remove(books, OURS) == 1
    customer = books.read_now(lambda s: s.get(Customer, CONTOSO))
    held = books.read_now(lambda s: s.get(CustomerRelationship, (CONTOSO, PROVIDER)))
    theirs = books.read_now(lambda s: s.get(CustomerRelationship, (CONTOSO, TREY)))
    assert customer is not None
    assert held is not None
    assert theirs is not None
    assert customer.relationship_to_partner == "none"
    assert (held.state, held.delegated_admin) == ("removed", "none")
    assert (held.delegated_admin_expires_at, held.auto_extend) == (None, False)
    # The reseller's own relationship is its own.
    assert (theirs.state, theirs.delegated_admin) == ("established", "gdap")
    assert states(books) == {OFFICE: "invalidated"}
    assert told(books, invalidation.LOST) == ["UANN", "C0DESK"]
    assert told(books, invalidation.REMOVED) == ["UGLO", "C0DESK"]


def test_a17_a_resellers_relationship(books: Database) -> None:
    assign(books, TREY, OFFICE)
    assign(books, FABRIKAM, EXCHANGE)
    found = books.read_now(lambda s: removal.preview(s, RESELLER, at("p")))
    assert (found.blocking, found.resting_total) == (0, 1)
    assert (found.resting[0].subscription, found.resting[0].partner) == ("Office 365", "Trey Research")
    assert remove(books, RESELLER) == 1
    held = books.read_now(lambda s: s.get(CustomerRelationship, (CONTOSO, TREY)))
    assert held is not None
    assert (held.state, held.delegated_admin, held.removed_at) == ("removed", "none", MONDAY)
    assert states(books) == {OFFICE: "invalidated", EXCHANGE: "applied"}
    # Flagged, not silently changed (invariant 15).
    contact = books.read_now(lambda s: s.get(SupportContact, OFFICE))
    assert contact is not None
    assert (contact.support_tenant_id, contact.version) == (TREY, 1)
    assert books.read_now(lambda s: target_failures(s, PROVIDER, CONTOSO, TREY, MONDAY))


def test_a18_partnership_removed_customers_and_privileges_stay_contacts_flagged(books: Database) -> None:
    assign(books, TREY, OFFICE)
    before = books.read_now(lambda s: s.get(CustomerRelationship, (CONTOSO, TREY)))
    assert remove(books, PARTNERSHIP, actor=SALES) == 1
    customer = books.read_now(lambda s: s.get(Customer, CONTOSO))
    assert customer is not None
    assert customer.relationship_to_partner == "reseller"
    assert books.read_now(lambda s: s.get(CustomerRelationship, (CONTOSO, TREY))) == before
    bond = books.read_now(lambda s: s.get(Partnership, (PROVIDER, TREY)))
    assert bond is not None
    assert (bond.state, bond.removed_at) == ("Removed", MONDAY)
    assert states(books) == {OFFICE: "invalidated"}


def test_a18_an_observed_contact_is_flagged_too(books: Database) -> None:
    seen = SupportContact(subscription_id=OFFICE, support_tenant_id=TREY, origin="observed", since=MONDAY)
    books.write_now(lambda s: s.add(seen))
    assert remove(books, PARTNERSHIP) == 1
    assert states(books) == {OFFICE: "invalidated"}
    assert told(books, invalidation.LOST) == ["C0DESK"]
    loss = books.read_now(lambda s: losses.loss(s, "REM-r"))
    assert (loss.total, loss.open, loss.shown[0].partner) == (1, 1, "Trey Research")
    assert books.read_now(lambda s: losses.loss(s, "REM-r", "UELSE")).total == 0
    # Who imported it is nobody to be told, the second time either.
    bond = update(Partnership).where(col(Partnership.reseller_tenant_id) == TREY)
    for state, change in (("Active", invalidation.Settled(0, 1)), ("Removed", invalidation.Settled(1, 0))):
        books.write_now(lambda s, state=state: s.connection().execute(bond.values(state=state)))  # type: ignore[misc]
        assert books.read_now(lambda s: flagging.find(s, NOW).ids)
        assert settled(books, state) == change
        assert settled(books, f"{state} again") == invalidation.Settled()
    assert told(books, invalidation.LOST) == ["C0DESK", "C0DESK"]
    assert len(books.read_now(lambda s: s.exec(select(Assignment)).all())) == 1


def test_a19_a_second_partner_changes_nothing_of_what_is(books: Database) -> None:
    assign(books, TREY, OFFICE)

    def everything(s: Session) -> list[Any]:
        tables = (Subscription, SupportContact, Assignment)
        return [row.model_dump() for table in tables for row in s.exec(select(table)).all()]

    before = books.read_now(everything)
    books.write_now(
        lambda s: s.add(
            Partner(tenant_id=PROVIDER[:-1] + "9", mpn_id="1", name="N", kind="indirect_reseller", search_key="n")
        )
    )
    bond = Partnership(provider_tenant_id=PROVIDER, reseller_tenant_id=PROVIDER[:-1] + "9")
    books.write_now(lambda s: s.add(bond))
    made = pending(books, MONDAY, RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, CONTOSO, PROVIDER[:-1] + "9"))
    books.write_now(lambda s: confirm_established(s, GLO, made, at("yes")))
    assert books.read_now(everything) == before


@pytest.mark.parametrize("what", [RESELLER, PARTNERSHIP], ids=lambda what: what.kind.value)
def test_twins_of_two_removals_at_once(books: Database, what: Removal) -> None:
    assign(books, TREY, OFFICE)
    seen = books.read_now(lambda s: removal.preview(s, what, at("p"))).digest

    def one(number: int) -> Callable[[Session], Any]:
        person = replace(GLO, user_id=f"U{number}", reference=f"REF{number}")
        return lambda s: removal.remove(s, person, what, at(f"d{number}"), seen).lost

    results = together(books, *(one(number) for number in range(PEOPLE)))
    assert [result for result in results if isinstance(result, int)] == [1]
    assert all(isinstance(result, int | Conflict | InvalidInput) for result in results)
    assert told(books, invalidation.LOST) == ["UANN", "C0DESK"]
    actions = books.read_now(lambda s: s.exec(select(AuditEvent.action)).all())
    assert list(actions).count(invalidation.REMOVED) == list(actions).count(invalidation.LOST) == 1


def test_the_same_delivery_twice_removes_once(books: Database) -> None:
    assign(books, TREY, OFFICE)
    seen = books.read_now(lambda s: removal.preview(s, RESELLER, at("d"))).digest
    for _ in range(2):
        assert books.write_now(lambda s: removal.remove(s, GLO, RESELLER, at("d"), seen)) == Settled(1)
    assert told(books, invalidation.REMOVED) == ["UGLO", "C0DESK"]


def test_what_rests_on_it_changed_since_must_be_looked_at_again(books: Database) -> None:
    seen = books.read_now(lambda s: removal.preview(s, RESELLER, at("p"))).digest
    assign(books, TREY, OFFICE)
    with pytest.raises(Conflict, match="remove-changed"):
        books.write_now(lambda s: removal.remove(s, GLO, RESELLER, at("d"), seen))
    assert states(books) == {OFFICE: "applied"}
    seen = books.read_now(lambda s: removal.preview(s, RESELLER, at("p"))).digest
    assign(books, FABRIKAM, OFFICE, version=1)
    assign(books, TREY, OFFICE, version=2)
    with pytest.raises(Conflict, match="remove-changed"):
        books.write_now(lambda s: removal.remove(s, GLO, RESELLER, at("d"), seen))


@pytest.mark.parametrize(
    ("what", "role"),
    [
        (OURS, Role.ADMIN_AGENT),
        (RESELLER, Role.ADMIN_AGENT),
        (RESELLER, Role.HELPDESK_AGENT),
        (PARTNERSHIP, Role.HELPDESK_AGENT),
    ],
)
def test_role_denied_and_nothing_written(books: Database, what: Removal, role: Role) -> None:
    who = Actor("UNO", "No", frozenset({role}), POLICIES["partner-center-2020"], "REFNO")
    with pytest.raises(Denied):
        remove(books, what, actor=who)
    assert books.read_now(lambda s: s.exec(select(AuditEvent)).first()) is None


@pytest.mark.parametrize(
    "what",
    [
        Removal(RemovalKind.RESELLER, CONTOSO, PROVIDER),
        Removal(RemovalKind.RESELLER, CONTOSO),
        Removal(RemovalKind.OURS),
        Removal(RemovalKind.PARTNERSHIP, partner_id=PROVIDER),
    ],
)
def test_what_is_not_there_cannot_be_removed(books: Database, what: Removal) -> None:
    with pytest.raises(InvalidInput):
        remove(books, what)
