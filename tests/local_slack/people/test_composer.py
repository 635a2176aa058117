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


async def test_a_file_is_shared_by_who_brought_it() -> None:
    ws = Workspace(seed())
    ann, ben = ws.person(ANN), ws.person(BEN)
    file = ann.attach("rows.csv", b"a,b")
    with pytest.raises(NotVisible, match="sees no file"):
        await ben.say(GENERAL, "Mine", files=[file])
    await ann.say(GENERAL, "Here", files=[file])
    (message,) = ben.messages(GENERAL)
    assert (message.subtype, message.files) == ("file_share", [file])
    assert ben.file(file).content == b"a,b"
