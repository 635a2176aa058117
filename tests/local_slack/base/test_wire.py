"""The record of the wire, and the whole workspace behind TLS."""

from __future__ import annotations

from datetime import timedelta

from bot.local_slack import ManualClock, Record, Wire
from bot.local_slack.base.activity import Activity
from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN


def test_the_record_is_bounded_and_ordered() -> None:
    wire = Wire(ManualClock(), Activity(), limit=3)
    for number in range(5):
        wire.add("note", str(number))
    assert [(record.seq, record.name) for record in wire.records()] == [(3, "2"), (4, "3"), (5, "4")]
    assert [record.name for record in wire.records(after=4)] == ["4"]
    assert wire.last_seq == 5


async def test_plain_and_async_subscribers_hear_everything_until_they_leave() -> None:
    wire = Wire(ManualClock(), Activity())
    heard: list[str] = []

    async def slowly(record: Record) -> None:
        heard.append(f"async {record.name}")

    stop_plain = wire.subscribe(lambda record: heard.append(f"plain {record.name}"))
    stop_async = wire.subscribe(slowly)
    wire.add("note", "one")
    await Activity().settle(lambda: len(heard) == 2, 5, 0)
    stop_plain()
    stop_async()
    wire.add("note", "two")
    assert sorted(heard) == ["async one", "plain one"]


async def test_calls_and_answers_share_a_reference_and_lint_is_not_a_violation(api: Api) -> None:
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": "x"}}]
    api.ws.advance(timedelta(seconds=1))
    assert (await api("chat.postMessage", channel=ANN, blocks=blocks))["ok"]
    call, answer = api.ws.wire.calls("chat.postMessage")[0], api.ws.wire.answers("chat.postMessage")[0]
    assert call.ref == answer.ref
    assert answer.delay_ms is not None
    lint = api.ws.wire.violations(strict_only=False)[0]
    assert (lint.ref, lint.ok, lint.pointer) == (call.ref, True, "/text")
    assert api.ws.wire.violations() == []
