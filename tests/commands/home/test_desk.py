"""The desk at the top of Home: a bar that adds up, words that say the same, nothing where nothing is known."""

from dataclasses import replace
from typing import Any

import pytest

from bot.commands.home import desk
from bot.local_slack.blockkit import check_home
from bot.services.report.figures import DeskFigures, ResellerShare, Supporters
from bot.services.report.latest import DeskOverview
from bot.text import Reader, reader
from tests.conftest import MONDAY
from tests.kit.screens import GUID, WORST

MOST = tuple(ResellerShare(f"{GUID[:-1]}{number}", 100_000 - number) for number in range(8))
FIGURES = DeskFigures(
    MONDAY, (1, 2, 3, 4), 5, 2.0, Supporters(MOST, 50, 4_000, 10, 199_968), (6, 7), {"missing": 8, "valid": 9}
)


def said(t: Reader, figures: DeskFigures, name: str = "Trey Research") -> str:
    blocks = desk.build(t, DeskOverview(figures, dict.fromkeys((one.partner_id for one in MOST), name)))
    assert check_home({"type": "home", "blocks": blocks}) == []
    return "\n".join(each["text"] for block in blocks for each in texts(block))


def texts(block: Any) -> list[Any]:
    return [*block.get("fields", ()), *([block["text"]] if "text" in block else ()), *block.get("elements", ())]


@pytest.mark.parametrize("name", [WORST, "Trey"])
def test_it_fits(t: Reader, name: str) -> None:
    assert said(t, FIGURES, name)


def test_the_numbers_and_the_bar_are_said_in_words() -> None:
    drawn = said(reader("en", "UTC"), FIGURES)
    for words in (
        "*10*\nrequests without an answer",
        "*5*\naccepted in the last 7 days",
        "*13*\nGDAP that end within 30 days",
        "*8*\nsubscriptions without a partner on record",
        "Who supports our customers' 1,000,000 subscriptions",
        "█ *80%* (800,022) resellers: Trey Research 10%, Trey Research 10%, Trey Research 10%, 4,005 more 50%",
        "▓ *under 1%* (10) us, as somebody chose",
        "░ *20%* (199,968) nobody chose, so by default us",
        "Counted <!date^",
    ):
        assert words in drawn
    assert "█" * 18 + "▓" + "░" * 5 in drawn


def test_one_of_each_and_none() -> None:
    alone = replace(FIGURES, ages=(1, 0, 0, 0), ends=(0, 1), record=None, supporters=Supporters(unset=1))
    drawn = said(reader("en", "UTC"), alone)
    assert "*1*\nrequest without" in drawn
    assert "*–*\nsubscriptions" in drawn
    assert "customers' one subscription" in drawn
    assert "░" * desk.CELLS in drawn
    assert "resellers" not in drawn


def test_nothing_is_drawn_before_anything_was_counted_or_imported(t: Reader) -> None:
    assert desk.build(t, None) == []
    assert desk.build(t, DeskOverview(replace(FIGURES, supporters=Supporters()))) == []


@pytest.mark.parametrize(
    ("counts", "cells"),
    [((1, 0, 0), [24, 0, 0]), ((1, 1, 1), [8, 8, 8]), ((10**6, 1, 1), [22, 1, 1]), ((5, 10**6, 5), [1, 22, 1])],
)
def test_the_bar_adds_up_and_shows_whatever_there_is(counts: tuple[int, ...], cells: list[int]) -> None:
    assert desk.cells(counts) == cells
