"""Contacts that lose what they rest on, and get it back: by whatever way it happens, flagged and told once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import (
    Assignment,
    AuditEvent,
    Customer,
    CustomerRelationship,
    Partner,
    Partnership,
    RequestType,
    SupportContact,
)
from bot.services.basis import flagging, invalidation, settling
from bot.services.basis.invalidation import Extent
from bot.services.directory import import_directory
from bot.services.invitations.rules import RequestWish
from bot.services.policy import system_actor
from bot.services.relationships.establish import confirm_established
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.relationships import GLO, pending
from tests.kit.removing import PARTNERSHIP, RESELLER, RESELLERS, assign, at, remove, settled, states, told
from tests.kit.store.rivals import interrupted
from tests.kit.world import CONTOSO, EXCHANGE, FABRIKAM, OFFICE, STRANGER, TREY, build


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(lambda s: build(s, *RESELLERS))
    return database


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
    for elsewhere in (Extent(customer_id=STRANGER), Extent(partner_id=FABRIKAM), Extent(CONTOSO, FABRIKAM)):
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


def test_privileges_that_ended_flag_unless_they_extend_themselves(books: Database, clock: ManualClock) -> None:
    assign(books, TREY, OFFICE)
    assign(books, FABRIKAM, EXCHANGE)
    ends = MONDAY + timedelta(days=1)

    def expiring(s: Session) -> None:
        for partner_id in (TREY, FABRIKAM):
            held = s.get_one(CustomerRelationship, (CONTOSO, partner_id))
            held.delegated_admin_expires_at, held.auto_extend = ends, partner_id == FABRIKAM

    books.write_now(expiring)
    now = Scene(PROVIDER, MONDAY)
    assert not books.read_now(lambda s: flagging.find(s, now).ids)
    later = replace(now, now=ends, channel="C0DESK")
    assert books.read_now(lambda s: flagging.find(s, later).ids)
    system = system_actor("basis", "REFSYS")
    assert books.write_now(lambda s: settling.settle(s, system, later)) == invalidation.Settled(1, 0)
    assert states(books) == {OFFICE: "invalidated", EXCHANGE: "applied"}
    assert books.write_now(lambda s: settling.settle(s, system, later)) == invalidation.Settled()


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
