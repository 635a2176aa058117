"""Speed and weight: ours beside a stock and a tuned Bolt, alternating in the same run."""

import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.db import Database
from tests.benchmarks.load import median, percentile
from tests.benchmarks.rivals import Field, Rival, field
from tests.kit.store.templates import SqliteTemplate
from tests.kit.world import build

pytestmark = pytest.mark.benchmark

ROUNDS = 5
MS = 1000


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[str]:
    """A small directory: the command without a customer's name does not search it."""
    with sqlite_template.fresh(tmp_path) as url:
        database = Database(url)
        database.write_now(build)
        database.close()
        yield url


async def started(stack: AsyncExitStack, grounds: Field, *names: str) -> list[Rival]:
    """Rivals that have warmed up."""
    rivals = [await stack.enter_async_context(grounds.rival(name)) for name in names]
    for rival in rivals:
        await rival.load.closed(1, 50)
        await rival.slack.effects(50, 20)
        rival.slack.forget()
    return rivals


async def settled(measure: Callable[[], Awaitable[Sequence[float]]]) -> list[float]:
    """The median of each figure of three measurements, all of which count."""
    found = [await measure() for _ in range(3)]
    return [median(figures) for figures in zip(*found, strict=True)]


async def test_ack_one_at_a_time(tmp_path: Path, database_url: str) -> None:
    """p50 at most 1.5 times tuned bare Bolt and 0.15 times stock AsyncApp."""
    async with AsyncExitStack() as stack:
        grounds = await stack.enter_async_context(field(tmp_path, database_url, tls=False))
        rivals = await started(stack, grounds, "ours", "tuned", "stock")

        async def measure() -> tuple[float, float]:
            medians: dict[str, list[float]] = {}
            for _ in range(ROUNDS):
                for rival in rivals:
                    sent = await rival.load.closed(1, 150)
                    medians.setdefault(rival.name, []).append(median(sent.acks()))
            to_tuned, to_stock = (ratio(medians, "ours", other) for other in ("tuned", "stock"))
            shown = {name: f"{median(values) * MS:.2f} ms" for name, values in medians.items()}
            print(f"\nack p50, one at a time: {shown}; ours/tuned {to_tuned:.2f}, ours/stock {to_stock:.3f}")
            return to_tuned, to_stock

        to_tuned, to_stock = await settled(measure)
    assert to_tuned <= 1.5
    assert to_stock <= 0.15


async def test_two_hundred_a_second_over_tls(tmp_path: Path, database_url: str) -> None:
    """Open loop: ack p99 at most 10 ms, views.open p99 at most 15 ms."""
    async with AsyncExitStack() as stack:
        grounds = await stack.enter_async_context(field(tmp_path, database_url, tls=True))
        (ours,) = await started(stack, grounds, "ours")

        async def measure() -> tuple[float, float]:
            ours.slack.forget()
            sent = await ours.load.open(200, 10)
            await ours.slack.effects(len(sent.sent), 10)
            acks, opens = sent.acks(), sent.effects(ours.slack.opened)
            assert len(opens) == len(sent.sent), f"{len(ours.slack.told)} people were told instead"
            print(
                f"\n200/s over TLS, {len(acks)} commands: ack p50 {median(acks) * MS:.2f} "
                f"p99 {percentile(acks, 0.99) * MS:.2f} ms; views.open p50 {median(opens) * MS:.2f} "
                f"p99 {percentile(opens, 0.99) * MS:.2f} ms"
            )
            return percentile(acks, 0.99), percentile(opens, 0.99)

        acks_p99, opens_p99 = await settled(measure)
    assert acks_p99 <= 0.010
    assert opens_p99 <= 0.015


async def test_cpu_per_command_and_modal_over_tls(tmp_path: Path, database_url: str) -> None:
    """At most 0.5 times stock AsyncApp."""
    used: dict[str, list[float]] = {}
    async with AsyncExitStack() as stack:
        grounds = await stack.enter_async_context(field(tmp_path, database_url, tls=True))
        rivals = await started(stack, grounds, "ours", "tuned", "stock")
        for _ in range(ROUNDS):
            for rival in rivals:
                rival.slack.forget()
                before = rival.cpu_seconds()
                sent = await rival.load.closed(32, 30)
                await rival.slack.effects(len(sent.sent), 30)
                used.setdefault(rival.name, []).append((rival.cpu_seconds() - before) / len(sent.sent))
    shown = {name: f"{median(values) * MS * MS:.0f} us" for name, values in used.items()}
    to_stock = ratio(used, "ours", "stock")
    print(f"\nCPU per command and modal over TLS: {shown}; ours/stock {to_stock:.2f}")
    assert to_stock <= 0.5


async def test_overload(tmp_path: Path, database_url: str) -> None:
    """256 at once: every command answered, no modal with a trigger over 2.5 s old, the person told instead."""
    async with AsyncExitStack() as stack:
        grounds = await stack.enter_async_context(field(tmp_path, database_url, tls=True))
        (ours,) = await started(stack, grounds, "ours")
        sent = await ours.load.closed(256, 20)
        await ours.slack.effects(len(sent.sent), 60)
        opened, told = dict(ours.slack.opened), dict(ours.slack.told)
    acks, ages = sent.acks(), sent.effects(opened)
    print(
        f"\noverload, 256 at once, {len(acks)} commands: ack p99 {percentile(acks, 0.99) * MS:.0f} ms, "
        f"oldest modal {max(ages) * MS:.0f} ms, told instead {len(told)}"
    )
    assert set(sent.statuses.values()) == {200}
    assert len(opened) + len(told) == len(sent.sent)
    assert not set(opened) & set(told)
    # The bot measures from receipt, this from sending: what lies between is its own queue of connections.
    assert max(ages) <= 3.0


async def test_start_and_memory(tmp_path: Path, database_url: str) -> None:
    """First acknowledgement 1.5 s after the start of the process; 100 MB idle, 130 MB after 10,000 commands.

    A loaded machine stretches seconds, so the start is held against importing the same libraries in the same run:
    0.94 s of the 1.5 s on the quiet one (docs/limits.md#start-and-memory).
    """
    async with AsyncExitStack() as stack:
        grounds = await stack.enter_async_context(field(tmp_path, database_url, tls=True))

        async def measure() -> tuple[float]:
            took: dict[str, list[float]] = {"ours": [], "imports": []}
            for _ in range(3):
                began = time.perf_counter()
                async with grounds.rival("ours") as rival:
                    await rival.load.closed(1, 1)
                    took["ours"].append(time.perf_counter() - began)
                took["imports"].append(await grounds.imports())
            shown = {name: f"{median(values):.2f} s" for name, values in took.items()}
            print(f"\nstart to first ack: {shown}, {ratio(took, 'ours', 'imports'):.2f} times")
            return (ratio(took, "ours", "imports"),)

        (times,) = await settled(measure)
        assert times <= 1.5 / 0.94
        async with grounds.rival("ours") as rival:
            await rival.load.closed(1, 1)
            idle = rival.megabytes()
            await rival.load.closed(16, 625)
            await rival.slack.effects(10_001, 120)
            after = rival.megabytes()
    print(f"\nresident: {idle:.0f} MB idle, {after:.0f} MB after 10,000 commands")
    assert idle <= 100
    assert after <= 130


def ratio(measured: dict[str, list[float]], one: str, other: str) -> float:
    """The median of the rounds' own ratios: noise that hits a whole round cancels out."""
    return median([a / b for a, b in zip(measured[one], measured[other], strict=True)])
