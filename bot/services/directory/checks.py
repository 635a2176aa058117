"""References to nothing, and what else only all rows together can show."""

from collections.abc import Iterator, Mapping

from bot.services.directory.files import DirectoryFile
from bot.services.directory.findings import MOST_WORDS, Findings
from bot.services.directory.formats import BY_TABLE, Column, FileFormat
from bot.services.directory.store import Store


def look(store: Store, sources: Mapping[int, DirectoryFile], findings: Findings) -> None:
    """Report every unknown reference among the staged rows."""
    for fmt in dict.fromkeys(source.format for source in sources.values()):
        for column in fmt.columns:
            if column.refers and column.refers not in findings.unreadable:
                _unknown(store, fmt, column, sources, findings)


def notices(store: Store, sources: Mapping[int, DirectoryFile]) -> Iterator[str]:
    """Tell what is allowed but probably not meant."""
    for source in sources.values():
        if source.format.table == "customer" and (count := store.run(_STRANGERS, source.number).scalar_one()):
            what = "customers whose relationship is unknown; contacts cannot be assigned for them"
            yield f"{source.label}: {count} {what}"
        if source.format.table == "partner":
            yield from _shared(store, source)


# Of a customer that is known, the relationship stays what it was.
_STRANGERS = (
    "SELECT count(*) FROM staged_customer s WHERE file = ? AND relationship_to_partner = 'unknown' AND NOT EXISTS "
    "(SELECT 1 FROM customer t WHERE t.id = s.id AND t.relationship_to_partner <> 'unknown')"
)


def _shared(store: Store, source: DirectoryFile) -> Iterator[str]:
    """One PartnerID of two tenants: which of them is meant cannot be told from it."""
    found = store.fetch(
        "SELECT mpn_id, min(name), max(name) FROM staged_partner WHERE file = ? GROUP BY mpn_id HAVING count(*) > 1 "
        "ORDER BY mpn_id LIMIT ?",
        source.number,
        MOST_WORDS,
    )
    for mpn_id, name, other in found:
        yield f"{source.label}: PartnerID {mpn_id} is that of {name} and {other}; it alone names neither of them"


def _unknown(
    store: Store, fmt: FileFormat, column: Column, sources: Mapping[int, DirectoryFile], findings: Findings
) -> None:
    target = BY_TABLE[str(column.refers)]
    found = store.fetch(
        "SELECT s.file, s.line, s.{column} FROM {staged} s WHERE s.{column} IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.{key} = s.{column}) "
        "AND NOT EXISTS (SELECT 1 FROM {also} a WHERE a.{key} = s.{column}) ORDER BY s.file, s.line",
        column=column.target,
        staged=fmt.staged,
        table=target.table,
        key=target.key[0],
        also=target.staged,
    )
    for number, line, value in found:
        reason = f"'{value}' is neither in {target.file} nor in the directory"
        findings.refuse(sources[number], line, column.header, reason)
