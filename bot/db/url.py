"""DATABASE_URL: with the driver that is shipped, or refused in one line."""

import os
from pathlib import Path

from sqlalchemy import URL, make_url

from bot.errors import ConfigurationError


def parse_url(url: str) -> URL:
    """Return the URL with the driver we ship; ConfigurationError for other databases, without the password."""
    try:
        parsed = make_url(url)
    except Exception as error:  # SQLAlchemy's own message would print the password
        raise ConfigurationError("DATABASE_URL is not a URL; use sqlite:///PATH or postgresql://…") from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:" and not parsed.query:
            return parsed.set(drivername="sqlite", database=os.path.expanduser(parsed.database))
        case "postgresql" | "postgres" if "@" in (parsed.host or ""):
            # It would be looked up, and the error would show the end of the password.
            raise ConfigurationError("DATABASE_URL: write an @ in the name or the password as %40")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
    raise ConfigurationError("DATABASE_URL must be sqlite:///PATH or postgresql://…")


def make_folder(url: URL) -> None:
    """Make the folder of a SQLite file; ConfigurationError where that cannot be."""
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"DATABASE_URL: cannot create {folder}: {error.strerror}") from error
