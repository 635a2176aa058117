"""Lines of a backup: what was written is read, however it was cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.backup.lines import decode, encode

# PostgreSQL takes no NUL, and UTF-8 no half of a pair.
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
ROWS = st.lists(st.lists(st.none() | TEXTS, min_size=1, max_size=4), max_size=5)


def cut(whole: bytes, size: int) -> list[bytes]:
    return [whole[start : start + size] for start in range(0, len(whole), size)]


@given(ROWS, st.integers(1, 20))
def test_what_is_written_is_read(rows: list[list[str | None]], size: int) -> None:
    assert list(decode(cut(encode(rows), size))) == rows


def test_a_row_is_a_line_of_the_copy_format() -> None:
    assert encode([(1, None, "a\tb\\c\nd", "", "ñ")]) == b"1\t\\N\ta\\tb\\\\c\\nd\t\t\xc3\xb1\n"


def test_all_that_postgresql_escapes_is_read() -> None:
    assert list(decode([b"\\b\\f\\n\\r\\t\\v\\\\N\t\\N\n"])) == [["\b\f\n\r\t\v\\N", None]]


def test_half_a_line_is_no_row() -> None:
    with pytest.raises(ValueError, match="has no end"):
        list(decode([b"a\tb\n", b"c"]))
