"""Staged rows into the directory, set by set: what differs is updated, what is new inserted, nothing deleted.

What Partner Center itself states of a row counts; what a file says else of it is kept beside it, with its source.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.services.directory import keys
from bot.services.directory.files import DirectoryFile
from bot.services.directory.formats import Column, FileFormat
from bot.services.directory.store import Store

# Sources of a row's values.
IMPORT, PARTNER_CENTER = "import", "partner-center"
# Columns of each table that Partner Center states: where it knows the row, no file changes them.
HELD: Mapping[str, frozenset[str]] = {
    "partner": frozenset({"mpn_id", "name", "location"}),
    "customer": frozenset({"company_name", "domain", "relationship_to_partner", "search_key"}),
    "customer_relationship": frozenset({"state"}),
    "subscription": frozenset(
        {
            "friendly_name",
            "offer_name",
            "product_type",
            "billing_type",
            "quantity",
            "status",
            "partner_id",
            "creation_date",
            "commitment_end_date",
            "search_key",
        }
    ),
}


def merge(
    store: Store,
    source: DirectoryFile,
    present: frozenset[str],
    provider: str,
    now: datetime,
    by: str = IMPORT,
) -> tuple[int, int]:
    """Write one file's rows, or a part of what Partner Center says; (inserted, updated).

    Columns that are not `present` keep their value in known rows.
    """
    fmt = source.format
    keys.note_renamed(store, source, present)
    compared = dict(_compared(fmt, present, by))
    if fmt.table in HELD and _mirrored(store):
        _note_others(store, source, compared, by, now)
    updated = _update(store, source, compared, provider, now, by)
    inserted = _insert(store, source, provider, now, by)
    keys.follow(store, source, present, now)
    return inserted, updated


def _source(fmt: FileFormat) -> str:
    return f"({fmt.source.format(staged=fmt.staged, position='{position}', line='{line}')})"


def _same_key(fmt: FileFormat, provider: str) -> str:
    own = [f"t.{name} = s.{name}" for name in fmt.own_key]
    given = [f"t.{name} = '{provider}'" for name in fmt.key if name not in fmt.own_key]
    return " AND ".join(own + given)


def _compared(fmt: FileFormat, present: frozenset[str], by: str) -> Iterator[tuple[str, str]]:
    """Columns that the source may change in known rows, with the SQL of the new value."""
    for column in fmt.columns:
        if column.target not in fmt.key and _stated(column, present, by):
            yield column.target, _held(fmt, column.target, column.wins, by)
    if fmt.table == "customer" or (fmt.table == "subscription" and "offer_name" in present):
        new = keys.WITH_OTHER_NAMES if fmt.table == "customer" else "s.search_key"
        yield "search_key", _held(fmt, "search_key", new, by)


def _stated(column: Column, present: frozenset[str], by: str) -> bool:
    # A missing supportTenantId column of a file means the default, like an empty cell.
    return column.target in present or (column.target == "imported_support_tenant_id" and by == IMPORT)


def _held(fmt: FileFormat, column: str, new: str, by: str) -> str:
    if by == PARTNER_CENTER or column not in HELD.get(fmt.table, ()):
        return new
    return f"CASE WHEN t.said_by = '{PARTNER_CENTER}' THEN t.{column} ELSE {new} END"


def _mirrored(store: Store) -> bool:
    return store.run("SELECT 1 FROM mirror_run LIMIT 1").first() is not None


def _said(fmt: FileFormat, by: str) -> Mapping[str, str]:
    """SQL of what a changed row says of its source."""
    if fmt.table not in HELD:
        return {}
    keeps = "" if by == PARTNER_CENTER else f"CASE WHEN t.said_by = '{PARTNER_CENTER}' THEN t.{{0}} ELSE {{1}} END"
    said = {"said_by": f"'{by}'", "said_at": "{now}"}
    said = {name: keeps.replace("{0}", name).replace("{1}", sql) if keeps else sql for name, sql in said.items()}
    return said | ({"source": f"'{by}'"} if "source" in fmt.also else {})


_FORGET_OTHER = (
    "DELETE FROM other_statement WHERE subject = ? AND field = ? AND source = ? AND subject_id IN "
    "(SELECT {subject} FROM {staged} s WHERE s.file = ?)"
)
_NOTE_OTHER = (
    "INSERT INTO other_statement (subject, subject_id, field, source, value, said_at) "
    "SELECT '{table}', {subject}, '{field}', '{file}', CAST({theirs}.{field} AS text), {at} "
    "FROM {source} s {then} {table} t ON {same} WHERE s.file = ? AND coalesce(t.said_by, '{file}') {known} '{mirror}' "
    "AND t.{field} {differs} {new} ON CONFLICT (subject, subject_id, field, source) "
    "DO UPDATE SET value = excluded.value, said_at = excluded.said_at"
)


def _note_others(store: Store, source: DirectoryFile, compared: Mapping[str, str], by: str, now: datetime) -> None:
    """Keep what a file says, or said, of a row that Partner Center says otherwise; forget what it said before."""
    fmt = source.format
    mark = "?" if store.sqlite else "CAST(? AS timestamptz)"
    parts = {
        "table": fmt.table,
        "source": _source(fmt),
        "same": " AND ".join(f"t.{key} = s.{key}" for key in fmt.own_key),
        "subject": _subject(fmt, "t"),
        "file": IMPORT,
        "mirror": PARTNER_CENTER,
        # A file's word is the staged row's, or that of the known row which Partner Center is about to change.
        **({"theirs": "s", "known": "=", "at": mark} if by == IMPORT else {}),
        **({"theirs": "t", "known": "<>", "at": f"coalesce(t.said_at, {mark})"} if by == PARTNER_CENTER else {}),
    }
    for column in fmt.columns:
        name = column.target
        if name not in compared or name not in HELD[fmt.table]:
            continue
        if by == IMPORT:
            own = (fmt.table, name, IMPORT, source.number)
            store.run(_FORGET_OTHER, *own, subject=_subject(fmt, "s"), staged=fmt.staged)
        store.run(_NOTE_OTHER, store.instant(now), source.number, field=name, new=column.wins, **parts)


def _subject(fmt: FileFormat, row: str) -> str:
    return " || ' ' || ".join(f"{row}.{name}" for name in fmt.own_key)


def _update(
    store: Store, source: DirectoryFile, compared: Mapping[str, str], provider: str, now: datetime, by: str
) -> int:
    fmt = source.format
    if not compared:
        return 0
    also = {name: sql.replace("{now}", "?") for name, sql in {**fmt.also, **_said(fmt, by)}.items()}
    sets = {**compared, **also}
    if by == PARTNER_CENTER and fmt.table in HELD:
        compared = {**compared, "said_by": f"'{by}'"}
    nows = [store.instant(now)] * sum(sql.count("?") for sql in sets.values())
    result = store.run(
        "UPDATE {table} AS t SET {sets} FROM {source} s WHERE s.file = ? AND {same} AND ({changed})",
        *nows,
        source.number,
        table=fmt.table,
        sets=", ".join(f"{name} = {sql}" for name, sql in sets.items()),
        source=_source(fmt),
        same=_same_key(fmt, provider),
        changed=" OR ".join(f"t.{name} {{differs}} {sql}" for name, sql in compared.items()),
    )
    return result.rowcount


def _insert(store: Store, source: DirectoryFile, provider: str, now: datetime, by: str) -> int:
    fmt = source.format
    values = {column.target: f"s.{column.target}" for column in fmt.columns}
    values |= {name: sql.replace("{provider}", f"'{provider}'") for name, sql in fmt.constants.items()}
    if fmt.table in {"customer", "subscription"}:
        values["search_key"] = "s.search_key"
    if "source" in values:
        values["source"] = f"'{by}'"
    marks: tuple[Any, ...] = ()
    if fmt.table in HELD:
        values |= {"said_by": f"'{by}'", "said_at": "?" if store.sqlite else "CAST(? AS timestamptz)"}
        marks = (store.instant(now),)
    result = store.run(
        # In order of key the primary key's index grows at its end, which is several times quicker.
        "INSERT INTO {table} ({names}) SELECT {values} FROM {source} s WHERE s.file = ? "
        "AND NOT EXISTS (SELECT 1 FROM {table} t WHERE {same}) ORDER BY {order}",
        *marks,
        source.number,
        table=fmt.table,
        names=", ".join(values),
        values=", ".join(values.values()),
        source=_source(fmt),
        same=_same_key(fmt, provider),
        order=", ".join(f"s.{name}" for name in fmt.own_key),
    )
    return result.rowcount
