"""A time that passes quicker than ours, the same for several processes, so that leases end within a test's patience.

As a program: a whole bot on that time until it is killed: `python -m tests.kit.reminders.hurried EPOCH ENVIRONMENT`.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.bootstrap import running_bot
from bot.local_slack.base.clock import WorkspaceClock
from bot.settings import load
from tests.conftest import MONDAY

PACE = 20.0
# Half an hour into everybody's working day: 8.5 hours of it are 25 minutes of ours.
START = MONDAY + timedelta(minutes=30)


class HurriedClock:
    """The program's clock: `PACE` seconds for each real one since `epoch` (time.time())."""

    def __init__(self, epoch: float) -> None:
        self._epoch = epoch

    def now(self) -> datetime:
        """Return START plus the hurried seconds, aware, UTC."""
        return (START + timedelta(seconds=self.monotonic())).astimezone(UTC)

    def monotonic(self) -> float:
        """Return the hurried seconds since the epoch."""
        return (time.time() - self._epoch) * PACE


class HurriedWorkspaceClock(WorkspaceClock):
    """The same for the local Slack."""

    def __init__(self, epoch: float) -> None:
        super().__init__()
        self._epoch = epoch

    def _wall(self) -> float:
        return START.timestamp() + self._ticks()

    def _ticks(self) -> float:
        return (time.time() - self._epoch) * PACE


async def main(epoch: float, given: dict[str, Any]) -> None:
    """Say when it is up, then run until killed."""
    async with running_bot(load(None, **given), clock=HurriedClock(epoch)):
        sys.stdout.write("up\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), json.loads(sys.argv[2])))
