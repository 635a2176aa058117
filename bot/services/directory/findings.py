"""Errors and notices of a run, each kind with a bound on how many are kept."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.errors import DirectoryRejected, RowError
from bot.services.directory.files import DirectoryFile

# Errors, notices and unknown words of one file that are told one by one.
MOST_ERRORS = 100
MOST_NOTICES = 20
MOST_WORDS = 20


@dataclass
class Findings:
    """Errors and notices of a run, rows read and columns there by file number; `unreadable` are tables without rows."""

    notices: list[str] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    rows: dict[int, int] = field(default_factory=dict)
    present: dict[int, frozenset[str]] = field(default_factory=dict)
    _told: Counter[str] = field(default_factory=Counter)
    _errors: dict[str, list[RowError]] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    _words: dict[str, Counter[tuple[str, str, str]]] = field(default_factory=dict)
    _spelled: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def refuse(self, source: DirectoryFile, line: int, column: str, reason: str) -> None:
        """Add an error; of each file the first MOST_ERRORS are kept and the others counted."""
        self._counts[source.label] += 1
        kept = self._errors.setdefault(source.label, [])
        if len(kept) < MOST_ERRORS:
            kept.append(RowError(source.label, line, column, reason))

    def tell(self, source: DirectoryFile, notice: str, line: int | None = None) -> None:
        """Add a notice; of each file the first MOST_NOTICES are kept and the others counted."""
        self._told[source.label] += 1
        if self._told[source.label] <= MOST_NOTICES:
            self.notices.append(f"{source.label}{'' if line is None else f':{line}'}: {notice}")

    def untold(self) -> Iterator[str]:
        """One line for each file of which notices were left out."""
        for label, count in self._told.items():
            if count > MOST_NOTICES:
                yield f"{label}: and {count - MOST_NOTICES:,} more notices"

    def unknown(self, source: DirectoryFile, column: str, word: str, kept: str) -> None:
        """Note a word of another party that was not known, in capitals or not, and what it was taken for."""
        words = self._words.setdefault(source.label, Counter())
        # Kept of the first words only, for a file may have a new one in each row.
        same = (source.label, column, word.casefold())
        key = (column, self._spelled.get(same, word), kept)
        if key not in words and len(words) < MOST_WORDS:
            self._spelled[same] = word
        words[key if key in words or len(words) < MOST_WORDS else (column, "…", kept)] += 1

    def word_notices(self, source: DirectoryFile) -> Iterator[str]:
        """One line for each unknown word."""
        for (column, word, kept), count in self._words.get(source.label, {}).items():
            said = "other words are" if word == "…" else f"'{word}' is"
            rows = "1 row" if count == 1 else f"{count} rows"
            yield f"{source.label}: {column}: {said} not known and kept as {kept} ({rows})"

    def rejection(self, sources: Mapping[int, DirectoryFile]) -> DirectoryRejected | None:
        """The refusal of the whole run, in order of files and lines; None without errors."""
        if not self._counts:
            return None
        order: Sequence[str] = [source.label for source in sources.values()]
        ordered = sorted(self._errors, key=order.index)
        kept = [error for label in ordered for error in sorted(self._errors[label], key=lambda error: error.line)]
        more = {label: self._counts[label] - len(self._errors[label]) for label in ordered}
        return DirectoryRejected(kept, {label: count for label, count in more.items() if count})
