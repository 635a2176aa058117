"""Runs begin when they are due, and only then."""

from datetime import timedelta

from bot.clock import ManualClock
from bot.db import Database
from bot.local_partner_center.world import Mishap
from bot.services.mirror import runs
from bot.services.mirror.mirror import Mirror
from bot.services.mirror.runs import LEASE, RunKind
from bot.services.mirror.sweep import NIGHTS, RETRY, UPDATES, MirrorSweep, due
from tests.kit.microsoft import Connected


def what_is_due(database: Database, clock: ManualClock) -> RunKind | None:
    return database.read_now(lambda s: due(s, clock.now()))


async def test_first_everything_then_what_changed_then_a_night(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    sweep = MirrorSweep(mine, clock, mirror)
    assert what_is_due(mine, clock) is RunKind.FIRST
    await sweep.run()
    assert what_is_due(mine, clock) is None
    asked = len(there.world.asked)
    await sweep.run()
    assert len(there.world.asked) == asked
    clock.advance(UPDATES)
    assert what_is_due(mine, clock) is RunKind.UPDATE
    await sweep.run()
    assert what_is_due(mine, clock) is None
    clock.advance(NIGHTS)
    assert what_is_due(mine, clock) is RunKind.NIGHT


async def test_a_run_that_failed_is_tried_again_later(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    there.world.mishaps.append(Mishap("gdap", "malformed"))
    await MirrorSweep(mine, clock, mirror).run()
    assert what_is_due(mine, clock) is None
    clock.advance(RETRY + timedelta(seconds=1))
    assert what_is_due(mine, clock) is RunKind.FIRST


async def test_a_run_that_nobody_works_on_is_gone_on_with(
    mine: Database, there: Connected, clock: ManualClock, mirror: Mirror
) -> None:
    mine.write_now(lambda s: runs.claim(s, RunKind.FIRST, "dead", clock.now()))
    sweep = MirrorSweep(mine, clock, mirror)
    await sweep.run()
    assert len(there.world.asked) == 0
    clock.advance(LEASE)
    await sweep.run()
    newest = mine.read_now(lambda s: runs.latest(s))
    assert newest is not None
    assert (newest.id, newest.state) == (1, "done")
