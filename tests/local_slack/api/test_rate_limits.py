"""Rate limits by method, window and conversation."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.local_slack import ManualClock
from bot.local_slack.api.rate_limits import RateLimits
from tests.local_slack.api_client import Api, served
from tests.local_slack.tiny_bot import ANN, GENERAL


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_no_window_of_a_minute_holds_more_than_the_tier(gaps: list[float]) -> None:
    clock = ManualClock()
    limits = RateLimits(clock)
    passed: list[float] = []
    for gap in gaps:
        clock.advance(timedelta(seconds=gap))
        wait = limits.wait_for("usergroups.list", 2)
        if not wait:
            passed.append(clock.monotonic())
        else:
            assert 1 <= wait <= 60
    for start in passed:
        assert sum(1 for at in passed if start <= at < start + 59.999) <= 20


async def test_tiers_limit_by_method_and_window(api: Api) -> None:
    for _ in range(20):
        assert (await api("usergroups.list"))["ok"]
    api.ws.advance(timedelta(seconds=20))
    answer = await api.raw("usergroups.list")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "40")
    assert (await answer.json()) == {"ok": False, "error": "ratelimited"}
    assert (await api("users.list"))["ok"]
    api.ws.advance(timedelta(seconds=40))
    assert (await api("usergroups.list"))["ok"]


async def test_posting_is_limited_per_channel_with_a_short_burst(api: Api) -> None:
    for _ in range(5):
        assert (await api("chat.postMessage", channel=GENERAL, text="x"))["ok"]
    answer = await api.raw("chat.postMessage", json={"channel": GENERAL, "text": "x"})
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
    assert (await api("chat.postMessage", channel=ANN, text="x"))["ok"]
    api.ws.advance(timedelta(seconds=1))
    assert (await api("chat.postMessage", channel=GENERAL, text="x"))["ok"]


async def test_one_conversation_has_one_limit_whatever_it_is_called(api: Api) -> None:
    for name in (GENERAL, "general", "#general", GENERAL, GENERAL):
        assert (await api("chat.postMessage", channel=name, text="x"))["ok"]
    assert await api.error("chat.postMessage", channel="#general", text="x") == "ratelimited"
    direct = (await api("conversations.open", users=ANN))["channel"]["id"]
    for name in (ANN, direct, ANN, direct, ANN):
        assert (await api("chat.postMessage", channel=name, text="x"))["ok"]
    assert await api.error("chat.postMessage", channel=direct, text="x") == "ratelimited"


async def test_limits_can_be_lifted() -> None:
    async with served(rate_limits=False) as api:
        statuses = {(await api.raw("chat.postMessage", json={"channel": ANN, "text": "x"})).status for _ in range(30)}
        assert statuses == {200}
