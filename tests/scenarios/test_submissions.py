"""Every form of the bot, submitted before it was drawn: Slack takes the answer, and a person can read it."""

from typing import Any

import pytest

from bot.commands.base import Command, Panel
from bot.commands.registry import COMMANDS, PANELS
from bot.local_slack import blockkit
from tests.kit.desk import GLORIA, Desk
from tests.kit.transport.sending import deliver, interaction

OWNERS: tuple[Command | Panel, ...] = (*COMMANDS, *PANELS)
SUBMISSIONS = sorted({name for owner in OWNERS for name in owner.submissions})
LOADING = {"type": "section", "block_id": "load", "text": {"type": "mrkdwn", "text": "…"}}


def early(desk: Desk, callback_id: str) -> dict[str, Any]:
    """The loading view of a form, submitted."""
    view = {
        "id": f"V0{callback_id}",
        "hash": "1.1",
        "type": "modal",
        "callback_id": callback_id,
        "blocks": [LOADING],
        "private_metadata": "",
        "state": {"values": {}},
    }
    sent = interaction(desk, "view_submission", trigger_id=f"1.1.{callback_id}", view=view, response_urls=[])
    return sent | {"user": sent["user"] | {"id": GLORIA}}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_form_that_was_not_drawn_yet_is_answered_in_words(desk: Desk) -> None:
    assert len(SUBMISSIONS) > 8
    for name in SUBMISSIONS:
        answer = await deliver(desk, early(desk, name))
        assert list(blockkit.check_response_action(answer, ())) == [], name
        assert answer.get("view", {}).get("blocks") or answer == {"response_action": "clear"}, name
