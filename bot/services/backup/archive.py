"""The file of a backup: a ZIP with one member of lines per table, and `backup.json`, which says what they are."""

import hashlib
import os
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO, Literal, Self
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel

from bot.errors import ConfigurationError
from bot.services.backup.layout import SavedTable

CONTENTS = "backup.json"
MOST_CONTENTS = 1 << 20  # bytes of CONTENTS that are read
FORMAT_VERSION = 1
BLOCK = 1 << 18
# What a ZIP raises whose bytes are not what they were; pydantic's errors are ValueErrors.
_BROKEN = (BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, OSError)
_OWNER_ONLY = 0o600 << 16  # as ZIP notes the mode of a member


class TableContents(BaseModel, frozen=True):
    """One member: the columns in the order of its lines, how many lines, and the SHA-256 of its bytes."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


class BackupContents(BaseModel, frozen=True):
    """The whole of a backup: the schema's revision, when its rows were read, and its tables in order."""

    format: Literal["support-contact-bot backup"] = "support-contact-bot backup"
    version: int = FORMAT_VERSION
    schema_revision: str
    made_at: datetime
    tables: list[TableContents]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


@contextmanager
def replacing(target: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Give a file that becomes `target` at once when the block ends well, and is gone when it does not.

    Its owner alone may read it. ConfigurationError when `target` exists, unless `force`, or cannot be written.
    """
    try:
        _check_free(target, force=force)
        descriptor, name = mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _check_free(target, force=force)
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigurationError(f"{target}: {error.strerror or error}") from error


def _check_free(target: Path, *, force: bool) -> None:
    if not force and os.path.lexists(target):
        raise ConfigurationError(f"{target}: exists already; choose another name, or replace it with --force")


class BackupWriter:
    """Writes tables one after the other, then, with `finish`, what they are; without that the file is no backup."""

    def __init__(self, file: BinaryIO, made_at: datetime) -> None:
        self._zip = ZipFile(file, "w")
        self._made_at = made_at
        self._tables: list[TableContents] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def add(self, table: SavedTable, blocks: Iterable[bytes], tell: Callable[[int], None]) -> None:
        """Write one table's lines; `tell` hears after each block how many there are so far."""
        digest = hashlib.sha256()
        rows = 0
        with self._zip.open(self._member(table.name), "w", force_zip64=True) as member:
            for block in blocks:
                digest.update(block)
                member.write(block)
                rows += block.count(b"\n")
                tell(rows)
        contents = TableContents(name=table.name, columns=table.names, rows=rows, sha256=digest.hexdigest())
        self._tables.append(contents)

    def finish(self, revision: str) -> BackupContents:
        """Write what the file holds, as read from a schema of this revision."""
        contents = BackupContents(schema_revision=revision, made_at=self._made_at, tables=self._tables)
        self._zip.writestr(self._member(CONTENTS), contents.model_dump_json(indent=1) + "\n")
        return contents

    def _member(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self._made_at.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        info.external_attr = _OWNER_ONLY
        return info


class BackupReader:
    """Reads a backup and checks while it does; every failure is a ConfigurationError that begins with the name."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._name = name
        with ExitStack() as stack:
            self._zip = stack.enter_context(self._opened(file))
            self.contents = self._contents()
            self._open = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def _opened(self, file: BinaryIO) -> ZipFile:
        try:
            return ZipFile(file)
        except _BROKEN as error:
            raise self._no_backup() from error

    def _contents(self) -> BackupContents:
        try:
            with self._zip.open(CONTENTS) as member:
                contents = BackupContents.model_validate_json(member.read(MOST_CONTENTS))
        except _BROKEN as error:
            raise self._no_backup() from error
        if contents.version != FORMAT_VERSION:
            raise ConfigurationError(f"{self._name}: was made by a newer version of this program: restore it with that")
        return contents

    def table(self, saved: SavedTable) -> TableContents:
        """Return what the file says of a table of its schema."""
        for contents in self.contents.tables:
            if (contents.name, contents.columns) == (saved.name, saved.names):
                return contents
        raise self._no_backup()

    def blocks(self, table: TableContents) -> Generator[bytes]:
        """Yield the lines of a table in blocks that may end anywhere; raises at the end if they are not all there."""
        digest = hashlib.sha256()
        rows = 0
        try:
            with self._zip.open(table.name) as member:
                while block := member.read(BLOCK):
                    digest.update(block)
                    rows += block.count(b"\n")
                    yield block
        except _BROKEN as error:
            raise self._damaged(table) from error
        if (rows, digest.hexdigest()) != (table.rows, table.sha256):
            raise self._damaged(table)

    def _no_backup(self) -> ConfigurationError:
        return ConfigurationError(f"{self._name}: is no whole backup made by `db backup`")

    def _damaged(self, table: TableContents) -> ConfigurationError:
        return ConfigurationError(f"{self._name}: the rows of {table.name} are damaged")
