"""Tables written as files that spreadsheets open and do not run."""

import csv
import io
from collections.abc import Iterable, Sequence

from bot.services.store.audit import FORMULA_STARTS


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return CSV (RFC 4180) in UTF-8 with BOM, without which Excel shows accents wrongly."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows([_cell(text) for text in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    """Spreadsheets run what begins like a formula, even in a file one only looks at."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
