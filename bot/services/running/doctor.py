"""Checks of everything the bot needs, each with one finding; `serve` waits or ends on them, `doctor` lists them."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot import migrations
from bot.db import Database, pooler
from bot.db.troubles import Trouble, trouble
from bot.errors import BotError, ConfigurationError, Unavailable
from bot.migrations.compatibility import stated
from bot.services.directory.provider import resolve_provider
from bot.services.mail.server import MailAway, parsed
from bot.services.roles import RoleCache
from bot.services.running.clocks import Clocks
from bot.services.slack.errors import SlackError, SlackRefused
from bot.services.slack.web import Identity, SlackWeb
from bot.settings import ROLE_SUFFIXES, Settings


@dataclass(frozen=True)
class Finding:
    """One check: its name, whether it passed, and what was found or what to do; a failure `may_pass` by itself."""

    name: str
    ok: bool
    line: str
    may_pass: bool = False

    def __str__(self) -> str:
        return f"{'ok  ' if self.ok else 'FAIL'} {self.name}: {self.line}"


class NotReady(ConfigurationError):
    """The bot must not start; `str()` is one line per failed check."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(f"{finding.name}: {finding.line}" for finding in findings))
        self.findings = findings


class _Wrong(Exception):
    """A check failed, in words for the engineer."""

    may_pass = False


class _Passing(_Wrong):
    """A check failed or could not be made for a reason that may pass by itself."""

    may_pass = True


# Said by a server that is there: no waiting mends these.
_FOR_GOOD = re.compile(r"authentication failed|does not exist|pg_hba|not permitted|certificate|SSL")


MAIL_SECONDS = 20.0
_COUNT = text("SELECT count(*) FROM subscription")
Check = Callable[[], Awaitable[str]]


class Examiner:
    """Runs checks against opened but not yet used parts; keeps what it learnt for the start that follows.

    `scopes`: what the code needs; `microsoft`: checks of Partner Center, none if it is off. After `essentials`
    without a failure, `identity` and `provider` are set.
    """

    def __init__(
        self,
        settings: Settings,
        db: Database,
        slack: SlackWeb,
        roles: RoleCache,
        scopes: set[str],
        clocks: Clocks,
        microsoft: Mapping[str, Check],
    ) -> None:
        self.identity: Identity | None = None
        self.app_id = ""
        self.provider: str | None = None
        self._usable = False
        self._settings = settings
        self._db = db
        self._slack = slack
        self._roles = roles
        self._scopes = scopes
        self._clocks = clocks
        self._microsoft = microsoft

    def essentials(self) -> Mapping[str, Check]:
        """Return the checks that `serve` insists on, in the order to be run."""
        return {
            "database": self._database,
            "directory": self._directory,
            "Slack bot token": self._bot_token,
            "Slack scopes": self._granted,
            "Slack transport": self._transport,
        }

    def extras(self) -> Mapping[str, Check]:
        """Return the checks of what works badly rather than not at all."""
        return {
            "clock": self._clock,
            "roles": self._mapped,
            "user groups": self._groups,
            "new commerce": self._new_commerce,
            "e-mail": self._mail,
            **(self._microsoft or {"Partner Center": self._no_partner_center}),
        }

    async def _database(self) -> str:
        try:
            pooled, schema = await self._db.read(lambda s: (pooler.problem(s), stated(s.connection())))
            if pooled:
                raise _Wrong(f"DATABASE_URL: {pooled}")
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
            if pooler.refused(reason):
                raise _Wrong(f"DATABASE_URL: {pooler.REASON}") from None
            passing = trouble(error) in (Trouble.AWAY, Trouble.BUSY, Trouble.FULL) and not _FOR_GOOD.search(reason)
            raise (_Passing if passing else _Wrong)(f"DATABASE_URL: cannot open {self._where()}: {reason}") from None
        if problem := schema.refusal(migrations.known()):
            raise _Wrong(problem)
        self._usable = True
        return f"{self._where()}, {schema.told(migrations.known())}"

    async def _directory(self) -> str:
        if not self._usable:
            raise _Passing("not checked without a database that works")
        self.provider, rows = await self._db.read(
            lambda s: (resolve_provider(s, self._settings.provider_tenant_id), s.connection().execute(_COUNT).scalar())
        )
        return f"provider {self.provider}, {rows} subscriptions"

    async def _bot_token(self) -> str:
        if self._settings.slack_bot_token is None:
            raise _Wrong("SLACK_BOT_TOKEN: is required, it looks like xoxb-…")
        self.identity = found = await self._slack.auth_test()
        self._clocks.compare_header(found.date)
        with suppress(SlackRefused):  # for want of a scope, which the next check names
            self.app_id = await self._slack.app_of(found.bot_id) if found.bot_id else ""
        return f"workspace {found.team} ({found.team_id})"

    async def _granted(self) -> str:
        if self.identity is None:
            raise _Passing("not checked without a bot token that works")
        granted = self.identity.scopes
        if granted is None:
            return "Slack does not say which are granted"
        if missing := self._scopes - granted:
            raise _Wrong(f"missing {', '.join(sorted(missing))}: install the app again with manifest.yml")
        return f"all {len(self._scopes)} granted"

    async def _transport(self) -> str:
        token = self._settings.slack_app_token
        if token is not None:
            await self._slack.app_connection(token.get_secret_value())
            return "Socket Mode"
        secret = self._settings.slack_signing_secret
        if secret is None or not secret.get_secret_value().strip():
            raise _Wrong("set SLACK_APP_TOKEN (Socket Mode, xapp-…) or SLACK_SIGNING_SECRET (HTTP)")
        return f"HTTP on {self._settings.host}:{self._settings.port}"

    async def _clock(self) -> str:
        if self._usable:
            await self._clocks.compare_database(self._db)
        if off := self._clocks.off():
            raise _Wrong("; ".join(off.values()))
        return str(self._clocks)

    async def _mapped(self) -> str:
        settings = self._settings
        mapped = [role for role in ROLE_SUFFIXES if settings.groups_of(role) or settings.users_of(role)]
        if not mapped:
            raise _Wrong("nobody has any role: set ROLE_GROUP_… or ROLE_USERS_… (README, configuration)")
        unmapped = [role for role in ROLE_SUFFIXES if role not in mapped]
        return f"policy {settings.role_policy}" + (f"; nobody has {', '.join(unmapped)}" if unmapped else "")

    async def _groups(self) -> str:
        await self._roles.refresh()
        status = self._roles.status()
        if status.problems:
            raise _Wrong("; ".join(status.problems))
        named = [f"{name} is {group.id} with {len(group.users)}" for name, group in status.found.items()]
        return ", ".join(named) or "none configured"

    async def _new_commerce(self) -> str:
        if self._settings.assign_new_commerce == "refuse":
            return "support contacts are refused (ASSIGN_NEW_COMMERCE=refuse)"
        return "support contacts are kept here alone, Microsoft has none (ASSIGN_NEW_COMMERCE=record)"

    async def _mail(self) -> str:
        url, sender = self._settings.smtp_url, self._settings.mail_from
        if url is None:
            return "off (invitations are copied and sent by hand)"
        try:
            server = parsed(url.get_secret_value())
            await asyncio.wait_for(asyncio.to_thread(server.greet), MAIL_SECONDS)
        except (ValueError, MailAway, TimeoutError) as error:
            raise _Wrong(f"SMTP_URL: {error or 'no answer in time'}") from None
        return f"{server.host}:{server.port} takes e-mails from {sender}"

    async def _no_partner_center(self) -> str:
        return "off (the directory comes from files)"

    def _where(self) -> str:
        # A password may stand among the options, too.
        shown = self._db.url.difference_update_query(["password", "sslpassword"])
        return shown.render_as_string(hide_password=True)


async def examine(checks: Mapping[str, Check]) -> list[Finding]:
    """Run every check, also after a failure."""
    return [await find(name, check) for name, check in checks.items()]


async def find(name: str, check: Check) -> Finding:
    """Run one check."""
    try:
        return Finding(name, True, await check())
    except _Wrong as wrong:
        return Finding(name, False, str(wrong), wrong.may_pass)
    except SlackError as error:
        return Finding(name, False, f"Slack says {error}", not isinstance(error, SlackRefused))
    except Unavailable as error:
        return Finding(name, False, f"no answer in time ({error.key})", may_pass=True)
    except BotError as error:
        return Finding(name, False, str(error))
    except SQLAlchemyError as error:
        return Finding(name, False, f"not readable ({type(error).__name__})", trouble(error) is not None)
