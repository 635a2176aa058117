"""Staged rows into the directory, set by set: what differs is updated, what is new inserted, nothing deleted."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from bot.services.directory.files import DirectoryFile
from bot.services.directory.formats import Column, FileFormat
from bot.services.directory.store import Store
from bot.services.search.folding import partner_key, subscription_key

_PAGE = 5_000


def merge(
    store: Store, source: DirectoryFile, present: frozenset[str], provider: str, now: datetime
) -> tuple[int, int]:
    """Write one file's rows; (inserted, updated). Columns the file lacks keep their value in known rows."""
    if source.format.table == "customer":
        _note_renamed(store, source)
    updated = _update(store, source, present, provider, now)
    inserted = _insert(store, source, provider)
    if source.format.table == "partner":
        _key_partners(store)
    if source.format.table == "customer":
        _key_subscriptions(store, "SELECT s.id FROM subscription s JOIN renamed r ON r.id = s.customer_id")
    if source.format.table == "subscription" and "offer_name" not in present:
        _key_subscriptions(store, f"SELECT id FROM staged_subscription WHERE file = {source.number}")  # noqa: S608
    return inserted, updated


def _source(fmt: FileFormat) -> str:
    return f"({fmt.source.format(staged=fmt.staged, position='{position}', line='{line}')})"


def _same_key(fmt: FileFormat, provider: str) -> str:
    own = [f"t.{name} = s.{name}" for name in fmt.own_key]
    given = [f"t.{name} = '{provider}'" for name in fmt.key if name not in fmt.own_key]
    return " AND ".join(own + given)


def _compared(fmt: FileFormat, present: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Columns a file may change in known rows, with the SQL of the new value."""
    for column in fmt.columns:
        if column.target not in fmt.key and _stated(column, present):
            yield column.target, column.wins
    if fmt.table == "customer" or (fmt.table == "subscription" and "offer_name" in present):
        yield "search_key", "s.search_key"


def _stated(column: Column, present: frozenset[str]) -> bool:
    # A missing supportTenantId column means the default, like an empty cell.
    return column.target in present or column.target == "imported_support_tenant_id"


def _update(store: Store, source: DirectoryFile, present: frozenset[str], provider: str, now: datetime) -> int:
    fmt = source.format
    compared = dict(_compared(fmt, present))
    if not compared:
        return 0
    sets = {**compared, **{name: sql.replace("{now}", "?") for name, sql in fmt.also.items()}}
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


def _insert(store: Store, source: DirectoryFile, provider: str) -> int:
    fmt = source.format
    values = {column.target: f"s.{column.target}" for column in fmt.columns}
    values |= {name: sql.replace("{provider}", f"'{provider}'") for name, sql in fmt.constants.items()}
    if fmt.table in {"customer", "subscription"}:
        values["search_key"] = "s.search_key"
    result = store.run(
        # In order of key the primary key's index grows at its end, which is several times quicker.
        "INSERT INTO {table} ({names}) SELECT {values} FROM {source} s WHERE s.file = ? "
        "AND NOT EXISTS (SELECT 1 FROM {table} t WHERE {same}) ORDER BY {order}",
        source.number,
        table=fmt.table,
        names=", ".join(values),
        values=", ".join(values.values()),
        source=_source(fmt),
        same=_same_key(fmt, provider),
        order=", ".join(f"s.{name}" for name in fmt.own_key),
    )
    return result.rowcount


def _note_renamed(store: Store, source: DirectoryFile) -> None:
    store.run("DELETE FROM renamed")
    store.run(
        "INSERT INTO renamed SELECT t.id FROM customer t JOIN staged_customer s ON s.id = t.id "
        "WHERE s.file = ? AND t.company_name <> s.company_name",
        source.number,
    )


def _key_partners(store: Store) -> None:
    """A partner's key is made of columns that may have come from different files."""
    changed = [
        (key, tenant_id)
        for tenant_id, name, mpn_id, others, site, mail, present in store.fetch(
            "SELECT tenant_id, name, mpn_id, other_mpn_ids, website, email, search_key FROM partner"
        )
        if (key := partner_key(name, mpn_id, site, mail, others)) != present
    ]
    _set_keys(store, "UPDATE partner SET search_key = ? WHERE tenant_id = ?", changed)


def _key_subscriptions(store: Store, ids: str) -> None:
    """Compute the keys again of the subscriptions that a query names, a page in memory at a time."""
    store.run("DELETE FROM rekeyed")
    store.run("INSERT INTO rekeyed {ids}", ids=ids)
    last = ""
    while page := list(islice(_page(store, last), _PAGE)):
        changed = [
            (key, row_id)
            for row_id, customer, name, offer, present in page
            if (key := subscription_key(customer, name, offer)) != present
        ]
        _set_keys(store, "UPDATE subscription SET search_key = ? WHERE id = ?", changed)
        last = page[-1][0]


def _page(store: Store, after: str) -> Iterator[Sequence[Any]]:
    return store.fetch(
        "SELECT t.id, c.company_name, t.friendly_name, t.offer_name, t.search_key FROM rekeyed r "
        "JOIN subscription t ON t.id = r.id JOIN customer c ON c.id = t.customer_id "
        "WHERE r.id > ? ORDER BY r.id LIMIT ?",
        after,
        _PAGE,
    )


def _set_keys(store: Store, statement: str, changed: list[tuple[str, str]]) -> None:
    if changed:
        store.connection.exec_driver_sql(statement if store.sqlite else statement.replace("?", "%s"), changed)
