"""Settings that make a bulk load quick, and what the search indexes need after one."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.services.directory.store import Store

_SEARCHED = ("partner", "customer", "subscription")
# Random ids touch pages all over an index; SQLite's usual 2 MB would write each page out again and again.
_BULK_CACHE_KIB = 65_536
_USUAL_CACHE_KIB = 2_000


@contextmanager
def for_bulk(store: Store) -> Iterator[None]:
    """A larger page cache on this connection while the block runs."""
    if not store.sqlite:
        yield
        return
    _cache(store, _BULK_CACHE_KIB)
    try:
        yield
    finally:
        _cache(store, _USUAL_CACHE_KIB)


def _cache(store: Store, kib: int) -> None:
    raw = store.connection.connection.driver_connection
    if raw is not None:
        raw.execute(f"PRAGMA cache_size = -{kib}")


def settle(store: Store, changed: bool) -> None:
    """PostgreSQL plans by statistics, and its trigram index searches rows not yet merged into it one by one."""
    if store.sqlite or not changed:
        return
    for table in _SEARCHED:
        store.run("ANALYZE {table}", table=table)
        name = f"ix_{table}_search_trgm"
        store.run("SELECT gin_clean_pending_list(oid) FROM pg_class WHERE oid = to_regclass(?)", name)
