"""State of a workspace as parts with a key each, small enough to be written one by one."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from bot.local_slack.base.errors import SeedError
from bot.local_slack.base.models import Channel, Group, Json, Message, Upload, User, View
from bot.local_slack.workspace import Workspace

MESSAGES = ("messages", "ephemerals")


def parts(ws: Workspace) -> Iterator[tuple[str, Any]]:
    """Yield all parts with their keys, without credentials, in an order from which they can be restored."""
    state = ws.state
    yield "workspace", workspace(ws)
    yield from ((f"user/{user.id}", record(user)) for user in state.users.values())
    yield from ((f"group/{group.id}", record(group)) for group in state.groups.values())
    yield from ((f"view/{entry.id}", view(entry)) for entry in state.views.values())
    yield from ((f"file/{upload.id}", file(upload)) for upload in state.files.values())
    yield from ((f"content/{one.id}", content(one)) for one in state.files.values() if one.content is not None)
    for place in state.channels.values():
        yield f"channel/{place.id}", channel(place)
        for said in (*place.messages.values(), *place.ephemerals.values()):
            yield message_key(place.id, said.ts), record(said)


def workspace(ws: Workspace) -> Json:
    """Return what is not of one person, group, conversation, view or file; small, and changes with every message."""
    state = ws.state
    return {
        "offset_seconds": ws.clock.offset.total_seconds(),
        "user_groups": state.team.user_groups,
        "stacks": state.stacks,
        "homes": state.homes,
        "scheduled": state.scheduled,
        "guide": ws.walkthrough.done,
        "counter": state.counter,
        "last_ts": state.last_ts,
    }


def record(found: User | Group | Message | Channel | View | Upload) -> Json:
    """Return the part of a record: its fields, not copied deeply as by `asdict`, since they are encoded at once."""
    return {field.name: getattr(found, field.name) for field in fields(found)}


def channel(found: Channel) -> Json:
    """Return a conversation's part, without its messages."""
    return {key: value for key, value in record(found).items() if key not in MESSAGES}


def message_key(channel_id: str, ts: str) -> str:
    """Return the key of a message, ephemeral or not: no two have the same time."""
    return f"message/{channel_id}/{ts}"


def view(found: View) -> Json:
    """Return a view's part; after a restart nobody waits for an answer."""
    return record(found) | {"submitting": False}


def file(found: Upload) -> Json:
    """Return a file's part, without its content."""
    return record(found) | {"content": None}


def content(found: Upload) -> str:
    """Return the content of a file in base64, a part of its own: it comes once, and may be large."""
    return base64.b64encode(found.content or b"").decode()


def restore(ws: Workspace, saved: Mapping[str, Any]) -> None:
    """Replace the state by saved parts. SeedError when they are not those of a workspace."""
    try:
        offset = _restore(ws, saved)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SeedError(f"The saved state is damaged ({error!r}); delete it to start afresh.") from None
    ws.clock.advance(timedelta(seconds=max(0.0, offset)))
    for scheduled_id in tuple(ws.state.scheduled):
        ws.scheduled.arm(scheduled_id)


def _restore(ws: Workspace, saved: Mapping[str, Any]) -> float:
    state, shared = ws.state, saved["workspace"]
    found = {name: dict(_of(saved, name)) for name in ("user", "group", "channel", "view", "file")}
    state.users = {key: User(**entry) for key, entry in found["user"].items()}
    state.groups = {key: Group(**entry) for key, entry in found["group"].items()}
    state.channels = {key: Channel(**entry) for key, entry in found["channel"].items()}
    state.views = {key: View(**entry) for key, entry in found["view"].items()}
    state.files = {key: Upload(**entry) for key, entry in found["file"].items()}
    for key, packed in _of(saved, "content"):
        state.files[key].content = base64.b64decode(packed)
    for _key, entry in _of(saved, "message"):
        said = Message(**entry)
        place = state.channels[said.channel]
        (place.ephemerals if said.visible_to else place.messages)[said.ts] = said
    state.stacks, state.homes, state.scheduled = shared["stacks"], shared["homes"], shared["scheduled"]
    state.counter, state.last_ts = shared["counter"], shared["last_ts"]
    state.team.user_groups = shared["user_groups"]
    ws.walkthrough.done = shared["guide"]
    return float(shared["offset_seconds"] - ws.clock.offset.total_seconds())


def _of(saved: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    yield from ((key.partition("/")[2], entry) for key, entry in saved.items() if key.startswith(f"{kind}/"))


def from_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """Take the parts out of the one document that version 1 of the file held. KeyError when it lacks one."""
    lists = {"user": "users", "group": "groups", "view": "views", "file": "files"}
    found: dict[str, Any] = {"workspace": {"guide": [], **document}}
    for kind, name in lists.items():
        found |= {f"{kind}/{entry['id']}": entry for entry in document[name]}
    packed = {f"content/{entry['id']}": entry["content"] for entry in document["files"]}
    found |= {key: entry for key, entry in packed.items() if entry is not None}
    for entry in document["channels"]:
        found[f"channel/{entry['id']}"] = {key: value for key, value in entry.items() if key not in MESSAGES}
        for said in (said for name in MESSAGES for said in entry[name].values()):
            found[message_key(entry["id"], said["ts"])] = said
    return found
