"""The weekly overview passes Slack's limits in both languages, and says each number in words, too."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.commands.base import Message
from bot.commands.relationships import report
from bot.local_slack.blockkit import check_message
from bot.services.on_record.health import RecordHealth
from bot.services.report.figures import NAMED, DeskFigures, ResellerShare, Supporters
from bot.services.report.overview import ReportOverview
from bot.text import Reader, reader
from tests.conftest import MONDAY
from tests.kit.screens import WORST

KEYS = [f"55555555-0000-4000-8000-{number:012}" for number in range(NAMED)]
EMPTY = DeskFigures(MONDAY, (0, 0, 0, 0), 0, None, Supporters(), (0, 0))
SHARES = tuple(ResellerShare(key, 900_000 - number) for number, key in enumerate(KEYS))
FULL = DeskFigures(
    MONDAY,
    (1234, 99, 7, 1),
    1500,
    12.345,
    Supporters(SHARES, 12_345, 4990, 1_000, 1_000_000),
    (100_000, 5),
    {health.value: 100_000 + number for number, health in enumerate(RecordHealth)},
)
BEFORE = DeskFigures(
    MONDAY - timedelta(days=7),
    (1000, 99, 8, 2),
    1400,
    13.0,
    Supporters((ResellerShare(KEYS[0], 900_010),), 1, 1, 2, 3),
    (1, 2),
    {"valid": 100_000, "missing": 7},
)


def overview(now: DeskFigures = FULL, before: DeskFigures | None = BEFORE, name: str = WORST) -> ReportOverview:
    return ReportOverview(now, before, dict.fromkeys(KEYS, name))


def strict(message: Message, blocks: Any) -> list[Any]:
    return check_message({"text": str(message.text), "blocks": list(blocks)})


@pytest.mark.parametrize("before", [BEFORE, EMPTY, None])
@pytest.mark.parametrize("now", [FULL, EMPTY])
@pytest.mark.parametrize("name", [WORST, "Trey"])
def test_both_forms_fit(t: Reader, now: DeskFigures, before: DeskFigures | None, name: str) -> None:
    message = report.message(t, overview(now, before, name))
    assert strict(message, message.blocks) == []
    assert strict(message, message.plainer) == []
    assert len(message.text) <= 3000


def test_nothing_is_drawn_of_nothing(t: Reader) -> None:
    message = report.message(t, overview(EMPTY, None))
    assert [block["type"] for block in message.blocks] == ["section", "data_table"]


def test_text_and_table_say_every_number_and_change() -> None:
    message = report.message(reader("en", "UTC"), overview(name="Trey"))
    for said in (
        "*Requests without an answer:* 1,341 (+232)",
        "• Less than 3 days: 1,234 (+234)",
        "• 3 to 7 days: 99 (±0)",
        "• 14+ days: 1 (−1)",
        "*Requests accepted in 7 days:* 1,500 (+100)",
        "• Days from sent to accepted, median: 12.3 (−0.7)",
        "• Within 7 days: 100,000 (+99,999)",
        "• Trey: 900,000 (−10)",
        # It was not named before.
        "• Trey: 899,999\n",
        "• 4,990 more resellers: 12,345\n",
        "• Us, as somebody chose: 1,000 (+998)",
        "• Us by default, nobody chose: 1,000,000 (+999,997)",
        "*Active subscriptions without a partner on record that Microsoft takes:* 500,015 (+500,008)",
        "• No partner on record: 100,005 (+99,998)",
        "• Partner is suspended or not active: 100,002 (+100,002)",
        "• Besides: valid: 100,000 (±0)",
    ):
        assert said in f"{message.text}\n"
    table = message.blocks[-1]
    said_there = [[cell.get("text") for cell in row] for row in table["rows"]]
    assert ["Requests", "Less than 3 days", "1,234", "+234"] in said_there
    assert ["Subscriptions", "Trey", "899,999", "–"] in said_there
    assert len(said_there) == 1 + 5 + len(message.text.split("\n•")) - 1


def test_charts_have_the_same_numbers() -> None:
    bars, pie = report.message(reader("es", "UTC"), overview(name="Trey")).blocks[1:3]
    now, before = bars["chart"]["series"]
    assert [point["value"] for point in now["data"]] == [1234, 99, 7, 1]
    assert (now["name"], before["name"]) == ("Ahora", "Antes")
    values = [segment["value"] for segment in pie["chart"]["segments"]]
    assert sum(values) == FULL.supporters.total


def test_without_an_earlier_week_nothing_is_compared() -> None:
    message = report.message(reader("en", "UTC"), overview(before=None))
    assert "no numbers of an earlier week" in message.text
    assert "(" not in message.text.split("compare with.")[1].replace("(GDAP)", "").replace("(PartnerID", "")
    assert len(message.blocks[1]["chart"]["series"]) == 1


def test_a_week_without_acceptances_has_no_median() -> None:
    message = report.message(reader("en", "UTC"), overview(replace(FULL, established=0, median_days=None)))
    assert "median: –" in message.text


def test_what_was_not_counted_a_week_ago_has_no_change_and_what_is_not_counted_no_place() -> None:
    earlier = replace(BEFORE, record=None)
    said = report.message(reader("en", "UTC"), overview(before=earlier)).text
    assert "that Microsoft takes:* 500,015\n" in said
    assert "• No partner on record: 100,005\n" in said
    assert "partner on record" not in report.message(reader("en", "UTC"), overview(replace(FULL, record=None))).text


def test_a_health_that_ceased_is_told_with_its_change() -> None:
    said = report.message(reader("en", "UTC"), overview(replace(FULL, record={}))).text
    assert "that Microsoft takes:* 0 (−7)" in said
    assert "• No partner on record: 0 (−7)" in said
    assert "not a member" not in said
