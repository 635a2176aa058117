"""What a person can write, and where."""

from __future__ import annotations

import pytest

from bot.local_slack import NotVisible, Workspace
from tests.local_slack.tiny_bot import ANN, BEN, GENERAL, manifest, seed


async def test_nobody_writes_to_an_app_that_reads_nothing() -> None:
    silent = manifest()
    silent["features"]["app_home"]["messages_tab_read_only_enabled"] = True
    ws = Workspace(seed(silent))
    ann = ws.person(ANN)
    room = ws.state.open_direct(ANN, ws.app.bot_user_id)
    with pytest.raises(NotVisible, match="read-only"):
        await ann.say(room.id, "Hello?")
    assert ann.dms == []
    for place in (GENERAL, ws.state.open_direct(ANN, BEN).id):
        assert (await ann.say(place, "Hello")).did
