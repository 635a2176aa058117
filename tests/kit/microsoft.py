"""A small world at the local Partner Center, and the client that is connected to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.clock import Clock, SystemClock
from bot.db import Database
from bot.local_partner_center.server import serving
from bot.local_partner_center.world import PROVIDER, Company, Contract, Firm, LocalWorld, Privileges
from bot.models import Partner
from bot.partner_center.client import PartnerCenterClient
from bot.partner_center.opening import opened
from bot.services.scene import Scene, SceneNow
from bot.settings import Settings
from tests.kit.given import given

OWN = Firm(PROVIDER, "1000001", "Our Own Distributor")
FIRST_UP = Firm("484e548c-f5f3-4528-93a9-c16c6373cb59", "4847383", "First Up Consultants")
RELECLOUD = Firm("b01b1487-b36e-4e6d-9b5e-0b58974c4b28", "4847433", "ReleCloud", "BR")
SERVICE_PRINCIPAL = "2832473f-ec63-45fb-976f-5d45a7d4bb91"


def guid(name: str) -> str:
    """Return the id of a name."""
    return str(uuid5(NAMESPACE_URL, name))


def company(number: int, contracts: int = 4, reseller: Firm | None = FIRST_UP) -> Company:
    """Make a customer with subscriptions of each kind in turn."""
    kinds = ("seat", "legacy", "software", "usage")
    return Company(
        guid(f"company {number}"),
        f"Company {number}",
        f"company{number}.example",
        reseller=reseller.tenant if reseller else "",
        contracts=[
            Contract(
                guid(f"contract {number} {each}"),
                f"Product {each}",
                kinds[each % len(kinds)],
                partner_id=reseller.mpn if reseller else "",
            )
            for each in range(contracts)
        ],
    )


def privileges(number: int, **more: Any) -> Privileges:
    """Make an active GDAP with one security group for a customer."""
    return Privileges(
        f"{guid(f'gdap {number}')}-{guid('provider')}",
        f"Access {number}",
        guid(f"company {number}"),
        f"Company {number}",
        ends="2027-02-09T11:24:42.3148266Z",
        groups={guid("agents"): ("729827e3-9c14-49f7-bb1b-9608f156bbb8",)},
        **more,
    )


def world(customers: int = 3, contracts: int = 4) -> LocalWorld:
    """Make a world with so many customers, two resellers and a GDAP with the first customer."""
    made = LocalWorld(SystemClock().now)
    made.add(OWN, FIRST_UP, RELECLOUD, *(company(number, contracts) for number in range(customers)), privileges(0))
    made.principals.add(SERVICE_PRINCIPAL)
    return made


def settings_for(url: str, **more: Any) -> Settings:
    """Return settings that lead to a local Partner Center."""
    given_by = {
        "slack_bot_token": "xoxb-test",
        "slack_signing_secret": "signing-secret-of-the-tests",
        "provider_tenant_id": PROVIDER,
        "partner_center_tenant_id": PROVIDER,
        "partner_center_client_id": "client",
        "partner_center_client_secret": "secret-of-the-tests",
        "partner_center_api_base_url": url,
        "partner_center_login_base_url": url,
        "graph_base_url": url,
    }
    return given(**{**given_by, **more})


@dataclass(frozen=True)
class Connected:
    """A client and the world it is connected to."""

    client: PartnerCenterClient
    world: LocalWorld
    url: str


@asynccontextmanager
async def connected(
    database: Database, there: LocalWorld | None = None, clock: Clock | None = None, a_minute: int = 60_000
) -> AsyncIterator[Connected]:
    """Serve a world, and connect a client to it whose limiter is scaled up, as is the world's own limit."""
    there = there or world()
    there.a_minute = max(there.a_minute, a_minute)
    async with (
        serving(there) as server,
        opened(settings_for(server.url), database, clock or SystemClock(), a_minute) as client,
    ):
        yield Connected(client, there, server.url)


def variables_for(url: str) -> dict[str, str]:
    """Return the environment that leads to a local Partner Center."""
    return {
        "PARTNER_CENTER_TENANT_ID": PROVIDER,
        "PARTNER_CENTER_CLIENT_ID": "client",
        "PARTNER_CENTER_CLIENT_SECRET": "secret-of-the-tests",
        "PARTNER_CENTER_API_BASE_URL": url,
        "PARTNER_CENTER_LOGIN_BASE_URL": url,
        "GRAPH_BASE_URL": url,
    }


def scene_at(clock: Clock | None = None, **more: Any) -> SceneNow:
    """Return scenes of our provider's, by the machine's clock unless another is given."""
    now = clock or SystemClock()
    return lambda key: Scene(PROVIDER, now.now(), key, **more)


def add_provider(database: Database) -> None:
    """Let the database know the provider, as a file of partners does."""
    own = Partner(tenant_id=PROVIDER, mpn_id=OWN.mpn, name=OWN.name, kind="indirect_provider", search_key="")
    database.write_now(lambda s: s.add(own))
