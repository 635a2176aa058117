"""One request: ids, tokens, repeats, deadlines and sizes."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.clock import SystemClock
from bot.db import Database
from bot.partner_center import calls
from bot.partner_center.calls import Caller, Intent
from bot.partner_center.limiter import Limiter
from bot.partner_center.opening import make_session
from bot.partner_center.services import Service
from bot.partner_center.wire.failures import (
    PartnerCenterBusy,
    PartnerCenterRefused,
    PartnerCenterUnclear,
    PartnerCenterUnreadable,
)
from tests.kit.bodies import body
from tests.kit.scripted import Reply, Scripted, scripted

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BUSY = Reply(429, body("throttled-429")["body"], {"Retry-After": "57"})
DONE = Reply(200, {"done": True}, {"Date": "Mon, 02 Mar 2026 09:00:00 GMT", "isMfaCompliant": "false"})


class Counted:
    """Tokens that tell how often a fresh one was asked for."""

    def __init__(self) -> None:
        self.made = 1

    async def app(self, service: Service, *, fresh: bool = False) -> str:
        self.made += fresh
        return f"{service}-{self.made}"


class Desk:
    """A caller whose waits are noted and take no time."""

    def __init__(self, session: ClientSession, database: Database) -> None:
        self.waits: list[float] = []
        clock = SystemClock()
        limiters = {each: Limiter(database, each, clock, 60_000, self._slept) for each in Service}
        self.caller = Caller(session, Counted(), limiters, clock, self._slept)

    async def _slept(self, seconds: float) -> None:
        self.waits.append(seconds)
        await asyncio.sleep(0)

    async def get(self, script: Scripted, service: Service = Service.PARTNER_CENTER, **given: object) -> calls.Received:
        intent = Intent(service, "GET", f"{script.base}/v1/customers?size=1")
        return await self.caller.call(intent, **given)  # type: ignore[arg-type]


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    """A caller on an own session."""
    async with make_session() as session:
        yield Desk(session, database)


async def test_repeats_of_one_intent_keep_their_id(desk: Desk) -> None:
    async with scripted(Reply(None), Reply(503, b"<html>Bad Gateway</html>"), DONE) as script:
        received = await desk.get(script)
    assert received.status == 200
    assert len(set(script.header("MS-RequestId"))) == 1
    assert len(set(script.header("MS-CorrelationId"))) == 1
    assert desk.waits == [0.5, 2.0]


async def test_two_intents_have_two_ids(desk: Desk) -> None:
    async with scripted(DONE) as script:
        await desk.get(script)
        await desk.get(script)
    assert len(set(script.header("MS-RequestId"))) == len(set(script.header("MS-CorrelationId"))) == 2


async def test_headers_of_both_services(desk: Desk) -> None:
    async with scripted(DONE) as script:
        await desk.get(script)
        await desk.get(script, Service.GRAPH)
    assert script.header("Authorization") == ["Bearer partner-center-1", "Bearer graph-1"]
    assert script.header("MS-Contract-Version") == ["v1", None]
    assert script.header("ValidateMfa") == ["true", None]
    assert script.header("Prefer") == [None, "include-unknown-enum-members"]


async def test_a_refused_token_is_replaced_once(desk: Desk) -> None:
    denied = Reply(401, {"code": 400, "description": "token trouble"})
    async with scripted(denied, DONE) as script:
        await desk.get(script)
    assert script.header("Authorization") == ["Bearer partner-center-1", "Bearer partner-center-2"]
    async with scripted(denied) as script:
        with pytest.raises(PartnerCenterRefused):
            await desk.get(script)
    assert len(script.asked) == 2


@pytest.mark.parametrize("said", [{"code": "900421", "description": ""}, {"code": 10001}, {}])
async def test_a_token_without_a_second_factor_is_asked_for_once(desk: Desk, said: object) -> None:
    headers = {} if said else {"isMfaCompliant": "False"}
    async with scripted(Reply(401, said, headers)) as script:
        with pytest.raises(PartnerCenterRefused) as refused:
            await desk.get(script)
    assert refused.value.needs_mfa
    assert len(script.asked) == 1


async def test_everybody_waits_as_long_as_microsoft_says(desk: Desk) -> None:
    async with scripted(BUSY, DONE) as script:
        await desk.get(script)
    assert any(56 < wait <= 57 for wait in desk.waits)


async def test_a_wait_beyond_the_deadline_is_refused_at_once(desk: Desk) -> None:
    async with scripted(BUSY) as script:
        with pytest.raises(PartnerCenterBusy) as refused:
            await desk.get(script, seconds=10.0)
    assert 50 < refused.value.retry_after <= 57
    assert len(script.asked) == 1


async def test_a_refusal_is_told_with_what_microsoft_needs_to_find_it(desk: Desk) -> None:
    refused_with = {"code": 20002, "description": "No relationship.", "data": [], "source": "PartnerFD"}
    async with scripted(Reply(403, refused_with, {"MS-CorrelationId": "correlation-of-microsoft"})) as script:
        with pytest.raises(PartnerCenterRefused) as refused:
            await desk.get(script)
    assert (refused.value.status, refused.value.code) == (403, "20002")
    assert str(refused.value) == "403/20002 No relationship. (correlation correlation-of-microsoft)"
    assert len(script.asked) == 1


async def test_a_silent_server_is_given_up(desk: Desk) -> None:
    async with scripted(Reply(delay=5.0)) as script:
        with pytest.raises(PartnerCenterUnclear, match="no answer"):
            await desk.get(script, seconds=0.3)


async def test_what_changes_something_is_never_repeated(desk: Desk) -> None:
    async with scripted(Reply(None)) as script:
        intent = Intent(Service.PARTNER_CENTER, "PUT", f"{script.base}/v1/x", json={"Name": "x"}, is_read=False)
        with pytest.raises(PartnerCenterUnclear):
            await desk.caller.call(intent)
    assert len(script.asked) == 1


@pytest.mark.parametrize("packed", [False, True])
async def test_an_answer_has_an_end(desk: Desk, monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    large = b"x" * (17 << 20)
    reply = Reply(200, gzip.compress(large, 1), {"Content-Encoding": "gzip"}) if packed else Reply(200, large)
    async with scripted(reply) as script:
        with pytest.raises(PartnerCenterUnreadable, match="more than 16 MB"):
            await desk.get(script)


async def test_redirections_are_not_followed(desk: Desk) -> None:
    async with scripted(DONE) as elsewhere, scripted(Reply(302, b"", {"Location": elsewhere.base})) as script:
        with pytest.raises(PartnerCenterUnreadable, match="redirection"):
            await desk.get(script)
        assert elsewhere.asked == []


async def test_an_answer_tells_its_time_and_its_token(desk: Desk) -> None:
    async with scripted(DONE) as script:
        received = await desk.get(script)
    assert (received.date[:16], received.mfa) == ("Mon, 02 Mar 2026", False)
