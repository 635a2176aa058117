"""State file of a workspace: only what changed is encoded, and a thread writes it, shortly after changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.local_slack.base.models import Json, Upload
from bot.local_slack.saving import journal, parts
from bot.local_slack.workspace import Workspace

DEBOUNCE_SECONDS = 0.3
# The file may grow by this much before the lines that were replaced are dropped from it.
GROWTH_BYTES = 8 * 1024 * 1024
Line = tuple[str, Any]


class StateFile:
    """State file at `path`, kept up to date with a workspace."""

    def __init__(self, ws: Workspace, path: Path) -> None:
        self._ws = ws
        self._path = path
        self._changes: list[Json] = []
        self._views: set[str] = set()
        self._files: dict[str, tuple[object, ...]] = {}
        self._compact_size = 0
        self._is_behind = False
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None
        self._stop: Callable[[], None] | None = None

    def load(self) -> None:
        """Read the file if there is one, write it anew, then watch. SeedError when it is damaged."""
        if self._path.exists():
            parts.restore(self._ws, journal.read(self._path))
        self._replace(self._whole())
        self._stop = self._ws.state.on_change(self._changed)

    async def close(self) -> None:
        """Stop watching and write the last state, also what no change told of."""
        if self._stop:
            self._stop()
        if self._writing is not None:
            await asyncio.wait([self._writing])
        if self._timer is not None:
            self._timer.cancel()
        await asyncio.to_thread(self._replace, self._whole())

    def _changed(self, change: Json) -> None:
        self._changes.append(change)
        self._later()

    def _later(self) -> None:
        if self._timer is None and self._writing is None:
            self._timer = asyncio.get_running_loop().call_later(DEBOUNCE_SECONDS, self._begin)

    def _begin(self) -> None:
        self._timer = None
        self._writing = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        # Encoded here, where nothing changes meanwhile; only bytes go to the thread.
        behind = self._is_behind
        content = self._whole() if behind else journal.encoded(self._lines())
        try:
            await asyncio.to_thread(self._replace if behind else self._append, content)
        except OSError as error:
            self._is_behind = True  # the next change writes all of it
            report = {"message": f"{self._path}: the state could not be saved", "exception": error}
            asyncio.get_running_loop().call_exception_handler(report)
        finally:
            self._writing = None
            if self._changes:
                self._later()

    def _whole(self) -> bytes:
        self._changes = []
        self._views = set(self._ws.state.views)
        self._files = {upload.id: _marks(upload) for upload in self._ws.state.files.values()}
        return journal.whole(parts.parts(self._ws))

    def _replace(self, content: bytes) -> None:
        self._compact_size = journal.replace(self._path, content)
        self._is_behind = False

    def _append(self, batch: bytes) -> None:
        if journal.append(self._path, batch) > self._compact_size + GROWTH_BYTES:
            self._compact_size = journal.compact(self._path)

    def _lines(self) -> Iterator[Line]:
        changes, self._changes = self._changes, []
        kinds = {change["type"] for change in changes}
        yield "workspace", parts.workspace(self._ws)
        if "people" in kinds:
            yield from ((f"user/{user.id}", parts.record(user)) for user in self._ws.state.users.values())
        if "groups" in kinds:
            yield from ((f"group/{group.id}", parts.record(group)) for group in self._ws.state.groups.values())
        if "views" in kinds:
            yield from self._view_lines({change["user"] for change in changes if change["type"] == "views"})
        yield from self._channel_lines(changes)
        yield from self._file_lines()

    def _view_lines(self, people: set[str]) -> Iterator[Line]:
        views = self._ws.state.views
        yield from ((f"view/{gone}", None) for gone in self._views - set(views))
        yield from ((f"view/{view.id}", parts.view(view)) for view in views.values() if view.user in people)
        self._views = set(views)

    def _channel_lines(self, changes: list[Json]) -> Iterator[Line]:
        for place in {change["channel"]: None for change in changes if "channel" in change}:
            channel = self._ws.state.channels[place]
            yield f"channel/{place}", parts.channel(channel)
            for ts in {change["ts"]: None for change in changes if change.get("channel") == place and "ts" in change}:
                said = channel.messages.get(ts) or channel.ephemerals.get(ts)
                yield parts.message_key(place, ts), parts.record(said) if said else None

    def _file_lines(self) -> Iterator[Line]:
        for upload in self._ws.state.files.values():
            known, marks = self._files.get(upload.id), _marks(upload)
            self._files[upload.id] = marks
            if known != marks:
                yield f"file/{upload.id}", parts.file(upload)
            if upload.content is not None and (known is None or known[0] is None):
                yield f"content/{upload.id}", parts.content(upload)


def _marks(upload: Upload) -> tuple[object, ...]:
    """Return what changes about a file; its content comes once."""
    return (None if upload.content is None else True), upload.complete, upload.title, tuple(upload.channels)
