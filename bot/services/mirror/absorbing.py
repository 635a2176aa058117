"""What Microsoft says into the directory: staged and merged like a file, a bounded part in each transaction."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from bot.services import separation
from bot.services.directory import merging, store
from bot.services.directory.files import DirectoryFile
from bot.services.directory.formats import BY_TABLE
from bot.services.directory.merging import PARTNER_CENTER
from bot.services.directory.store import Store
from bot.services.mirror.rows import Statement

# Rows of one transaction: SQLite has one writer, and people's submissions wait for it.
MOST_ROWS = 120


def absorb(session: Session, said: Statement, provider_id: str, now: datetime) -> tuple[int, int]:
    """Merge rows into the directory; (inserted, updated). Rows that refer to what we do not have are left out."""
    if not said.rows:
        return 0, 0
    staged = Store(session.connection())
    # A transaction that fails takes its temporary tables with it.
    store.create(staged)
    store.load(staged, said.format, said.rows)
    store.index(staged, said.format)
    _leave_out_strangers(staged, said)
    source = DirectoryFile(1, Path(PARTNER_CENTER), said.format)
    merged = merging.merge(staged, source, said.present, provider_id, now, PARTNER_CENTER)
    store.drop(staged)
    separation.settle(session, provider_id, _customers_of(said))
    return merged


def _customers_of(said: Statement) -> list[str]:
    """Find the customers of whom it tells whose they are."""
    key = {"customer": "id", "customer_relationship": "customer_id"}.get(said.format.table)
    # A staged row is its file, its line, and then the columns of the format.
    return sorted({row[2 + said.format.targets.index(key)] for row in said.rows}) if key else []


def _leave_out_strangers(staged: Store, said: Statement) -> None:
    for column in said.format.columns:
        if column.refers and column.target in said.present:
            target = BY_TABLE[column.refers]
            staged.run(
                "DELETE FROM {staged} WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE t.{key} = {staged}.{column})",
                staged=said.format.staged,
                column=column.target,
                key=target.key[0],
                table=target.table,
            )


def in_parts(said: Statement) -> list[Statement]:
    """Cut a statement into parts that fit one transaction each."""
    starts = range(0, len(said.rows), MOST_ROWS)
    return [Statement(said.format, said.present, said.rows[at : at + MOST_ROWS]) for at in starts]
