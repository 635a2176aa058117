"""An acceptance enters the books: what each kind sets up, late ones too (A28), and who is told."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput
from bot.models import Customer, CustomerRelationship, Partner, Partnership, RequestType
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import requests
from bot.services.relationships.establish import Acceptance, AcceptanceSource, Newcomer, confirm_established
from tests.conftest import PROVIDER
from tests.kit.relationships import (
    BOTH,
    CLOCKWORK,
    GLO,
    MAIL,
    NORTHWIND,
    directory,
    heard,
    ours,
    pending,
    stored,
    trail,
)
from tests.kit.world import CONTOSO, FABRIKAM, TREY, scene

DAY = timedelta(days=1)
K = RequestType
BY_HAND = Acceptance()


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(directory)
    return database


@pytest.fixture
def sent(books: Database, clock: ManualClock) -> int:
    return pending(books, clock.now(), ours())


def relationship(books: Database, partner_id: str, customer_id: str = NORTHWIND) -> CustomerRelationship | None:
    return books.read_now(lambda s: s.get(CustomerRelationship, (customer_id, partner_id)))


def all_relationships(books: Database) -> list[CustomerRelationship]:
    return list(books.read_now(lambda s: s.scalars(select(CustomerRelationship)).all()))


def confirm(books: Database, clock: ManualClock, request_id: int, acceptance: Acceptance = BY_HAND) -> None:
    books.write_now(lambda s: confirm_established(s, GLO, request_id, scene(clock.now(), "confirm"), acceptance))


def test_accepted_enters_the_books_and_tells_once(books: Database, sent: int, clock: ManualClock) -> None:
    for _ in range(2):
        confirm(books, clock, sent)
    held = relationship(books, PROVIDER)
    assert held is not None
    assert (held.state, held.delegated_admin, held.source) == ("established", "none", "manual")
    customer = books.read_now(lambda s: s.get_one(Customer, NORTHWIND))
    assert customer.relationship_to_partner == "reseller"
    assert heard(books, sent, "established") == BOTH
    assert trail(books, sent)[-2:] == ["request.pending", "request.established"]
    assert stored(books, sent).resolution == "accepted"


def test_a_draft_cannot_be_confirmed_by_hand_but_evidence_counts(books: Database, clock: ManualClock) -> None:
    made = books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "d")))
    with pytest.raises(Conflict, match="request-moved-on"):
        confirm(books, clock, made)
    books.write_now(
        lambda s: confirm_established(s, CLOCKWORK, made, scene(clock.now(), "w"), Acceptance(AcceptanceSource.WEBHOOK))
    )
    assert stored(books, made).state == "established"


def test_one_link_sets_up_both_relationships_and_dap_for_the_reseller(books: Database, clock: ManualClock) -> None:
    wish = RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NORTHWIND, reseller_id=TREY, dap=True)
    confirm(books, clock, pending(books, clock.now(), wish))
    reseller, provider = relationship(books, TREY), relationship(books, PROVIDER)
    assert reseller is not None
    assert provider is not None
    assert (reseller.state, reseller.delegated_admin) == ("established", "dap")
    assert (provider.state, provider.delegated_admin) == ("established", "none")


def test_privileges_are_those_of_the_pair_that_was_asked(books: Database, clock: ManualClock) -> None:
    others = ((NORTHWIND, PROVIDER), (CONTOSO, TREY))
    rows = [CustomerRelationship(customer_id=customer, partner_tenant_id=partner) for customer, partner in others]
    books.write_now(lambda s: s.add_all(rows))
    confirm(books, clock, pending(books, clock.now(), RequestWish(K.GDAP, customer_id=CONTOSO)))
    held = {(r.customer_id, r.partner_tenant_id): r.delegated_admin for r in all_relationships(books)}
    assert held == {(CONTOSO, PROVIDER): "gdap"} | dict.fromkeys(others, "none")


def test_dap_never_overwrites_gdap_in_force(books: Database, clock: ManualClock) -> None:
    asked = pending(books, clock.now(), ours(CONTOSO, dap=True))
    gdap = pending(books, clock.now(), RequestWish(K.GDAP, customer_id=CONTOSO))
    confirm(books, clock, gdap, Acceptance(admin_expires_at=clock.now() + 20 * DAY))
    confirm(books, clock, asked)
    held = relationship(books, PROVIDER, CONTOSO)
    assert held is not None
    assert held.delegated_admin == "gdap"
    clock.advance(21 * DAY)
    again = pending(books, clock.now(), ours(CONTOSO, dap=True))
    confirm(books, clock, again)
    held = relationship(books, PROVIDER, CONTOSO)
    assert held is not None
    assert (held.delegated_admin, held.delegated_admin_expires_at) == ("dap", None)


def test_gdap_keeps_its_end_and_needs_the_relationship(books: Database, clock: ManualClock) -> None:
    combined = pending(
        books, clock.now(), RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NORTHWIND, reseller_id=TREY)
    )
    gdap = pending(books, clock.now(), RequestWish(K.GDAP, customer_id=NORTHWIND, reseller_id=TREY))
    ends = clock.now() + 730 * DAY
    accepted = Acceptance(admin_expires_at=ends, auto_extend=True)
    with pytest.raises(Conflict, match="request-gdap-alone"):
        confirm(books, clock, gdap, accepted)
    assert stored(books, gdap).state == "pending"
    confirm(books, clock, combined)
    confirm(books, clock, gdap, accepted)
    held = relationship(books, TREY)
    assert held is not None
    assert (held.delegated_admin, held.delegated_admin_expires_at, held.auto_extend) == ("gdap", ends, True)


def test_a_relationship_that_was_removed_comes_back_bare(books: Database, clock: ManualClock) -> None:
    confirm(books, clock, pending(books, clock.now(), ours(dap=True)))

    def remove(session: Session) -> None:
        held = session.get_one(CustomerRelationship, (NORTHWIND, PROVIDER))
        held.state, held.removed_at = "removed", clock.now()
        session.get_one(Customer, NORTHWIND).relationship_to_partner = "none"

    books.write_now(remove)
    clock.advance(DAY)
    confirm(books, clock, pending(books, clock.now(), ours()))
    held = relationship(books, PROVIDER)
    assert held is not None
    assert (held.state, held.delegated_admin, held.removed_at) == ("established", "none", None)
    assert held.established_at == clock.now()


def test_a_partnership_becomes_active(books: Database, clock: ManualClock) -> None:
    confirm(books, clock, pending(books, clock.now(), RequestWish(K.PARTNERSHIP, reseller_id=FABRIKAM)))
    held = books.read_now(lambda s: s.get_one(Partnership, (PROVIDER, FABRIKAM)))
    assert (held.state, held.established_at) == ("Active", clock.now())


def test_a_customer_known_by_name_only_is_matched_by_a_person(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), RequestWish(K.CUSTOMER_RESELLER, new_name="Unknown GmbH"))
    with pytest.raises(InvalidInput) as caught:
        confirm(books, clock, made)
    assert caught.value.field == "newcomer"
    key = "77777777-0000-4000-8000-000000000000"
    confirm(books, clock, made, Acceptance(newcomer=Newcomer(key, "unknown.example", "DE")))
    assert stored(books, made).customer_id == key
    customer = books.read_now(lambda s: s.get_one(Customer, key))
    assert (customer.company_name, customer.domain, customer.relationship_to_partner) == (
        "Unknown GmbH",
        "unknown.example",
        "reseller",
    )
    assert relationship(books, PROVIDER, key) is not None


def test_a_reseller_known_by_name_only_joins_the_directory(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), RequestWish(K.PARTNERSHIP, new_name="Newcomer SL"))
    key = "77777777-0000-4000-8000-000000000001"
    confirm(books, clock, made, Acceptance(newcomer=Newcomer(key, "newcomer.example", "PT", "4999999")))
    partner = books.read_now(lambda s: s.get_one(Partner, key))
    assert (partner.name, partner.mpn_id, partner.kind, partner.location) == (
        "Newcomer SL",
        "4999999",
        "indirect_reseller",
        "PT",
    )
    assert books.read_now(lambda s: s.get_one(Partnership, (PROVIDER, key))).state == "Active"


def test_a28_accepted_after_it_expired(books: Database, sent: int, clock: ManualClock) -> None:
    clock.advance(31 * DAY)
    books.write_now(lambda s: requests.expire(s, CLOCKWORK, sent, scene(clock.now(), "x")))
    confirm(books, clock, sent)
    assert (stored(books, sent).state, stored(books, sent).resolution) == ("established", "accepted_late")
    assert heard(books, sent, "established") == BOTH


def test_a28_a_late_acceptance_answers_the_newer_request_too(books: Database, sent: int, clock: ManualClock) -> None:
    newer = books.write_now(lambda s: requests.create(s, GLO, ours(), scene(clock.now(), "r"), replace=sent))
    books.write_now(lambda s: requests.mark_sent(s, GLO, newer, MAIL, scene(clock.now(), "r2")))
    confirm(books, clock, sent)
    assert [stored(books, key).state for key in (sent, newer)] == ["established", "established"]
    assert [stored(books, key).resolution for key in (sent, newer)] == ["accepted_late", "accepted"]
    assert heard(books, newer, "established") == BOTH
