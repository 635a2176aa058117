"""Signed payloads with parts missing, of wrong types or absurd sizes: always acknowledged, never an uncaught error."""

import copy
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app import respond
from bot.dispatch.answers import persistence
from tests.kit.desk import HUGO, Desk
from tests.kit.transport.probe import Probe
from tests.kit.transport.sending import command, deliver, event, interaction, view

Json = dict[str, Any]
Path = tuple[str | int, ...]
GONE = object()
REPLACEMENTS: tuple[Any, ...] = (GONE, None, 7, True, "", "x", [], {}, [None], {"id": 1}, "é\ud800", "y" * 1_000_000)

pytestmark = pytest.mark.parametrize("transport", ["socket"], indirect=True)


def payloads(desk: Desk) -> dict[str, Json]:
    action = {"action_id": "probe.go", "block_id": "buttons", "type": "button", "value": "1", "action_ts": "1.1"}
    return {
        "command": command(desk, "some text"),
        "click": interaction(desk, "block_actions", trigger_id="1.1.a", actions=[action], view=view()),
        "options": interaction(desk, "block_suggestion", action_id="probe.pick", value="x", view=view()),
        "submission": interaction(desk, "view_submission", trigger_id="1.1.b", view=view(note="n"), response_urls=[]),
        "closed": interaction(desk, "view_closed", view=view(), is_cleared=False),
        "shortcut": interaction(desk, "shortcut", callback_id="shortcut.assign", trigger_id="1.1.c", action_ts="1"),
        "home": event(desk, "Ev1", type="app_home_opened", user=HUGO, tab="home"),
        "user": event(desk, "Ev2", type="user_change", user={"id": HUGO, "team_id": "T0HOME"}),
        "group": event(desk, "Ev3", type="subteam_updated", subteam={"id": "S0HELP", "users": [HUGO]}),
    }


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    yield at
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(inner, (*at, key))


def mutated(payload: Json, path: Path, replacement: Any) -> Json:
    copied = copy.deepcopy(payload)
    place: Any = copied
    for key in path[:-1]:
        place = place[key]
    if replacement is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = replacement
    return copied


KINDS = ["command", "click", "options", "submission", "closed", "shortcut", "home", "user", "group"]


@pytest.mark.parametrize("kind", KINDS)
async def test_b10_every_part_broken_in_every_way(
    desk: Desk, kind: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.ERROR)
    monkeypatch.setattr(persistence, "LONGEST", 0)  # so many failures make Slack busy; waiting for it is tested apart
    payload = payloads(desk)[kind]
    tried = 0
    for path in list(paths(payload))[1:]:
        for replacement in REPLACEMENTS:
            status = await answered(desk, mutated(payload, path, replacement))
            assert status == 200, (path, str(replacement)[:20], status)
            tried += 1
    await desk.bot.dispatcher.background.idle()
    assert tried > 100
    unexpected = [record.getMessage()[:300] for record in caplog.records if record.exc_info]
    assert unexpected == []


async def answered(desk: Desk, payload: Json) -> int:
    try:
        context = {"arrived": desk.clock.monotonic()}
        request = AsyncBoltRequest(mode="socket_mode", body=payload, context=context)
    except Exception:
        return 200  # the transports acknowledge what Bolt cannot even look at (test_guard, test_socket)
    return (await respond(desk.bot.app, request)).status


async def test_the_next_good_request_is_unaffected(desk: Desk, probe: Probe) -> None:
    for payload in payloads(desk).values():
        for path in list(paths(payload))[1:]:
            await answered(desk, mutated(payload, path, None))
    before = probe.calls["run"]
    await deliver(desk, command(desk, trigger_id="5.5.z"), "slash_commands")
    assert probe.calls["run"] == before + 1
