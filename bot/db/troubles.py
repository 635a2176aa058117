"""Kinds of trouble that a database is in, told from what its driver raised."""

import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError


class Trouble(StrEnum):
    """Reason for which nothing was done; the value is the last part of a catalogue key."""

    BUSY = "busy"
    FULL = "full"
    UNWRITABLE = "unwritable"
    AWAY = "away"


_SQLITE = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNWRITABLE,
    sqlite3.SQLITE_IOERR: Trouble.UNWRITABLE,
}
# By state, or by its first two characters.
_POSTGRES = {
    "55P03": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "40": Trouble.BUSY,
    "53100": Trouble.FULL,
    "25006": Trouble.UNWRITABLE,
}

_GOING = ("08", "53", "57")


def trouble(error: BaseException) -> Trouble | None:
    """Tell what the database is in; None for an error that says nothing about it, a wrong value for example."""
    if isinstance(error, TimeoutError):  # all connections of the pool are in use
        return Trouble.BUSY
    if not isinstance(error, DBAPIError):
        return None
    driver = error.orig
    if isinstance(driver, sqlite3.Error):
        return _SQLITE.get(getattr(driver, "sqlite_errorcode", 0) & 0xFF)
    state: str = getattr(driver, "sqlstate", None) or ""
    known = _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    # Without a state there was no server to give one; it gives these of itself when it stops or has no room for us.
    gone = isinstance(error, OperationalError | InterfaceError) and (not state or state.startswith(_GOING))
    return known or (Trouble.AWAY if gone else None)
