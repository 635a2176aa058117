"""Calls to Slack after the acknowledgement, made again while that is safe and somebody may still be waiting."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.services.slack.errors import SlackBusy, SlackUnclear

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]

# Seconds before each further try where Slack names none; what goes beyond LONGEST, in tries or in a Retry-After, leaves
# it to the last resort, for which there must be time.
PAUSES = (0.3, 1.0, 2.0, 4.0)
LONGEST = 10.0


async def persist(call: Callable[[], Awaitable[T]], sleep: Sleep = asyncio.sleep) -> T:
    """Return the answer of `call`, which may be made several times: after Retry-After, a lost answer or a 5xx.

    It is only for calls that change nothing the second time, such as drawing a view under the hash it had. Raise the
    last failure after five tries or LONGEST seconds of trying and waiting, and SlackRefused at once.
    """
    left, now = LONGEST, asyncio.get_running_loop().time
    for pause in PAUSES:
        began = now()
        try:
            return await call()
        except (SlackBusy, SlackUnclear) as error:
            wait = error.retry_after if isinstance(error, SlackBusy) else pause
            left -= now() - began + wait
            if left < 0:
                raise
        await sleep(wait)
    return await call()
