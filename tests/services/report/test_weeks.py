"""Numbers of past weeks: kept once, compared with a week ago, dropped after years."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.db import Database
from bot.services.report import weeks
from bot.services.report.figures import DeskFigures, ResellerShare, Supporters
from tests.conftest import MONDAY

DAY = timedelta(days=1)


def figures(at: datetime, waiting: int = 0) -> DeskFigures:
    return DeskFigures(at, (waiting, 0, 0, 0), 2, 1.5, Supporters((ResellerShare("t", 3),), 1, 1, 4, 5), (6, 7))


def keep(session: Session, at: datetime, waiting: int = 0) -> bool:
    return weeks.keep(session, f"{at:%G-W%V}", at, figures(at, waiting))


def test_numbers_come_back_as_they_were(database: Database) -> None:
    assert database.write_now(lambda s: keep(s, MONDAY))
    assert database.read_now(lambda s: weeks.read(s, "2026-W10")) == (MONDAY, figures(MONDAY))
    assert database.read_now(lambda s: weeks.read(s, "2026-W11")) is None


def test_whoever_comes_first_keeps_a_week(database: Database) -> None:
    assert database.read_now(lambda s: weeks.look(s, "2026-W10")) == (False, False)
    assert [database.write_now(lambda s, n=n: keep(s, MONDAY, n)) for n in (1, 2)] == [True, False]  # type: ignore[misc]
    assert database.read_now(lambda s: weeks.read(s, "2026-W10")) == (MONDAY, figures(MONDAY, 1))
    assert database.read_now(lambda s: weeks.look(s, "2026-W10")) == (True, True)
    assert database.read_now(lambda s: weeks.look(s, "2026-W11")) == (False, True)


def test_numbers_are_compared_with_those_of_a_week_ago_or_before(database: Database) -> None:
    database.write_now(lambda s: [keep(s, MONDAY - days * DAY) for days in (21, 7, 0)])

    def before(at: datetime) -> DeskFigures | None:
        return database.read_now(lambda s: weeks.before(s, at))

    assert before(MONDAY) == figures(MONDAY - 7 * DAY)
    # Wednesday does not say what changed since Monday.
    assert before(MONDAY + 2 * DAY) == figures(MONDAY - 7 * DAY)
    # An hour is lost where clocks go forward.
    assert before(MONDAY + 7 * DAY - timedelta(hours=1)) == figures(MONDAY)
    assert before(MONDAY - 7 * DAY) == figures(MONDAY - 21 * DAY)
    assert before(MONDAY - 21 * DAY) is None


def test_the_latest_week_is_known(database: Database) -> None:
    database.write_now(lambda s: [keep(s, MONDAY - days * DAY) for days in (7, 0)])
    found = [database.read_now(lambda s, n=n: weeks.is_latest(s, MONDAY - n * DAY)) for n in (7, 0)]  # type: ignore[misc]
    assert found == [False, True]


def test_years_later_they_are_dropped(database: Database) -> None:
    database.write_now(lambda s: keep(s, MONDAY))
    database.write_now(lambda s: keep(s, MONDAY + weeks.KEPT))
    assert database.read_now(lambda s: weeks.read(s, "2026-W10")) is not None
    database.write_now(lambda s: keep(s, MONDAY + weeks.KEPT + 7 * DAY))
    assert database.read_now(lambda s: weeks.read(s, "2026-W10")) is None
