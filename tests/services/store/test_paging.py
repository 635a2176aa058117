"""Pages of a list: none is empty while there is anything, and together they are the list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.store.paging import Page, cut, page_start


@given(st.integers(-50, 200), st.integers(0, 100), st.integers(1, 20))
def test_every_offset_falls_on_a_page(offset: int, total: int, size: int) -> None:
    page = cut(range(total), offset, size)
    assert page.offset == page_start(offset, total, size)
    assert page.offset % size == 0
    assert page.items == tuple(range(page.offset, min(page.offset + size, total)))
    assert bool(page.items) is bool(total)
    if 0 <= offset < total:
        assert offset in page.items


@given(st.integers(0, 100), st.integers(1, 20))
def test_turning_pages_shows_everything_once(total: int, size: int) -> None:
    seen: list[int] = []
    page = cut(range(total), 0, size)
    seen += page.items
    while page.last < page.total:
        page = cut(range(total), page.last, size)
        seen += page.items
    assert seen == list(range(total))


@pytest.mark.parametrize(("offset", "first", "last"), [(0, 1, 10), (10, 11, 20), (99, 21, 25), (-5, 1, 10)])
def test_people_count_from_one(offset: int, first: int, last: int) -> None:
    page = cut("x" * 25, offset, 10)
    assert (page.first, page.last, page.total) == (first, last, 25)


def test_nothing_is_one_empty_page() -> None:
    assert cut((), 30, 10) == Page()
