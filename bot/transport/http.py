"""HTTP transport: each signed request passes the guard, then Bolt, whose response goes out as it is."""

import json
from functools import partial
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from yarl import query_to_pairs

from bot.app import respond
from bot.clock import Clock
from bot.errors import ConfigurationError
from bot.settings import Settings
from bot.transport.guard import Refusal, check_signature, check_size, is_ssl_check
from bot.transport.server import SIGNED, Routes, body_of

EVENTS_PATH = "/slack/events"


def slack_routes(app: AsyncApp, settings: Settings, clock: Clock) -> Routes:
    """Return the route that Slack posts to.

    Raise ConfigurationError without a signing secret; Bolt would notice only later.
    """
    secret = settings.slack_signing_secret
    if secret is None or not secret.get_secret_value().strip():
        raise ConfigurationError("SLACK_SIGNING_SECRET: is required without SLACK_APP_TOKEN (HTTP mode)")
    return {("POST", EVENTS_PATH): partial(receive, app, secret.get_secret_value().encode(), clock)}


async def receive(app: AsyncApp, secret: bytes, clock: Clock, request: web.BaseRequest) -> web.Response:
    """Answer one request; raise Refusal for a body that Slack did not sign, before parsing any of it."""
    arrived = clock.monotonic()
    check_size(request.headers.get("Content-Length"))
    raw = await body_of(request)
    if is_ssl_check(raw):
        return web.Response()
    check_signature(secret, request.headers, raw, clock.now().timestamp())
    request[SIGNED] = True
    return _response(await respond(app, _bolt_request(raw, arrived)))


def _bolt_request(raw: bytes, arrived: float) -> AsyncBoltRequest:
    try:
        # In this mode Bolt takes the body as it was read here. Its own reading takes eight times as long, and
        # finds nothing in a command whose text holds the word "payload".
        return AsyncBoltRequest(mode="socket_mode", body=parse_body(raw.decode()), context={"arrived": arrived})
    except Exception as error:  # Bolt reads the parts it wants without asking whether they are there
        raise Refusal(400, "unreadable") from error


def parse_body(text: str) -> dict[str, Any]:
    """Parse what Slack posts: JSON, a form with JSON in `payload`, or a form of plain fields; ValueError for others."""
    if text.startswith("{"):
        body: object = json.loads(text)
    else:
        fields = dict(query_to_pairs(text))
        body = json.loads(fields["payload"]) if "payload" in fields else fields
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body


def _response(answered: BoltResponse) -> web.Response:
    content_type = answered.headers["content-type"][0].partition(";")[0]
    return web.Response(status=answered.status, text=answered.body, content_type=content_type)
