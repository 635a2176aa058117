"""The sentence for the customer is whole, in both languages, also with the worst names people have."""

from typing import Any

import pytest

from bot.commands.assign_support import sentence
from bot.local_slack.blockkit import check_message
from bot.services.contacts.assignments import MOST_AT_ONCE
from bot.services.contacts.lookup import PartnerSummary
from bot.text import LANGUAGES, Mrkdwn, reader
from tests.kit.screens import NASTY, strict

REACHED: dict[str, Any] = {
    "telephone": "+34 910 000 000",
    "email": "a" * 80 + "@trey.example",
    "website": "https://" + "x" * 90,
}


def contact(name: str) -> PartnerSummary:
    return PartnerSummary("2" * 36, name, "4391507", **REACHED)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("count", [1, sentence.TOGETHER, MOST_AT_ONCE])
def test_the_longest_holds_every_subscription_and_every_way(language: str, name: str, count: int) -> None:
    t = reader(language, "UTC")
    said = sentence.words(t, contact(name), [f"{number} {name}" for number in range(count)])
    assert len(said) < sentence.LONGEST
    assert said.splitlines()[-1].endswith("x" * 90)
    assert all(f"{number} " in said for number in range(count))
    blocks = sentence.blocks(t, Mrkdwn("*Head*"), None, contact(name), [name] * count)
    assert strict(list(check_message({"channel": "C1", "text": "x", "blocks": blocks}))) == []


@pytest.mark.parametrize(
    ("country", "begins"),
    [
        ("ES", "Su contacto"),
        ("MX", "Su contacto"),
        ("IE", "Your support"),
        ("JP", "Your support"),
        (None, "Your support"),
    ],
)
def test_it_is_in_the_language_of_the_customers_country_where_we_have_it(country: str | None, begins: str) -> None:
    blocks = sentence.blocks(reader("en", "UTC"), Mrkdwn("*Head*"), country, contact("Trey"), ["Teams"])
    (text,) = [block["elements"][0]["elements"][0]["text"] for block in blocks if block["type"] == "rich_text"]
    assert text.startswith(begins)


def test_what_is_not_known_of_the_contact_is_left_out() -> None:
    bare = PartnerSummary("2" * 36, "Trey", "4391507")
    assert sentence.words(reader("en", "UTC"), bare, ["Teams"]) == "Your support contact for Teams: Trey"
