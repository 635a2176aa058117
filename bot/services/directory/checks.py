"""Checks of all rows together: rows with the same key, and references to nothing.

Of rows with the same key those that say the same are one, some add up, and the rest contradict each other.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.services.directory.files import DirectoryFile
from bot.services.directory.findings import MOST_WORDS, Findings
from bot.services.directory.formats import BY_TABLE, Column, FileFormat
from bot.services.directory.store import Store

Sources = Mapping[int, DirectoryFile]
_FIND = (
    "INSERT INTO repeated SELECT s.file, s.line, r.first FROM (SELECT {keys}, s.file, min(s.line) AS first "
    "FROM {staged} s GROUP BY {keys}, s.file HAVING count(*) > 1) r JOIN {staged} s ON {same} AND s.file = r.file "
    "AND s.line > r.first"
)
# A row beside the first of its key.
_PAIRS = (
    "FROM repeated d {then} {staged} s ON s.file = d.file AND s.line = d.line "
    "{then} {staged} f ON f.file = d.file AND f.line = d.first"
)


def settle(store: Store, fmt: FileFormat, sources: Sources, findings: Findings) -> None:
    """Leave one row of each key in the staged table, with a notice of what was put together; the rest is refused."""
    same = " AND ".join(f"s.{name} = r.{name}" for name in fmt.own_key)
    keys = ", ".join(f"s.{name}" for name in fmt.own_key)
    store.run("DELETE FROM repeated")
    if not store.run(_FIND, staged=fmt.staged, keys=keys, same=same).rowcount:
        return
    store.run("CREATE INDEX {staged}_line ON {staged} (file, line)", staged=fmt.staged)
    _drop_equal(store, fmt, sources, findings)
    if fmt.table == "customer_relationship":
        _keep_longest(store, sources, findings)
    if fmt.table == "partner":
        _join_partner_ids(store, sources, findings)
    _refuse(store, fmt, sources, findings)


def _drop_equal(store: Store, fmt: FileFormat, sources: Sources, findings: Findings) -> None:
    differs = " OR ".join(f"s.{column.target} {{differs}} f.{column.target}" for column in fmt.columns)
    pairs = _PAIRS.replace("{staged}", fmt.staged)
    told = store.fetch(
        "SELECT d.file, count(*), min(d.line) {pairs} WHERE NOT ({wrong}) GROUP BY d.file", pairs=pairs, wrong=differs
    )
    for number, count, line in list(told):
        more = f" and {count - 1:,} more rows say" if count > 1 else " says"
        findings.tell(sources[number], f"the row{more} the same as an earlier one; read once", line)
        findings.rows[number] -= count
    equal = "SELECT d.file, d.line {pairs} WHERE NOT ({wrong})"
    _drop(store, fmt.staged, equal, pairs=pairs, wrong=differs)


def _drop(store: Store, staged: str, rows: str, **parts: str) -> None:
    """Take rows, given by a query for file and line, out of the staged table and from the repeated ones."""
    store.run("DELETE FROM {staged} WHERE (file, line) IN ({rows})".replace("{rows}", rows), staged=staged, **parts)
    store.run(
        "DELETE FROM repeated WHERE NOT EXISTS (SELECT 1 FROM {staged} s WHERE s.file = repeated.file "
        "AND s.line = repeated.line)",
        staged=staged,
    )


# All rows of a customer and partner that has several, when they are GDAPs and none says that the relationship ended.
_GDAPS = """
    SELECT d.file, d.first, s.line, s.delegated_admin_expires_at AS ends, s.auto_extend,
        row_number() OVER (PARTITION BY d.file, d.first ORDER BY s.state = 'established' DESC, s.auto_extend DESC,
            s.delegated_admin_expires_at IS NULL, s.delegated_admin_expires_at DESC, s.line) AS place
    FROM (SELECT file, line, first FROM repeated UNION SELECT file, first, first FROM repeated) d
    {then} staged_customer_relationship s ON s.file = d.file AND s.line = d.line
    WHERE (d.file, d.first) NOT IN (
        SELECT o.file, o.first FROM repeated o
        {then} staged_customer_relationship x ON x.file = o.file AND x.line IN (o.line, o.first)
        WHERE x.delegated_admin <> 'gdap' OR x.state = 'removed')
"""


def _keep_longest(store: Store, sources: Sources, findings: Findings) -> None:
    """Of several GDAPs of one pair the one that extends itself, else the one that ends last, is the one that counts."""
    found = list(store.fetch("SELECT * FROM ({gdaps}) g ORDER BY file, first, place", gdaps=_GDAPS))
    best = [row for row in found if row[5] == 1]
    counts = Counter(tuple(row[:2]) for row in found)
    for number, first, line, ends, extends, _place in best:
        until = f", until {str(ends)[:10]}" if ends else ""
        how = f"it extends itself{until}" if extends else f"it lasts longest{until}"
        count = counts[number, first]
        findings.tell(sources[number], f"of {count} GDAPs of this customer and partner this one counts: {how}", line)
    for number, *_rest in found:
        findings.rows[number] -= 1
    for number, *_rest in best:
        findings.rows[number] += 1
    others = "SELECT file, line FROM ({gdaps}) g WHERE place > 1"
    _drop(store, "staged_customer_relationship", others, gdaps=_GDAPS)


def _join_partner_ids(store: Store, sources: Sources, findings: Findings) -> None:
    """Rows of one tenant with other PartnerIDs are its locations: their PartnerIDs are stated with the first row."""
    pairs = _PAIRS.replace("{staged}", "staged_partner")
    query = "SELECT d.file, d.first, d.line, s.mpn_id, s.other_mpn_ids, f.mpn_id, f.other_mpn_ids, f.name {pairs} "
    found = list(store.fetch(query + _LOCATION + " ORDER BY d.file, d.line", pairs=pairs))
    stated: dict[tuple[int, int], dict[str, None]] = {}
    for number, first, line, mpn_id, more, own, others, name in found:
        stated.setdefault((number, first), dict.fromkeys(others.split())).update(dict.fromkeys([mpn_id, *more.split()]))
        findings.tell(sources[number], f"PartnerID {mpn_id} is a further one of {name} ({own})", line)
        findings.rows[number] -= 1
        findings.present[number] |= {"other_mpn_ids"}
    for (number, first), ids in stated.items():
        there = (" ".join(ids), number, first)
        store.run("UPDATE staged_partner SET other_mpn_ids = ? WHERE file = ? AND line = ?", *there)
    _drop(store, "staged_partner", "SELECT d.file, d.line {pairs} " + _LOCATION, pairs=pairs)


# What makes a row of a tenant a location of it: as the first row, but for name, place and PartnerID.
_LOCATION = "WHERE s.kind = f.kind AND s.mpn_id <> f.mpn_id"


def _refuse(store: Store, fmt: FileFormat, sources: Sources, findings: Findings) -> None:
    header = next(column.header for column in fmt.columns if column.target == fmt.own_key[0])
    compared = [column for column in fmt.columns if column.target not in fmt.own_key]
    flags = ", ".join(f"s.{column.target} {{differs}} f.{column.target}" for column in compared)
    found = store.fetch(
        "SELECT d.file, d.line, d.first, {flags} {pairs} ORDER BY d.file, d.line",
        flags=flags,
        pairs=_PAIRS.replace("{staged}", fmt.staged),
    )
    for number, line, first, *differing in found:
        other = [column.header for column, differs in zip(compared, differing, strict=True) if differs]
        reason = f"is the same as in line {first}, but {', '.join(other)} differ; keep one of the rows"
        findings.refuse(sources[number], line, header, reason)


def look(store: Store, sources: Sources, findings: Findings) -> None:
    """Report every unknown reference among the staged rows."""
    for fmt in dict.fromkeys(source.format for source in sources.values()):
        for column in fmt.columns:
            if column.refers and column.refers not in findings.unreadable:
                _unknown(store, fmt, column, sources, findings)


def notices(store: Store, sources: Sources) -> Iterator[str]:
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
    rows = store.fetch(
        "SELECT name, mpn_id, coalesce(other_mpn_ids, '') FROM staged_partner WHERE file = ?",
        source.number,
    )
    owners: dict[str, list[str]] = {}
    for name, mpn_id, others in rows:
        for number in dict.fromkeys((mpn_id, *others.split())):
            owners.setdefault(number, []).append(name)
    shared = sorted((number, names) for number, names in owners.items() if len(names) > 1)
    for number, names in shared[:MOST_WORDS]:
        both = f"{min(names)} and {max(names)}"
        yield f"{source.label}: PartnerID {number} is that of {both}; it alone names neither of them"


def _unknown(store: Store, fmt: FileFormat, column: Column, sources: Sources, findings: Findings) -> None:
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
