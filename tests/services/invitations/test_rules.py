"""Rules of invitations: sides, markets (A13), what must come first, what holds already."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Denied, InvalidInput, NotFound
from bot.models import CustomerRelationship, Partner, RelationshipRequest, RequestType
from bot.services.invitations import rules
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import establish, requests
from tests.conftest import PROVIDER
from tests.kit.relationships import (
    BRAZILIAN,
    DIRECT,
    GLO,
    HELP,
    IDLE,
    NORTHWIND,
    NOWHERE,
    YANKEE,
    directory,
    ours,
    pending,
    stored,
)
from tests.kit.world import CONTOSO, FABRIKAM, SALES, TREY, scene

K = RequestType


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(directory)
    return database


def count(books: Database) -> int:
    return len(books.read_now(lambda s: s.exec(select(RelationshipRequest)).all()))


def attempt(books: Database, clock: ManualClock, wish: RequestWish) -> int:
    return books.write_now(lambda s: requests.create(s, GLO, wish, scene(clock.now(), "d")))


def refusal(books: Database, clock: ManualClock, wish: RequestWish) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        attempt(books, clock, wish)
    assert count(books) == 0
    return caught.value


@pytest.mark.parametrize(
    ("wish", "field", "key"),
    [
        (RequestWish(K.CUSTOMER_RESELLER), "customer", "request-choose-customer"),
        (RequestWish(K.CUSTOMER_RESELLER, new_name=" \u200b "), "customer", "request-choose-customer"),
        (RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NORTHWIND), "reseller", "request-choose-reseller"),
        (RequestWish(K.CUSTOMER_INDIRECT_RESELLER, reseller_id=TREY), "customer", "request-choose-customer"),
        (RequestWish(K.PARTNERSHIP), "reseller", "request-choose-reseller"),
        (RequestWish(K.GDAP, reseller_id=TREY, new_name="Someone"), "customer", "request-choose-customer"),
        (RequestWish(K.PARTNERSHIP, reseller_id=DIRECT), "reseller", "request-not-a-reseller"),
        (RequestWish(K.PARTNERSHIP, reseller_id=IDLE), "reseller", "request-inactive"),
        (RequestWish(K.PARTNERSHIP, reseller_id=YANKEE), "reseller", "request-other-market"),
        (RequestWish(K.CUSTOMER_RESELLER, customer_id=BRAZILIAN), "customer", "request-other-market"),
        (
            RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NOWHERE, reseller_id=YANKEE),
            "reseller",
            "request-other-market",
        ),
        (RequestWish(K.PARTNERSHIP, reseller_id=TREY), "reseller", "request-established"),
        (RequestWish(K.CUSTOMER_RESELLER, customer_id=CONTOSO), "customer", "request-established"),
        (
            RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NORTHWIND, reseller_id=FABRIKAM),
            "reseller",
            "request-partnership-first",
        ),
        (RequestWish(K.GDAP, customer_id=CONTOSO, reseller_id=TREY), "customer", "request-relationship-first"),
        (RequestWish(K.GDAP, customer_id=NORTHWIND), "customer", "request-relationship-first"),
    ],
)
def test_a_wish_against_the_rules_is_refused_at_its_field(
    books: Database, clock: ManualClock, wish: RequestWish, field: str, key: str
) -> None:
    error = refusal(books, clock, wish)
    assert (error.field, error.key) == (field, key)


def test_a13_names_both_countries(books: Database, clock: ManualClock) -> None:
    error = refusal(books, clock, ours(BRAZILIAN))
    assert error.args_for_text == {"target": "Brasil SA", "country": "BR", "partner": "Iberia Cloud", "own": "ES"}


def test_a_reseller_of_another_market_is_refused_for_a_customer_of_ours(books: Database, clock: ManualClock) -> None:
    wish = RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NORTHWIND, reseller_id=YANKEE)
    assert refusal(books, clock, wish).key == "request-other-market"


@pytest.mark.parametrize(
    "wish",
    [
        ours(),
        ours(NOWHERE),
        ours(CONTOSO, dap=True),
        RequestWish(K.CUSTOMER_RESELLER, new_name="Unknown GmbH"),
        RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NORTHWIND, reseller_id=TREY),
        RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=CONTOSO, reseller_id=TREY),
        RequestWish(K.PARTNERSHIP, reseller_id=FABRIKAM),
        RequestWish(K.PARTNERSHIP, new_name="Newcomer SL"),
        RequestWish(K.GDAP, customer_id=CONTOSO),
    ],
)
def test_what_can_be_accepted_can_be_asked(books: Database, clock: ManualClock, wish: RequestWish) -> None:
    made = books.write_now(lambda s: requests.create(s, GLO, wish, scene(clock.now(), "d")))
    row = stored(books, made)
    assert row.state == "link_ready"
    assert row.url
    assert row.url in (row.email_text or "")


def test_a4_a_helpdesk_agent_is_told_who_may(books: Database, clock: ManualClock) -> None:
    with pytest.raises(Denied) as caught:
        books.write_now(lambda s: requests.create(s, HELP, ours(), scene(clock.now(), "d")))
    assert caught.value.args_for_text["roles"] == ("global_admin", "admin_agent")
    assert count(books) == 0


def test_a_sales_agent_may_ask_resellers_but_not_customers(books: Database, clock: ManualClock) -> None:
    with pytest.raises(Denied):
        books.write_now(lambda s: requests.create(s, SALES, ours(), scene(clock.now(), "d")))
    wish = RequestWish(K.PARTNERSHIP, reseller_id=FABRIKAM)
    assert books.write_now(lambda s: requests.create(s, SALES, wish, scene(clock.now(), "e"))) > 0


def test_what_must_come_first_may_be_on_its_way(books: Database, clock: ManualClock) -> None:
    pending(books, clock.now(), RequestWish(K.PARTNERSHIP, reseller_id=FABRIKAM))
    pending(books, clock.now(), RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NORTHWIND, reseller_id=FABRIKAM))
    for inviter in (FABRIKAM, None):
        pending(books, clock.now(), RequestWish(K.GDAP, customer_id=NORTHWIND, reseller_id=inviter))


@pytest.mark.parametrize(("lasts", "auto_extend", "renewed_after"), [(365, False, 300), (10, True, 10)])
def test_lasting_gdap_is_refused_and_ending_gdap_can_be_renewed(
    books: Database, clock: ManualClock, lasts: int, auto_extend: bool, renewed_after: int
) -> None:
    """GDAP that extends itself lasts until its end; GDAP that does not can be renewed while it ends."""
    wish = RequestWish(K.GDAP, customer_id=CONTOSO)
    made = pending(books, clock.now(), wish)
    ends = clock.now() + timedelta(days=lasts)
    accepted = establish.Acceptance(admin_expires_at=ends, auto_extend=auto_extend)
    books.write_now(lambda s: establish.confirm_established(s, GLO, made, scene(clock.now(), "e"), accepted))
    with pytest.raises(InvalidInput, match="request-established"):
        books.write_now(lambda s: requests.create(s, GLO, wish, scene(clock.now(), "f")))
    clock.advance(timedelta(days=renewed_after))
    assert books.write_now(lambda s: requests.create(s, GLO, wish, scene(clock.now(), "g"))) != made


def test_a_reseller_of_whom_nobody_noted_whether_it_is_active_is_asked(books: Database, clock: ManualClock) -> None:
    books.write_now(lambda s: setattr(s.get(Partner, IDLE), "program_active", None))
    assert attempt(books, clock, RequestWish(K.PARTNERSHIP, reseller_id=IDLE))


def test_dap_can_be_asked_again_once_it_is_gone(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours(dap=True))
    books.write_now(lambda s: establish.confirm_established(s, GLO, made, scene(clock.now(), "e")))
    with pytest.raises(InvalidInput, match="request-established"):
        books.write_now(lambda s: requests.create(s, GLO, ours(dap=True), scene(clock.now(), "f")))

    def take_away(session: Session) -> None:
        held = session.get_one(CustomerRelationship, (NORTHWIND, PROVIDER))
        held.delegated_admin = "none"

    books.write_now(take_away)
    assert books.write_now(lambda s: requests.create(s, GLO, ours(dap=True), scene(clock.now(), "g"))) != made


def test_in_china_resellers_invite_nobody(books: Database, clock: ManualClock) -> None:
    def move(session: Session) -> None:
        session.get_one(Partner, PROVIDER).location = "CN"

    books.write_now(move)
    wish = RequestWish(K.CUSTOMER_INDIRECT_RESELLER, customer_id=NOWHERE, reseller_id=TREY)
    assert refusal(books, clock, wish).key == "request-not-in-china"
    assert K.CUSTOMER_INDIRECT_RESELLER not in rules.kinds_in("CN")
    assert set(rules.kinds_in("ES")) == set(K)


def test_ids_that_left_the_directory_are_said_to_be_gone(books: Database, clock: ManualClock) -> None:
    gone = "99999999-0000-4000-8000-000000000000"
    for wish in (ours(gone), RequestWish(K.PARTNERSHIP, reseller_id=gone)):
        with pytest.raises(NotFound):
            attempt(books, clock, wish)
