"""Files that spreadsheets open: each cell comes back as it was, and none is run."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from bot.services.spreadsheets import written
from bot.services.store.audit import FORMULA_STARTS


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_excel_finds_accents() -> None:
    content = written.table(["Año"], [["Peñíscola"], ['a,b\n"c"']])
    assert content.startswith("\ufeffAño\r\n".encode())
    assert read(content) == [["Año"], ["Peñíscola"], ['a,b\n"c"']]


@given(st.lists(st.text(st.sampled_from("=+-@\t\r\n＝＋－＠'\",;a "), max_size=4), min_size=2))
def test_no_cell_begins_like_a_formula(texts: list[str]) -> None:
    (row,) = read(written.table(["x"], [texts]))[1:]
    assert not any(cell.startswith(FORMULA_STARTS) for cell in row)
    expected = [f"'{text}" if text.startswith(FORMULA_STARTS) else text for text in texts]
    assert row == expected
