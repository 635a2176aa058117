"""Checks of the way that events come, one line each, with the next step where one fails."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.partner_center.checks import told
from bot.partner_center.webhooks import chain
from bot.services.hearing import forwarding, inbox, registration
from bot.services.hearing.ports import Registration, Registry
from bot.services.hearing.registration import Owner, Places, shown

SOON = timedelta(days=60)
OFF = "PUBLIC_URL is not set: the hourly reading finds what changed"


@dataclass(frozen=True)
class EventChecks:
    """Checks of a tenant's registration and of the pinned roots (the operator's `file`, or ours)."""

    tenant_id: str
    places: Places
    database: Database
    registry: Registry
    clock: Clock
    file: Path | None

    def all(self) -> Mapping[str, Callable[[], Awaitable[str]]]:
        """Return the checks."""
        return {
            "Partner Center registration": told(self._registration),
            "Partner Center certificate roots": told(self._roots),
        }

    async def _registration(self) -> str:
        known = await self.database.read(lambda s: registration.read(s, self.tenant_id))
        found = await self.registry.registration()
        whose = registration.owner(found, self.places.own, known.own_address if known else None)
        if found is None or whose is Owner.NOBODY:
            return self._free()
        if whose is Owner.OTHER:
            return await self._other(found)
        return await self._ours(found)

    def _free(self) -> str:
        if not self.places.own:
            return f"nobody is registered, and {OFF}"
        raise ConfigurationError("nobody is registered: start the bot, which does it, or run `doctor --register`")

    async def _other(self, found: Registration) -> str:
        if self.places.own:
            raise ConfigurationError(registration.choices(found))
        return f"{shown(found.url)} is registered, and {OFF}; {await self._heard()}"

    async def _ours(self, found: Registration) -> str:
        if self.places.own and shown(found.url) != shown(self.places.own):
            raise ConfigurationError(f"{shown(found.url)} is registered, our former address: start the bot again")
        missing = sorted(registration.lacking(found, await self.registry.event_names()))
        if missing:
            raise ConfigurationError(f"registered without {', '.join(missing)}: run `doctor --register`")
        return f"ours, {len(found.events)} kinds of events; {await self._heard()}{await self._handed_on()}"

    async def _heard(self) -> str:
        last = await self.database.read(inbox.newest)
        return f"the last event came at {last:%Y-%m-%d %H:%M} UTC" if last else "no event has come yet"

    async def _handed_on(self) -> str:
        if not self.places.forward:
            return ""
        count = await self.database.read(forwarding.waiting)
        return f"; handed on to {shown(self.places.forward)}, {count} wait"

    async def _roots(self) -> str:
        """Tell which roots there are, and fail before the first of them ends."""
        roots, now = chain.roots(self.file), self.clock.now()
        where = str(self.file) if self.file else "built in"
        first = min(roots, key=lambda root: root.not_valid_after_utc)
        ends = first.not_valid_after_utc
        if ends < now + SOON:
            said = f"{first.subject.rfc4514_string()} ends on {ends:%Y-%m-%d}"
            raise ConfigurationError(f"{said}: name a file with its successor in PARTNER_CENTER_WEBHOOK_ROOTS")
        return f"{len(roots)} ({where}), the first ends on {ends:%Y-%m-%d}"
