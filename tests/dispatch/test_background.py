"""Work after the acknowledgement: so much at once, not for ever, waited for (docs/slack.md#unbounded-work, F7, F12)."""

import asyncio

from bot.dispatch.background import Background, aside
from bot.services.running.metrics import Metrics


async def test_so_many_at_once_and_the_others_in_turn() -> None:
    background, gate = Background(Metrics(), at_once=2), asyncio.Event()
    running = most = 0

    async def job() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await gate.wait()
        running -= 1

    for _ in range(5):
        background.start("job", job)
    await asyncio.sleep(0)
    assert (running, background.busy) == (2, 5)
    gate.set()
    await background.idle()
    assert (running, most) == (0, 2)


async def test_what_never_ends_is_given_up_and_counted() -> None:
    metrics = Metrics()
    background = Background(metrics, at_once=1, deadline=0.01)
    done = asyncio.Event()

    async def job() -> None:
        done.set()

    background.start("endless", asyncio.Event().wait)  # type: ignore[arg-type]
    background.start("after it", job)
    async with asyncio.timeout(5):
        await background.idle()
    assert done.is_set()
    assert b"bot_background_errors_total 1.0" in metrics.text()
    assert b"bot_background_tasks 0.0" in metrics.text()


async def test_what_only_waits_takes_no_turn() -> None:
    background, gate, quick = Background(Metrics(), at_once=2), asyncio.Event(), asyncio.Event()
    running = most = 0

    async def slow() -> None:
        nonlocal running, most
        await aside(gate.wait())
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    async def job() -> None:
        quick.set()

    for _ in range(200):
        background.start("slow", slow)
    background.start("quick", job)
    async with asyncio.timeout(5):
        await quick.wait()
        gate.set()
        await background.idle()
    assert (running, most) == (0, 2)


async def test_waiting_for_the_turn_again_does_not_count() -> None:
    metrics = Metrics()
    background, done = Background(metrics, at_once=1, deadline=0.6), asyncio.Event()

    async def early() -> None:
        await aside(asyncio.sleep(0))
        done.set()

    async def others() -> None:
        await asyncio.sleep(0.25)

    background.start("early", early)
    for _ in range(3):
        background.start("others", others)
    async with asyncio.timeout(5):
        await background.idle()
    assert done.is_set()
    assert b"bot_background_errors_total 0.0" in metrics.text()


async def test_what_waits_aside_has_its_deadline_and_its_end() -> None:
    metrics = Metrics()
    background = Background(metrics, at_once=1, deadline=0.01)

    async def endless() -> None:
        await aside(asyncio.Event().wait())

    background.start("endless", endless)
    async with asyncio.timeout(5):
        await background.idle()
    assert b"bot_background_errors_total 1.0" in metrics.text()
    patient = Background(Metrics(), at_once=1)
    patient.start("endless", endless)
    await asyncio.sleep(0)
    assert await patient.drain(0.01) == 1


async def test_outside_of_a_job_there_is_only_the_wait() -> None:
    assert await aside(asyncio.sleep(0, "done")) == "done"


async def test_the_end_waits_for_what_follows_what_is_under_way() -> None:
    background, done = Background(Metrics()), asyncio.Event()

    async def shown() -> None:
        await asyncio.sleep(0)
        done.set()

    async def handler() -> None:
        await asyncio.sleep(0)
        background.start("shown", shown)

    background.start("handler", handler)
    assert await background.drain(5.0) == 0
    assert done.is_set()


async def test_the_end_does_not_wait_for_ever() -> None:
    background = Background(Metrics())
    background.start("endless", asyncio.Event().wait)  # type: ignore[arg-type]
    assert await background.drain(0.01) == 1
    assert background.busy == 0
