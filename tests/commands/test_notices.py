"""Notices drawn: None for whatever is gone, and buttons for people although Slack cannot tell who they are."""

import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.commands import notices
from bot.commands.assign_many.notices import CANCEL
from bot.commands.base import Message
from bot.commands.shared import action_ids
from bot.db import Database
from bot.models import OutboxMessage
from bot.services.contacts import assignments, submissions
from bot.services.outbox import is_person
from bot.services.outbox.ports import KindUnknown, Rendering
from bot.services.reminders import digest
from bot.services.report import sweep as report_sweep
from bot.text import LANGUAGES, reader
from tests.conftest import MONDAY, PROVIDER
from tests.kit import assign_many as many
from tests.kit import stories
from tests.kit.store.engines import open_database
from tests.kit.store.templates import SqliteTemplate
from tests.kit.world import ANN, OFFICE, THREE, TREY, build, proposal, scene

NOBODYS: dict[str, Any] = {
    "batch_id": "NOPE",
    "request_id": 7,
    "provider_id": PROVIDER,
    "event_id": 7,
    "agreement": 7,
    "last": "2026-03-31",
    "reference": "NOPE",
    "handover": "NOPE",
    "departure": 7,
    "departures": [[7, "UANN"]],
    "by": "UANN",
    "job": "NOPE",
    "week": "NOPE",
    "person": "UNOPE",
    "stand_in": "UNOPE",
    "until": MONDAY.isoformat(),
    "recipient": "nope@example.com",
    "fate": "refused",
    "answer": "550 no",
    "made": MONDAY.isoformat(),
    "requests": [7],
    "expired": [8],
    "reviews": ["NOPE"],
    "privileges": [["NOPE", "NOPE", MONDAY.isoformat()]],
}


def asked(kind: str, payload: dict[str, Any], recipient: str = "UANN", at: datetime = MONDAY) -> Rendering:
    """A notice whose reader Slack cannot tell of."""
    return Rendering(kind, payload, f"s:{kind}", recipient, None, reader("en-US", "UTC"), at)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", notices.RENDERERS)
async def test_nothing_is_said_of_what_is_gone(database: Database, kind: str) -> None:
    assert await notices.render(database, asked(kind, NOBODYS)) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_kind_of_another_version_is_left_to_it(database: Database) -> None:
    with pytest.raises(KindUnknown, match="party.given"):
        await notices.render(database, asked("party.given", NOBODYS))


NAMES = {"UANN": "Ann Archer", "UGLO": "Gloria Gil", "WNEW": "Nora New"}
MOST_LINES, MOST_CHARACTERS = 2, 420
_TOKEN = re.compile(r"<(?:!date|mailto|https?)[^|>]*\|([^>]*)>")


async def drawn(database: Database, language: str) -> list[tuple[OutboxMessage, Message]]:
    """Every notice that the outbox holds and that has anything to say, in the language, as of a day later."""

    async def names(_ids: Iterable[str]) -> Mapping[str, str]:
        return NAMES

    rows = database.read_now(lambda s: list(s.scalars(select(OutboxMessage).order_by(col(OutboxMessage.id)))))
    found = []
    for row in rows:
        person = is_person(row.recipient)
        t = reader(language, "Europe/Madrid", together=not person)
        at = row.due_at + timedelta(seconds=1)
        message = await notices.render(
            database, Rendering(row.kind, row.payload, row.subject, row.recipient, None, t, at, names)
        )
        if isinstance(message, Message):
            found.append((row, message))
    return found


def parts(row: OutboxMessage, message: Message) -> list[str]:
    """The message, or of a digest each of its entries, as people see them."""
    said = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    said += [element["text"] for block in message.blocks if block["type"] == "context" for element in block["elements"]]
    shown = said if row.kind == digest.KIND else ["\n".join(said), str(message.text)]
    return [_TOKEN.sub(r"\1", part) for part in shown]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", stories.ALL, ids=lambda story: story.__name__)
async def test_notices_are_two_lines_and_ring_for_nobody_who_acted(
    database: Database, language: str, story: stories.Story
) -> None:
    await story(database)
    for row, message in await drawn(database, language):
        for part in parts(row, message):
            assert part.count("\n") < MOST_LINES, (row.kind, part)
            assert len(part) <= MOST_CHARACTERS, (row.kind, part)
        # A new owner may be called to the thread, and whoever looks after a request to a digest of the team's.
        called = "WNEW" if row.kind == "request.history" else "UGLO" if row.kind == digest.KIND else ""
        assert set(re.findall(r"<@(\w+)>", f"{message.text}{message.blocks}")) <= {called}, (row.kind, message.text)
        assert is_person(row.recipient) or "<!date" not in f"{message.text}{message.blocks}"


async def test_the_stories_have_every_kind(sqlite_template: SqliteTemplate) -> None:
    kinds = set()
    for story in stories.ALL:
        with sqlite_template.fresh() as url, closing(open_database(url)) as database:
            await story(database)
            kinds |= {row.kind for row, _ in await drawn(database, "en")}
    # The weekly report is no notice of one thing, and as long as it needs to be.
    assert kinds == set(notices.RENDERERS) - {report_sweep.KIND}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", stories.ALL, ids=lambda story: story.__name__)
async def test_a_channel_reads_no_sentence_twice(database: Database, language: str, story: stories.Story) -> None:
    await story(database)
    told = [(row, m) for row, m in await drawn(database, language) if not is_person(row.recipient)]
    last = {row.subject: str(message.text) for row, message in told if row.thread is None}
    # In second lines is how things stand, which may be the same of several things.
    said = [text.splitlines()[0] for text in last.values()]
    assert len(said) == len(set(said)), said


def buttons(message: object) -> list[str]:
    assert isinstance(message, Message)
    return [
        element["action_id"]
        for block in message.blocks
        for element in block.get("elements", ())
        if "action_id" in element
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("recipient", "shown"), [("UANN", [action_ids.REVIEW]), ("C0DESK", [action_ids.OPEN_SUBMISSION])]
)
async def test_people_can_review_whatever_slack_knows_of_them(
    database: Database, recipient: str, shown: list[str]
) -> None:
    database.write_now(lambda s: build(s, *THREE))
    done = database.write_now(lambda s: assignments.submit(s, ANN, proposal(TREY, OFFICE), scene(MONDAY)))
    drawn = await notices.render(database, asked(submissions.CHANGED, {"batch_id": done.batch_id}, recipient))
    assert buttons(drawn) == shown


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("recipient", "shown"), [("UANN", [CANCEL]), ("C0DESK", [])])
async def test_owners_can_cancel_their_job_whatever_slack_knows_of_them(
    database: Database, recipient: str, shown: list[str]
) -> None:
    database.write_now(many.build)
    job_id = many.started(database, many.whole())
    drawn = await notices.render(database, asked("bulk.job", {"job": job_id}, recipient))
    assert buttons(drawn) == shown
