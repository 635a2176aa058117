"""What checks off a task: something a person did, in Slack or beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.local_slack import Record, Task, Workspace, serve
from bot.local_slack.browser.walkthrough import happened
from tests.local_slack.tiny_bot import ANN, seed

CLICK = {"actions": [{"action_id": "go"}, {"action_id": "back"}]}


@pytest.mark.parametrize(
    ("when", "met"),
    [
        ({"name": "block_actions"}, True),
        ({"actions.0.action_id": "go"}, True),
        ({"actions.0.action_id": "back"}, False),
        ({"actions.1.action_id": ["back", "forth"]}, True),
        ({"actions.2.action_id": "go"}, False),
        ({"actions.first.action_id": "go"}, False),
        ({"kind": "note"}, False),
    ],
)
def test_a_path_leads_through_objects_and_lists(when: dict[str, Any], met: bool) -> None:
    record = Record(1, datetime(2026, 1, 5, tzinfo=UTC), "payload", "block_actions", {"payload": CLICK})
    assert happened(record, when) == met


async def test_what_is_done_beside_slack_counts_too() -> None:
    ws = Workspace(seed())
    mail, accepted = ({"kind": "note", "name": "outside", **what} for what in ({"scheme": "mailto"}, {"action": "yes"}))
    ws.walkthrough.offer(
        [Task("1", "", mail), Task("2", "", accepted), Task("3", "", {"kind": "note", "name": "clock"})]
    )
    async with serve(ws) as server, ClientSession() as http:

        async def open_page(**more: object) -> list[int]:
            body = {"as": ANN, "url": "https://example.com/", **more}
            assert (await http.post(f"{server.url}/_/outside", json=body)).status == 200
            return ws.walkthrough.done

        assert await open_page() == []
        assert await open_page(url="mailto:ann@example.com") == [0]
        assert await open_page(action="yes", again=True) == [0, 1]
        seen = len(ws.wire.records("note", "outside"))
        await open_page(again=True)  # the page drew itself anew
        assert len(ws.wire.records("note", "outside")) == seen == 3
    ws.advance(timedelta(days=1))
    assert ws.walkthrough.done == [0, 1, 2]
