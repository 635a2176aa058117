"""Who is named by a message, as the client counts it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local_slack import Workspace
from tests.local_slack.tiny_bot import ANN, BEN, EVE, GENERAL, seed

RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "usergroup", "usergroup_id": "S0ADMINS"}]}],
}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"text": "Hello"}, set()),
        ({"text": f"See {ANN}"}, set()),
        ({"text": f"<@{ANN}>, look"}, {ANN}),
        ({"text": f"<@{ANN}|ann>, look"}, {ANN}),
        ({"text": "<!subteam^S0ADMINS|@admins>"}, {ANN}),
        ({"text": "<!here> lunch"}, {ANN, BEN}),
        ({"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": f"<@{BEN}>"}}]}, {BEN}),
        ({"text": "x", "blocks": [RICH]}, {ANN}),
        ({"text": "x", "attachments": [{"text": f"<@{BEN}>"}]}, {BEN}),
    ],
)
def test_a_message_names_people_groups_and_everybody(content: dict[str, Any], named: set[str]) -> None:
    ws = Workspace(seed())
    ws.chat.post(ws.state.channels[GENERAL], EVE, content)
    assert {who for who in (ANN, BEN) if ws.person(who).unread_mentions(GENERAL)} == named


async def test_what_was_read_what_one_wrote_and_disabled_groups_do_not_count() -> None:
    ws = Workspace(seed())
    ann = ws.person(ANN)

    def write(author: str, text: str) -> int:
        ws.chat.post(ws.state.channels[GENERAL], author, {"text": text})
        return ann.unread_mentions(GENERAL)

    assert write(BEN, f"<@{ANN}>") == 1
    assert write(ANN, f"Not <@{ANN}>") == 0
    assert write(BEN, "<!subteam^S0ADMINS>") == 1
    ws.admin.disable_group("S0ADMINS", silent=True)
    assert ann.unread_mentions(GENERAL) == 0
    assert write(BEN, "<!channel>") == 1
    ann.read(GENERAL)
    assert ann.unread_mentions(GENERAL) == 0
