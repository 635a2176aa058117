"""One Web API call: its arguments, typed as Slack types them, and the parts that carry it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import App, Channel, Json, User
from bot.local_slack.core.parts import Core

TRUE = frozenset({"1", "true", "True"})
FALSE = frozenset({"0", "false", "False", ""})


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
        """App whose token was sent."""
        return self.core.state.app

    def text(self, name: str, default: str = "") -> str:
        """Return a text argument; numbers are accepted as Slack accepts them."""
        value = self.args.get(name, default)
        if isinstance(value, (dict, list, bool)):
            raise ApiError("invalid_arguments", **_hint(f"{name} must be a text", name))
        return default if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean argument: true, false, 1 or 0. ApiError invalid_arguments."""
        value = str(self.args.get(name, default))
        if value in TRUE:
            return True
        if value in FALSE or value == "None":
            return False
        raise ApiError("invalid_arguments", **_hint(f"{name} must be true, false, 1 or 0", name))

    def number(self, name: str, default: int, error: str = "invalid_limit") -> int:
        """Return a whole number of zero or more. ApiError with `error`."""
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
        """Return a list argument, given as JSON or separated by commas."""
        value = self.args.get(name) or []
        parts = value if isinstance(value, list) else self.text(name).split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def require(self, *scopes: str) -> None:
        """Raise ApiError missing_scope unless the app has at least one of the scopes."""
        if scopes and not self.scopes.intersection(scopes):
            raise ApiError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(self.scopes)))

    def channel(self, name: str = "channel", *, by_name: bool = False) -> Channel:
        """Return the conversation with the id in an argument, if the app may know of it. ApiError channel_not_found.

        `by_name`: the methods that post also take `#name` or `name`.
        """
        wanted, state = self.text(name), self.core.state
        found = state.find_channel(wanted) if by_name else state.channels.get(wanted)
        hidden = found is not None and found.kind != "channel" and self.app.bot_user_id not in found.members
        if found is None or hidden:
            raise ApiError("channel_not_found")
        return found

    def user(self, name: str = "user", error: str = "user_not_found") -> User:
        """Return the person an argument names. ApiError with `error`, or user_not_visible for unmet externals."""
        state = self.core.state
        found = state.users.get(self.text(name))
        if found is None:
            raise ApiError(error)
        if state.is_external(found) and not state.shares_channel(found.id, self.app.bot_user_id):
            raise ApiError("user_not_visible")
        return found

    def page(self, items: list[Any], default: int = 100) -> tuple[list[Any], Json]:
        """Cut the slice that `cursor` and `limit` ask for, and the `response_metadata` to send with it."""
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
    """Add a warning to an answer, in both places where Slack puts it."""
    metadata = dict(answer.get("response_metadata") or {})
    metadata["warnings"] = [*metadata.get("warnings", []), code]
    return answer | {"warning": ",".join(metadata["warnings"]), "response_metadata": metadata}


def _hint(message: str, name: str) -> Json:
    return {"response_metadata": {"messages": [f"[ERROR] {message} [json-pointer:/{name}]"]}}


def missing(names: list[str], code: str) -> ApiError:
    """Build the refusal of a call without required arguments."""
    messages = [f"[ERROR] missing required field: {name} [json-pointer:/{name}]" for name in names]
    return ApiError(code, response_metadata={"messages": messages})
