"""Pledges: whoever is done takes back what was pledged before, and nothing of what is under way still."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from bot.db import Database
from bot.models import OutboxMessage
from bot.services.outbox import pledges
from tests.conftest import MONDAY

KIND, ABOUT = "export.unfinished", "export:requests.csv"
SOON = MONDAY + timedelta(seconds=1)


def pledged(database: Database, at: datetime, reference: str, subject: str = ABOUT, person: str = "UANN") -> None:
    database.write_now(lambda s: pledges.pledge(s, at, KIND, subject, person, reference))


def left(database: Database) -> list[str]:
    rows = select(OutboxMessage.subject).order_by(col(OutboxMessage.id))
    return list(database.read_now(lambda s: s.exec(rows).all()))


def test_a_try_takes_back_its_own(database: Database) -> None:
    pledged(database, MONDAY, "ONE")
    pledged(database, SOON, "TWO")
    assert database.write_now(lambda s: pledges.withdraw(s, KIND, ABOUT, "UANN", "TWO")) == 1
    assert left(database) == [f"{ABOUT}:ONE"]


def test_what_is_done_takes_back_what_came_before(database: Database) -> None:
    pledged(database, MONDAY, "ONE")
    pledged(database, MONDAY, "OTHER", subject="export:requests")
    pledged(database, MONDAY, "ELSEWHERE", person="UTWO")
    pledged(database, SOON, "TWO")
    assert database.write_now(lambda s: pledges.withdraw_up_to(s, MONDAY, KIND, ABOUT, "UANN")) == 1
    assert left(database) == ["export:requests:OTHER", f"{ABOUT}:ELSEWHERE", f"{ABOUT}:TWO"]
