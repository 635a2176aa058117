"""Fault switches, rate limits on demand, and response URLs."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import ClientError

from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, BEN, GENERAL, socket_bot

POST = "chat.postMessage"


CONTENT = {"channel": GENERAL, "text": "x"}


def texts(api: Api) -> list[str]:
    return [message.text for message in api.ws.person(BEN).messages(GENERAL)]


async def test_429_for_one_method_counted(api: Api) -> None:
    api.ws.faults.add("rate_limited", POST, times=2, seconds=30)
    for _ in range(2):
        answer = await api.raw(POST, json=CONTENT)
        assert (answer.status, answer.headers["Retry-After"]) == (429, "30")
    assert (await api("auth.test"))["ok"]
    assert (await api(POST, **CONTENT))["ok"]
    assert len(api.ws.wire.records("fault", "rate_limited")) == 2


async def test_a_malformed_retry_after(api: Api) -> None:
    api.ws.faults.add("rate_limited", POST, header="soon")
    assert (await api.raw(POST, json=CONTENT)).headers["Retry-After"] == "soon"


@pytest.mark.parametrize(("kind", "happened"), [("http_500_before", []), ("http_500_after", ["x"])])
async def test_500_before_and_after_the_effect(api: Api, kind: str, happened: list[str]) -> None:
    api.ws.faults.add(kind, POST)  # type: ignore[arg-type]
    assert (await api.raw(POST, json=CONTENT)).status == 500
    assert texts(api) == happened


@pytest.mark.parametrize(("kind", "happened"), [("drop_before", []), ("drop_after", ["x"])])
async def test_a_connection_cut_before_and_after_the_effect(api: Api, kind: str, happened: list[str]) -> None:
    api.ws.faults.add(kind, POST)  # type: ignore[arg-type]
    with pytest.raises(ClientError):
        await api.raw(POST, json=CONTENT)
    assert texts(api) == happened


async def test_any_error_on_demand_until_switched_off(api: Api) -> None:
    off = api.ws.faults.add("error", "*", times=None, code="fatal_error")
    assert await api.error(POST, **CONTENT) == "fatal_error"
    assert await api.error("auth.test") == "fatal_error"
    off()
    assert (await api("auth.test"))["ok"]


async def test_a_slow_network_delays_by_the_workspace_clock(api: Api) -> None:
    api.ws.faults.add("slow", POST, seconds=2)
    call = asyncio.ensure_future(api(POST, **CONTENT))
    await api.ws.settle(lambda: api.ws.wire.records("fault", "slow"))
    assert not call.done()
    api.ws.advance(timedelta(seconds=2))
    assert (await call)["ok"]


async def test_a_slow_payload_may_miss_the_deadline() -> None:
    async with socket_bot() as (ws, bot):
        ws.faults.add("slow", "slash_commands", seconds=1)
        action = asyncio.ensure_future(ws.person(ANN).command("/echo"))
        await ws.settle(lambda: ws.wire.records("fault", "slow"))
        assert bot.seen == {}
        ws.advance(timedelta(seconds=1))
        assert (await action).ok


async def test_a_lost_envelope_times_out() -> None:
    async with socket_bot() as (ws, bot):
        ws.faults.add("drop_envelope", "slash_commands")
        action = asyncio.ensure_future(ws.person(ANN).command("/echo"))
        await ws.settle(lambda: ws.wire.records("fault", "drop_envelope"))
        ws.advance(timedelta(seconds=3))
        assert (await action).shown == "operation_timeout"
        assert bot.seen == {}


def test_unknown_faults_are_refused(api: Api) -> None:
    with pytest.raises(ValueError, match="choose one of"):
        api.ws.faults.add("gremlins")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="1 or more"):
        api.ws.faults.add("slow", times=0)
    with pytest.raises(ValueError, match="above 0"):
        api.ws.faults.add("slow", share=0)


async def test_a_fault_that_strikes_now_and_then_does_so_alike_for_a_seed(api: Api) -> None:
    api.ws.faults.add("http_500_before", "auth.test", times=None, share=0.3)

    async def struck() -> list[int]:
        api.ws.faults.random.seed(7)
        return [(await api.raw("auth.test")).status for _ in range(40)]

    first = await struck()
    assert 4 < first.count(500) < 20
    assert await struck() == first
