"""Notices drawn: None for whatever is gone, and buttons for people although Slack cannot tell who they are."""

from datetime import datetime
from typing import Any

import pytest

from bot.commands import notices
from bot.commands.assign_many.notices import CANCEL
from bot.commands.base import Message
from bot.commands.shared import action_ids
from bot.db import Database
from bot.services.contacts import assignments, submissions
from bot.services.outbox.ports import Rendering
from bot.text import reader
from tests.conftest import MONDAY, PROVIDER
from tests.kit import assign_many as many
from tests.kit.world import ANN, OFFICE, THREE, TREY, build, proposal, scene

NOBODYS: dict[str, Any] = {
    "batch_id": "NOPE",
    "request_id": 7,
    "provider_id": PROVIDER,
    "event_id": 7,
    "reference": "NOPE",
    "handover": "NOPE",
    "by": "UANN",
    "job": "NOPE",
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


def buttons(message: Message | None) -> list[str]:
    assert message is not None
    return [
        element["action_id"]
        for block in message.blocks
        for element in block.get("elements", ())
        if "action_id" in element
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("recipient", "shown"), [("UANN", [action_ids.REVIEW]), ("C0DESK", [])])
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
