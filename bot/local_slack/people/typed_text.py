"""Typed text as Slack encodes it: mentions, channels, groups, links, and the three escaped characters."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.local_slack.base.state import State
from bot.local_slack.mrkdwn import escape

# Real clients know every top-level domain; these are the ones people try things with.
_ENDINGS = "com|net|org|edu|gov|io|dev|app|eu|es|de|fr|it|pt|nl|uk|jp"
_TOKEN = re.compile(
    r"(?P<url>https?://[^\s<>|]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    rf"|(?<![\w.@/-])(?P<site>(?:[\w-]+\.)+(?i:{_ENDINGS})(?!\.?[\w-])(?:/[^\s<>|]*)?)"
    r"|(?<![\w<])(?P<at>@[\w.-]+)"
    r"|(?<![\w<&])(?P<room>#[\w-]+)"
)
_BROADCASTS = frozenset({"here", "channel", "everyone"})
# Slack leaves the punctuation that ends a sentence out of what stands before it.
_ENDS = ".,;:!?)'\"-"


def message_text(state: State, typed: str) -> str:
    """Encode the `text` of a message that somebody wrote."""
    return _encoded(state, typed, escape, broadcasts=True)


def command_text(state: State, typed: str) -> str:
    """Encode the `text` of a command whose manifest entry has `should_escape` (docs/slack.md#typed-text)."""
    return _encoded(state, typed, str, broadcasts=False)


def _encoded(state: State, typed: str, plain: Callable[[str], str], *, broadcasts: bool) -> str:
    names = _names(state, broadcasts=broadcasts)
    done, parts = 0, []
    for found in _TOKEN.finditer(typed):
        kind, words = str(found.lastgroup), found[0].rstrip(_ENDS)
        if found[0] in names:
            words = found[0]
        if token := _token(kind, words, names):
            parts += [plain(typed[done : found.start()]), token]
            done = found.start() + len(words)
    return "".join([*parts, plain(typed[done:])])


def _token(kind: str, words: str, names: dict[str, str]) -> str:
    address = escape(words)
    match kind:
        case "url":
            return f"<{address}>"
        case "mail":
            return f"<mailto:{address}|{address}>"
        case "site":
            return f"<http://{address}|{address}>"
    return names.get(words, "")


def _names(state: State, *, broadcasts: bool) -> dict[str, str]:
    """Map each name that can be mentioned to its token; private channels keep theirs."""
    names = {f"@{name}": f"<!{name}>" for name in _BROADCASTS if broadcasts}
    names |= {f"@{group.handle}": f"<!subteam^{group.id}>" for group in state.groups.values() if not group.date_delete}
    names |= {f"@{user.name}": f"<@{user.id}>" for user in state.users.values()}
    for channel in state.channels.values():
        if channel.kind in ("channel", "private"):
            shown = channel.name if channel.kind == "channel" else ""
            names[f"#{channel.name}"] = f"<#{channel.id}|{shown}>"
    return names
