"""State of a workspace in a JSON file, written shortly after changes and read back at start."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.local_slack.base.errors import SeedError
from bot.local_slack.base.models import Channel, Group, Json, Message, Upload, User, View
from bot.local_slack.workspace import Workspace

VERSION = 1
DEBOUNCE_SECONDS = 0.3


def dump(ws: Workspace) -> Json:
    """Write the state as one JSON document, without credentials."""
    state = ws.state
    return {
        "version": VERSION,
        "offset_seconds": ws.clock.offset.total_seconds(),
        "user_groups": state.team.user_groups,
        "users": [asdict(user) for user in state.users.values()],
        "groups": [asdict(group) for group in state.groups.values()],
        "channels": [asdict(channel) for channel in state.channels.values()],
        "views": [asdict(view) | {"submitting": False} for view in state.views.values()],
        "stacks": state.stacks,
        "homes": state.homes,
        "files": [_file_out(upload) for upload in state.files.values()],
        "scheduled": state.scheduled,
        "guide": ws.walkthrough.done,
        "counter": state.counter,
        "last_ts": state.last_ts,
    }


def restore(ws: Workspace, document: Any) -> None:
    """Replace the state by a dumped one. SeedError when the document is not one."""
    version = document.get("version") if isinstance(document, dict) else None
    if version != VERSION:
        raise SeedError(f"The saved state has version {version!r}, expected {VERSION}; delete it to start afresh.")
    state = ws.state
    try:
        state.users = {entry["id"]: User(**entry) for entry in document["users"]}
        state.groups = {entry["id"]: Group(**entry) for entry in document["groups"]}
        state.channels = {entry["id"]: _channel(entry) for entry in document["channels"]}
        state.views = {entry["id"]: View(**entry) for entry in document["views"]}
        state.files = {entry["id"]: _file_in(entry) for entry in document["files"]}
        state.stacks, state.homes = document["stacks"], document["homes"]
        state.scheduled = document["scheduled"]
        state.counter, state.last_ts = document["counter"], document["last_ts"]
        state.team.user_groups = document["user_groups"]
        offset = document["offset_seconds"] - ws.clock.offset.total_seconds()
    except (KeyError, TypeError, ValueError) as error:
        raise SeedError(f"The saved state is damaged ({error!r}); delete it to start afresh.") from None
    ws.walkthrough.done = document.get("guide", [])
    ws.clock.advance(timedelta(seconds=max(0.0, offset)))
    for scheduled_id in tuple(state.scheduled):
        ws.scheduled.arm(scheduled_id)


def _channel(entry: Json) -> Channel:
    for part in ("messages", "ephemerals"):
        entry[part] = {ts: Message(**message) for ts, message in entry[part].items()}
    return Channel(**entry)


def _file_out(upload: Upload) -> Json:
    wire = asdict(upload)
    wire["content"] = base64.b64encode(upload.content).decode() if upload.content is not None else None
    return wire


def _file_in(entry: Json) -> Upload:
    content = entry["content"]
    return Upload(**(entry | {"content": base64.b64decode(content) if content is not None else None}))


class StateFile:
    """State file at `path`, kept up to date with a workspace."""

    def __init__(self, ws: Workspace, path: Path) -> None:
        self._ws = ws
        self._path = path
        self._pending: asyncio.TimerHandle | None = None
        self._stop: Any = None

    def load(self) -> None:
        """Read the file if there is one, then watch. SeedError when it is damaged."""
        if self._path.exists():
            try:
                document = json.loads(self._path.read_text("utf-8"))
            except ValueError as error:
                raise SeedError(f"The saved state is not JSON ({error}); delete it to start afresh.") from None
            restore(self._ws, document)
        self._stop = self._ws.state.on_change(lambda _change: self._later())

    def save(self) -> None:
        """Write the file now; a reader never sees half of it."""
        self._pending = None
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".tmp")
        draft.touch(0o600)  # what people say is for the owner of this machine's account
        draft.write_text(json.dumps(dump(self._ws)), "utf-8")
        os.replace(draft, self._path)

    def close(self) -> None:
        """Stop watching and write the last state."""
        if self._stop:
            self._stop()
        if self._pending is not None:
            self._pending.cancel()
        self.save()

    def _later(self) -> None:
        if self._pending is None:
            self._pending = asyncio.get_running_loop().call_later(DEBOUNCE_SECONDS, self.save)
