"""How to reach a partner: links for what is surely an address, text for everything else."""

import pytest

from bot.commands.shared.reach import addresses, known, reach, site
from bot.services.contacts.lookup import PartnerSummary
from bot.text import reader


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://trey.example/help?a=1", "<https://trey.example/help?a=1|trey.example/help?a=1>"),
        ("http://trey.example:8080", "<http://trey.example:8080|http://trey.example:8080>"),
        ("www.trey.example", "<https://www.trey.example|www.trey.example>"),
        ("trey.example/help", "<https://trey.example/help|trey.example/help>"),
        ("call us", "call us"),
        ("https://a.example|evil", "https\u200b://a.example|evil"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("localhost", "localhost"),
    ],
)
def test_sites_are_links(address: str, said: str) -> None:
    assert site(address).replace("\u200b", "") == said.replace("\u200b", "")


def test_what_is_known_is_said_and_gaps_are_named() -> None:
    t = reader("en", "UTC")
    trey = PartnerSummary("t", "Trey", "4000001", None, "help@trey.example", "www.trey.example")
    said = reach(t, trey, "review-missing")
    assert said["email"] == "<mailto:help@trey.example|help@trey.example>"
    assert said["phone"] == t.mrkdwn("review-missing")
    assert known(trey) == [said["email"], said["site"]]
    assert addresses(PartnerSummary("t", "Trey", "4", email="<@U1>"))["email"] == "&lt;@U1&gt;"
