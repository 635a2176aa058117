"""References of tickets: what of a message looks like one, how they are compared, and what is found by them."""

from dataclasses import replace
from datetime import timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from bot.db import Database
from bot.models import Customer
from bot.services.contacts import assignments
from bot.services.search import matching, references
from bot.services.search.references import LONGEST, key_of_reference, ticket_in
from tests.conftest import MONDAY
from tests.kit.world import ANN, CONTOSO, EXCHANGE, FABRIKAM, OFFICE, THREE, TREY, build, proposal, scene


@pytest.mark.parametrize(
    ("message", "ticket"),
    [
        ("Contoso, INC0012345: who supports Office?", "INC0012345"),
        ("ticket #48213 Contoso", "48213"),
        ("Ticket no. 48213", "48213"),
        ("la incidencia nº 2311270040001234, por favor", "2311270040001234"),
        ("Caso: CAS-01234-X1Y2Z3.", "CAS-01234-X1Y2Z3"),
        ("TrackingID#2311270040001234", "2311270040001234"),
        ("see CAS-01234-X1Y2Z3 (Contoso)", "CAS-01234-X1Y2Z3"),
        ("#12345 is theirs", "12345"),
        ("ticket for Contoso: SR-12345", "SR-12345"),
        ("INC0012345 or ticket 77001", "77001"),
        ("ticket *4711* of Contoso", "4711"),
        ("caso `4711`, Contoso", "4711"),
        ("_REQ_0012345_, Contoso", "REQ_0012345"),
        ("Office 365 E3, Microsoft 365", None),
        ("a ticket was made by Contoso", None),
        ("call +34 915 550 123", None),
        ("subscription 04444444-0000-4000-8000-000000000000", None),
        ("write to INC12345@contoso.com or https://x.example/INC12345", None),
        ("#1 of the list", None),
        ("", None),
    ],
)
def test_what_looks_like_a_ticket(message: str, ticket: str | None) -> None:
    assert ticket_in(message) == ticket


@given(st.text(max_size=400))
def test_a_ticket_is_a_part_of_the_message_that_fits_its_field(message: str) -> None:
    found = ticket_in(message)
    assert found is None or (found in message and 0 < len(found) <= LONGEST and any(map(str.isdecimal, found)))


words = st.text(st.characters(categories=["Ll"]), min_size=1, max_size=12).filter(lambda word: ticket_in(word) is None)
numbers = st.from_regex(r"(INC|SR-|CAS-|REQ_)[0-9]{3,12}", fullmatch=True)


@given(st.lists(words, max_size=6), numbers, st.lists(words, max_size=6))
def test_a_number_behind_capitals_is_found_among_words(before: list[str], number: str, after: list[str]) -> None:
    said = " ".join([*before, number, *after])
    named = ticket_in(" ".join([*before, *after]))
    assert ticket_in(said) in (number, named)


@given(st.text(st.characters(categories=["L", "P", "Zs"]), max_size=200))
def test_nothing_without_digits_is_a_ticket(message: str) -> None:
    assert ticket_in(message) is None


@given(st.text(max_size=80))
def test_a_key_is_what_its_own_key_is(text: str) -> None:
    key = key_of_reference(text)
    assert key_of_reference(key) == key
    assert key_of_reference(text.upper()).casefold() == key_of_reference(text.upper())
    assert len(key) <= LONGEST


def test_a_long_gap_behind_a_word_costs_no_time() -> None:
    began = process_time()
    assert ticket_in(f"ticket{' ' * 1_500}!") is None
    assert ticket_in(f"ticket\n{' ' * 1_500}\tno. :  4711") == "4711"
    assert process_time() - began < 1


@pytest.fixture
def named(database: Database) -> Database:
    """Have Office assigned twice for one ticket, and Exchange for another."""
    database.write_now(lambda s: build(s, *THREE))
    for number, (key, target, ticket, version) in enumerate(
        ((OFFICE, TREY, "INC 0012345", 0), (OFFICE, FABRIKAM, "#inc0012345", 1), (EXCHANGE, TREY, "INC0012399", 0))
    ):
        wish = replace(proposal(target, key, version=version), ticket_ref=ticket)
        here = scene(MONDAY + timedelta(days=number), key=f"delivery-{number}")
        actor = replace(ANN, reference=f"REF0000{number}")
        database.write_now(lambda s, a=actor, w=wish, h=here: assignments.submit(s, a, w, h))  # type: ignore[misc]
    return database


def found(database: Database, text: str, limit: int = 10) -> tuple[list[str], bool]:
    hits = database.read_now(lambda s: references.subscriptions(s, text, limit))
    return [hit.friendly_name for hit in hits.items], hits.more


def test_subscriptions_are_found_by_the_beginning_of_a_ticket_each_once(named: Database) -> None:
    assert found(named, "inc00123") == (["Office 365", "Exchange Online"], False)
    assert found(named, "#INC0012345") == (["Office 365"], False)
    assert found(named, "inc00123", limit=1) == (["Office 365"], True)
    assert found(named, "in") == ([], False)
    assert found(named, "0012345") == ([], False)


def test_the_search_for_all_knows_tickets_too(named: Database) -> None:
    hits = named.read_now(lambda s: matching.matches(s, "INC0012345"))
    assert [hit.id for hit in hits.subscriptions] == [OFFICE]
    assert hits.only == hits.subscriptions[0]


def test_nothing_of_another_provider_is_found(named: Database) -> None:
    def move(session: Session) -> None:
        session.get_one(Customer, CONTOSO).elsewhere = True

    named.write_now(move)
    assert found(named, "INC0012345") == ([], False)
