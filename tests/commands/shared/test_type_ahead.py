"""A name typed after a command stays the search of an untouched menu, where customers match it."""

from typing import Any

import pytest

from bot.commands.base import Call
from bot.commands.memory import dump
from bot.commands.shared.type_ahead import LONGEST, NameMemory, customer_query, remembered
from bot.services.search import CustomerHit, Found
from bot.text import reader

SOMEBODY: Any = None
ONE = Found((CustomerHit("c", "Contoso", "contoso.com"),), False)
NONE: Found[CustomerHit] = Found((), False)


def searching(query: str, memory: str) -> Call:
    payload = {"value": query, "view": {"type": "modal", "private_metadata": memory}}
    return Call(SOMEBODY, SOMEBODY, reader("en", "UTC"), SOMEBODY, payload, "key")


@pytest.mark.parametrize(
    ("query", "memory", "expected"),
    [
        ("", dump(NameMemory(typed="contoso")), "contoso"),
        ("fab", dump(NameMemory(typed="contoso")), "fab"),
        ("", dump(NameMemory()), ""),
        ("", '{"c": null, "q": "contoso"}', "contoso"),
        ("", "ABCD2345", ""),
    ],
)
def test_what_is_typed_now_goes_before_what_was_typed_then(query: str, memory: str, expected: str) -> None:
    assert customer_query(searching(query, memory)) == expected


def test_a_name_that_nobody_has_is_not_remembered_and_a_long_one_is_cut() -> None:
    assert remembered("contoso", ONE) == "contoso"
    assert remembered("contoso", NONE) == ""
    assert len(dump(NameMemory(typed=remembered("x" * 10_000, ONE)))) < LONGEST + 10
