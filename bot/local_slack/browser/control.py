"""Driver over HTTP under `/_/`: state, actions, wire, clock, faults, groups and a live stream."""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiohttp import WSMsgType, web

from bot.local_slack.base.errors import NotVisible
from bot.local_slack.base.models import Json
from bot.local_slack.base.wire import Record
from bot.local_slack.browser.client_state import FIRST_MESSAGES, ClientState
from bot.local_slack.core.parts import Core
from bot.local_slack.people.driver import Person
from bot.local_slack.people.registry import People

ACTIONS = frozenset(
    {
        "command",
        "select",
        "type",
        "search",
        "click",
        "submit",
        "close",
        "dismiss",
        "shortcut",
        "message_shortcut",
        "open_home",
        "open_messages",
        "say",
        "read",
        "attach",
    }
)
GROUP_ACTIONS = frozenset(
    {"set_group_members", "add_to_group", "remove_from_group", "create_group", "change_group", "disable_group"}
)
LIVE_QUEUE = 1000


class Refused(Exception):
    """Refusal of a driver request; the text says why and what would work."""


def refusing(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
    """Answer HTTP 400 with the reason instead of a traceback."""

    async def wrapped(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (Refused, NotVisible, ValueError) as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)
        except (TypeError, KeyError, AttributeError) as error:
            # Values of the wrong JSON type; the page or a test must hear of it, not a traceback.
            return web.json_response({"ok": False, "error": f"These values do not fit: {error!r}"}, status=400)

    return wrapped


class Control:
    """Routes for the page in the browser and for tests in other processes.

    Bodies are JSON with that content type, which another site's page cannot send without being refused first.
    """

    def __init__(self, core: Core, people: People, client: ClientState) -> None:
        self._core = core
        self._people = people
        self._client = client

    def register(self, app: web.Application) -> None:
        for path, handler in (("state", self.state), ("wire", self.wire), ("channel", self.channel)):
            app.router.add_get(f"/_/{path}", refusing(handler))
        app.router.add_get("/_/live", self.live)
        posts = {
            "act": self.act,
            "clock": self.clock,
            "faults": self.faults,
            "groups": self.groups,
            "people": self.people,
            "channels": self.channels,
            "app": self.app,
        }
        for path, post in posts.items():
            app.router.add_post(f"/_/{path}", refusing(post))

    async def state(self, request: web.Request) -> web.Response:
        """Answer `?as=U…&messages=N` with all that person sees; without a person, with the people and the app."""
        viewer = request.query.get("as")
        newest = int(request.query.get("messages", str(FIRST_MESSAGES)))
        document = self._client.seen_by(self._people.find(viewer), newest) if viewer else self._client.public()
        return web.json_response(document)

    async def channel(self, request: web.Request) -> web.Response:
        """Answer `?as=U…&id=C…&before=TS&limit=N` with older messages of one conversation."""
        person = self._people.find(request.query.get("as", ""))
        limit = int(request.query.get("limit", "100"))
        messages = self._client.page(person, request.query.get("id", ""), request.query.get("before"), limit)
        return web.json_response({"messages": messages})

    async def wire(self, request: web.Request) -> web.Response:
        """Answer `?after=SEQ&kind=…&name=…` with records in order and the last sequence number."""
        kind: Any = request.query.get("kind")
        wire = self._core.wire
        records = wire.records(kind, request.query.get("name"), int(request.query.get("after", "0")))
        return web.json_response({"records": [record.as_json() for record in records], "last": wire.last_seq})

    async def act(self, request: web.Request) -> web.Response:
        """Carry out `{"as": "U…", "do": "click", "args": {…}}`, one action of a person; answer its outcome."""
        body = await json_body(request)
        person = self._people.find(str(body.get("as", "")))
        name = str(body.get("do", ""))
        if name not in ACTIONS:
            raise Refused(f"Unknown action {name!r}; choose one of {', '.join(sorted(ACTIONS))}.")
        arguments = self._resolved(person, dict(body.get("args") or {}))
        result = _call(getattr(person, name), arguments)
        result = await result if inspect.isawaitable(result) else result
        answer = result.as_json() if hasattr(result, "as_json") else result
        return web.json_response({"ok": True, "outcome": answer})

    async def clock(self, request: web.Request) -> web.Response:
        """Move time by `{"advance_seconds": 3600}`; answer the new time."""
        seconds = (await json_body(request)).get("advance_seconds", 0)
        if not isinstance(seconds, (int, float)) or isinstance(seconds, bool):
            raise Refused("advance_seconds must be a number of seconds.")
        self._core.advance(timedelta(seconds=seconds))
        return web.json_response({"ok": True, "now": self._core.clock.now().isoformat()})

    async def faults(self, request: web.Request) -> web.Response:
        """Do `{"add": {"kind": …}}`, `{"clear": true}`, `{"drop_socket": true}` or `{"disconnect": "warning"}`."""
        body = await json_body(request)
        if body.get("clear"):
            self._core.faults.clear()
        if body.get("drop_socket"):
            await self._core.sockets.drop()
        if reason := body.get("disconnect"):
            await self._core.sockets.disconnect(str(reason))
        if added := body.get("add"):
            _call(self._core.faults.add, dict(added))
        return web.json_response({"ok": True, "active": self._client.faults()})

    async def groups(self, request: web.Request) -> web.Response:
        """Carry out `{"do": "remove_from_group", "args": {"group_id": "S…", "users": ["U…"]}}` and the like."""
        body = await json_body(request)
        name, arguments = str(body.get("do", "")), dict(body.get("args") or {})
        if name not in GROUP_ACTIONS:
            raise Refused(f"Unknown action {name!r}; choose one of {', '.join(sorted(GROUP_ACTIONS))}.")
        if "group_id" in arguments and arguments["group_id"] not in self._core.state.groups:
            raise Refused(f"There is no group {arguments['group_id']}.")
        people = arguments.pop("users", []) if name in ("add_to_group", "remove_from_group") else []
        group = arguments.pop("group_id", None) if people else None
        _call(getattr(self._core.admin, name), arguments, *([group, *people] if people else []))
        return web.json_response({"ok": True, "groups": self._client.groups()})

    async def people(self, request: web.Request) -> web.Response:
        """Carry out `{"id": "U…", "change": {"locale": "es-ES"}}` or `{"id": "U…", "deactivate": true}`."""
        body = await json_body(request)
        if body.get("id") not in self._core.state.users:
            raise Refused(f"There is no person {body.get('id')}.")
        if body.get("deactivate"):
            self._core.admin.deactivate(body["id"])
        elif change := body.get("change"):
            _call(self._core.admin.change_user, dict(change), body["id"])
        return web.json_response({"ok": True, "people": self._client.people()})

    async def channels(self, request: web.Request) -> web.Response:
        """Carry out `{"id": "C…", "join": "U…"}`, `"leave"`, or `"archive": true|false`."""
        body = await json_body(request)
        if body.get("id") not in self._core.state.channels:
            raise Refused(f"There is no conversation {body.get('id')}.")
        for name in ("join", "leave"):
            if (user := body.get(name)) in self._core.state.users:
                getattr(self._core.admin, name)(body["id"], user)
        if "archive" in body:
            self._core.admin.archive(body["id"], archived=bool(body["archive"]))
        return web.json_response({"ok": True})

    async def app(self, request: web.Request) -> web.Response:
        """Carry out `{"revoke": "token_revoked"}`, `{"revoke": ""}` to restore, `{"user_groups_plan": false}`."""
        body = await json_body(request)
        if "revoke" in body:
            self._core.admin.revoke_tokens(str(body["revoke"]))
        if "user_groups_plan" in body:
            self._core.admin.set_user_groups_plan(bool(body["user_groups_plan"]))
            self._core.state.publish("app")
        return web.json_response({"ok": True})

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Send by websocket `{"version": N}` of the state, `{"change": …}` as `?as=U…` may see it, `{"wire": …}`."""
        viewer = request.query.get("as")
        person = self._people.find(viewer) if viewer else None
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        queue: asyncio.Queue[Json] = asyncio.Queue(LIVE_QUEUE)
        stops = [self._core.wire.subscribe(lambda record: _offer(queue, _wired(record)))]
        stops.append(self._core.state.on_change(lambda change: self._offer_change(queue, person, change)))
        _offer(queue, {"version": self._core.state.version})
        sender = asyncio.ensure_future(_pump(queue, socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            sender.cancel()
            for stop in stops:
                stop()
        return socket

    def _offer_change(self, queue: asyncio.Queue[Json], person: Person | None, change: Json) -> None:
        if self._client.may_see(person, change):
            _offer(queue, {"change": self._client.with_content(person, change)})
        elif change["type"] == "channels" and "user" not in change:
            # Somebody who was taken out must see it go; that it exists is all they learn.
            _offer(queue, {"change": {"type": "channel_gone", "channel": change["channel"]}})

    def _resolved(self, person: Person, arguments: Json) -> Json:
        """Message arguments arrive as `{"channel": "C…", "ts": "…"}`, file contents as text."""
        if isinstance(target := arguments.get("message"), dict):
            shown = person.messages(str(target.get("channel", "")))
            found = next((m for m in shown if m.ts == target.get("ts")), None)
            if found is None:
                raise Refused("There is no such message in that conversation.")
            arguments["message"] = found
        if isinstance(arguments.get("content"), str):
            arguments["content"] = arguments["content"].encode()
        if isinstance(packed := arguments.pop("content_base64", None), str):
            arguments["content"] = base64.b64decode(packed, validate=True)
        return arguments


def _call(function: Callable[..., Any], arguments: Json, *positional: Any) -> Any:
    try:
        bound = inspect.signature(function).bind(*positional, **arguments)
    except TypeError as error:
        raise Refused(f"{function.__name__}: {error}.") from None
    return function(*bound.args, **bound.kwargs)


async def json_body(request: web.Request) -> Json:
    """Read the JSON object of a request. Refused for anything else, or another content type."""
    if request.content_type != "application/json":
        raise Refused("Send JSON with Content-Type application/json.")
    try:
        body = json.loads(await request.text())
    except (ValueError, RecursionError):
        raise Refused("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Refused("The body must be a JSON object.")
    return body


def _wired(record: Record) -> Json:
    return {"wire": record.as_json()}


def _offer(queue: asyncio.Queue[Json], item: Json) -> None:
    if queue.full():
        # A reader that fell this far behind reloads; it must not hold the workspace's memory.
        while not queue.empty():
            queue.get_nowait()
        item = {"reload": True}
    queue.put_nowait(item)


async def _pump(queue: asyncio.Queue[Json], socket: web.WebSocketResponse) -> None:
    while not socket.closed:
        try:
            await socket.send_json(await queue.get())
        except ConnectionError:
            return
