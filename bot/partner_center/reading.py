"""What a program does with Partner Center by itself: nothing if it is off, else checks and a tick that reads."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from cryptography.x509.verification import Store

from bot.clock import Clock, SystemClock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.partner_center.checks import Check, PartnerCenterChecks, told
from bot.partner_center.client import PartnerCenterClient
from bot.partner_center.opening import make_session, opened
from bot.partner_center.webhooks import chain
from bot.partner_center.webhooks.certificates import Certificates
from bot.partner_center.webhooks.checks import EventChecks
from bot.partner_center.webhooks.forwarding import Forwarder
from bot.partner_center.webhooks.receiving import Receiver
from bot.partner_center.webhooks.registry import PartnerCenterRegistry
from bot.services.hearing.forwarding import ForwardSweep
from bot.services.hearing.ports import Forward, Receive
from bot.services.hearing.registration import Places, RegistrationSweep, shown, take_over
from bot.services.mirror.mirror import Mirror
from bot.services.mirror.sweep import EventSweep, MirrorSweep
from bot.services.running.scheduler import Tick
from bot.services.scene import Scene, SceneNow
from bot.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PartnerCenterReading:
    """Reading side of one program; without a client Partner Center is off."""

    settings: Settings
    database: Database
    client: PartnerCenterClient | None
    receive: Receive | None = None
    forward: Forward | None = None
    places: Places = Places()

    @property
    def tenant_id(self) -> str:
        """Tenant of the settings whose Partner Center this is, "" where it is off."""
        return (self.settings.partner_center_tenant_id or "").lower()

    def checks(self) -> Mapping[str, Check]:
        """Return the doctor's checks of Microsoft."""
        if self.client is None:
            return {}
        clock, registry = SystemClock(), PartnerCenterRegistry(self.client)
        checks = PartnerCenterChecks(self.settings, self.database, self.client, clock).all()
        roots = self.settings.partner_center_webhook_roots
        heard = EventChecks(self.tenant_id, self.places, self.database, registry, clock, roots)
        return {**checks, **heard.all()}

    async def register(self) -> str:
        """Register this program for events, also in place of a tool that they are handed on to; say what was done.

        Raise like the checks, in words for the operator.
        """
        return await told(self._register)()

    async def _register(self) -> str:
        if self.client is None:
            raise ConfigurationError("PARTNER_CENTER_TENANT_ID, _CLIENT_ID and _CLIENT_SECRET: not set")
        scene = Scene(self.tenant_id, SystemClock().now(), "register")
        made = await take_over(PartnerCenterRegistry(self.client), self.database, scene, self.places)
        on = f", and are handed on to {shown(self.places.forward)}" if self.places.forward else ""
        return f"{len(made.events)} kinds of events come to {shown(made.url)}{on}"

    def ticks(self, clock: Clock, scene: SceneNow) -> list[Tick]:
        """Return the ticks that read the directory; none if this is the Partner Center of another tenant."""
        if self.client is None:
            return []
        if self.tenant_id != (provider_id := scene("").provider_id):
            log.error(
                "PARTNER_CENTER_TENANT_ID: %s is not our tenant, %s: nothing is read", self.tenant_id, provider_id
            )
            return []
        mirror = Mirror(self.database, self.client, clock, scene)
        forward = [ForwardSweep(self.database, clock, self.forward).run] if self.forward else []
        registration = RegistrationSweep(self.database, PartnerCenterRegistry(self.client), scene, self.places.own)
        return [
            *(Tick("partner center forwarding", timedelta(seconds=1), run) for run in forward),
            Tick("partner center registration", timedelta(hours=1), registration.run, at_once=True),
            Tick("partner center", timedelta(minutes=1), MirrorSweep(self.database, clock, mirror).run, at_once=True),
            Tick("partner center events", timedelta(seconds=1), EventSweep(self.database, clock, mirror).run),
        ]


@asynccontextmanager
async def reading(settings: Settings, database: Database) -> AsyncIterator[PartnerCenterReading]:
    """Open a client if the settings name a tenant; limits are Microsoft's, so the clock is the machine's."""
    if settings.partner_center_tenant_id is None:
        yield PartnerCenterReading(settings, database, None)
        return
    roots = Store(chain.roots(settings.partner_center_webhook_roots))
    places = Places.of(settings.public_url, settings.partner_center_forward_url)
    clock = SystemClock()
    async with opened(settings, database, clock) as client, make_session() as session:
        certificates = Certificates(session, settings.partner_center_certificate_url, roots, clock)
        forward = Forwarder(session, places.forward) if places.forward else None
        receiver = Receiver(certificates, database, clock, forwards=bool(places.forward))
        yield PartnerCenterReading(settings, database, client, receiver.receive, forward, places)
