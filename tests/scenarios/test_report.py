"""The weekly picture: to the channel once a week, and to whoever asks, in both transports, on both databases."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import func, select

from bot.bootstrap import running_bot
from bot.db import Database
from bot.local_slack.base.models import Message
from bot.local_slack.text_view import render_message
from bot.models import OutboxMessage, ReportWeek
from bot.services.images import artist
from tests.kit import desk as desks
from tests.kit.desk import GLORIA, HUGO, NOBODY, Desk, flat, settings_for
from tests.kit.relationships import searchable
from tests.kit.steps import sent

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TITLE, TITULO = "The team's week", "La semana del equipo"
NEW = ("data_visualization", "data_table")


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(searchable)


def reports(desk: Desk) -> list[Message]:
    return [message for message in desk.told() if TITLE in message.text or TITULO in message.text]


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


def count(desk: Desk, model: type[Any]) -> int:
    return desk.db.read_now(lambda s: int(s.exec(select(func.count()).select_from(model)).one()))


async def test_on_monday_at_nine_the_channel_gets_one_report(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    for _ in range(3):
        await desk.sweep("report")
    (report,) = reports(desk)
    assert kinds(report) == ["section", *("data_visualization",) * 2, "data_table"]
    assert "*Requests without an answer:* 1" in report.text
    assert "Less than 3 days: 1" in report.text
    assert "There are no numbers of an earlier week" in report.text
    assert "Us by default, nobody chose: 5" in report.text


async def test_a_week_later_it_tells_what_changed(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await desk.sweep("report")
    await desk.advance(7 * DAY - timedelta(minutes=1))
    await desk.sweep("report")
    assert len(reports(desk)) == 1
    await desk.advance(timedelta(minutes=1))
    await desk.sweep("report")
    later = reports(desk)[1].text
    assert "*Requests without an answer:* 1 (±0)" in later
    assert "Less than 3 days: 0 (−1)" in later
    assert "7 to 14 days: 1 (+1)" in later
    assert "Changes are since" in later
    assert "Mar 2, 2026" in later.split("Changes are since")[1]


async def test_the_first_start_in_the_middle_of_a_week_only_counts(desk: Desk) -> None:
    await desk.advance(2 * DAY)
    await desk.sweep("report")
    assert (reports(desk), count(desk, ReportWeek)) == ([], 1)
    # Of what is there now, compared with what was then.
    await desk.advance(5 * DAY)
    await desk.sweep("report")
    assert "Mar 4, 2026" in reports(desk)[0].text.split("Changes are since")[1]


async def test_what_was_missed_comes_late_in_working_hours_and_once(desk: Desk) -> None:
    await desk.sweep("report")
    # Nothing runs from one Monday to the evening of the next.
    await desk.advance(7 * DAY + 11 * HOUR)
    await desk.sweep("report")
    assert len(reports(desk)) == 1
    await desk.advance(13 * HOUR)
    for _ in range(2):
        await desk.sweep("report")
    assert len(reports(desk)) == 2
    assert "Mar 10, 2026" in reports(desk)[1].text


async def test_slack_that_is_away_at_the_hour_gets_it_in_working_hours(desk: Desk) -> None:
    desk.ws.faults.add("rate_limited", "chat.postMessage", seconds=3000)
    await desk.sweep("report")
    await desk.advance(10 * HOUR)
    assert reports(desk) == []
    await desk.advance(6 * HOUR)
    assert reports(desk) == []
    await desk.advance(8 * HOUR)
    await desk.notices()
    assert len(reports(desk)) == 1


async def test_one_that_never_left_gives_way_to_the_next(desk: Desk) -> None:
    await desk.sweep("report")
    hold = update(OutboxMessage).values(state="pending", slack_ts=None, slack_channel=None)
    desk.db.write_now(lambda s: s.connection().execute(hold))
    desk.ws.advance(7 * DAY)
    await desk.sweep("report")
    assert len(reports(desk)) == 2
    assert "Changes are since" in reports(desk)[1].text


async def test_two_replicas_send_one(desk: Desk, database_url: str) -> None:
    used = settings_for(desk.ws, f"{desk.ws.base_url}/api/", database_url, "http")
    async with running_bot(used, clock=desk.clock, timers=False) as other:
        first = desk.tick("report")
        second = next(tick for tick in other.sweeps if tick.name == "report")
        assert [await first.run(), await second.run()].count(True) == 1
        await desk.notices()
    assert (len(reports(desk)), count(desk, ReportWeek), count(desk, OutboxMessage)) == (1, 1, 1)


def unknown(desk: Desk) -> None:
    """Let the workspace know neither charts nor data tables."""
    desk.ws.faults.add("unknown_block", times=None)


@pytest.fixture
def quickly_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have images drawn in no time, by a program that writes a few bytes."""
    program = tmp_path / "draw.py"
    program.write_text("import sys; sys.stdout.buffer.write(b'\\x89PNG')")
    monkeypatch.setattr(artist, "PROGRAM", program)


async def test_a_workspace_without_the_new_blocks_gets_an_image_above_the_lines(desk: Desk) -> None:
    gloria = await sent(desk)
    await gloria.close()
    await desk.notices()
    unknown(desk)
    await desk.sweep("report")
    (report,) = reports(desk)
    assert kinds(report) == ["image", "section"]
    image = report.blocks[0]
    assert "Requests without an answer, by age: Now: Less than 3 days 1" in image["alt_text"]
    file = desk.person(HUGO).file(image["slack_file"]["id"])
    assert (file.content or b"").startswith(b"\x89PNG")
    assert (file.mimetype, file.channels, file.user) == ("image/png", [], desk.ws.state.app.bot_user_id)
    assert "Less than 3 days: 1" in str(report.blocks[1])
    assert "nobody chose: 5" in flat(render_message({"text": report.text, "blocks": report.blocks}, width=200))


@pytest.mark.usefixtures("quickly_drawn")
async def test_slack_may_look_at_the_image_for_a_moment(desk: Desk) -> None:
    unknown(desk)
    desk.ws.faults.add("unread_file", "files.info", times=1)
    await desk.sweep("report")
    assert [kinds(report) for report in reports(desk)] == [["image", "section"]]


@pytest.mark.usefixtures("quickly_drawn")
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal", "files.info"])
async def test_where_the_image_cannot_be_uploaded_the_lines_go_alone(desk: Desk, method: str) -> None:
    unknown(desk)
    desk.ws.faults.add("error", method, code="file_uploads_disabled")
    await desk.sweep("report")
    assert [kinds(report) for report in reports(desk)] == [["section"]]


async def test_where_nothing_can_draw_the_lines_go_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artist, "LIBRARY", "no_such_library")
    gloria = await sent(desk)
    await gloria.close()
    await desk.notices()
    unknown(desk)
    await desk.sweep("report")
    (report,) = reports(desk)
    assert kinds(report) == ["section"]
    assert "Less than 3 days: 1" in str(report.blocks)


async def test_whoever_may_view_asks_for_it_in_their_language(desk: Desk) -> None:
    hugo, gloria = desk.person(HUGO), desk.person(GLORIA)
    for person, said in ((hugo, "report"), (gloria, "informe"), (gloria, "Report")):
        assert (await person.command("/relationships", said)).ok
        await desk.settle()
        assert person.modal is None
    assert [TITLE in message.text for message in hugo.ephemerals] == [True]
    assert [TITULO in message.text for message in gloria.ephemerals] == [True, True]
    assert NEW[1] in kinds(hugo.ephemerals[0])
    assert "Nosotros por defecto, nadie lo eligió: 5" in gloria.ephemerals[0].text
    # It is asked for, not told: the week is still to come.
    assert (reports(desk), count(desk, ReportWeek)) == ([], 0)


@pytest.mark.usefixtures("quickly_drawn")
@pytest.mark.parametrize("uploads", [True, False])
async def test_so_does_an_asker_in_such_a_workspace(desk: Desk, uploads: bool) -> None:
    unknown(desk)
    if not uploads:
        desk.ws.faults.add("error", "files.getUploadURLExternal", code="file_uploads_disabled")
    hugo = desk.person(HUGO)
    await hugo.command("/relationships", "report")
    await desk.settle()
    assert [kinds(message) for message in hugo.ephemerals] == [[*["image"] * uploads, "section"]]


async def test_an_asker_compares_with_a_week_ago(desk: Desk) -> None:
    await desk.sweep("report")
    await desk.advance(3 * DAY)
    hugo = desk.person(HUGO)
    await hugo.command("/relationships", "report")
    await desk.settle()
    assert "There are no numbers of an earlier week" in hugo.ephemerals[-1].text
    gloria = await sent(desk)
    await gloria.close()
    await desk.advance(4 * DAY)
    await hugo.command("/relationships", "report")
    await desk.settle()
    assert "*Requests without an answer:* 1 (+1)" in hugo.ephemerals[-1].text


async def test_who_may_not_view_is_refused(desk: Desk) -> None:
    nobody = desk.person(NOBODY)
    await nobody.command("/relationships", "report")
    await desk.settle()
    assert TITLE not in str([message.text for message in nobody.ephemerals])


@pytest.mark.parametrize("settings", [{"report_time": "off"}, {"report_time": None}])
async def test_off_is_off(database: Database, database_url: str, directory: None, settings: Mapping[str, Any]) -> None:
    async with desks.opened(database, database_url, "socket", **settings) as desk:
        assert "report" not in {tick.name for tick in desk.bot.sweeps}
        await desk.check()


async def test_another_hour_zone_and_language(database: Database, database_url: str, directory: None) -> None:
    """Thursday at 7:30 in Madrid, where clocks go forward in between."""
    wanted: dict[str, Any] = {
        "report_time": "thu 07:30",
        "default_timezone": "Europe/Madrid",
        "channel_locale": "es-ES",
    }
    async with desks.opened(database, database_url, "socket", **wanted) as desk:
        for at in ("2026-03-26T06:29", "2026-03-26T06:30", "2026-04-02T05:29", "2026-04-02T05:30"):
            desk.ws.advance(datetime.fromisoformat(f"{at}+00:00") - desk.clock.now())
            await desk.tick("report").run()
            await desk.settle()
        assert [TITULO in report.text for report in reports(desk)] == [True, True]
        assert "26 mar 2026" in reports(desk)[1].text.split("Los cambios son desde")[1]
        await desk.check()
