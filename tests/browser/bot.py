"""A small stock bolt bot for the browser tests; it knows parcels, and nothing of the product."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.local_slack import Workspace
from tests.browser import gallery
from tests.browser.gallery import Json

COMPANIES = ["Acme", "Acme Labs", "Adatum", "Contoso", "Fabrikam", "Litware", "Northwind", "Tailspin", "Wingtip"]
COMMANDS = [
    {"command": "/order", "description": "Order a parcel", "usage_hint": "[customer]"},
    {"command": "/every", "description": "A form with every field"},
    {"command": "/blocks", "description": "A message with every block"},
    {"command": "/steps", "description": "Modals on top of each other"},
    {"command": "/silent", "description": "Never answers"},
    {"command": "/broken", "description": "Sends a view that Slack refuses"},
    {"command": "/whisper", "description": "Answers only you", "usage_hint": "[words]", "should_escape": True},
]
MANIFEST: Json = {
    "display_information": {"name": "Parcels"},
    "features": {
        "bot_user": {"display_name": "Parcels"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": COMMANDS,
        "shortcuts": [
            {
                "name": "Order a parcel",
                "type": "global",
                "callback_id": "order_now",
                "description": "Opens the order form",
            },
            {
                "name": "Order from this",
                "type": "message",
                "callback_id": "order_from",
                "description": "Orders what is written",
            },
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["chat:write", "commands", "im:history", "im:write", "users:read", "usergroups:read"]}
    },
    "settings": {
        "socket_mode_enabled": True,
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.im", "subteam_members_changed"]},
    },
}
SEED: Json = {
    "team": {"id": "T0HOME", "name": "Northwind Traders", "domain": "northwind"},
    "people": [
        {
            "id": "U0ANN",
            "name": "ann",
            "real_name": "Ann Alder",
            "title": "Office manager",
            "tz": "Europe/Madrid",
            "locale": "en-US",
        },
        {
            "id": "U0BEN",
            "name": "ben",
            "real_name": "Benito Brezo",
            "title": "Almacén",
            "tz": "Europe/Madrid",
            "locale": "es-ES",
        },
        {"id": "U0CHI", "name": "chiyo", "real_name": "Chiyo Sato", "tz": "Asia/Tokyo", "locale": "en-US"},
    ],
    "groups": [{"id": "S0BUYERS", "handle": "buyers", "name": "Who may order", "users": ["U0ANN", "U0BEN"]}],
    "channels": [
        {
            "id": "C0GENERAL",
            "name": "general",
            "topic": "Everyone is here",
            "members": ["U0ANN", "U0BEN", "U0CHI", "U0LOCALBOT"],
        },
        {"id": "C0SECRET", "name": "board", "kind": "private", "members": ["U0ANN"]},
        {"id": "C0OTHER", "name": "random", "members": ["U0BEN", "U0CHI"]},
        {"id": "D0ANNBEN", "name": "directmessage", "kind": "im", "members": ["U0ANN", "U0BEN"]},
    ],
    "app": {"manifest": MANIFEST},
}


class ParcelBot:
    """Listeners of the bot; `orders` keeps what was submitted, `allowed` is read at each submission."""

    def __init__(self, base_url: str, ws: Workspace) -> None:
        self.orders: list[Json] = []
        self.seen: list[Json] = []
        self.slow_options: dict[str, asyncio.Event] = {}
        self.hold = asyncio.Event()
        self.hold.set()
        self._ws = ws
        self.client = AsyncWebClient(token=ws.state.app.bot_token, base_url=base_url, retry_handlers=[])
        self.app = AsyncApp(client=self.client)
        self._listen()

    def _listen(self) -> None:
        app = self.app
        app.command("/order")(self.order)
        app.command("/every")(self.every)
        app.command("/blocks")(self.blocks)
        app.command("/steps")(self.steps)
        app.command("/broken")(self.broken)
        app.command("/whisper")(self.whisper)
        app.command("/silent")(self.silent)
        app.shortcut("order_now")(self.order)
        app.shortcut("order_from")(self.order)
        app.options(re.compile("customer|clients"))(self.options)
        app.action(re.compile("push"))(self.push)
        app.action("open_order")(self.order)
        app.action(re.compile(".*"))(self.acted)
        app.view("order")(self.submitted)
        app.view(re.compile(".*"))(self.saved)
        app.view_closed(re.compile(".*"))(self.closed)
        app.event("app_home_opened")(self.home)
        app.event("message")(self.heard)
        app.event("subteam_members_changed")(self.noted)

    async def order(self, ack: Any, body: Json) -> None:
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=gallery.order_form())

    async def every(self, ack: Any, body: Json) -> None:
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=gallery.every_field())

    async def steps(self, ack: Any, body: Json) -> None:
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=gallery.step(1))

    async def push(self, ack: Any, body: Json) -> None:
        await ack()
        number = int(body["view"]["private_metadata"]) + 1
        await self.client.views_push(trigger_id=body["trigger_id"], view=gallery.step(number))

    async def broken(self, ack: Any, body: Json) -> None:
        await ack()
        view = gallery.modal("A title that is much longer than Slack allows", [gallery.section("x")])
        try:
            await self.client.views_open(trigger_id=body["trigger_id"], view=view)
        except Exception as error:
            self.seen.append({"refused": str(error)})

    async def blocks(self, ack: Any, body: Json) -> None:
        await ack()
        text = "Parcel 17 is on its way"
        await self.client.chat_postMessage(
            channel=body["channel_id"], text=text, blocks=gallery.every_block(self._ws.base_url)
        )

    async def whisper(self, ack: Any, body: Json) -> None:
        await ack(response_type="ephemeral", text=f"You said: {body['text']} :eyes:")

    async def silent(self, body: Json) -> None:
        self.seen.append(body)
        await self.hold.wait()

    async def options(self, ack: Any, body: Json) -> None:
        typed = str(body["value"]).lower()
        if typed in self.slow_options:
            await self.slow_options[typed].wait()
        found = [
            gallery.option(name, name.lower(), f"Customer {at}")
            for at, name in enumerate(COMPANIES)
            if typed in name.lower()
        ]
        await ack(options=found)

    async def acted(self, ack: Any, body: Json) -> None:
        await ack()
        self.seen.append(body)
        action = body["actions"][0]
        if action["action_id"] == "accept":
            text = f"Accepted by <@{body['user']['id']}>"
            await self.client.chat_update(
                channel=body["channel"]["id"], ts=body["message"]["ts"], text=text, blocks=[gallery.section(text)]
            )

    async def submitted(self, ack: Any, body: Json) -> None:
        await self.hold.wait()
        values = body["view"]["state"]["values"]
        if body["user"]["id"] not in self._ws.state.groups["S0BUYERS"].users:
            await ack(response_action="errors", errors={"customer": "You may not order: ask to join @buyers."})
            return
        if values["size"]["size"]["selected_option"]["value"] == "extra-large":
            await ack(response_action="errors", errors={"size": "Out of stock: choose a smaller one."})
            return
        await ack()
        self.orders.append(values)
        customer = values["customer"]["customer"]["selected_option"]["text"]["text"]
        await self.client.chat_postMessage(
            channel=body["user"]["id"], text=f"Ordered for *{customer}* :white_check_mark:"
        )

    async def saved(self, ack: Any, body: Json) -> None:
        await ack()
        self.orders.append(body["view"]["state"]["values"])

    async def closed(self, ack: Any, body: Json) -> None:
        await ack()
        self.seen.append(body)

    async def home(self, event: Json) -> None:
        if event["tab"] == "home":
            await self.client.views_publish(user_id=event["user"], view=gallery.home(len(self.orders)))

    async def heard(self, event: Json) -> None:
        self.seen.append(event)

    async def noted(self, event: Json) -> None:
        self.seen.append(event)


@asynccontextmanager
async def connected(base_url: str, ws: Workspace) -> AsyncIterator[ParcelBot]:
    """The bot over Socket Mode until the block ends."""
    bot = ParcelBot(base_url, ws)
    handler = AsyncSocketModeHandler(bot.app, ws.state.app.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield bot
    finally:
        bot.hold.set()
        await handler.close_async()  # type: ignore[no-untyped-call]
        await asyncio.sleep(0)
