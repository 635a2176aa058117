"""A customer that was asked by name is known by its domain, or not at all (invariant 28)."""

import pytest

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput
from bot.models import RequestType
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import identifying, requests
from bot.services.relationships.establish import Acceptance, confirm_established
from tests.kit.asks import ANA, everything, lit
from tests.kit.relationships import CLOCKWORK, directory, ours, pending, stored, trail
from tests.kit.world import customer, scene

K = RequestType
WOODGROVE = "33333333-0000-4000-8000-0000000000b1"


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(directory)
    return database


@pytest.fixture
def asked(books: Database, clock: ManualClock) -> int:
    """A request for a customer that nobody knows but by name and domain."""
    made = pending(books, clock.now(), everything(None, new_name="Woodgrove"), actor=ANA)
    books.write_now(lambda s: identifying.ask_domain(s, ANA, made, "www.Woodgrove.example", scene(clock.now())))
    return made


def appears(books: Database, domain: str = "woodgrove.example", key: str = WOODGROVE) -> None:
    books.write_now(lambda s: s.add(customer(key, "Woodgrove Bank", domain)))


def recognise(books: Database, clock: ManualClock, request_id: int) -> bool:
    return books.write_now(lambda s: identifying.recognise(s, CLOCKWORK, request_id, scene(clock.now())))


def test_it_is_recognised_once_by_its_domain(books: Database, clock: ManualClock, asked: int) -> None:
    assert not recognise(books, clock, asked)
    appears(books)
    assert recognise(books, clock, asked)
    row = stored(books, asked)
    assert (row.customer_id, row.target_key, row.state) == (WOODGROVE, WOODGROVE, "pending")
    assert trail(books, asked)[-1] == "request.recognised"
    assert not recognise(books, clock, asked)
    # And a second request for the same by its id is its twin from now on.
    with pytest.raises(Conflict):
        books.write_now(lambda s: requests.create(s, ANA, ours(WOODGROVE), scene(clock.now(), "twin")))


def test_nobody_guesses(books: Database, clock: ManualClock, asked: int) -> None:
    appears(books, "woodgrove.onmicrosoft.com")
    assert not recognise(books, clock, asked)
    appears(books, "woodgrove.example", "33333333-0000-4000-8000-0000000000b2")
    appears(books, "woodgrove.example", "33333333-0000-4000-8000-0000000000b3")
    assert not recognise(books, clock, asked)
    assert stored(books, asked).customer_id is None


def test_a_person_confirms_without_writing_the_tenant(books: Database, clock: ManualClock, asked: int) -> None:
    some = Acceptance(links=frozenset({K.CUSTOMER_RESELLER}))
    with pytest.raises(InvalidInput, match="request-who-accepted"):
        books.write_now(lambda s: confirm_established(s, ANA, asked, scene(clock.now(), "a"), some))
    appears(books)
    books.write_now(lambda s: confirm_established(s, ANA, asked, scene(clock.now(), "b"), some))
    assert stored(books, asked).customer_id == WOODGROVE
    assert lit(books, asked)["customer_reseller"]


def test_the_domain_of_a_customer_of_ours_is_refused(books: Database, clock: ManualClock) -> None:
    appears(books)
    made = pending(books, clock.now(), RequestWish(K.CUSTOMER_RESELLER, new_name="Wood"), actor=ANA)
    with pytest.raises(InvalidInput) as caught:
        books.write_now(lambda s: identifying.ask_domain(s, ANA, made, "woodgrove.example", scene(clock.now())))
    assert (caught.value.field, caught.value.key) == ("domain", "request-domain-known")


def test_of_a_known_customer_no_domain_is_kept(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours(), actor=ANA)
    books.write_now(lambda s: identifying.ask_domain(s, ANA, made, "x.example", scene(clock.now())))
    assert stored(books, made).customer_domain is None


def test_the_domain_outlives_a_change_of_the_form(books: Database, clock: ManualClock) -> None:
    wish = everything(None, new_name="Woodgrove")
    made = books.write_now(lambda s: requests.create(s, ANA, wish, scene(clock.now(), "d")))
    books.write_now(lambda s: identifying.ask_domain(s, ANA, made, "woodgrove.example", scene(clock.now())))
    fewer = RequestWish(K.CUSTOMER_RESELLER, new_name="Woodgrove")
    newer = books.write_now(lambda s: requests.redraft(s, ANA, made, fewer, scene(clock.now(), "r")))
    assert newer != made
    assert stored(books, newer).customer_domain == "woodgrove.example"
