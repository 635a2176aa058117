"""A workspace that survives its process, seeds, and the program around it."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.local_slack import DEFAULT_SEED, ManualClock, SeedError, Workspace, read_json, run_async, serve
from bot.local_slack.base.activity import Activity
from bot.local_slack.base.seed import build
from bot.local_slack.runner import load_seed
from bot.local_slack.snapshot import dump
from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, BEN, GENERAL, manifest, note, seed


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


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"planets": []}, "unknown key 'planets'"),
        ({"people": {}}, "people: must be a list"),
        ({"people": [{"name": "ann"}]}, r"people\[0\].*'id'"),
        ({"people": [{"id": "U1", "name": "a"}, {"id": "U1", "name": "b"}]}, r"people\[1\]: the id U1 is used twice"),
        ({"people": [{"id": "U1", "name": "a", "shoe": 42}]}, "unknown key 'shoe'"),
        ({"groups": [{"id": "S1", "handle": "h", "name": "n", "users": ["U404"]}]}, r"groups\[0\].users: U404"),
        ({"channels": [{"id": "C1", "name": "c", "members": ["U404"]}]}, r"channels\[0\].members: U404"),
        ({"app": {"secret": "x"}}, "app: unknown key"),
    ],
)
def test_seeds_are_checked(change: dict[str, Any], says: str) -> None:
    with pytest.raises(SeedError, match=says):
        build({"team": {"id": "T1"}} | change, ManualClock(), Activity())


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ("x", "manifest: must be an object"),
        ({"display_information": "x"}, "manifest.display_information: must be an object"),
        ({"features": []}, "manifest.features: must be an object"),
        ({"features": {"slash_commands": {"/a": 1}}}, "manifest.features.slash_commands: must be a list"),
        ({"features": {"slash_commands": ["/a"]}}, r"slash_commands\[0\]: .* text 'command'"),
        ({"features": {"shortcuts": [{"name": "a"}]}}, r"shortcuts\[0\]: .* text 'callback_id'"),
        ({"oauth_config": {"scopes": ["commands"]}}, "manifest.oauth_config.scopes: must be an object"),
        ({"settings": {"event_subscriptions": {"bot_events": "message.im"}}}, "bot_events: must be a list"),
        ({"settings": {"event_subscriptions": {"bot_events": [1]}}}, "bot_events: must be a list of texts"),
    ],
)
def test_manifests_are_checked(manifest: Any, says: str) -> None:
    with pytest.raises(SeedError, match=says):
        build({"app": {"manifest": manifest}}, ManualClock(), Activity())


def test_parts_of_a_manifest_may_be_left_empty() -> None:
    empty = {"features": None, "settings": {"event_subscriptions": None}, "oauth_config": {"scopes": {"bot": None}}}
    assert build({"app": {"manifest": empty}}, ManualClock(), Activity()).app.scopes == []


async def test_one_description_makes_any_number_of_workspaces() -> None:
    described = seed()
    async with serve(Workspace(described)) as server:
        server.workspace.admin.leave(GENERAL, ANN)
        assert ANN not in server.workspace.state.channels[GENERAL].members
    assert ANN in Workspace(described).state.channels[GENERAL].members


def test_seed_files(tmp_path: Path) -> None:
    yml = tmp_path / "manifest.yml"
    yml.write_text("display_information: {name: From YAML}\n")
    assert load_seed(yml, None)["app"]["manifest"]["display_information"]["name"] == "From YAML"
    assert Workspace(read_json(DEFAULT_SEED)).state.users
    for name, text, says in (
        ("a.json", "{", "not valid"),
        ("b.yml", "a: [", "not valid"),
        ("c.json", "[]", "must hold an object"),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(SeedError, match=says):
            read_json(tmp_path / name)
    with pytest.raises(SeedError, match="cannot be read"):
        read_json(tmp_path / "none.json")


async def test_the_program_says_how_to_connect(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest()))
    said: list[str] = []
    ready, stop = asyncio.Event(), asyncio.Event()

    def say(line: str) -> None:
        said.append(line)
        if len(said) == 4:
            ready.set()

    running = asyncio.ensure_future(run_async(0, path, None, say=say, stop=stop))
    await asyncio.wait_for(ready.wait(), 5)
    base = next(line for line in said if line.startswith("SLACK_API_BASE_URL=")).partition("=")[2]
    token = next(line for line in said if line.startswith("SLACK_BOT_TOKEN=")).partition("=")[2]
    async with ClientSession() as http:
        answer = await http.post(f"{base}auth.test", headers={"Authorization": f"Bearer {token}"})
        assert (await answer.json())["ok"]
    stop.set()
    await running


async def test_the_page_is_served_beside_the_api() -> None:
    async with serve(Workspace(seed())) as server, ClientSession() as http:
        assert "<title>Local workspace</title>" in await (await http.get(server.url)).text()
        assert (await http.get(f"{server.url}/js/main.js")).status == 200
        assert (await http.get(f"{server.url}/../pyproject.toml")).status == 404
        assert (await http.get(f"{server.url}/_/state")).status == 200
