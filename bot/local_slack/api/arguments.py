"""Web API arguments: merged from query, form and JSON, typed as Slack does (docs/slack.md#web-api-calls)."""

from __future__ import annotations

import base64
import json

from aiohttp import hdrs, web

from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import Json

JSON_FIELDS = {
    "view": "invalid_arguments",
    "blocks": "invalid_blocks_format",
    "attachments": "invalid_attachments",
    "metadata": "invalid_metadata_format",
    "message": "invalid_arguments",
    "files": "invalid_arguments",
}
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
CHARSETS = frozenset({"utf-8", "utf8", "iso-8859-1"})


async def read_arguments(request: web.Request) -> Json:
    """Merge query, form and JSON arguments, later ones winning. ApiError for a bad body.

    A client's id and secret may come by HTTP Basic, as SDKs send them to `oauth.v2.access`.
    """
    arguments: Json = _client_credentials(request) | dict(request.query)
    if request.method == "POST" and request.can_read_body:
        arguments |= await _read_body(request)
    return _decoded(arguments)


def _client_credentials(request: web.Request) -> Json:
    scheme, _, packed = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        login, _, password = base64.b64decode(packed, validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": login, "client_secret": password}


async def _read_body(request: web.Request) -> Json:
    if (request.charset or "utf-8").lower() not in CHARSETS:
        raise ApiError("invalid_charset")
    if request.content_type == "application/json":
        return _json_object(await request.text())
    if request.content_type in FORMS:
        return {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    if not await request.read():
        return {}
    raise ApiError("invalid_post_type" if "Content-Type" in request.headers else "missing_post_type")


def _json_object(text: str) -> Json:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise ApiError("invalid_json") from None
    if not isinstance(value, dict):
        raise ApiError("json_not_object")
    return value


def _decoded(arguments: Json) -> Json:
    for name, error in JSON_FIELDS.items():
        value = arguments.get(name)
        if isinstance(value, str):
            try:
                arguments[name] = json.loads(value)
            except (ValueError, RecursionError):
                raise ApiError(error) from None
    return arguments


def charset_warning(request: web.Request) -> str:
    """Return Slack's warning of JSON without a charset, or of a form with one; empty when all is well."""
    if request.method != "POST" or not request.body_exists:
        return ""
    if request.content_type == "application/json":
        return "" if request.charset else "missing_charset"
    return "superfluous_charset" if request.content_type in FORMS and request.charset else ""
