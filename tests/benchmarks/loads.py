"""One load of directory files in a process of its own, by the import or by raw executemany; prints figures as JSON.

Run as `python -m tests.benchmarks.loads import|raw DATABASE_URL FOLDER`.
"""

import csv
import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from bot.clock import SystemClock
from bot.db import Database
from bot.services.directory import import_directory
from bot.services.search.folding import customer_key, partner_key, subscription_key

Rows = list[tuple[Any, ...]]


def megabytes() -> float:
    """Most memory this program ever had resident; rusage would count what the process was before it, too."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def by_import(url: str, folder: Path) -> dict[str, float]:
    """Seconds and peak memory of the product's import."""
    database = Database(url)
    before, start = megabytes(), time.perf_counter()
    report = import_directory(database, [folder], provider_tenant_id=None, clock=SystemClock())
    seconds = time.perf_counter() - start
    database.close()
    rows = sum(file.inserted for file in report.files)
    return {"seconds": seconds, "before_mb": before, "peak_mb": megabytes(), "rows": rows}


def by_hand(url: str, folder: Path) -> dict[str, float]:
    """Seconds of executemany alone: rows are read, checked by nobody, and folded before the clock starts."""
    tables = dict(_tables(folder))
    start = time.perf_counter()
    if url.startswith("sqlite"):
        _sqlite(str(make_url(url).database), tables)
    else:
        _postgres(url, tables)
    return {"seconds": time.perf_counter() - start, "rows": sum(len(rows) for rows in tables.values())}


def _sqlite(path: str, tables: dict[str, Rows]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")
    for insert, rows in tables.items():
        connection.executemany(f"INSERT INTO {insert} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.execute("COMMIT")
    connection.close()


def _postgres(url: str, tables: dict[str, Rows]) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for insert, rows in tables.items():
            cursor.executemany(f"INSERT INTO {insert} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


def _tables(folder: Path) -> Iterator[tuple[str, Rows]]:
    partners = _read(folder, "partners")
    yield (
        "partner (tenant_id, mpn_id, name, kind, location, website, search_key)",
        [(*row, partner_key(row[2], row[1], row[5])) for row in partners],
    )
    ships = [(partners[0][0], *row) for row in _read(folder, "partnerships")]
    yield "partnership (provider_tenant_id, reseller_tenant_id, state)", ships
    customers = _read(folder, "customers")
    names = {row[0]: row[1] for row in customers}
    columns = "customer (id, company_name, domain, country, relationship_to_partner, search_key)"
    yield columns, [(*row, "reseller", customer_key(row[1], row[2])) for row in customers]
    columns = "customer_relationship (customer_id, partner_tenant_id, state, delegated_admin, auto_extend, source)"
    yield columns, [(*row, False, "import") for row in _read(folder, "relationships")]
    subscriptions = _read(folder, "subscriptions")
    columns = (
        "subscription (id, customer_id, friendly_name, offer_name, billing_type, quantity, status, partner_id, "
        "creation_date, imported_support_tenant_id, channel, search_key)"
    )
    yield columns, [_subscription(row, names) for row in subscriptions]
    contacts = [(row[0], row[9], "observed", "2021-03-05 06:27:39.000000", 1) for row in subscriptions if row[9]]
    yield "support_contact (subscription_id, support_tenant_id, origin, since, version)", contacts


def _subscription(row: list[str], names: dict[str, str]) -> tuple[Any, ...]:
    key = subscription_key(names[row[1]], row[2], row[3])
    return (*row[:5], int(row[5]), *row[6:8], "2021-03-05 06:27:39.000000", row[9] or None, "csp", key)


def _read(folder: Path, name: str) -> list[list[str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


if __name__ == "__main__":
    load = by_import if sys.argv[1] == "import" else by_hand
    print(json.dumps(load(sys.argv[2], Path(sys.argv[3]))))
