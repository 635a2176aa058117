"""Parts of Slack's payloads, read without trusting a type: whatever has another type than documented is not given."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

Json = Mapping[str, Any]
# A character takes two of these where it is encoded in halves; one alone is no text that could be sent or stored.
_HALVES = re.compile("[\ud800-\udfff]")
# Enough for any row, and within what both databases take for an integer.
_NUMBER = re.compile(r"[0-9]{1,18}")


def part_of(body: Json, name: str) -> Json:
    """Return the object `name` of `body`; an empty one where it is not given."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def parts_of(body: Json, name: str) -> tuple[Json, ...]:
    """Return the objects in the list `name` of `body`; whatever else stands in it is passed over."""
    value = body.get(name)
    return tuple(each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def first_of(body: Json, name: str) -> Json:
    """Return the first object in the list `name` of `body`; an empty one where there is none."""
    return next(iter(parts_of(body, name)), {})


def text_of(body: Json, name: str) -> str:
    """Return the string `name` of `body`, without halves of characters; an empty one where it is not given."""
    value = body.get(name)
    return _HALVES.sub("", value) if isinstance(value, str) else ""


def storable_of(body: Json, name: str) -> str:
    """Return the string `name` of `body` as `text_of`, without NUL, which PostgreSQL does not take."""
    return text_of(body, name).replace("\0", "")


def number_of(written: str) -> int:
    """Return the whole number that is written; 0 where it is none."""
    return int(written) if _NUMBER.fullmatch(written) else 0


@dataclass(frozen=True, slots=True)
class Element:
    """An interactive element as `sent` in a click or in the state of a view."""

    sent: Json

    @property
    def block_id(self) -> str:
        """The block it stands in; only clicks tell."""
        return text_of(self.sent, "block_id")

    @property
    def value(self) -> str:
        """The value of a button, or the content of a text input."""
        return storable_of(self.sent, "value")

    @property
    def option(self) -> str | None:
        """The value of the option chosen in a menu or among radio buttons."""
        return storable_of(part_of(self.sent, "selected_option"), "value") or None

    @property
    def options(self) -> tuple[str, ...]:
        """The values of the options chosen in a multi-select or ticked among checkboxes."""
        return tuple(value for each in parts_of(self.sent, "selected_options") if (value := storable_of(each, "value")))

    @property
    def user(self) -> str | None:
        """The Slack user id chosen in a menu of people."""
        return storable_of(self.sent, "selected_user") or None

    @property
    def day(self) -> date | None:
        """The day chosen in a date picker."""
        try:
            return date.fromisoformat(text_of(self.sent, "selected_date"))
        except ValueError:
            return None

    @property
    def moment(self) -> datetime | None:
        """The moment chosen in a date and time picker, which Slack sends in seconds since 1970."""
        seconds = self.sent.get("selected_date_time")
        try:
            return datetime.fromtimestamp(seconds, UTC) if type(seconds) is int else None
        except (ValueError, OverflowError, OSError):
            return None

    @property
    def files(self) -> tuple[str, ...]:
        """The Slack ids of the files dropped into a file input."""
        return tuple(key for each in parts_of(self.sent, "files") if (key := storable_of(each, "id")))
