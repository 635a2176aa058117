"""Rows of every kind of notice, byte for byte as earlier versions wrote them: keys, kinds, subjects, readers."""

import pytest
from sqlmodel import Session, col, select

from bot.db import Database
from bot.models import OutboxMessage
from bot.services import outbox
from bot.services.contacts import submissions
from bot.services.scene import Scene
from tests.conftest import MONDAY, PROVIDER
from tests.kit.store.rivals import statements
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


def test_however_many_messages_are_drawn_again_by_one_statement_for_each_kind(database: Database) -> None:
    batches = [f"B{number}" for number in range(40)]

    def tell(s: Session) -> None:
        for batch in batches:
            outbox.tell(s, at("k"), submissions.CHANGED, f"batch:{batch}", "e", ["UANN", "C0DESK"], {"batch_id": batch})

    database.write_now(tell)
    before = told(database)
    for _ in range(2):
        with statements(database) as said:
            database.write_now(lambda s: submissions.redraw(s, MONDAY, batches, "KEY"))
        assert [sql.split()[0] for sql in said] == ["INSERT", "INSERT"]
    subject, payload = "batch:B7", {"batch_id": "B7"}
    again = [row for row in told(database) if row not in before]
    assert [row for row in again if row[2] == subject] == [
        (f"{subject}:again:{who}:KEY", submissions.CHANGED, subject, who, None, payload) for who in ("C0DESK", "UANN")
    ]
    assert len(again) == 2 * len(batches)
