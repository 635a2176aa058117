"""A partner desk in a test: the local workspace, a bot in this process, a small directory, time moved by hand."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from bot import manifest
from bot.bootstrap import Bot, running_bot
from bot.commands.base import Command
from bot.commands.registry import COMMANDS
from bot.db import Database
from bot.dispatch.dispatcher import PATIENCE
from bot.local_slack import ManualClock, Person, Wire, Workspace, serve
from bot.local_slack.base.models import Message
from bot.local_slack.text_view import render_view
from bot.services.outbox.store import any_due
from bot.services.running.scheduler import Tick
from bot.settings import Settings
from tests.conftest import MONDAY
from tests.kit.given import given
from tests.kit.store.engines import open_database

Transport = Literal["socket", "http"]

GLORIA, ANA, HUGO, SARA = "U0GLORIA", "U0ANA", "U0HUGO", "U0SARA"
NOBODY, NADIE, GUEST, OUTSIDER = "U0NOBODY", "U0NADIE", "U0GUEST", "U0OUTSIDER"
GLOBAL_ADMINS, ADMIN_AGENTS, HELPDESK, SALES = "S0GLOBAL", "S0AGENTS", "S0HELP", "S0SALES"
DESK, TEAM = "C0DESK", "T0HOME"
EVERYONE = [GLORIA, ANA, HUGO, SARA, NOBODY, NADIE, GUEST]

SEED: dict[str, Any] = {
    "team": {"id": TEAM, "name": "Iberia Cloud", "domain": "iberia"},
    "people": [
        {"id": GLORIA, "name": "gloria", "real_name": "Gloria", "tz": "Europe/Madrid", "locale": "es-ES"},
        {"id": ANA, "name": "ana", "real_name": "Ana", "tz": "Europe/Madrid", "locale": "es-ES"},
        {"id": HUGO, "name": "hugo", "real_name": "Hugo", "tz": "America/Los_Angeles", "locale": "en-US"},
        {"id": SARA, "name": "sara", "real_name": "Sara", "tz": "Asia/Tokyo", "locale": "ja-JP"},
        {"id": NOBODY, "name": "nobody", "real_name": "Nobody", "locale": "en-US"},
        {"id": NADIE, "name": "nadie", "real_name": "Nadie", "tz": "Europe/Madrid", "locale": "es-ES"},
        {"id": GUEST, "name": "guest", "real_name": "Guest", "locale": "en-US", "is_restricted": True},
        {"id": OUTSIDER, "name": "outsider", "real_name": "Outsider", "team_id": "T0OTHER", "is_stranger": True},
    ],
    "groups": [
        {"id": GLOBAL_ADMINS, "handle": "global-admins", "name": "Global admins", "users": [GLORIA]},
        {"id": ADMIN_AGENTS, "handle": "admin-agents", "name": "Admin agents", "users": [ANA]},
        {"id": HELPDESK, "handle": "helpdesk", "name": "Helpdesk", "users": [HUGO]},
        {"id": SALES, "handle": "sales", "name": "Sales", "users": [SARA]},
    ],
    "channels": [
        {"id": DESK, "name": "partner-desk", "members": [*EVERYONE, OUTSIDER, "U0LOCALBOT"], "is_ext_shared": True},
    ],
}


@dataclass(frozen=True)
class Desk:
    """Desk of a scenario: people through `person`, rows through `db`, everything that crossed through `wire`."""

    ws: Workspace
    bot: Bot
    db: Database
    transport: Transport

    @property
    def clock(self) -> ManualClock:
        """The time of workspace and bot; move it with `advance`."""
        assert isinstance(self.ws.clock, ManualClock)
        return self.ws.clock

    @property
    def wire(self) -> Wire:
        """Everything that crossed between workspace and bot."""
        return self.ws.wire

    def person(self, user_id: str) -> Person:
        """Return somebody's hands and eyes in Slack."""
        return self.ws.person(user_id)

    async def opened(self, user_id: str, command: str, text: str = "") -> Person:
        """Let somebody give a command, and return them with its modal on the screen."""
        person = self.person(user_id)
        outcome = await person.command(command, text)
        assert outcome.ok, outcome
        await self.settle()
        return person

    def told(self) -> list[Message]:
        """Return the messages of the team's channel, without the replies in its threads."""
        return [message for message in self.person(HUGO).messages(DESK) if message.thread_ts is None]

    def thread(self, message: Message) -> list[Message]:
        """Return the replies to a message in the team's channel."""
        return self.person(HUGO).messages(DESK, message.ts)[1:]

    async def settle(self) -> None:
        """Wait until nothing is under way and every notice that is due has left."""
        while True:
            await self.bot.dispatcher.background.idle()
            await self.ws.settle(lambda: not self.ws.activity.in_flight)
            if not self.bot.dispatcher.background.busy and not await self.bot.outbox.run():
                return

    async def advance(self, by: timedelta) -> None:
        """Move time and let what it makes due happen."""
        self.ws.advance(by)
        await self.settle()

    async def notices(self, seconds: int = 5) -> None:
        """Let rows that wait for their channel's turn (1 message/s) leave too."""
        left = timedelta(seconds=seconds)
        while left and await self._is_due_within(left):
            await self.advance(timedelta(seconds=1))
            left -= timedelta(seconds=1)
        await self.advance(left)

    async def _is_due_within(self, left: timedelta) -> bool:
        return await self.db.read(lambda session: any_due(session, self.clock.now() + left))

    def tick(self, name: str) -> Tick:
        """Return the tick of the named sweep, which the timers would run."""
        return next(tick for tick in self.bot.sweeps if tick.name == name)

    async def sweep(self, name: str) -> None:
        """Run one pass of the named sweep and let the notices it made leave."""
        await self.tick(name).run()
        await self.notices()

    async def check(self) -> None:
        """Check that nothing broke Slack's rules and nothing went wrong behind the answers; for the end of a test."""
        await self.settle()
        found = [(v.name, v.pointer, v.data) for v in self.wire.violations()]
        assert found == []


def flat(drawn: str) -> str:
    """Put words in a row, without frames, line breaks and what only keeps text from being markup."""
    return " ".join(drawn.replace("│", " ").replace("\u200b", "").split())


def screen(person: Person, width: int = 200) -> str:
    """Return the text that the person sees in the modal on top, flat."""
    assert person.modal is not None
    return flat(render_view(person.modal.body, values=person.modal.values, errors=person.errors, width=width))


def shared(desk: Desk, person: Person) -> list[dict[str, str]]:
    """Read the last file that somebody got, as rows by column."""
    message = [message for message in person.dms if message.files][-1]
    content = desk.ws.state.files[message.files[-1]].content or b""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def seed(transport: Transport, commands: Sequence[Command]) -> dict[str, Any]:
    """Describe the workspace with this bot installed; the HTTP address is put in once it is known."""
    url = None if transport == "socket" else "https://unknown.invalid"
    return SEED | {"app": {"manifest": manifest.build(commands, url)}}


def settings_for(ws: Workspace, api_url: str, database_url: str, transport: Transport, **more: Any) -> Settings:
    """Make the settings of a desk's bot; `more` replaces some."""
    app = ws.state.app
    credential = "slack_app_token" if transport == "socket" else "slack_signing_secret"
    wanted: dict[str, Any] = {
        "slack_bot_token": app.bot_token,
        credential: app.app_token if transport == "socket" else app.signing_secret,
        "database_url": database_url,
        "slack_api_base_url": api_url,
        "port": 0,
        "notify_channel": DESK,
        "role_group_global_admin": GLOBAL_ADMINS,
        "role_group_admin_agent": ADMIN_AGENTS,
        "role_group_helpdesk_agent": "@helpdesk",
        "role_group_sales_agent": SALES,
    }
    return given(**(wanted | more))


@asynccontextmanager
async def opened(
    database: Database,
    database_url: str,
    transport: Transport,
    *,
    commands: Sequence[Command] = COMMANDS,
    patience: float = PATIENCE,
    opening: Callable[[str], Database] = open_database,
    **more: Any,
) -> AsyncIterator[Desk]:
    """Open a desk over a database that already holds a provider; `more` are further settings."""
    ws = Workspace(seed(transport, commands), clock=ManualClock(MONDAY), sign_with="workspace")
    async with serve(ws) as server:
        settings = settings_for(ws, server.api_url, database_url, transport, **more)
        bot_running = running_bot(
            settings,
            clock=ws.clock,
            commands=commands,
            timers=False,
            patience=patience,
            open_database=opening,
        )
        async with bot_running as bot:
            if transport == "http":
                ws.state.app.manifest = manifest.build(commands, f"http://127.0.0.1:{bot.port}")
            else:
                await ws.connected()
            yield Desk(ws, bot, database, transport)
