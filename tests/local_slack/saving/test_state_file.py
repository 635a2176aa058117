"""A workspace that survives its process, and how little a change costs."""

from __future__ import annotations

import errno
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.local_slack import ManualClock, SeedError, Workspace, serve
from bot.local_slack.saving import journal, state_file
from bot.local_slack.saving.parts import parts
from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, BEN, BOT, GENERAL, SECRET, note, seed

MANY = 5_000


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_file, "DEBOUNCE_SECONDS", 0.01)


def saved(path: Path) -> dict[str, Any]:
    """Return what a start at this moment would find."""
    return journal.read(path) if path.exists() else {}


def has_replaced_lines(path: Path, ws: Workspace) -> bool:
    """Tell if the file keeps lines that a later one replaced."""
    return path.read_bytes().count(b'\n["') > len(state(ws))


def state(ws: Workspace) -> dict[str, Any]:
    """Return the parts of a workspace as they look after a restart."""
    found: dict[str, Any] = json.loads(json.dumps(dict(parts(ws))))
    return found


async def live(ws: Workspace, api: Api) -> str:
    """Do a bit of everything that is kept; return the time of the first message."""
    ts = str((await api("chat.postMessage", channel=GENERAL, text="kept"))["ts"])
    gone = (await api("chat.postMessage", channel=GENERAL, text="gone"))["ts"]
    await api("chat.delete", channel=GENERAL, ts=gone)
    await api("views.open", trigger_id=await api.trigger(BEN), view=note("Closed"))
    await ws.person(BEN).close()
    await api("views.open", trigger_id=await api.trigger(ANN), view=note("Open", external_id="mine"))
    await api("views.publish", user_id=ANN, view={"type": "home", "blocks": [{"type": "divider"}]})
    await api("chat.postEphemeral", channel=GENERAL, user=ANN, text="psst")
    await api("chat.scheduleMessage", channel=BEN, text="later", post_at=int(ws.clock.unix()) + 7200)
    await ws.person(ANN).say(SECRET, "Here", files=[ws.person(ANN).attach("rows.csv", b"\x00\xff")])
    ws.admin.add_to_group("S0ADMINS", BEN)
    ws.admin.change_user(BEN, tz="Asia/Tokyo")
    ws.admin.archive("C0LOBBY")
    ws.advance(timedelta(hours=1))
    return ts


async def test_everything_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    before = Workspace(seed(), clock=ManualClock())
    async with serve(before, state_file=path) as server, ClientSession() as http:
        ts = await live(before, Api(before, server, http))
    assert before.app.bot_token not in path.read_text()
    after = Workspace(seed(), clock=ManualClock())
    async with serve(after, state_file=path) as server, ClientSession() as http:
        assert state(after) == state(before)
        assert list(state(after)) == list(state(before))
        ann = after.person(ANN)
        assert ann.modal is not None
        assert ann.modal.title == "Open"
        assert [m.text for m in ann.messages(GENERAL)] == ["kept", "psst"]
        assert ann.file(ann.messages(SECRET)[0].files[0]).content == b"\x00\xff"
        assert after.clock.now() == before.clock.now()
        api = Api(after, server, http)
        newer = await api("chat.postMessage", channel=GENERAL, text="next")
        assert float(newer["ts"]) > float(ts)
        after.advance(timedelta(hours=1))
        assert [m.text for m in after.person(BEN).dms] == ["later"]


@pytest.mark.parametrize("growth", [state_file.GROWTH_BYTES, 0], ids=["appended", "compacted each time"])
async def test_a_kill_loses_nothing_written_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, growth: int
) -> None:
    monkeypatch.setattr(state_file, "GROWTH_BYTES", growth)
    path = tmp_path / "state.json"
    ws = Workspace(seed(), clock=ManualClock())
    async with serve(ws, state_file=path) as server, ClientSession() as http:
        await live(ws, Api(ws, server, http))
        # Lines that were replaced stay until the file has grown by that much; then they go, a moment later.
        await ws.settle(lambda: saved(path) == state(ws) and has_replaced_lines(path, ws) == bool(growth))
        killed = path.read_bytes()
    assert killed.count(b'\n["') >= len(state(ws))
    # Its last batch may have been cut off: it does not count, and what was before it does.
    path.write_bytes(killed + b'["workspace",{"coun')
    after = Workspace(seed(), clock=ManualClock())
    async with serve(after, state_file=path):
        assert state(after) == state(ws)


@asynccontextmanager
async def crowded(path: Path) -> AsyncIterator[Workspace]:
    """A workspace with 5,000 messages, all of them written."""
    ws = Workspace(seed(), clock=ManualClock())
    async with serve(ws, state_file=path):
        for number in range(MANY):
            blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"Words of message {number}"}}]
            ws.chat.post(ws.state.channels[GENERAL], BOT, {"text": f"Message {number}", "blocks": blocks})
        await ws.settle(lambda: len(saved(path)) == len(state(ws)))
        yield ws


async def test_a_change_among_5000_messages_writes_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    async with crowded(path) as ws:
        size = path.stat().st_size
        assert size > 1_000_000
        for text in ("One more", "and another at once"):
            message = ws.chat.post(ws.state.channels[GENERAL], ANN, {"text": text})
        await ws.settle(lambda: f"message/{GENERAL}/{message.ts}" in saved(path))
        batch = path.read_bytes()[size:]
        kinds = [json.loads(line)[0].partition("/")[0] for line in batch.split(b"\n") if line]
        assert kinds == ["workspace", "channel", "message", "message"]
        assert len(batch) < 4_000


def noting(real: Callable[..., int], threads: list[int]) -> Callable[..., int]:
    """Note in which thread a function is called."""

    def called(*given: object) -> int:
        threads.append(threading.get_ident())
        return real(*given)

    return called


async def test_the_file_is_written_outside_the_event_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    for name in ("append", "compact", "replace"):
        monkeypatch.setattr(journal, name, noting(getattr(journal, name), threads))
    monkeypatch.setattr(state_file, "GROWTH_BYTES", 0)
    path = tmp_path / "state.json"
    ws = Workspace(seed(), clock=ManualClock())
    async with serve(ws, state_file=path):
        assert threads == [threading.get_ident()]  # at the start, before anybody waits
        ws.admin.archive(GENERAL)
        await ws.settle(lambda: saved(path)[f"channel/{GENERAL}"]["is_archived"])
    assert len(threads) >= 4  # appended, compacted, replaced by the compact one, and at the end
    assert threading.get_ident() not in threads[1:]


async def test_what_a_full_disk_refused_is_written_with_the_next_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_given: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "state.json"
    ws = Workspace(seed(), clock=ManualClock())
    async with serve(ws, state_file=path):
        with monkeypatch.context() as disk:
            disk.setattr(journal, "append", full)
            ws.admin.archive(GENERAL)
            await ws.settle(lambda: "could not be saved" in caplog.text)
        assert not saved(path)[f"channel/{GENERAL}"]["is_archived"]
        ws.admin.archive("C0LOBBY")
        await ws.settle(lambda: saved(path) == state(ws))
        assert saved(path)[f"channel/{GENERAL}"]["is_archived"]


async def test_a_file_of_version_1_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    ws = Workspace(seed(), clock=ManualClock())
    async with serve(ws, state_file=path) as server, ClientSession() as http:
        await live(ws, Api(ws, server, http))
    path.write_text(json.dumps(version_1(state(ws))))
    after = Workspace(seed(), clock=ManualClock())
    async with serve(after, state_file=path):
        assert state(after) == state(ws)
        assert saved(path) == state(ws)


def version_1(found: dict[str, Any]) -> dict[str, Any]:
    """Return the one document that version 1 wrote, made of parts."""
    kinds: dict[str, list[dict[str, Any]]] = {
        "user": [],
        "group": [],
        "view": [],
        "file": [],
        "channel": [],
        "message": [],
    }
    for key, part in found.items():
        kinds.get(key.partition("/")[0], []).append(part)
    for entry in kinds["file"]:
        entry["content"] = found[f"content/{entry['id']}"]
    for entry in kinds["channel"]:
        said = [message for message in kinds["message"] if message["channel"] == entry["id"]]
        entry["messages"] = {message["ts"]: message for message in said if not message["visible_to"]}
        entry["ephemerals"] = {message["ts"]: message for message in said if message["visible_to"]}
    lists = {f"{kind}s": entries for kind, entries in kinds.items() if kind != "message"}
    return {"version": 1, **found["workspace"], **lists}


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"version": 99}', '{"version": 1, "users": 7}', '{"version": 2}\n'])
async def test_a_damaged_state_file_is_refused_with_advice(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(SeedError, match="delete it"):
        async with serve(Workspace(seed()), state_file=path):
            pytest.fail("it started")
    assert path.read_text() == text
