"""A sender with an authority of its own, and the receiver that trusts it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from cryptography.x509 import load_pem_x509_certificate
from cryptography.x509.verification import Store

from bot.clock import ManualClock
from bot.db import Database
from bot.local_partner_center.server import serving
from bot.local_partner_center.webhooks.sending import EventSender
from bot.local_partner_center.world import LocalWorld
from bot.partner_center.opening import make_session
from bot.partner_center.webhooks.certificates import Certificates
from bot.partner_center.webhooks.receiving import Receiver


@dataclass
class Line:
    """Both ends; the receiver has what it was sent in its database."""

    sender: EventSender
    receiver: Receiver
    clock: ManualClock
    database: Database


@pytest.fixture
async def line(database: Database, clock: ManualClock) -> AsyncIterator[Line]:
    """Connect a sender and a receiver at a clock that stands still."""
    world = LocalWorld(clock.now)
    async with serving(world) as server, make_session() as session:
        sender = EventSender.at(world, server.url)
        trusted = Store([load_pem_x509_certificate(sender.authority.pem)])
        certificates = Certificates(session, f"{server.url}/cert/", trusted, clock)
        yield Line(sender, Receiver(certificates, database, clock), clock, database)
