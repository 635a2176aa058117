"""Charts and tables are cut to what Slack takes."""

import pytest

from bot.commands.shared import charts
from bot.commands.shared.charts import ChartSeries
from bot.local_slack.blockkit import check_message

LONG = "A name that is much longer than any label may be " * 4


def test_whatever_is_long_is_cut() -> None:
    bars = charts.bars(LONG, ["a", "b"], [ChartSeries(LONG, (1, -2.5))], (LONG, LONG))
    pie = charts.pie(LONG, [(LONG, 0.5), (LONG, 3)])
    rows = [[charts.words(LONG), charts.number(number, f"{number:,}")] for number in range(400)]
    table = charts.table(LONG, ["What", "Number"], rows)
    assert check_message({"text": "all of it", "blocks": [bars, pie, table]}) == []
    assert len(table["rows"]) < 110
    short = charts.table("Short", ["Number"], [[charts.number(number, str(number))] for number in range(400)])
    assert len(short["rows"]) == charts.ROWS + 1


def test_a_cell_is_never_empty() -> None:
    assert charts.words("")["text"] == " "


def test_every_series_has_a_value_for_each_category() -> None:
    with pytest.raises(ValueError, match="zip"):
        charts.bars("Bars", ["a", "b"], [ChartSeries("one", (1,))], ("x", "y"))
