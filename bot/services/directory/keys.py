"""Search keys that follow what was merged: of customers and partners, with the names they had before and aliases.

A former name is found like the present one. Each party keeps the last MOST_FORMER, and none that it has again. The
aliases of a file are those of its last one; what people call a party stays (bot/services/aliases).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from bot.models import OtherNameKind
from bot.services.aliases import parsing
from bot.services.aliases.editing import FILE
from bot.services.directory.files import DirectoryFile
from bot.services.directory.store import Store
from bot.services.search.folding import MOST_FORMER, customer_key, fold, partner_key, subscription_key

_PAGE = 5_000
# After every hexadecimal digit in any collation.
_AFTER_IDS = "g"
# Columns of id and name.
_NAMED = {"customer": ("id", "company_name"), "partner": ("tenant_id", "name")}
_DROP = "DELETE FROM other_name WHERE party = ? AND tenant_id = ? AND folded = ?"
_NOTE = (
    "INSERT INTO other_name (party, tenant_id, folded, name, kind, noted_at, said_by) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (party, tenant_id, folded) DO UPDATE SET name = excluded.name, noted_at = excluded.noted_at"
)
# A name that people say, too, stays theirs, and one that the party had stays one that it had.
_NOTE_OF_FILE = _NOTE + " WHERE other_name.said_by = excluded.said_by"
# SQL for the key of a known customer: one with other names gets its own after the merge.
WITH_OTHER_NAMES = (
    "CASE WHEN EXISTS (SELECT 1 FROM other_name o WHERE o.party = 'customer' AND o.tenant_id = t.id) "
    "THEN t.search_key ELSE s.search_key END"
)


def note_renamed(store: Store, source: DirectoryFile, present: frozenset[str]) -> None:
    """Before the rows are merged: note which customers or partners the source names otherwise, and what they were.

    Likewise those that it gives other aliases than the last one did.
    """
    table = source.format.table
    if table not in _NAMED:
        return
    key, name = _NAMED[table]
    store.run("DELETE FROM renamed")
    store.run(
        "INSERT INTO renamed SELECT t.{key}, t.{name} FROM {table} t JOIN {staged} s ON s.{key} = t.{key} "
        "WHERE s.file = ? AND t.{name} <> s.{name}",
        source.number,
        key=key,
        name=name,
        table=table,
        staged=source.format.staged,
    )
    store.run("DELETE FROM realiased")
    if "aliases" in present:
        store.run(
            "INSERT INTO realiased SELECT s.{key} FROM {staged} s LEFT JOIN {table} t ON t.{key} = s.{key} "
            "WHERE s.file = ? AND coalesce(t.aliases, '') <> s.aliases",
            source.number,
            key=key,
            table=table,
            staged=source.format.staged,
        )


def follow(store: Store, source: DirectoryFile, present: frozenset[str], now: datetime) -> None:
    """After the rows are merged: keep former names, and make the keys anew that hang on what changed."""
    table = source.format.table
    if table in _NAMED:
        _keep_former(store, table, now)
        _keep_aliases(store, table, now)
    if table == "partner":
        _key_partners(store)
    if table == "customer":
        _key_customers(store, source)
        _key_subscriptions(store, "SELECT s.id FROM subscription s JOIN renamed r ON r.id = s.customer_id")
    if table == "subscription" and "offer_name" not in present:
        _key_subscriptions(store, f"SELECT id FROM staged_subscription WHERE file = {source.number}")  # noqa: S608


def _keep_former(store: Store, table: str, now: datetime) -> None:
    """Write the names that the parties have no more, then drop those that one has again or too many of."""
    last = ""
    while page := list(islice(_renamed(store, table, last), _PAGE)):
        noted = (OtherNameKind.FORMER.value, store.instant(now), None)
        rows = [(table, key, fold(was), was, *noted) for key, was, name in page if fold(was) not in ("", fold(name))]
        _run_many(store, _NOTE, rows)
        _drop_surplus(store, table, {key: fold(name) for key, _, name in page}, page[-1][0], last)
        last = page[-1][0]


def _renamed(store: Store, table: str, after: str) -> Iterator[Sequence[Any]]:
    key, name = _NAMED[table]
    return store.fetch(
        "SELECT r.id, r.name, t.{name} FROM renamed r JOIN {table} t ON t.{key} = r.id "
        "WHERE r.id > ? ORDER BY r.id LIMIT ?",
        after,
        _PAGE,
        table=table,
        key=key,
        name=name,
    )


def _drop_surplus(store: Store, table: str, present: Mapping[str, str], until: str, after: str) -> None:
    surplus = []
    for key, names in groupby(_others(store, table, after, until), key=lambda row: row[0]):
        kept = 0
        for _, folded, kind, _by in names:
            kept += kind == OtherNameKind.FORMER and folded != present.get(key)
            if key in present and (folded == present[key] or kept > MOST_FORMER):
                surplus.append((table, key, folded))
    _run_many(store, _DROP, surplus)


def _keep_aliases(store: Store, table: str, now: datetime) -> None:
    """Write the aliases of the file for those that have others now, and drop those that it says no more."""
    last = ""
    while page := list(islice(_realiased(store, table, last), _PAGE)):
        until = page[-1][0]
        wanted = {key: _aliases(said, name) for key, said, name in page}
        held = [row for row in _others(store, table, last, until) if row[3] == FILE and row[0] in wanted]
        _run_many(store, _DROP, [(table, row[0], row[1]) for row in held if row[1] not in wanted[row[0]]])
        noted = (OtherNameKind.ALIAS.value, store.instant(now), FILE)
        rows = [(table, key, *name, *noted) for key, names in wanted.items() for name in names.items()]
        _run_many(store, _NOTE_OF_FILE, rows)
        last = until


def _realiased(store: Store, table: str, after: str) -> Iterator[Sequence[Any]]:
    key, name = _NAMED[table]
    return store.fetch(
        "SELECT r.id, t.aliases, t.{name} FROM realiased r JOIN {table} t ON t.{key} = r.id "
        "WHERE r.id > ? ORDER BY r.id LIMIT ?",
        after,
        _PAGE,
        table=table,
        key=key,
        name=name,
    )


def _aliases(said: str, name: str) -> Mapping[str, str]:
    """Return what a file says, by folded name, without the present one."""
    return {fold(one): one for one in parsing.aliases(said) if fold(one) != fold(name)}


def _others(store: Store, table: str, after: str, until: str) -> list[Sequence[Any]]:
    """Read (id, folded name, kind, who says it) of other names in a range of ids, the newest of each kind first."""
    rows = store.fetch(
        "SELECT tenant_id, folded, kind, said_by FROM other_name WHERE party = ? AND tenant_id > ? AND tenant_id <= ? "
        "ORDER BY tenant_id, kind, noted_at DESC, folded",
        table,
        after,
        until,
    )
    return list(rows)


def _key_customers(store: Store, source: DirectoryFile) -> None:
    """Make the keys of this source's customers that have other names."""
    store.run("DELETE FROM rekeyed")
    store.run(
        "INSERT INTO rekeyed SELECT DISTINCT o.tenant_id FROM other_name o "
        "JOIN staged_customer s ON s.id = o.tenant_id WHERE o.party = 'customer' AND s.file = ? "
        "UNION SELECT id FROM realiased",
        source.number,
    )
    last = ""
    while page := list(islice(_customers(store, last), _PAGE)):
        until = page[-1][0]
        others = _by_party(_others(store, "customer", last, until))
        changed = [
            (key, row_id)
            for row_id, name, domain, present in page
            if (key := customer_key(name, domain, others.get(row_id, ()))) != present
        ]
        _run_many(store, "UPDATE customer SET search_key = ? WHERE id = ?", changed)
        last = until


def _customers(store: Store, after: str) -> Iterator[Sequence[Any]]:
    return store.fetch(
        "SELECT t.id, t.company_name, t.domain, t.search_key FROM rekeyed r JOIN customer t ON t.id = r.id "
        "WHERE r.id > ? ORDER BY r.id LIMIT ?",
        after,
        _PAGE,
    )


def _by_party(rows: Sequence[Sequence[Any]]) -> Mapping[str, Sequence[str]]:
    return {key: [row[1] for row in names] for key, names in groupby(rows, key=lambda row: row[0])}


def _key_partners(store: Store) -> None:
    """Make the keys of partners, whose columns may have come from different files."""
    others = _by_party(_others(store, "partner", "", _AFTER_IDS))
    changed = [
        (key, tenant_id)
        for tenant_id, name, mpn_id, more, site, mail, present in store.fetch(
            "SELECT tenant_id, name, mpn_id, other_mpn_ids, website, email, search_key FROM partner"
        )
        if (key := partner_key(name, mpn_id, site, mail, more, others.get(tenant_id, ()))) != present
    ]
    _run_many(store, "UPDATE partner SET search_key = ? WHERE tenant_id = ?", changed)


def _key_subscriptions(store: Store, ids: str) -> None:
    """Make the keys again of the subscriptions that a query names, a page in memory at a time."""
    store.run("DELETE FROM rekeyed")
    store.run("INSERT INTO rekeyed {ids}", ids=ids)
    last = ""
    while page := list(islice(_subscriptions(store, last), _PAGE)):
        changed = [
            (key, row_id)
            for row_id, customer, name, offer, present in page
            if (key := subscription_key(customer, name, offer)) != present
        ]
        _run_many(store, "UPDATE subscription SET search_key = ? WHERE id = ?", changed)
        last = page[-1][0]


def _subscriptions(store: Store, after: str) -> Iterator[Sequence[Any]]:
    return store.fetch(
        "SELECT t.id, c.company_name, t.friendly_name, t.offer_name, t.search_key FROM rekeyed r "
        "JOIN subscription t ON t.id = r.id JOIN customer c ON c.id = t.customer_id "
        "WHERE r.id > ? ORDER BY r.id LIMIT ?",
        after,
        _PAGE,
    )


def _run_many(store: Store, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        store.connection.exec_driver_sql(statement if store.sqlite else statement.replace("?", "%s"), list(rows))
