"""`db restore`: a backup into an empty database, whole or not at all."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from sqlalchemy import Connection, func, text, update

from bot import migrations
from bot.clock import Clock
from bot.db import Database, one_at_a_time
from bot.errors import ConfigurationError
from bot.models import MailMessage, OutboxMessage, OutboxState
from bot.services.backup import engines
from bot.services.backup.archive import BackupContents, BackupReader, TableContents
from bot.services.backup.emptying import check_room, make_room
from bot.services.backup.layout import layout
from bot.services.backup.saving import Tell
from bot.services.directory import store
from bot.services.directory.reading import Progress
from bot.services.directory.store import Store
from bot.services.store.sql import table

_T = table(OutboxMessage)
_C = _T.c
_M = table(MailMessage)


def restore(
    database: Database, source: Path | BinaryIO, *, clock: Clock, force: bool = False, progress: Tell | None = None
) -> BackupContents:
    """Bring the rows of a backup into the database, up to date with this code's schema; return what it held.

    Everything is one transaction: an interrupted or refused restore changes nothing. Raise ConfigurationError for
    a file that is no whole backup or was made by a newer version, and for a database that holds rows; with `force`
    those are deleted, unless a bot still works with them.
    """
    tell = progress or (lambda _at: None)
    with _opened(source) as backup, engines.told_in_one_line(), database.writer.connect() as connection:
        revision = backup.contents.schema_revision
        check_room(connection, force=force)
        with store.for_bulk(Store(connection)), connection.begin():
            for what in ("migrations", "import"):
                one_at_a_time(connection, what)
            make_room(connection, revision, force=force)
            _load(connection, backup, tell)
            migrations.upgrade_within(connection)
            _doubt_messages(connection, clock)
            _doubt_mail(connection, clock)
            store.settle(Store(connection), changed=True)
    return backup.contents


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BackupReader]:
    name = str(source) if isinstance(source, Path) else "standard input"
    with (
        source.open("rb") if isinstance(source, Path) else _spooled(source) as file,
        BackupReader(file, name) as backup,
    ):
        if problem := migrations.foreign(backup.contents.schema_revision):
            raise ConfigurationError(f"{name}: {problem}")
        yield backup


@contextmanager
def _spooled(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Keep a stream in a temporary file: the list of what a ZIP holds stands at its end."""
    with TemporaryFile() as file:
        copyfileobj(stream, file)
        yield cast(BinaryIO, file)


def _load(connection: Connection, backup: BackupReader, tell: Tell) -> None:
    if not engines.is_sqlite(connection):
        connection.execute(text("SET LOCAL client_encoding = 'UTF8'"))
    for saved in layout(backup.contents.schema_revision):
        contents = backup.table(saved)
        with closing(backup.blocks(contents)) as blocks:
            engines.load(connection, saved, _told(blocks, contents, tell))
        engines.settle(connection, saved)


def _told(blocks: Iterable[bytes], contents: TableContents, tell: Tell) -> Iterator[bytes]:
    rows = 0
    for block in blocks:
        yield block
        rows += block.count(b"\n")
        tell(Progress("restoring", contents.name, rows, contents.rows))


def _doubt_messages(connection: Connection, clock: Clock) -> None:
    """Have the outbox look in Slack for messages that were due: most have left since the backup, with the same mark."""
    connection.execute(
        update(_T)
        .where(_C.state == OutboxState.PENDING, _C.due_at <= clock.now())
        .values(state=OutboxState.SENDING, lease_until=_C.due_at, first_try=func.coalesce(_C.first_try, _C.due_at))
    )


def _doubt_mail(connection: Connection, clock: Clock) -> None:
    """Have people told of e-mails that waited: most have left since the backup, and no mail server can be asked."""
    waits = _M.c.state.in_((OutboxState.PENDING, OutboxState.SENDING))
    told = {"state": OutboxState.PENDING, "lease_until": None, "due_at": clock.now(), "doubted_at": clock.now()}
    connection.execute(update(_M).where(waits).values(told))
