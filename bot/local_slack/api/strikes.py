"""Faults as they strike one call of the bot: before its effect, or when only the answer is left to come."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.local_slack.base.faults import Fault
from bot.local_slack.core.parts import Core


async def before(core: Core, name: str) -> Fault | None:
    """Wait as long as a `slow` fault says, and return the fault that keeps the call from its effect."""
    if slow := core.faults.take("slow", name):
        await core.clock.sleep(slow.seconds)
    return core.faults.take("http_500_before", name) or core.faults.take("drop_before", name)


def after(core: Core, name: str) -> Fault | None:
    """Return the fault that loses the answer to a call which had its effect."""
    return core.faults.take("http_500_after", name) or core.faults.take("drop_after", name)


def struck(core: Core, request: web.Request, name: str, fault: Fault, ref: str) -> web.Response:
    """Answer with HTTP 500, or cut the connection, which ends the handler by CancelledError."""
    core.wire.add("answer", name, {"fault": fault.kind}, ref=ref, ok=False)
    if fault.kind.startswith("http_500"):
        return web.Response(status=500, text="Internal Server Error")
    if request.transport is not None:
        request.transport.abort()
    raise asyncio.CancelledError
