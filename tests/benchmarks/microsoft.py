"""A local Partner Center of full size in a process of its own: `python -m tests.benchmarks.microsoft CUSTOMERS`."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.local_partner_center.server import serving
from tests.kit.microsoft import world

SUBSCRIPTIONS_EACH = 4


async def main(customers: int) -> None:
    """Serve until the process is ended; the first line of standard output is the address."""
    made = world(customers, SUBSCRIPTIONS_EACH)
    made.a_minute = 10_000_000
    made.app_may_all = True
    async with serving(made) as server:
        print(server.url, flush=True)
        await asyncio.Event().wait()


@contextmanager
def partner_center(customers: int) -> Iterator[str]:
    """Start such a process and give its address."""
    command = [sys.executable, "-m", "tests.benchmarks.microsoft", str(customers)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
