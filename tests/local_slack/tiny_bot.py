"""A small stock slack-bolt bot in both transports, and the workspace it lives in."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.local_slack import ManualClock, Workspace, serve
from bot.local_slack.base.clock import WorkspaceClock

Json = dict[str, Any]
ANN, BEN, EVE = "U0ANN", "U0BEN", "U0EVE"
GENERAL, SECRET = "C0GENERAL", "C0SECRET"
BOT = "U0LOCALBOT"
ALL_SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:write",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
]
EVENTS = ["app_home_opened", "message.im", "app_mention", "subteam_members_changed", "subteam_updated", "user_change"]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def manifest(socket_mode: bool = True, url: str = "") -> Json:
    commands: list[Json] = [
        {"command": "/desk", "description": "Opens the form", "should_escape": True},
        {"command": "/echo", "description": "Answers"},
        {"command": "/silent", "description": "Never answers"},
    ]
    settings: Json = {
        "socket_mode_enabled": socket_mode,
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {"bot_events": EVENTS},
    }
    if url:
        commands = [command | {"url": url} for command in commands]
        settings["interactivity"] |= {"request_url": url, "message_menu_options_url": url}
        settings["event_subscriptions"]["request_url"] = url
    shortcuts = [
        {"name": "New", "type": "global", "callback_id": "new_request", "description": "d"},
        {"name": "Ask", "type": "message", "callback_id": "from_message", "description": "d"},
    ]
    return {
        "display_information": {"name": "Tiny"},
        "features": {
            "bot_user": {"display_name": "tiny"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": commands,
            "shortcuts": shortcuts,
        },
        "oauth_config": {"scopes": {"bot": ALL_SCOPES}},
        "settings": settings,
    }


def seed(app_manifest: Json | None = None, **app: Any) -> Json:
    return {
        "team": {"id": "T0HOME", "name": "Home", "domain": "home"},
        "people": [
            {"id": ANN, "name": "ann", "real_name": "Ann", "email": "ann@example.com", "tz": "Europe/Madrid"},
            {"id": BEN, "name": "ben", "real_name": "Ben", "email": "ben@example.com", "locale": "es-ES"},
            {"id": EVE, "name": "eve", "team_id": "T0OTHER", "is_stranger": True},
        ],
        "groups": [{"id": "S0ADMINS", "handle": "admins", "name": "Admins", "users": [ANN], "date_update": 100}],
        "channels": [
            {"id": GENERAL, "name": "general", "members": [ANN, BEN, BOT]},
            {"id": "C0LOBBY", "name": "lobby", "members": [ANN, BEN]},
            {"id": SECRET, "name": "secret", "kind": "private", "members": [ANN]},
        ],
        "app": {"manifest": app_manifest or manifest(), **app},
    }


def form(**more: Any) -> Json:
    """A modal with a dispatching parent, an external child and a required text."""
    blocks = [
        {
            "type": "input",
            "block_id": "kind",
            "dispatch_action": True,
            "label": plain("Kind"),
            "element": {
                "type": "static_select",
                "action_id": "kind",
                "options": [option("One", "1"), option("Two", "2")],
            },
        },
        {
            "type": "input",
            "block_id": "customer",
            "label": plain("Customer"),
            "element": {"type": "external_select", "action_id": "customer", "min_query_length": 2},
        },
        {
            "type": "input",
            "block_id": "reason",
            "label": plain("Reason"),
            "element": {"type": "plain_text_input", "action_id": "reason", "max_length": 20},
        },
    ]
    view = {"type": "modal", "callback_id": "form", "title": plain("Form"), "submit": plain("Go"), "blocks": blocks}
    return view | {"notify_on_close": True} | more


def note(title: str, **more: Any) -> Json:
    section = {"type": "section", "text": plain(title)}
    return {"type": "modal", "title": plain(title), "notify_on_close": True, "blocks": [section]} | more


class TinyBot:
    """Listeners around what a test wants to see; `seen` keeps the bodies by name."""

    def __init__(self, base_url: str, ws: Workspace) -> None:
        self.seen: dict[str, list[Json]] = {}
        self.answer: Json = {}
        self.client = AsyncWebClient(token=ws.app.bot_token, base_url=base_url, retry_handlers=[])
        self.app = AsyncApp(client=self.client, signing_secret=ws.app.signing_secret, process_before_response=True)
        self._listen()

    def keep(self, name: str, body: Json) -> None:
        self.seen.setdefault(name, []).append(body)

    def _listen(self) -> None:
        app = self.app
        app.command("/desk")(self.desk)
        app.command("/echo")(self.echo)
        app.options("customer")(self.options)
        app.action(re.compile(".*"))(self.acted)
        app.view("form")(self.submitted)
        app.view_closed(re.compile(".*"))(self.closed)
        app.shortcut("new_request")(self.desk)
        app.shortcut("from_message")(self.desk)
        for event in ("app_home_opened", "message", "app_mention", "subteam_members_changed", "subteam_updated"):
            app.event(event)(self.event)
        app.event("user_change")(self.event)

    async def desk(self, ack: Any, body: Json) -> None:
        await ack()
        self.keep("desk", body)
        await self.client.views_open(trigger_id=body["trigger_id"], view=form())

    async def echo(self, ack: Any, body: Json) -> None:
        self.keep("echo", body)
        await ack(**self.answer) if self.answer else await ack()

    async def options(self, ack: Any, body: Json) -> None:
        self.keep("options", body)
        found = self.answer or {"options": [option(f"Acme {body['value']}", "17"), option("Apex", "18")]}
        await ack(**found)

    async def acted(self, ack: Any, body: Json) -> None:
        self.keep("acted", body)
        await ack()

    async def submitted(self, ack: Any, body: Json) -> None:
        self.keep("submitted", body)
        await ack(**self.answer) if self.answer else await ack()

    async def closed(self, ack: Any, body: Json) -> None:
        self.keep("closed", body)
        await ack()

    async def event(self, body: Json) -> None:
        self.keep(body["event"]["type"], body)


@asynccontextmanager
async def socket_bot(
    clock: WorkspaceClock | None = None, connections: int = 1, ping_interval: float = 10, **app: Any
) -> AsyncIterator[tuple[Workspace, TinyBot]]:
    ws = Workspace(seed(**app), clock=clock or ManualClock())
    async with serve(ws) as server:
        bot = TinyBot(server.api_url, ws)
        handlers = [
            AsyncSocketModeHandler(bot.app, ws.app.app_token, ping_interval=ping_interval) for _ in range(connections)
        ]
        for handler in handlers:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        await ws.connected(connections)
        try:
            yield ws, bot
        finally:
            for handler in handlers:
                await handler.close_async()  # type: ignore[no-untyped-call]
            await asyncio.sleep(0)


@asynccontextmanager
async def http_bot(clock: WorkspaceClock | None = None) -> AsyncIterator[tuple[Workspace, TinyBot]]:
    ws = Workspace(seed(manifest(socket_mode=False)), clock=clock or ManualClock())
    async with serve(ws) as server:
        bot = TinyBot(server.api_url, ws)
        runner = web.AppRunner(bot.app.web_app("/slack/events"), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ws.app.manifest = manifest(False, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        try:
            yield ws, bot
        finally:
            await runner.cleanup()


def dumps(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
