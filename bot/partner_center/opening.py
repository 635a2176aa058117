"""The client, opened with everything it needs, and closed with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from bot.clock import Clock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.partner_center.addresses import Addresses
from bot.partner_center.calls import Caller
from bot.partner_center.client import PartnerCenterClient
from bot.partner_center.limiter import A_MINUTE, Limiter
from bot.partner_center.services import Service
from bot.partner_center.tokens import AppTokens, credential
from bot.settings import Settings

# Requests under way at once; more would only wait for their turns.
CONNECTIONS = 16


def make_session() -> ClientSession:
    """Make a session that sends each request once: aiohttp repeats PUT and DELETE by itself on a lost connection.

    There is no public switch for it; a test tells if this one goes away.
    """
    session = ClientSession(connector=TCPConnector(limit=CONNECTIONS, ttl_dns_cache=300), cookie_jar=DummyCookieJar())
    session._retry_connection = False
    return session


@asynccontextmanager
async def opened(
    settings: Settings, database: Database, clock: Clock, a_minute: int = A_MINUTE
) -> AsyncIterator[PartnerCenterClient]:
    """Open a client for the tenant of the settings; ConfigurationError if they do not name one, or not properly."""
    if settings.partner_center_tenant_id is None:
        raise ConfigurationError("PARTNER_CENTER_TENANT_ID, _CLIENT_ID and _CLIENT_SECRET: not set")
    addresses = Addresses.of(settings)
    credential(settings)
    async with make_session() as session:
        tokens = AppTokens(settings, addresses, session)
        limiters = {
            service: Limiter(database, f"{service}:{settings.partner_center_tenant_id.lower()}", clock, a_minute)
            for service in Service
        }
        yield PartnerCenterClient(Caller(session, tokens, limiters, clock), addresses)
