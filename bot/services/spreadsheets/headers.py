"""Columns of a table by what people and programs call them, in any spelling and in English or Spanish."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from bot.services.search.folding import fold


def word(header: str) -> str:
    """Letters and digits of a header alone: "Subscription ID", `subscription_id` and SubscriptionId are one."""
    return "".join(letter for letter in fold(header) if letter.isalnum())


def words(**columns: str) -> Mapping[str, str]:
    """Column by word, from each column's words in a row."""
    return {each: column for column, row in columns.items() for each in row.split()}


def places(header: Sequence[str], known: Mapping[str, str]) -> Mapping[str, tuple[int, ...]]:
    """Positions by column: several cells of a row may say one thing."""
    found: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for at, name in enumerate(header):
        if column := known.get(word(name)):
            found[column] += (at,)
    return dict(found)


def unused(header: Sequence[str], known: Mapping[str, str]) -> Mapping[str, int]:
    """Headers that mean nothing here, as the file writes them, with how often each is there."""
    return Counter(name.strip() for name in header if name.strip() and word(name) not in known)


def unguarded(cell: str) -> str:
    """The text behind `="0123"`, by which spreadsheets keep leading zeros."""
    cell = cell.strip()
    return cell[2:-1].strip() if cell.startswith('="') and cell.endswith('"') and len(cell) > 3 else cell
