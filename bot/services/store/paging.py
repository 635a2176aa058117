"""Lists a page at a time; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """The `items` of a list of `total` from `offset` on, which counts from 0; with `more` others were not counted."""

    items: tuple[T, ...] = ()
    offset: int = 0
    total: int = 0
    more: bool = False

    @property
    def first(self) -> int:
        """The number of the first item as people count, from 1."""
        return self.offset + 1

    @property
    def last(self) -> int:
        """The number of the last item as people count; also the offset of the page after this one."""
        return self.offset + len(self.items)


def page_start(offset: int, total: int, size: int) -> int:
    """Return where the page of `size` that holds `offset` begins; past the end that is the last page."""
    return max(0, min(offset // size, (total - 1) // size)) * size


def cut(items: Sequence[T], offset: int, size: int) -> Page[T]:
    """Return the page of `size` that holds `offset`; past the end the last one."""
    start = page_start(offset, len(items), size)
    return Page(tuple(items[start : start + size]), start, len(items))
