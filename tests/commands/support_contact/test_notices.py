"""The notice of drift: two lines, the way to choose again, and the list behind them."""

import pytest

from bot.commands.support_contact import notices
from bot.local_slack.blockkit import check_message, check_modal
from bot.services.directory.observed import Drift, Drifted
from bot.text import Reader, reader
from tests.kit.screens import WORST, sent

ONE = Drifted("s1", "Office 365", "Contoso", "Trey Research", "Litware", "UANN")


def buttons(message: object) -> list[str]:
    return [element["action_id"] for element in sent(message)["blocks"][-1]["elements"]]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Office 365 (Contoso): from Trey Research, assigned by Ann, to *Litware*"),
        ("es", "Office 365 (Contoso): de Trey Research, asignado por Ann, a *Litware*"),
    ],
)
def test_a_move_is_named(language: str, words: str) -> None:
    t = reader(language, "UTC").naming({"UANN": "Ann"})
    told = notices.notice(t, Drift((ONE,), 1), "R", personal=False)
    assert words in told.text
    assert buttons(told) == [notices.OPEN]
    assert buttons(notices.notice(t, Drift((ONE,), 1), "R", personal=True)) == [
        "assign.from_subscription",
        notices.OPEN,
    ]


def test_of_many_the_first_are_named_and_people_choose_again_in_the_list() -> None:
    t = reader("en", "UTC")
    told = notices.notice(t, Drift((ONE, ONE, ONE), 7), "R", personal=True)
    assert "7 other support contacts" in told.text
    assert "Office 365 (Contoso), Office 365 (Contoso), and 5 more" in told.text
    assert buttons(told) == [notices.OPEN]
    assert told.text.count("\n") == 1
    shown = notices.build(t, Drift((ONE, ONE, ONE), 7), may_change=True)
    assert [block["accessory"]["value"] for block in shown["blocks"] if "accessory" in block] == ["s1"] * 3
    assert "and 4 more subscriptions" in str(shown)
    assert "accessory" not in str(notices.build(t, Drift((ONE,), 1), may_change=False))


@pytest.mark.parametrize("count", [1, notices.LISTED])
def test_the_worst_fits(t: Reader, count: int) -> None:
    found = Drift((Drifted(WORST[:50], WORST, WORST, WORST, WORST, "UANN"),) * count, 10_000)
    assert check_message(sent(notices.notice(t, found, "R", personal=True))) == []
    assert check_modal(notices.build(t, found, may_change=True)) == []
