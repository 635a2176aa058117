"""A working day over HTTP at full size: menus, Home, the list of requests, and submissions at an even pace."""

import asyncio
import itertools
import json
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.commands.assign_support import form as assign_form
from bot.db import Database
from tests.benchmarks.fake_slack import APP, PERSON, TEAM
from tests.benchmarks.full_directory import SMALLER
from tests.benchmarks.load import Load, Sent, command, event, median, percentile, signed, trigger
from tests.benchmarks.ratio import tell
from tests.benchmarks.rivals import Rival, field
from tests.benchmarks.test_submit import answers, jobs, submission
from tests.growth.ground import Ground, build
from tests.growth.measure import GaugedDatabase

pytestmark = pytest.mark.benchmark

WARM, ALONE, LINES, EACH = 30, 150, 32, 25
PACE, SECONDS = 20.0, int(os.environ.get("BENCH_SECONDS", "20"))
TYPED = ("blue", "sol", "gmbh", "nueva gran", "robotics 12", "c99.example", "zzzz", "m\u00fc")
# Seconds at p50; a busy machine is allowed three times as much.
OPTIONS, HOME, REQUESTS, SUBMITTED, SLACK = 0.002, 0.050, 0.050, 0.003, 3.0
_numbers = itertools.count(1)


@pytest.fixture
def filled(database_url: str) -> str:
    """Fill a database with a directory, work and history of full size (BENCH_SMALLER=100 for a hundredth)."""
    database = GaugedDatabase(database_url)
    # The bot is a process of its own, with the clock of the machine: else privileges had ended months ago.
    build(Ground(database, 1_000_000 // SMALLER, datetime.now(UTC)))
    database.close()
    return database_url


@asynccontextmanager
async def served(folder: Path, url: str) -> AsyncIterator[Rival]:
    """Serve the bot on the database, warm."""
    async with field(folder, url, tls=False) as grounds, grounds.rival("ours") as ours:
        await ours.load.closed(1, WARM)
        await ours.slack.effects(WARM, 20)
        ours.slack.forget()
        yield ours
        # An error is acknowledged, too.
        assert {outcome for _, outcome in await answers(ours.load.port)} == {"ok"}


def suggestion(typed: Iterator[str]) -> tuple[str, bytes]:
    """A person types into the customer's menu of the form."""
    key = trigger()
    view: dict[str, Any] = {
        "id": f"V{next(_numbers):09}",
        "team_id": TEAM,
        "type": "modal",
        "callback_id": assign_form.CALLBACK,
        "hash": "1.1",
        "private_metadata": "{}",
        "state": {"values": {}},
        "blocks": [],
    }
    payload = {
        "type": "block_suggestion",
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": PERSON, "team_id": TEAM, "name": "p"},
        "api_app_id": APP,
        "container": {"type": "view", "view_id": view["id"]},
        "block_id": assign_form.CUSTOMER,
        "action_id": assign_form.CUSTOMER,
        "value": next(typed),
        "view": view,
    }
    return key, signed({"payload": json.dumps(payload)})


def opened() -> tuple[str, bytes]:
    """A person looks at the Home tab."""
    key = f"Ev{next(_numbers):09}"
    happened = {"type": "app_home_opened", "user": PERSON, "channel": "D0", "tab": "home", "event_ts": f"{key[2:]}.1"}
    envelope = {"type": "event_callback", "team_id": TEAM, "api_app_id": APP, "event_id": key, "event_time": 1}
    return key, event(envelope | {"event": happened})


def answered(sent: Sent) -> list[float]:
    """Seconds of each acknowledgement; nothing refused."""
    assert set(sent.statuses.values()) == {200}
    return sent.acks()


async def published(ours: Rival, load: Load, rounds: int) -> list[float]:
    """Seconds from the look at the Home tab to its arrival, one at a time."""
    took = []
    for number in range(1, rounds + 1):
        began = time.perf_counter()
        await load.closed(1, 1)
        async with asyncio.timeout(20):
            while len(ours.slack.published) < number:
                ours.slack.changed.clear()
                await ours.slack.changed.wait()
        took.append(ours.slack.published[number - 1] - began)
    return took


async def test_what_people_look_at_all_day(filled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = filled.partition(":")[0]
    async with served(tmp_path, filled) as ours:
        menus = Load(ours.load.port, partial(suggestion, itertools.cycle(TYPED)))
        alone = answered(await menus.closed(1, ALONE))
        began = time.perf_counter()
        many = answered(await menus.closed(LINES, EACH))
        rate = len(many) / (time.perf_counter() - began)
        home = await published(ours, Load(ours.load.port, opened), 20)
        listing = Load(ours.load.port, partial(command, ours.slack.url, "/relationships"))
        sent = await listing.closed(1, 30)
        await ours.slack.effects(30, 20)
        lists = sent.effects(ours.slack.opened)
    tell(capsys, f"options over HTTP, {engine}: p50 {median(alone) * 1000:.2f} ms; {LINES} at once {rate:.0f}/s")
    tell(capsys, f"Home, {engine}: p50 {median(home) * 1000:.1f} ms, worst {max(home) * 1000:.1f} ms")
    tell(capsys, f"/relationships, {engine}: p50 {median(lists) * 1000:.1f} ms, worst {max(lists) * 1000:.1f} ms")
    assert median(alone) <= OPTIONS * SLACK
    assert median(home) <= HOME * SLACK
    assert median(lists) <= REQUESTS * SLACK


async def test_submissions_at_an_even_pace(filled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty a second, whether or not those before were answered."""
    database = Database(filled)
    waiting = jobs(database, int(PACE * SECONDS * 2))
    database.close()
    async with served(tmp_path, filled) as ours:
        load = Load(ours.load.port, lambda: submission(waiting.popleft()))
        sent = await load.open(PACE, SECONDS)
    acks = answered(sent)
    figures = f"p50 {median(acks) * 1000:.2f} ms, p99 {percentile(acks, 0.99) * 1000:.1f} ms"
    tell(capsys, f"{len(acks)} submissions at {PACE:.0f}/s, {filled.partition(':')[0]}: {figures}")
    assert median(acks) <= SUBMITTED * SLACK
