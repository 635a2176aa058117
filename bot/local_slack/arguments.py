"""Web API arguments: merged from query, form and JSON, decoded and typed as Slack does (slack.md 2.2, 4.3)."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import hdrs, web

from bot.local_slack.core import Core
from bot.local_slack.errors import ApiError
from bot.local_slack.models import App, Channel, Json, User

JSON_FIELDS = {
    "view": "invalid_arguments",
    "blocks": "invalid_blocks_format",
    "attachments": "invalid_attachments",
    "metadata": "invalid_metadata_format",
    "message": "invalid_arguments",
    "files": "invalid_arguments",
}
TRUE = frozenset({"1", "true", "True"})
FALSE = frozenset({"0", "false", "False", ""})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
CHARSETS = frozenset({"utf-8", "utf8", "iso-8859-1"})


async def read_arguments(request: web.Request) -> Json:
    """Query, form and JSON arguments in one object, later ones winning. ApiError for a bad body.

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


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call being carried out; `ref` joins its records."""

    core: Core
    method: str
    args: Json
    ref: str = ""
    scopes: frozenset[str] = field(default_factory=frozenset)

    @property
    def app(self) -> App:
        """The calling app."""
        return self.core.state.app

    def text(self, name: str, default: str = "") -> str:
        """A text argument; numbers are accepted as Slack accepts them."""
        value = self.args.get(name, default)
        if isinstance(value, (dict, list, bool)):
            raise ApiError("invalid_arguments", **_hint(f"{name} must be a text", name))
        return default if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean argument: true, false, 1 or 0."""
        value = str(self.args.get(name, default))
        if value in TRUE:
            return True
        if value in FALSE or value == "None":
            return False
        raise ApiError("invalid_arguments", **_hint(f"{name} must be true, false, 1 or 0", name))

    def number(self, name: str, default: int, error: str = "invalid_limit") -> int:
        """A whole number of zero or more."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(str(value))
        except ValueError:
            number = -1
        if number < 0:
            raise ApiError(error)
        return number

    def names(self, name: str) -> list[str]:
        """A list argument, given as JSON or separated by commas."""
        value = self.args.get(name) or []
        parts = value if isinstance(value, list) else self.text(name).split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def require(self, *scopes: str) -> None:
        """ApiError missing_scope unless the app has at least one of the scopes."""
        if scopes and not self.scopes.intersection(scopes):
            raise ApiError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(self.scopes)))

    def channel(self, name: str = "channel", *, by_name: bool = False) -> Channel:
        """The conversation with the id in an argument, if the app may know of it. ApiError channel_not_found.

        `by_name`: the methods that post also take `#name` or `name`.
        """
        wanted, state = self.text(name), self.core.state
        found = state.find_channel(wanted) if by_name else state.channels.get(wanted)
        hidden = found is not None and found.kind != "channel" and self.app.bot_user_id not in found.members
        if found is None or hidden:
            raise ApiError("channel_not_found")
        return found

    def user(self, name: str = "user", error: str = "user_not_found") -> User:
        """The person an argument names. ApiError with `error`, or user_not_visible for unmet externals."""
        state = self.core.state
        found = state.users.get(self.text(name))
        if found is None:
            raise ApiError(error)
        if state.is_external(found) and not state.shares_channel(found.id, self.app.bot_user_id):
            raise ApiError("user_not_visible")
        return found

    def page(self, items: list[Any], default: int = 100) -> tuple[list[Any], Json]:
        """The slice that `cursor` and `limit` ask for, and the `response_metadata` to send with it."""
        limit = min(self.number("limit", 0), 1000) or default
        start = _position(self.text("cursor"))
        following = f"next:{start + limit}" if start + limit < len(items) else ""
        return items[start : start + limit], {"response_metadata": {"next_cursor": following}}


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    prefix, _, number = cursor.partition(":")
    if prefix != "next" or not number.isdigit():
        raise ApiError("invalid_cursor")
    return int(number)


def warned(answer: Json, code: str) -> Json:
    """An answer with one more warning, in both places where Slack puts it."""
    metadata = dict(answer.get("response_metadata") or {})
    metadata["warnings"] = [*metadata.get("warnings", []), code]
    return answer | {"warning": ",".join(metadata["warnings"]), "response_metadata": metadata}


def charset_warning(request: web.Request) -> str:
    """What Slack warns of when JSON comes without a charset, or a form with one; empty when all is well."""
    if request.method != "POST" or not request.body_exists:
        return ""
    if request.content_type == "application/json":
        return "" if request.charset else "missing_charset"
    return "superfluous_charset" if request.content_type in FORMS and request.charset else ""


def _hint(message: str, name: str) -> Json:
    return {"response_metadata": {"messages": [f"[ERROR] {message} [json-pointer:/{name}]"]}}


def missing(names: list[str], code: str) -> ApiError:
    """The refusal of a call without required arguments."""
    messages = [f"[ERROR] missing required field: {name} [json-pointer:/{name}]" for name in names]
    return ApiError(code, response_metadata={"messages": messages})
