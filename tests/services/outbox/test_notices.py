"""Rows of every kind of notice, byte for byte as earlier versions wrote them: keys, kinds, subjects, readers."""

import pytest
from sqlmodel import col, select

from bot.db import Database
from bot.models import OutboxMessage
from bot.services import outbox
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.stories import STORIES, Story, at
from tests.services.outbox.rows import ROWS, Row


def told(database: Database) -> list[Row]:
    """Every row in the order of its key."""
    rows = database.read_now(lambda s: s.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all())
    found = [(r.dedupe_key, r.kind, r.subject, r.recipient, r.thread, r.payload) for r in rows]
    return sorted(found, key=lambda row: row[0])


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_rows_are_as_older_versions_wrote_them(database: Database, story: Story) -> None:
    await story(database)
    assert told(database) == ROWS[story.__name__]


def test_people_come_first_each_once_then_the_channel_if_there_is_one() -> None:
    assert outbox.readers(at("k"), "UANN", None, "WBOB", "UANN") == ("UANN", "WBOB", "C0DESK")
    assert outbox.readers(Scene(PROVIDER, MONDAY), "UANN", None) == ("UANN",)
    assert outbox.readers(Scene(PROVIDER, MONDAY)) == ()


@pytest.mark.parametrize(
    ("recipient", "person"), [("U0ANN", True), ("W0ANN", True), ("C0DESK", False), ("G0OLD", False)]
)
def test_a_person_is_told_from_a_channel_by_the_id(recipient: str, person: bool) -> None:
    assert outbox.is_person(recipient) is person


def test_telling_the_same_again_is_silent_and_a_repetition_is_told_apart(database: Database) -> None:
    for again in ("", "", "2", "2"):
        database.write_now(lambda s, a=again: outbox.tell(s, at("k"), "k", "s:1", "e", ["UANN"], {}, again=a))  # type: ignore[misc]
    assert [row[0] for row in told(database)] == ["s:1:e:UANN", "s:1:e:UANN:2"]
