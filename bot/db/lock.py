"""One serving program to a SQLite file: two would send each message twice, and draw over each other's views."""

import errno
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.db.url import make_folder, parse_url
from bot.errors import ConfigurationError

log = logging.getLogger(__name__)


@contextmanager
def serving_alone(url: str) -> Iterator[None]:
    """Hold the file of a SQLite URL until the block ends; ConfigurationError while another program serves from it.

    Imports and exports do not ask. PostgreSQL is made for several programs.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        yield
        return
    make_folder(parsed)
    file = Path(parsed.database or "").resolve()
    with _opened(file.with_name(f"{file.name}.lock")) as lock:
        _hold(lock, file)
        _refuse_second_name(file)
        yield


def _refuse_second_name(file: Path) -> None:
    """Raise for a file with hard links: lock and log go by the name, so two programs would spoil it unseen."""
    if file.is_file() and (names := file.stat().st_nlink) > 1:
        raise ConfigurationError(
            f"DATABASE_URL: {file} has {names} names (hard links): remove the others (`find / -samefile {file}`), "
            "or point DATABASE_URL at a copy made by `db backup`"
        )


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        # Kept afterwards: whoever removed it could let two in, one on the old file and one on a new one.
        lock = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ConfigurationError(f"DATABASE_URL: cannot write {path}: {error.strerror}") from error
    try:
        yield lock
    finally:
        os.close(lock)


def _hold(lock: int, file: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ConfigurationError(
            f"DATABASE_URL: another `serve` is running on {file}: end that one first, "
            "or let several share a PostgreSQL (postgresql://…)"
        ) from None
    except OSError as error:  # some network file systems know no locks
        log.warning("cannot see if another `serve` runs on %s: %s", file, errno.errorcode.get(error.errno or 0, "?"))
