"""Several people at the same instant: one request, one acceptance, one notice, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict
from bot.models import RelationshipRequest, RequestType
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import requests
from bot.services.relationships.drafting import TwinOpen
from bot.services.relationships.establish import confirm_established
from tests.kit.relationships import GLO, MAIL, NORTHWIND, directory, notices, ours, pending, stored, trail
from tests.kit.store.rivals import PEOPLE, together
from tests.kit.world import FABRIKAM, TREY, scene


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(directory)
    return database


def test_a12_twins_at_the_same_instant(books: Database, clock: ManualClock) -> None:
    def ask(number: int) -> Callable[[Session], Any]:
        person = replace(GLO, user_id=f"U{number}")
        return lambda s: requests.create(s, person, ours(), scene(clock.now(), f"d{number}"))

    results = together(books, *(ask(number) for number in range(PEOPLE)))
    made = [result for result in results if isinstance(result, int)]
    twins = [result for result in results if isinstance(result, TwinOpen)]
    assert (len(made), len(twins)) == (1, PEOPLE - 1)
    assert {twin.request_id for twin in twins} == set(made)
    assert len(books.read_now(lambda s: s.exec(select(col(RelationshipRequest.id))).all())) == 1


def test_one_acceptance_however_many_confirm(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    works = [lambda s: confirm_established(s, GLO, made, scene(clock.now(), "c"))] * PEOPLE
    results = together(books, *works)
    assert all(isinstance(result, RelationshipRequest | Conflict) for result in results)
    assert stored(books, made).state == "established"
    assert trail(books, made).count("request.established") == 1
    assert len([kind for kind, _ in notices(books, made) if kind == "request.established"]) == 2


def test_accepted_and_declined_at_once_is_one_of_them(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    together(
        books,
        lambda s: confirm_established(s, GLO, made, scene(clock.now(), "yes")),
        lambda s: requests.decline(s, GLO, made, scene(clock.now(), "no")),
    )
    # A late acceptance may still follow the refusal, but a refusal never undoes an acceptance.
    ends = [action for action in trail(books, made) if action in {"request.established", "request.declined"}]
    assert ends in (["request.established"], ["request.declined"], ["request.declined", "request.established"])
    assert stored(books, made).state == ends[-1].removeprefix("request.")


def test_every_resend_counts_and_none_is_lost(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())

    def again(number: int) -> Callable[[Session], Any]:
        return lambda s: requests.resend(s, GLO, made, MAIL, scene(clock.now(), f"again{number}"))

    results = together(books, *(again(number) for number in range(PEOPLE)))
    done = [result for result in results if not isinstance(result, Conflict)]
    assert stored(books, made).resend_count == len(done) == PEOPLE
    assert trail(books, made).count("request.resent") == PEOPLE


def test_two_links_to_one_customer_accepted_at_once(books: Database, clock: ManualClock) -> None:
    pending(books, clock.now(), RequestWish(RequestType.PARTNERSHIP, reseller_id=FABRIKAM))
    made = [
        pending(books, clock.now(), RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, NORTHWIND, reseller))
        for reseller in (TREY, FABRIKAM)
    ]

    def accept(key: int) -> Callable[[Session], Any]:
        return lambda s: confirm_established(s, GLO, key, scene(clock.now(), f"c{key}"))

    together(books, *(accept(key) for key in made))
    assert {stored(books, key).state for key in made} == {"established"}
