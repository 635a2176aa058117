"""Markets: the examples of Microsoft's page, and tolerance for what directories really hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.markets import COUNTRIES, Market, country_code, market_of, same_region


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("ES", "DE", True),
        ("ES", "CH", True),
        ("ES", "GB", True),
        ("ES", "US", False),
        ("US", "UM", True),
        ("BR", "AR", False),
        ("BR", "BR", True),
        ("KE", "NG", True),
        ("ES", "TR", False),
        (" es ", "uk", True),
        ("ES", None, None),
        ("", "ES", None),
        ("RU", "RU", True),
        ("RU", "ES", None),
        ("Spain", "ES", None),
    ],
)
def test_markets_of_two_countries(a: str | None, b: str | None, expected: bool | None) -> None:
    assert same_region(a, b) is expected


def test_each_country_is_in_exactly_one_market_and_is_a_two_letter_code() -> None:
    codes = [code for cell in COUNTRIES.values() for code in cell.split()]
    assert len(codes) == len(set(codes))
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in codes)
    assert set(COUNTRIES) == set(Market)
    # Rows of the page per list, counting Saba and Sint Eustatius, which share BQ with Bonaire, once.
    sizes = {market: len(COUNTRIES[market].split()) for market in Market}
    assert sizes[Market.AFRICA] == 47
    assert sizes[Market.EUROPE] == 45
    assert sizes[Market.LATIN_AMERICA] == 51
    assert sizes[Market.MIDDLE_EAST] == 44


@given(st.text(max_size=8), st.text(max_size=8))
def test_any_text_is_answered_alike_both_ways(a: str, b: str) -> None:
    assert same_region(a, b) is same_region(b, a)
    assert same_region(a, a) is (True if country_code(a) else None)
    assert market_of(a) in {None, *Market}
