"""The route that Partner Center posts events to: bytes as they came, answered as soon as they are kept."""

import logging
from functools import partial

from aiohttp import web

from bot.services.hearing.ports import EVENTS_PATH, Receive, Unprovable, Unproven
from bot.transport.guard import Refusal, check_size
from bot.transport.server import SIGNED, Routes, answer, body_of

log = logging.getLogger(__name__)
MOST_BYTES = 64 << 10


def partner_center_routes(receive: Receive | None) -> Routes:
    """Return the route, whose deliveries `receive` takes; none where Partner Center is off."""
    return {("POST", EVENTS_PATH): partial(_received, receive)} if receive else {}


async def _received(receive: Receive, request: web.BaseRequest) -> web.Response:
    """Answer one delivery: Microsoft repeats those that have no 200."""
    check_size(request.headers.get("Content-Length"))
    raw = await body_of(request)
    if len(raw) > MOST_BYTES:
        raise Refusal(413, "too_large")
    try:
        new = await receive(request.headers, raw)
    except Unproven as refused:
        raise Refusal(401, refused.reason) from None
    except Unprovable as later:
        log.warning("an event of Partner Center cannot be proved now, and will come again: %s", later)
        return answer(503, {"error": "certificate"})
    request[SIGNED] = True
    return answer(200, {"status": "kept" if new else "known"})
