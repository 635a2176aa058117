"""What a program does with Partner Center by itself: nothing if it is off, else checks and a tick that reads."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock, SystemClock
from bot.db import Database
from bot.partner_center.checks import Check, PartnerCenterChecks
from bot.partner_center.client import PartnerCenterClient
from bot.partner_center.opening import make_session, opened
from bot.partner_center.webhooks import chain
from bot.partner_center.webhooks.certificates import Certificates
from bot.partner_center.webhooks.receiving import Receiver
from bot.services.hearing.ports import Receive
from bot.services.mirror.mirror import Mirror
from bot.services.mirror.sweep import EventSweep, MirrorSweep
from bot.services.running.scheduler import Tick
from bot.services.scene import SceneNow
from bot.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PartnerCenterReading:
    """Reading side of one program; without a client Partner Center is off."""

    settings: Settings
    database: Database
    client: PartnerCenterClient | None
    receive: Receive | None = None

    def checks(self) -> Mapping[str, Check]:
        """Return the doctor's checks of Microsoft."""
        if self.client is None:
            return {}
        return PartnerCenterChecks(self.settings, self.database, self.client, SystemClock()).all()

    def ticks(self, clock: Clock, scene: SceneNow) -> list[Tick]:
        """Return the ticks that read the directory; none if this is the Partner Center of another tenant."""
        if self.client is None:
            return []
        own = (self.settings.partner_center_tenant_id or "").lower()
        if own != (provider_id := scene("").provider_id):
            log.error("PARTNER_CENTER_TENANT_ID: %s is not our tenant, %s: nothing is read", own, provider_id)
            return []
        mirror = Mirror(self.database, self.client, clock, scene)
        return [
            Tick("partner center", timedelta(minutes=1), MirrorSweep(self.database, clock, mirror).run, at_once=True),
            Tick("partner center events", timedelta(seconds=1), EventSweep(self.database, clock, mirror).run),
        ]


@asynccontextmanager
async def reading(settings: Settings, database: Database) -> AsyncIterator[PartnerCenterReading]:
    """Open a client if the settings name a tenant; limits are Microsoft's, so the clock is the machine's."""
    if settings.partner_center_tenant_id is None:
        yield PartnerCenterReading(settings, database, None)
        return
    roots = chain.roots(settings.partner_center_webhook_roots)
    clock = SystemClock()
    async with opened(settings, database, clock) as client, make_session() as session:
        certificates = Certificates(session, settings.partner_center_certificate_url, roots, clock)
        yield PartnerCenterReading(settings, database, client, Receiver(certificates, database, clock).receive)
