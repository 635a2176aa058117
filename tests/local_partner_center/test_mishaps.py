"""Everything that can be planned to go wrong does so, once, before or after the effect."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.local_partner_center.mishaps import KINDS
from bot.local_partner_center.server import LocalPartnerCenter, serving
from bot.local_partner_center.world import Mishap
from tests.kit.bodies import BOM
from tests.kit.microsoft import RELECLOUD, guid, world

CONTACT = f"/v1/customers/{guid('company 0')}/subscriptions/{guid('contract 0 1')}/supportcontact"
SAID = {"SupportTenantId": RELECLOUD.tenant, "SupportMpnId": RELECLOUD.mpn, "Name": RELECLOUD.name}


@pytest.fixture
async def server() -> AsyncIterator[LocalPartnerCenter]:
    """A small world that knows a user's token and is silent for a moment only."""
    async with serving(world()) as running:
        running.world.tokens["t"] = ("user", "partner-center")
        running.world.silence = 0.3
        yield running


async def put(server: LocalPartnerCenter) -> int | None:
    """Return the status of a PUT that is sent once; None when no answer comes within a moment."""
    timeout = ClientTimeout(total=0.2)
    async with ClientSession(headers={"Authorization": "Bearer t"}, timeout=timeout) as session:
        session._retry_connection = False
        try:
            async with session.put(server.url + CONTACT, json=SAID) as response:
                return response.status
        except (ClientError, TimeoutError):
            return None


def is_written(server: LocalPartnerCenter) -> bool:
    contract = server.world.contract(guid("company 0"), guid("contract 0 1"))
    assert contract is not None
    return contract.support is not None


@pytest.mark.parametrize(("kind", "written"), [("before", False), ("after", True)])
@pytest.mark.parametrize("how", ["silent", "dropped"])
async def test_an_answer_is_lost_before_or_after_the_effect(
    server: LocalPartnerCenter, how: str, kind: str, written: bool
) -> None:
    server.world.mishaps.append(Mishap("support contact put", f"{how} {kind}"))
    assert await put(server) is None
    assert is_written(server) is written
    assert await put(server) == 200


@pytest.mark.parametrize("kind", [each for each in KINDS if not each.startswith(("silent", "dropped"))])
async def test_an_answer_is_another_one_once(server: LocalPartnerCenter, kind: str) -> None:
    server.world.mishaps.append(Mishap("customers", kind, 1, 503, {"code": 1}))
    bodies = []
    async with ClientSession(headers={"Authorization": "Bearer t"}) as session:
        for _ in range(2):
            async with session.get(f"{server.url}/v1/customers") as response:
                bodies.append(await response.read())
    assert bodies[0] != bodies[1]
    assert bodies[1].startswith(BOM + b'{"totalCount":3,')


async def test_another_endpoint_is_not_concerned(server: LocalPartnerCenter) -> None:
    server.world.mishaps.append(Mishap("customers", "html", 9))
    assert await put(server) == 200


async def test_an_application_may_not_ask_what_is_a_users(server: LocalPartnerCenter) -> None:
    server.world.tokens["t"] = ("app", "partner-center")
    assert await put(server) == 403
    assert not is_written(server)
