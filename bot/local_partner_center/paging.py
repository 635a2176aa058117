"""Lists in pages: a token leads on, and the last page may be an empty one."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.local_partner_center.shapes import collection, link

CONTINUATION = "MS-ContinuationToken"
LARGEST = 500


def paged(request: web.Request, items: Sequence[Any]) -> Any:
    """Return the page that is asked for; links lack /v1 or have it, as it happens with Microsoft."""
    size = min(_size(request), LARGEST)
    first = _first(request)
    page = collection(items[first : first + size], len(items))
    query = {name: value for name, value in request.query.items() if name != "seekOperation"}
    bare = f"{request.path.removeprefix('/v1')}?{urlencode(query)}"
    page["links"] = {"self": link(f"/v1{bare}" if "customers" in bare else bare)}
    if first + size < len(items) or (first + size == len(items) and size < len(items)):
        onward = link(f"{bare}&seekOperation=Next")
        onward["headers"] = [{"key": CONTINUATION, "value": _token(first + size)}]
        page["links"]["next"] = onward
    page["attributes"] = page.pop("attributes")
    return page


def _size(request: web.Request) -> int:
    written = request.query.get("size", "")
    # A size of 0 stands for as many as there may be, and so does none.
    return int(written) if written.isdigit() and int(written) else LARGEST


def _token(first: int) -> str:
    return base64.b64encode(json.dumps({"first": first}).encode()).decode()


def _first(request: web.Request) -> int:
    written = request.headers.get(CONTINUATION, "")
    if not written or request.query.get("seekOperation") != "Next":
        return 0
    try:
        return int(json.loads(base64.b64decode(written))["first"])
    except (ValueError, KeyError, binascii.Error):
        raise web.HTTPBadRequest(text="a token that was never given") from None
