"""Boards read by key: several lists that follow one another, each row looked at once, however many there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from sqlmodel import Session

T = TypeVar("T")
PER_PAGE = 10
# Rows that one reading looks at for those that it shows, and readings of one page.
LOOKED_AT, READINGS = 200, 5


class Cursor(NamedTuple):
    """Place on a board: the list, by its number, and the key of its last row so far; "" begins it."""

    place: int = 0
    after: str = ""


class Looked(NamedTuple, Generic[T]):
    """Rows of one reading with their keys, and the key of the last row looked at, "" at the end of the list."""

    rows: Sequence[tuple[str, T]]
    last: str


@dataclass(frozen=True)
class BoardPage(Generic[T]):
    """Rows of a board; `following` is where the page after this one begins, None at the end."""

    rows: tuple[T, ...]
    following: Cursor | None


Reading = Callable[[Session, Mapping[str, Any], str], Looked[T]]


def page(
    session: Session,
    lists: Sequence[Reading[T]],
    given: Mapping[str, Any],
    cursor: Cursor,
    *,
    size: int = PER_PAGE,
    readings: int = READINGS,
) -> BoardPage[T]:
    """Read a page; where many rows are looked at for few, it may hold less and say that there is more."""
    found: list[T] = []
    place, after = cursor
    for _ in range(readings + len(lists) - 1):
        if place >= len(lists):
            return BoardPage(tuple(found), None)
        looked = lists[place](session, given, after)
        wanted = looked.rows[: size - len(found)]
        found += [row for _key, row in wanted]
        if len(wanted) < len(looked.rows):
            return BoardPage(tuple(found), Cursor(place, wanted[-1][0] if wanted else after))
        place, after = (place, looked.last) if looked.last else (place + 1, "")
    return BoardPage(tuple(found), Cursor(place, after) if place < len(lists) else None)
