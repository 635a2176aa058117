"""JSON from Microsoft, read without trusting anything: a mark before it, names in any case, wrong types, cut bodies."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

_BOM = b"\xef\xbb\xbf"
_FRACTION = re.compile(r"\.(\d{6})\d+")
_BLANKS = re.compile(r"\s*:\s*")
# Microsoft writes the first and the last day there is for "none".
_YEARS = range(1900, 3000)


class NotJson(ValueError):
    """The bytes are no JSON object or array."""


class Document:
    """A JSON object whose names are read in any case; what is not there, or of another type, is empty."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = {name.lower(): value for name, value in raw.items()}

    def __bool__(self) -> bool:
        return bool(self._raw)

    def has(self, name: str) -> bool:
        """Tell if there is a value under the name that is not null."""
        return self._raw.get(name.lower()) is not None

    def value(self, name: str) -> Any:
        """Return the value of any type, None without one."""
        return self._raw.get(name.lower())

    def text(self, *names: str) -> str:
        """Return the first of the names that holds a text or a number, as text without blanks around it."""
        for name in names:
            value = self.value(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return str(value)
        return ""

    def word(self, *names: str) -> str:
        """Return a word of an open set, in lower case without blanks or marks inside: any spelling is one word."""
        return re.sub(r"[\s_-]+", "", self.text(*names)).lower()

    def guid(self, *names: str) -> str:
        """Return an id in lower case; ids of Microsoft's are no GUIDs now and then, so the shape is not checked."""
        return self.text(*names).lower()

    def flag(self, name: str) -> bool | None:
        """Return true or false, None for anything else."""
        value = self.value(name)
        if isinstance(value, str):
            return {"true": True, "false": False}.get(value.strip().lower())
        return value if isinstance(value, bool) else None

    def number(self, name: str) -> int | None:
        """Return a whole number, None for anything else."""
        value = self.value(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def instant(self, name: str) -> datetime | None:
        """Return an aware instant in UTC, None for what is none (or Microsoft's first or last day)."""
        return instant(self.text(name))

    def child(self, name: str) -> "Document":
        """Return the object under the name, an empty one without."""
        value = self.value(name)
        return Document(value if isinstance(value, dict) else {})

    def elements(self, name: str) -> list[Any]:
        """Return the array under the name, an empty one without."""
        value = self.value(name)
        return value if isinstance(value, list) else []

    def children(self, name: str) -> Iterator["Document"]:
        """Yield the objects of the array under the name; what is none is left out."""
        return (Document(each) for each in self.elements(name) if isinstance(each, dict))


def parsed(body: bytes) -> Any:
    """Return what the JSON holds; NotJson for anything else (HTML, a cut body, nesting without end)."""
    try:
        return json.loads(body.removeprefix(_BOM).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)[:80]) from None


def document(body: bytes) -> Document:
    """Return the JSON object; NotJson for anything else."""
    found = parsed(body)
    if not isinstance(found, dict):
        raise NotJson("not a JSON object")
    return Document(found)


def instant(written: str) -> datetime | None:
    """Read an ISO 8601 time, also with seven digits of a second, blanks around its colons, or no zone (UTC)."""
    cleaned = _FRACTION.sub(r".\1", _BLANKS.sub(":", written.strip()))
    try:
        found = datetime.fromisoformat(cleaned)
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year in _YEARS else None
