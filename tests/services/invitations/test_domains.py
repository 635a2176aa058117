"""Domains as people copy them, and the one customer that has one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db import Database
from bot.errors import InvalidInput
from bot.services.invitations import domains
from tests.kit.world import customer


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("contoso.com", "contoso.com"),
        ("  WWW.Contoso.com. ", "contoso.com"),
        ("https://www.contoso.com/about?x=1#y", "contoso.com"),
        ("http://contoso.com:8080", "contoso.com"),
        ("admin@contoso.onmicrosoft.com", "contoso.onmicrosoft.com"),
        ("", None),
        (None, None),
        ("  ", None),
    ],
)
def test_a_domain_is_read_as_people_copy_it(typed: str | None, domain: str | None) -> None:
    assert domains.normal(typed) == domain


@pytest.mark.parametrize("typed", ["contoso", "con toso.com", "<script>.com", "@", "a" * 300 + ".com", "ñandú.es"])
def test_what_is_no_domain_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        domains.normal(typed)
    assert caught.value.field == "domain"


@given(st.text(max_size=60))
def test_no_text_breaks_it(typed: str) -> None:
    try:
        found = domains.normal(typed)
    except InvalidInput:
        return
    assert found is None or domains.normal(found) == found


def test_a_domain_of_two_customers_says_nothing(database: Database) -> None:
    first, second = ("33333333-0000-4000-8000-0000000000a1", "33333333-0000-4000-8000-0000000000a2")
    database.write_now(lambda s: s.add(customer(first, "One", "same.example")))
    assert database.read_now(lambda s: domains.customer_of(s, "same.example")) == first
    assert database.read_now(lambda s: domains.customer_of(s, None)) is None
    database.write_now(lambda s: s.add(customer(second, "Two", "same.example")))
    assert database.read_now(lambda s: domains.customer_of(s, "same.example")) is None
