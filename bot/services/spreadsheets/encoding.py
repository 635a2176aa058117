"""Bytes of a file as text: UTF-8 and UTF-16 by their marks; what is neither is refused with the line it begins on."""

import codecs
import io
from enum import StrEnum
from typing import BinaryIO

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_CHUNK = 65_536


class FileFault(StrEnum):
    """One thing that keeps a file as a whole from being read."""

    EMPTY = "empty"
    WORKBOOK = "workbook"
    NOT_TEXT = "not-text"
    NOT_UTF8 = "not-utf8"
    TOO_WIDE = "too-wide"
    TOO_LONG = "too-long"
    UNCLOSED = "unclosed"


class UnreadableFile(ValueError):
    """The file cannot be read from `line` (counted from 1) on; `detail` is what was found there."""

    def __init__(self, fault: FileFault, line: int = 1, detail: str = "") -> None:
        super().__init__(f"{fault} in line {line}")
        self.fault = fault
        self.line = line
        self.detail = detail


def text_of(raw: BinaryIO) -> io.TextIOWrapper:
    """Open the bytes (seekable, from their start) as strict text with its line ends as they are.

    Reading raises UnicodeDecodeError where a byte does not fit; `misfit` then says where. Raises UnreadableFile for
    an Excel workbook.
    """
    start = raw.read(4)
    if start in _WORKBOOKS:
        raise UnreadableFile(FileFault.WORKBOOK)
    raw.seek(len(_mark(start)[0]))
    return io.TextIOWrapper(raw, _mark(start)[1], newline="")


def misfit(raw: BinaryIO) -> UnreadableFile:
    """Read the bytes again up to the first that does not fit, which a stream's error cannot place."""
    raw.seek(0)
    mark, name = _mark(raw.read(4))
    raw.seek(len(mark))
    decoder = codecs.getincrementaldecoder(name)()
    line = 1
    try:
        while chunk := raw.read(_CHUNK):
            line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        line += error.object[: error.start].decode(name).count("\n")
        return UnreadableFile(FileFault.NOT_UTF8, line, f"{error.object[error.start]:02X}")
    return UnreadableFile(FileFault.NOT_UTF8, line)


def _mark(start: bytes) -> tuple[bytes, str]:
    return next((pair for pair in _MARKS if start.startswith(pair[0])), (b"", "utf-8"))
