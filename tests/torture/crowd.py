"""Everybody at work for some seconds, then rest: until all messages have left and each replica has ended."""

import asyncio
import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable

from aiohttp import ClientSession

from tests.torture import books
from tests.torture.adversary import MOST_SKEW
from tests.torture.errands import Errands
from tests.torture.history import Answer, Claim, History, Trouble
from tests.torture.report import Result, percentile
from tests.torture.stage import Stage

# Seconds for which a replica may take its leave (B2), and leases without progress until what is left counts as stuck.
# What a clock that is ahead put off, one that is behind takes for due twice the skew later.
LEAVE, LEASES = 5.0, 4.0
QUIET = 5.0
# Seconds for which the rest is waited for in all: to each person a message a second may leave.
LONGEST = 300.0
EVERYBODY = 10_000
# Metrics that must stay 0, with what they count.
ZERO = {"bot_silent_failures_total": "people told nothing in any way"}


def _never() -> bool:
    return False


async def at_work(
    stage: Stage,
    seconds: float,
    people: Iterable[str] | None = None,
    *,
    over: Callable[[], bool] = _never,
    breath: float = 0.0,
    at_once: int = EVERYBODY,
) -> None:
    """Let everybody do errand after errand, each begun within `seconds` and before `over()`.

    `breath` seconds lie between two errands of a person; `at_once` people at most are on errands at one time.
    """
    ends_by, room = stage.ledger.now() + seconds, asyncio.Semaphore(at_once)

    async def one(person: str) -> None:
        chosen = random.Random(f"{stage.plan.seed} {person}")
        errands = Errands(stage.hands(person), stage.town, chosen)
        while stage.ledger.now() < ends_by and not over():
            async with room:
                if stage.ledger.now() < ends_by:  # its turn may come late
                    await errands.run()
            await asyncio.sleep(breath)

    await asyncio.gather(*(one(person) for person in people or stage.town.everybody))


async def at_rest(stage: Stage) -> list[str]:
    """Wait until nothing is left to be done; name what is, if for a few leases nothing of it was done."""
    await stage.carriers.close()
    began = moved = time.monotonic()
    least: float = math.inf
    while left := await asyncio.to_thread(stage.database.read_now, books.unfinished):
        now = time.monotonic()
        least, moved = min(left, least), now if left < least else moved
        if now > min(moved + QUIET + (LEASES + 2 * MOST_SKEW) * stage.plan.lease, began + LONGEST):
            return await asyncio.to_thread(stage.database.read_now, books.leftovers)
        await asyncio.sleep(0.2)
    return []


async def ended(stage: Stage) -> History:
    """Read the metrics, end all replicas, and return everything that is known of the run."""
    complaints = await _metrics(stage)
    for code, seconds in await asyncio.gather(*(replica.end() for replica in stage.replicas if replica.pid)):
        if code or seconds > LEAVE:
            complaints.append(f"a replica ended with code {code} after {seconds:.1f} s")
    for replica in stage.replicas:
        complaints += replica.complaints()
        stage.troubles += [
            Trouble("died", at - stage.ledger.began, at - stage.ledger.began, life) for life, at in replica.deaths
        ]
    return History(
        acts=stage.ledger.acts,
        troubles=stage.troubles,
        removals=stage.removals,
        posts=list(stage.sight.posts.values()),
        files=stage.sight.files,
        books=await asyncio.to_thread(books.read, stage.database),
        broken=stage.broken,
        complaints=complaints,
    )


async def _metrics(stage: Stage) -> list[str]:
    complaints = []
    async with ClientSession() as session:
        for replica in stage.replicas:
            metrics = await replica.metrics(session)
            complaints += [
                f"replica {replica.number}: {what}: {metrics[name]:.0f}"
                for name, what in ZERO.items()
                if metrics.get(name)
            ]
    return complaints


def measure(result: Result, history: History, seconds: float) -> None:
    """Add what everybody did and how long they waited."""
    acts = history.acts
    waits = [act.answered - act.at for act in acts if act.answered == act.answered and not act.error]
    prompt = [act.acknowledged - act.at for act in acts if act.acknowledged == act.acknowledged and not act.error]
    kinds = Counter(act.kind for act in acts)
    result.add("acts", len(acts))
    for kind in ("command", "click", "submission"):
        result.add(f"{kind}s", kinds[kind])
    result.add("acts per second", len(acts) / seconds, "1/s")
    result.add("changes in the books", len(history.books.assignments))
    result.add("jobs of many changes", sum(bool(job["started_at"]) for job in history.books.jobs))
    result.add("messages in Slack", len(history.posts))
    result.add("refused in words", sum(act.claim is Claim.NOT_DONE or act.answer is Answer.WORDS for act in acts))
    result.add("errors of Slack's client", sum(act.answer is Answer.CLIENT for act in acts))
    result.add("acknowledged, p50", percentile(prompt, 0.5), "s")
    result.add("acknowledged, p99", percentile(prompt, 0.99), "s")
    result.add("answered, p50", percentile(waits, 0.5), "s")
    result.add("answered, p99", percentile(waits, 0.99), "s")
