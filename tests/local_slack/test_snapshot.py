"""A workspace that survives its process, seeds, and the program around it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.local_slack import ManualClock, SeedError, Workspace, serve
from bot.local_slack.snapshot import dump
from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, BEN, GENERAL, note, seed


async def lived_in(path: Path) -> tuple[Workspace, str]:
    ws = Workspace(seed(), clock=ManualClock())
    async with serve(ws, state_file=path) as server, ClientSession() as http:
        api = Api(ws, server, http)
        ts = (await api("chat.postMessage", channel=GENERAL, text="kept"))["ts"]
        await api("views.open", trigger_id=await api.trigger(ANN), view=note("Open", external_id="mine"))
        await api("views.publish", user_id=ANN, view={"type": "home", "blocks": [{"type": "divider"}]})
        await api("chat.postEphemeral", channel=GENERAL, user=ANN, text="psst")
        await api("chat.scheduleMessage", channel=BEN, text="later", post_at=int(ws.clock.unix()) + 7200)
        ws.person(ANN).attach("rows.csv", b"\x00\xff")
        ws.admin.add_to_group("S0ADMINS", BEN)
        ws.advance(timedelta(hours=1))
    return ws, ts


async def test_everything_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    before, ts = await lived_in(path)
    assert before.app.bot_token not in path.read_text()
    after = Workspace(seed(), clock=ManualClock())
    async with serve(after, state_file=path) as server, ClientSession() as http:
        assert dump(after) == dump(before)
        ann = after.person(ANN)
        assert ann.modal is not None
        assert ann.modal.title == "Open"
        assert [m.text for m in ann.messages(GENERAL)] == ["kept", "psst"]
        assert after.clock.now() == before.clock.now()
        api = Api(after, server, http)
        newer = await api("chat.postMessage", channel=GENERAL, text="next")
        assert float(newer["ts"]) > float(ts)
        after.advance(timedelta(hours=1))
        assert [m.text for m in after.person(BEN).dms] == ["later"]


async def test_changes_are_written_while_it_runs(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    ws = Workspace(seed(), clock=ManualClock())
    async with serve(ws, state_file=path):
        ws.admin.archive(GENERAL)
        await ws.settle(path.exists)
        saved = json.loads(path.read_text())
        assert saved["channels"][0]["is_archived"]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"version": 99}', '{"version": 1, "users": 7}'])
async def test_a_damaged_state_file_is_refused_with_advice(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(SeedError, match="delete it"):
        async with serve(Workspace(seed()), state_file=path):
            pytest.fail("it started")
    assert path.read_text() == text
