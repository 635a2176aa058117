"""Removing relationships and partnerships: A16 to A19 by number, what rests on them, and several people at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import BotError, Conflict, Denied, InvalidInput
from bot.models import (
    Assignment,
    AuditEvent,
    Customer,
    CustomerRelationship,
    OutboxMessage,
    Partner,
    Partnership,
    RequestType,
    Subscription,
    SupportContact,
)
from bot.services.contacts import assignments
from bot.services.contacts.changes import LIVE
from bot.services.contacts.eligibility import target_failures
from bot.services.directory import import_directory
from bot.services.invitations.rules import RequestWish
from bot.services.policy import POLICIES, Actor, Role, system_actor
from bot.services.relationships import invalidation, removal
from bot.services.relationships.establish import confirm_established
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.examples import examples
from tests.kit.relationships import GLO, SALES, pending, scene
from tests.kit.store.rivals import interrupted
from tests.kit.world import ANN, CONTOSO, EXCHANGE, FABRIKAM, OFFICE, STRANGER, TREY, Reseller, build, proposal
from tests.kit.world import scene as assigning
from tests.services.relationships.test_requests_races import PEOPLE, together

RESELLERS = (Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam"))
RESELLER = Removal(RemovalKind.RESELLER, CONTOSO, TREY)
OURS = Removal(RemovalKind.OURS, CONTOSO)
PARTNERSHIP = Removal(RemovalKind.PARTNERSHIP, partner_id=TREY)


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(lambda s: build(s, *RESELLERS))
    return database


def at(key: str) -> Scene:
    return scene(MONDAY, key)


def assign(books: Database, target: str, *ids: str, version: int = 0, actor: Actor = ANN) -> None:
    actor = replace(actor, reference=f"A{target[-1]}{ids[0][0]}{version}")
    wish = proposal(target, *ids, version=version)
    books.write_now(lambda s: assignments.submit(s, actor, wish, assigning(MONDAY, actor.reference)))


def suspend(books: Database, *but: str) -> None:
    """Every subscription as a removal of our own relationship needs it."""
    books.write_now(
        lambda s: s.connection().execute(
            update(Subscription).where(col(Subscription.id).not_in(but)).values(status="deleted")
        )
    )


def remove(books: Database, what: Removal, key: str = "r", actor: Actor = GLO) -> int:
    actor = replace(actor, reference=f"REM-{key}")
    seen = books.read_now(lambda s: removal.preview(s, what, at(key))).digest
    return books.write_now(lambda s: removal.remove(s, actor, what, at(key), seen))


def states(books: Database) -> dict[str, str]:
    rows = books.read_now(lambda s: s.exec(select(Assignment).order_by(col(Assignment.id))).all())
    return {row.subscription_id: row.state for row in rows}


def told(books: Database, kind: str) -> list[str]:
    query = select(OutboxMessage.recipient).where(OutboxMessage.kind == kind).order_by(col(OutboxMessage.id))
    return list(books.read_now(lambda s: s.exec(query).all()))


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
        # A suspended one of new commerce still bills (domain.md 1.3).
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
    assert told(books, removal.REMOVED) == ["UGLO", "C0DESK"]


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
    loss = books.read_now(lambda s: invalidation.loss(s, "REM-r"))
    assert (loss.total, loss.open, loss.shown[0].partner) == (1, 1, "Trey Research")
    assert books.read_now(lambda s: invalidation.loss(s, "REM-r", "UELSE")).total == 0
    # Who imported it is nobody to be told, the second time either.
    bond = update(Partnership).where(col(Partnership.reseller_tenant_id) == TREY)
    for state, change in (("Active", invalidation.Settled(0, 1)), ("Removed", invalidation.Settled(1, 0))):
        books.write_now(lambda s, state=state: s.connection().execute(bond.values(state=state)))  # type: ignore[misc]
        assert books.read_now(lambda s: invalidation.unsettled(s, NOW))
        assert settled(books, state) == change
        assert settled(books, f"{state} again") == invalidation.Settled()
    assert told(books, invalidation.LOST) == ["C0DESK", "C0DESK"]
    assert len(books.read_now(lambda s: s.exec(select(Assignment)).all())) == 1


NOW = invalidation.Where(PROVIDER, MONDAY, "C0DESK")


def settled(books: Database, reference: str, where: invalidation.Where = NOW) -> invalidation.Settled:
    return books.write_now(lambda s: invalidation.settle(s, system_actor("basis", reference), where))


def ours_is(value: str) -> Any:
    return update(Customer).where(col(Customer.id) == CONTOSO).values(relationship_to_partner=value)


def inactive(partner_id: str) -> Any:
    return update(Partner).where(col(Partner.tenant_id) == partner_id).values(program_active=False)


@pytest.mark.parametrize(
    ("contact", "fact", "lost"),
    [
        (TREY, ours_is("none"), True),
        (PROVIDER, ours_is("none"), True),
        (TREY, ours_is("advisor"), False),
        (TREY, ours_is("syndication"), False),
        (TREY, ours_is("unknown"), False),
        (TREY, inactive(TREY), True),
        (TREY, inactive(FABRIKAM), False),
        (PROVIDER, inactive(PROVIDER), False),
        (TREY, CustomerRelationship(customer_id=STRANGER, partner_tenant_id=TREY, state="removed"), False),
        (TREY, Partnership(provider_tenant_id=FABRIKAM, reseller_tenant_id=TREY, state="Removed"), False),
    ],
)
def test_a_contact_loses_its_basis_by_what_it_rests_on_alone(
    books: Database, contact: str, fact: Any, lost: bool
) -> None:
    assign(books, TREY, OFFICE)
    if contact == PROVIDER:
        assign(books, PROVIDER, OFFICE, version=1)
    closed = update(Assignment).where(col(Assignment.state) == "applied").values(state="closed")
    books.write_now(lambda s: s.connection().execute(closed))

    def happens(s: Session) -> None:
        if isinstance(fact, SQLModel):
            s.add(type(fact)(**fact.model_dump()))
        else:
            s.connection().execute(fact)

    books.write_now(happens)
    assert settled(books, "R") == invalidation.Settled(int(lost), 0)
    assert states(books) == {OFFICE: "invalidated" if lost else "closed"}


def test_what_is_observed_loses_less_and_one_customer_or_partner_is_settled_alone(books: Database) -> None:
    rows = [
        SupportContact(subscription_id=key, support_tenant_id=partner, origin="observed", since=MONDAY)
        for key, partner in ((OFFICE, TREY), (EXCHANGE, PROVIDER))
    ]
    books.write_now(lambda s: s.add_all(rows))
    bare = update(CustomerRelationship).values(delegated_admin="none")
    books.write_now(lambda s: s.connection().execute(bare))
    # Of an observed contact nobody ever knew that it had privileges.
    assert settled(books, "R1") == invalidation.Settled()
    books.write_now(lambda s: s.connection().execute(ours_is("none")))
    for elsewhere in (replace(NOW, customer_id=STRANGER), replace(NOW, partner_id=FABRIKAM)):
        assert settled(books, "R2", elsewhere) == invalidation.Settled()
    assert settled(books, "R3") == invalidation.Settled(1, 0)
    assert states(books) == {OFFICE: "invalidated"}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_who_look_at_once_flag_once(books: Database) -> None:
    assign(books, TREY, OFFICE)
    books.write_now(lambda s: s.connection().execute(inactive(TREY)))
    with interrupted(books, "UPDATE assignment", lambda: settled(books, "RIVAL")):
        assert settled(books, "R") == invalidation.Settled()
    assert told(books, invalidation.LOST) == ["UANN", "C0DESK"]
    (flagged,) = books.read_now(lambda s: s.exec(select(Assignment)).all())
    assert (flagged.state, flagged.next_nudge_at) == ("invalidated", None)


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


def test_established_again_closes_what_was_flagged(books: Database) -> None:
    assign(books, TREY, OFFICE)
    remove(books, PARTNERSHIP)
    made = pending(books, MONDAY, RequestWish(RequestType.PARTNERSHIP, reseller_id=TREY))
    books.write_now(lambda s: confirm_established(s, GLO, made, at("yes")))
    assert states(books) == {OFFICE: "closed"}
    actions = books.read_now(lambda s: s.exec(select(AuditEvent.action).order_by(col(AuditEvent.id))).all())
    assert [action for action in actions if action in (invalidation.LOST, invalidation.BACK)] == [
        invalidation.LOST,
        invalidation.BACK,
    ]


def test_a_relationship_established_again_without_privileges_is_no_basis_yet(books: Database) -> None:
    assign(books, TREY, OFFICE)
    remove(books, RESELLER)
    made = pending(books, MONDAY, RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, CONTOSO, TREY))
    books.write_now(lambda s: confirm_established(s, GLO, made, at("yes")))
    assert states(books) == {OFFICE: "invalidated"}
    gdap = pending(books, MONDAY, RequestWish(RequestType.GDAP, CONTOSO, TREY))
    books.write_now(lambda s: confirm_established(s, GLO, gdap, at("gdap")))
    assert states(books) == {OFFICE: "closed"}


@pytest.mark.parametrize("what", [RESELLER, PARTNERSHIP], ids=lambda what: what.kind.value)
def test_twins_of_two_removals_at_once(books: Database, what: Removal) -> None:
    assign(books, TREY, OFFICE)
    seen = books.read_now(lambda s: removal.preview(s, what, at("p"))).digest

    def one(number: int) -> Callable[[Session], Any]:
        person = replace(GLO, user_id=f"U{number}", reference=f"REF{number}")
        return lambda s: removal.remove(s, person, what, at(f"d{number}"), seen)

    results = together(books, *(one(number) for number in range(PEOPLE)))
    assert [result for result in results if isinstance(result, int)] == [1]
    assert all(isinstance(result, int | Conflict | InvalidInput) for result in results)
    assert told(books, invalidation.LOST) == ["UANN", "C0DESK"]
    actions = books.read_now(lambda s: s.exec(select(AuditEvent.action)).all())
    assert list(actions).count(removal.REMOVED) == list(actions).count(invalidation.LOST) == 1


def test_the_same_delivery_twice_removes_once(books: Database) -> None:
    assign(books, TREY, OFFICE)
    seen = books.read_now(lambda s: removal.preview(s, RESELLER, at("d"))).digest
    for _ in range(2):
        assert books.write_now(lambda s: removal.remove(s, GLO, RESELLER, at("d"), seen)) == 1
    assert told(books, removal.REMOVED) == ["UGLO", "C0DESK"]


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


def test_privileges_that_ended_flag_unless_they_extend_themselves(books: Database, clock: ManualClock) -> None:
    assign(books, TREY, OFFICE)
    assign(books, FABRIKAM, EXCHANGE)
    ends = MONDAY + timedelta(days=1)

    def expiring(s: Session) -> None:
        for partner_id in (TREY, FABRIKAM):
            held = s.get_one(CustomerRelationship, (CONTOSO, partner_id))
            held.delegated_admin_expires_at, held.auto_extend = ends, partner_id == FABRIKAM

    books.write_now(expiring)
    now = invalidation.Where(PROVIDER, MONDAY)
    assert not books.read_now(lambda s: invalidation.unsettled(s, now))
    later = replace(now, now=ends, channel="C0DESK")
    assert books.read_now(lambda s: invalidation.unsettled(s, later))
    system = system_actor("basis", "REFSYS")
    assert books.write_now(lambda s: invalidation.settle(s, system, later)) == invalidation.Settled(1, 0)
    assert states(books) == {OFFICE: "invalidated", EXCHANGE: "applied"}
    assert books.write_now(lambda s: invalidation.settle(s, system, later)) == invalidation.Settled()


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("relationships.csv", f"customerId,partnerTenantId,state\n{CONTOSO},{TREY},removed\n"),
        ("partnerships.csv", f"partnerTenantId,state\n{TREY},Removed\n"),
        (
            "partners.csv",
            f"tenantId,mpnId,name,kind,programActive\n{TREY},4000001,Trey Research,indirect_reseller,false\n",
        ),
    ],
)
def test_an_import_that_takes_the_basis_away_flags_and_tells_once(
    books: Database, clock: ManualClock, tmp_path: Path, file: str, text: str
) -> None:
    assign(books, TREY, OFFICE)
    assign(books, FABRIKAM, EXCHANGE)
    (tmp_path / file).write_text(text, "utf-8")
    for dry_run in (True, False, False):
        import_directory(books, [tmp_path], provider_tenant_id=PROVIDER, clock=clock, dry_run=dry_run, channel="C0DESK")
        assert states(books)[OFFICE] == ("applied" if dry_run else "invalidated")
    assert states(books)[EXCHANGE] == "applied"
    assert told(books, invalidation.LOST) == ["UANN", "C0DESK"]


def test_an_import_that_says_nothing_of_relationships_takes_nothing_away(
    books: Database, clock: ManualClock, tmp_path: Path
) -> None:
    """Contacts that only a file knows have no relationship in the books: unknown is not lost."""
    rows = f"id,customerId,friendlyName,supportTenantId\n{OFFICE},{CONTOSO},Office 365,{TREY}\n"
    (tmp_path / "subscriptions.csv").write_text(rows, "utf-8")
    books.write_now(lambda s: s.delete(s.get_one(CustomerRelationship, (CONTOSO, TREY))))
    books.write_now(lambda s: s.delete(s.get_one(Partnership, (PROVIDER, TREY))))
    import_directory(books, [tmp_path], provider_tenant_id=PROVIDER, clock=clock)
    assert states(books) == {}
    contact = books.read_now(lambda s: s.get(SupportContact, OFFICE))
    assert contact is not None
    assert contact.support_tenant_id == TREY


EVENTS = ("assign", "remove", "part", "leave", "inactive", "active", "again", "settle", "bond")


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(EVENTS), min_size=2, max_size=12))
def test_no_sequence_leaves_a_contact_unflagged_or_flagged_for_nothing(books: Database, events: list[str]) -> None:
    """After any events the flag says exactly whether the reseller could still be chosen, and nobody is told twice."""
    books.write_now(_fresh)
    for number, event in enumerate(events):
        try:
            books.write_now(lambda s, e=event, n=number: _step(s, e, n))  # type: ignore[misc]
        except BotError:
            continue
    books.write_now(
        lambda s: invalidation.settle(s, replace(GLO, reference="LAST"), invalidation.Where(PROVIDER, MONDAY))
    )
    failing = books.read_now(lambda s: target_failures(s, PROVIDER, CONTOSO, TREY, MONDAY))
    live = [state for state in states(books).values() if state in LIVE]
    assert all((state == "invalidated") is bool(failing) for state in live)
    assert len(live) <= 1


def _fresh(s: Session) -> None:
    for table in (OutboxMessage, SupportContact, Assignment):
        for row in s.exec(select(table)).all():
            s.delete(row)
        s.flush()
    s.get_one(Customer, CONTOSO).relationship_to_partner = "reseller"
    s.get_one(Partnership, (PROVIDER, TREY)).state = "Active"
    s.get_one(Partner, TREY).program_active = True
    held = s.get_one(CustomerRelationship, (CONTOSO, TREY))
    held.state, held.delegated_admin = "established", "gdap"
    s.connection().execute(update(Subscription).where(col(Subscription.id) != OFFICE).values(status="deleted"))
    s.get_one(Subscription, OFFICE).channel = "open"


def _step(s: Session, event: str, number: int) -> None:
    key = str(uuid4())
    actor = replace(GLO, reference=key)
    where = invalidation.Where(PROVIDER, MONDAY, "C0DESK")
    match event:
        case "assign":
            contact = s.get(SupportContact, OFFICE)
            wish = proposal(TREY, OFFICE, version=contact.version if contact else 0)
            assignments.submit(s, actor, wish, assigning(MONDAY, key))
        case "remove" | "part" | "leave":
            what = {"remove": RESELLER, "part": PARTNERSHIP, "leave": OURS}[event]
            removal.remove(s, actor, what, at(key), removal.preview(s, what, at(key)).digest)
        case "inactive" | "active":
            s.get_one(Partner, TREY).program_active = event == "active"
            s.flush()
            invalidation.settle(s, actor, where)
        case "again":
            held = s.get_one(CustomerRelationship, (CONTOSO, TREY))
            held.state, held.delegated_admin = "established", "gdap"
            s.get_one(Customer, CONTOSO).relationship_to_partner = "reseller"
            s.flush()
            invalidation.settle(s, actor, where)
        case "bond":
            s.get_one(Partnership, (PROVIDER, TREY)).state = "Active"
            s.flush()
            invalidation.settle(s, actor, where)
        case "settle":
            invalidation.settle(s, actor, where)
