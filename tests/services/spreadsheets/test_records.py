"""What Excel, Partner Center and PowerShell write is read, else refused where it begins; all of it is bounded."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.spreadsheets import headers
from bot.services.spreadsheets.encoding import FileFault, UnreadableFile
from bot.services.spreadsheets.records import LONGEST_RECORD, MOST_COLUMNS, RowFault, Spreadsheet

WORDS = headers.words(key="id number", name="companyname nombre")


def opened(content: bytes) -> Spreadsheet:
    return Spreadsheet(io.BytesIO(content), lambda header: sum(headers.word(name) in WORDS for name in header))


def cells(content: bytes) -> list[tuple[int, Sequence[str]]]:
    return [(record.line, list(record.cells)) for record in opened(content).records()]


def refused(content: bytes) -> tuple[FileFault, int, str]:
    with pytest.raises(UnreadableFile) as caught:
        list(opened(content).records())
    return caught.value.fault, caught.value.line, caught.value.detail


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_end(encoding: str, separator: str, end: str) -> None:
    text = f'id{separator}Nombre{end}1{separator}Ñandú{end}2{separator}"a{separator}b"{end}'
    assert cells(text.encode(encoding)) == [(2, ["1", "Ñandú"]), (3, ["2", f"a{separator}b"])]


@pytest.mark.parametrize("mark", ["utf-16-be", "utf-16-le"])
def test_both_orders_of_utf_16(mark: str) -> None:
    assert cells("\ufeffid,nombre\n1,Ñ\n".encode(mark)) == [(2, ["1", "Ñ"])]


@pytest.mark.parametrize(
    ("before", "separator"),
    [
        ("sep=;\n", ";"),
        ("SEP=|\r\n", "|"),
        ('"sep=;"\n', ";"),
        ("sep=;,,,,\n", ";"),
        ("sep=\t\n", "\t"),
        ("sep=\n", ","),
        ("\n  \n,,,\n", ","),
        ("#TYPE Microsoft.Store.PartnerCenter.PSCustomer\n", ","),
        ('#TYPE System.Management.Automation.PSCustomObject\nsep=;\n"";""\n', ";"),
    ],
)
def test_lines_before_the_header_that_only_programs_care_about(before: str, separator: str) -> None:
    text = f"{before}id{separator}companyName\n1{separator}A\n"
    assert cells(text.encode()) == [(before.count("\n") + 2, ["1", "A"])]


def test_missing_and_surplus_empty_cells_and_empty_rows() -> None:
    text = b'id,companyName,note,,\n1,A\n\n,,,\n   \n2,B,"",,,,\n3,"x\n\ny"\n4,,,,z\n'
    records = list(opened(text).records())
    assert opened(text).header == ("id", "companyName", "note")
    assert [(r.line, list(r.cells), r.fault) for r in records] == [
        (2, ["1", "A", ""], None),
        (6, ["2", "B", ""], None),
        (7, ["3", "x\n\ny", ""], None),
        (10, ["4", "", ""], RowFault.WIDTH),
    ]
    assert records[-1].width == 5


def test_quotes_that_do_not_fit_take_no_other_row_with_them_unsaid() -> None:
    records = list(opened(b'id,companyName\n1,"A"x\n2,B\n3,"C\n4,D\n5,"E"\n6,F\n').records())
    assert [(r.line, r.last, r.fault) for r in records if r.fault] == [
        (2, 2, RowFault.QUOTES),
        (4, 6, RowFault.QUOTES),
    ]
    assert [list(r.cells) for r in records if not r.fault] == [["2", "B"], ["6", "F"]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (FileFault.EMPTY, 1, "")),
        (b"\xef\xbb\xbf\n , \n", (FileFault.EMPTY, 1, "")),
        (b"PK\x03\x04rest", (FileFault.WORKBOOK, 1, "")),
        (b"\xd0\xcf\x11\xe0rest", (FileFault.WORKBOOK, 1, "")),
        ("id,nombre\n".encode("utf-16-le"), (FileFault.NOT_TEXT, 1, "")),
        ("id,nombre\n1,A\n2,Caf\u00e9\n".encode("cp1252"), (FileFault.NOT_UTF8, 3, "E9")),
        (b"id,nombre\n" + b"1,A\n" * 50_000 + b"2,\xed\n", (FileFault.NOT_UTF8, 50_002, "ED")),
        (b"id,nombre\n1,\xc3", (FileFault.NOT_UTF8, 2, "C3")),
        ("\ufeffid\n1\n".encode("utf-16-le") + b"2", (FileFault.NOT_UTF8, 3, "32")),
        (b"\n\nid" + b"," * MOST_COLUMNS + b"x\n", (FileFault.TOO_WIDE, 3, str(MOST_COLUMNS + 1))),
        (b"id,nombre\n" + b"x" * LONGEST_RECORD + b"\n", (FileFault.TOO_LONG, 2, "")),
        (b'id,nombre\n1,A\n2,"A\n3,B\n', (FileFault.UNCLOSED, 3, "")),
        (b'id,nombre\n1,"' + b"x\n" * 100_000, (FileFault.UNCLOSED, 2, "")),
        (b'id,nombre\n1,"\n' + b'","\n' * 300_000, (FileFault.UNCLOSED, 2, "")),
        (b'id,"nombre\n', (FileFault.UNCLOSED, 1, "")),
    ],
)
def test_what_cannot_be_read_any_further(content: bytes, expected: tuple[FileFault, int, str]) -> None:
    assert refused(content) == expected


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        sheet = opened(content)
        sound = all(len(record.cells) == len(sheet.header) or record.fault for record in sheet.records())
    except UnreadableFile as error:
        sound = error.line >= 1
    assert sound


def test_columns_in_any_spelling_and_several_for_one_thing() -> None:
    header = ("Company name", "ID", "note", "NOMBRE", "note", "")
    assert headers.places(header, WORDS) == {"name": (0, 3), "key": (1,)}
    assert headers.unused(header, WORDS) == {"note": 2}
    assert [headers.unguarded(cell) for cell in ('="0042"', " 0042 ", '="', "=1+1")] == ["0042", "0042", '="', "=1+1"]
