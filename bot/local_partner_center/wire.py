"""Bytes of an answer as Microsoft sends them: compact JSON, with a byte order mark before successes only."""

import json
from typing import Any

from aiohttp import web

MARK = b"\xef\xbb\xbf"
JSON_TYPE = "application/json; charset=utf-8"


def compact(value: Any) -> bytes:
    """Return JSON without a blank in it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def success(value: Any, status: int = 200, *, mark: bool = True, **headers: str) -> web.Response:
    """Answer with a body; Graph's and the answer to a removal have no mark."""
    return web.Response(
        status=status, body=(MARK if mark else b"") + compact(value), headers={"Content-Type": JSON_TYPE, **headers}
    )


def empty(status: int = 204, **headers: str) -> web.Response:
    """Answer without a body."""
    return web.Response(status=status, headers=headers)


def failure(status: int, value: Any, **headers: str) -> web.Response:
    """Answer with an error body of any shape."""
    return web.Response(status=status, body=compact(value), headers={"Content-Type": JSON_TYPE, **headers})


def refused(status: int, code: int | str, description: str, source: str = "PartnerFD", data: Any = ()) -> web.Response:
    """Answer with the usual shape of an error."""
    return failure(status, {"code": code, "description": description, "data": list(data), "source": source})


def throttled(seconds: int) -> web.Response:
    """Answer as the gateway does that counts requests."""
    said = {"statusCode": 429, "message": f"Rate limit is exceeded. Try again in {seconds} seconds."}
    return failure(429, said, **{"Retry-After": str(seconds)})


def graph_refused(status: int, code: str, message: str) -> web.Response:
    """Answer with Graph's shape of an error."""
    inner = {"date": "2026-03-02T09:00:00", "request-id": "0", "client-request-id": "0"}
    return failure(status, {"error": {"code": code, "message": message, "innerError": inner}})


def lower_first(value: Any) -> Any:
    """Return a value whose names begin in lower case."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: lower_first(inner) for name, inner in value.items()}
    return [lower_first(inner) for inner in value] if isinstance(value, list) else value


class EarlyAnswer(Exception):
    """Ends a handler with an answer."""

    def __init__(self, answer: web.Response) -> None:
        super().__init__(answer.status)
        self.answer = answer
