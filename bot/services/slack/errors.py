"""Three ways in which a call to Slack fails (refused, busy, unclear), and the mapping of answers to them."""

import math
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import ClientConnectorError, ClientError

from bot.errors import Unavailable

# docs/slack.md#errors and the error lists of chat.postMessage, chat.update, conversations.open.
PERMANENT = frozenset(
    {
        "attachment_payload_limit_exceeded",
        "cannot_reply_to_message",
        "cant_update_message",
        "channel_not_found",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "is_archived",
        "messages_tab_disabled",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "too_many_attachments",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
UNCLEAR = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
# The metrics keep a count for each error's name. Only Slack's words are names; a proxy's sentence, which may hold the
# number of the request, is none.
_WORD = re.compile(r"[A-Za-z0-9_.:-]{1,60}")
_NAMED = re.compile(r'"error": ?"(\w+)"')
RECONNECT, NO_RETRY_AFTER, LONGEST_RETRY_AFTER = 5.0, 30.0, 3600.0


class SlackError(Unavailable):
    """Failed call; `error` is Slack's own word for the failure, or ours if the network failed."""

    def __init__(self, error: str) -> None:
        super().__init__("slack-unavailable", error=error)
        self.error = error

    def __str__(self) -> str:
        return self.error


class SlackRefused(SlackError):
    """Slack said no and nothing happened; `permanent` if asking again cannot help, `needed` is a missing scope."""

    def __init__(self, error: str, permanent: bool, needed: str | None = None) -> None:
        super().__init__(error)
        self.permanent = permanent
        self.needed = needed

    def __str__(self) -> str:
        return f"{self.error} (needs {self.needed})" if self.needed else self.error


class SlackBusy(SlackError):
    """Nothing happened; the same call may be made again after `retry_after` seconds."""

    def __init__(self, retry_after: float, error: str = "ratelimited") -> None:
        super().__init__(error)
        self.retry_after = retry_after


class SlackUnclear(SlackError):
    """The call may have taken effect: timeout, lost connection, internal_error (docs/slack.md#errors)."""


def from_network(error: Exception) -> SlackError | None:
    """Return the meaning of a failure without an answer; None if the network is not its cause."""
    match error:
        case SlackError():
            return error
        case TimeoutError():
            return SlackUnclear("timeout")
        case ClientConnectorError():
            return SlackBusy(RECONNECT, "no_connection")  # nothing was sent, so nothing can have happened
        case ClientError() | OSError():
            return SlackUnclear("connection_lost")
    return None


def from_answer(status: int, body: Any, headers: Mapping[str, str]) -> SlackError:
    """Return the meaning of an answer that is not ok.

    `body` is the parsed answer, of any type. It is bytes from addresses that are no method of the Web API; those
    give their reason as JSON or as a bare word.
    """
    said = _said(body)
    error = str(said.get("error") or "")
    error = error if _WORD.fullmatch(error) else ""
    if status == 429 or error in ("ratelimited", "rate_limited"):
        return SlackBusy(_retry_after(headers))
    # Slack refuses with words; a 403 without any comes from a proxy and says nothing about the message.
    if status >= 500 or error in UNCLEAR or not error:
        return SlackUnclear(error or f"http_{status}")
    return SlackRefused(error, error in PERMANENT or error.startswith("restricted_action"), said.get("needed"))


def _said(body: Any) -> Mapping[str, Any]:
    if isinstance(body, bytes):
        text = body[:80].decode(errors="replace")
        found = _NAMED.search(text)
        return {"error": found[1] if found else text.strip()}
    return body if isinstance(body, dict) else {}


def _retry_after(headers: Mapping[str, str]) -> float:
    seconds = math.nan
    with suppress(ValueError):
        seconds = float(headers.get("Retry-After", ""))
    return min(max(seconds, 1.0), LONGEST_RETRY_AFTER) if math.isfinite(seconds) else NO_RETRY_AFTER
