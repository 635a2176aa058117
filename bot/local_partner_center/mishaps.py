"""What is planned to go wrong at an endpoint: refusals, silence before or after the effect, bodies that are none."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.local_partner_center.shapes import collection, link
from bot.local_partner_center.wire import JSON_TYPE, MARK, compact, failure, success, throttled
from bot.local_partner_center.world import LocalWorld, Mishap

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HUGE = 20 << 20
KINDS = (
    "answer",
    "throttled",
    "silent before",
    "silent after",
    "dropped before",
    "dropped after",
    "malformed",
    "html",
    "huge",
    "endless",
    "wrong types",
)


async def through(world: LocalWorld, name: str, request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer, unless something is planned for this endpoint; `*` stands for each."""
    planned = next((each for each in world.mishaps if each.endpoint in {name, "*"} and each.times > 0), None)
    if planned is None:
        return await handler(request)
    planned.times -= 1
    world.counts[f"mishap {planned.kind}"] += 1
    if planned.kind.endswith("after"):
        await handler(request)
    if planned.kind.startswith("silent"):
        await asyncio.sleep(world.silence)
    if planned.kind.startswith(("silent", "dropped")):
        return _dropped(request)
    return _spoilt(planned, request)


def _dropped(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _spoilt(planned: Mishap, request: web.Request) -> web.StreamResponse:
    match planned.kind:
        case "answer":
            return failure(planned.status, planned.body, **planned.headers)
        case "throttled":
            return throttled(int(planned.headers.get("Retry-After", "1")))
        case "malformed":
            return _raw(MARK + compact(collection([{"id": "cut"}]))[:-20])
        case "html":
            page = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
            return web.Response(status=502, body=page, content_type="text/html")
        case "huge":
            return _raw(MARK + compact(collection([{"id": "x" * HUGE}])))
        case "endless":
            return _endless(request)
        case "wrong types":
            return success({"totalCount": "many", "items": [None, 7, [], {"id": 5, "companyProfile": "none"}]})
    raise ValueError(f"a kind of mishap that is none: {planned.kind}")


def _raw(body: bytes) -> web.Response:
    return web.Response(body=body, headers={"Content-Type": JSON_TYPE})


def _endless(request: web.Request) -> web.Response:
    """Answer with a page that leads back to itself."""
    onward = link(f"{request.path.removeprefix('/v1')}?seekOperation=Next")
    onward["headers"] = [{"key": "MS-ContinuationToken", "value": "again"}]
    return success(collection([], links={"next": onward}))
