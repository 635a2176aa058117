"""What only all rows together can show: a key twice in one file, a reference to nothing."""

from collections.abc import Iterator, Mapping

from bot.errors import RowError
from bot.services.directory.files import DirectoryFile
from bot.services.directory.formats import BY_TABLE, Column, FileFormat
from bot.services.directory.reading import Findings
from bot.services.directory.store import Store


def problems(store: Store, sources: Mapping[int, DirectoryFile], findings: Findings) -> Iterator[RowError]:
    """Every repeated key and every unknown reference among the staged rows."""
    for fmt in dict.fromkeys(source.format for source in sources.values()):
        yield from _repeated(store, fmt, sources)
        for column in fmt.columns:
            if column.refers and column.refers not in findings.unreadable:
                yield from _unknown(store, fmt, column, sources)


def notices(store: Store, sources: Mapping[int, DirectoryFile]) -> Iterator[str]:
    """What is allowed but probably not meant."""
    counting = "SELECT count(*) FROM staged_customer WHERE file = ? AND relationship_to_partner = 'unknown'"
    for source in sources.values():
        if source.format.table == "customer" and (count := store.run(counting, source.number).scalar_one()):
            what = "customers whose relationship is unknown; contacts cannot be assigned for them"
            yield f"{source.label}: {count} {what}"


def _repeated(store: Store, fmt: FileFormat, sources: Mapping[int, DirectoryFile]) -> Iterator[RowError]:
    keys = ", ".join(f"s.{name}" for name in fmt.own_key)
    same = " AND ".join(f"s.{name} = r.{name}" for name in fmt.own_key)
    found = store.fetch(
        "SELECT s.file, s.line, r.first FROM (SELECT {keys}, s.file, min(s.line) AS first FROM {staged} s "
        "GROUP BY {keys}, s.file HAVING count(*) > 1) r "
        "JOIN {staged} s ON {same} AND s.file = r.file AND s.line > r.first",
        keys=keys,
        same=same,
        staged=fmt.staged,
    )
    header = next(column.header for column in fmt.columns if column.target == fmt.own_key[0])
    for number, line, first in found:
        yield RowError(sources[number].label, line, header, f"is the same as in line {first}; keep one of the rows")


def _unknown(store: Store, fmt: FileFormat, column: Column, sources: Mapping[int, DirectoryFile]) -> Iterator[RowError]:
    target = BY_TABLE[str(column.refers)]
    found = store.fetch(
        "SELECT s.file, s.line, s.{column} FROM {staged} s WHERE s.{column} IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.{key} = s.{column}) "
        "AND NOT EXISTS (SELECT 1 FROM {also} a WHERE a.{key} = s.{column})",
        column=column.target,
        staged=fmt.staged,
        table=target.table,
        key=target.key[0],
        also=target.staged,
    )
    for number, line, value in found:
        reason = f"'{value}' is neither in {target.file} nor in the directory"
        yield RowError(sources[number].label, line, column.header, reason)
