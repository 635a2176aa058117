"""DATABASE_URL: with the driver that is shipped, or refused in one line."""

import os
import re
from pathlib import Path
from unicodedata import category

from sqlalchemy import URL, make_url

from bot.errors import ConfigurationError

# Percent code of a control character: SQLAlchemy decodes some parts of a URL and leaves others as they are.
_CODE = re.compile(r"%([01][0-9a-fA-F]|7[fF])")


def parse_url(url: str) -> URL:
    """Return the URL with the driver we ship; ConfigurationError for other databases, without the password.

    Spaces and line ends around it, as files of secrets have them, are no part of it.
    """
    try:
        parsed = make_url(url.strip())
    except Exception as error:  # SQLAlchemy's own message would print the password
        raise ConfigurationError("DATABASE_URL is not a URL; use sqlite:///PATH or postgresql://…") from error
    if any(map(_is_unprintable, (parsed.username, parsed.password, parsed.host, parsed.database, url.strip()))):
        raise ConfigurationError("DATABASE_URL: holds a character that cannot be printed, or its code like %00")
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:" and not parsed.query:
            return parsed.set(drivername="sqlite", database=os.path.expanduser(parsed.database))
        case "postgresql" | "postgres" if "@" in (parsed.host or ""):
            # It would be looked up, and the error would show the end of the password.
            raise ConfigurationError("DATABASE_URL: write an @ in the name or the password as %40")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
    raise ConfigurationError("DATABASE_URL must be sqlite:///PATH or postgresql://…")


def _is_unprintable(part: object) -> bool:
    text = str(part or "")
    return any(category(letter) == "Cc" for letter in text) or bool(_CODE.search(text))


def make_folder(url: URL) -> None:
    """Make the folder of a SQLite file; ConfigurationError where that cannot be."""
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"DATABASE_URL: cannot create {folder}: {error.strerror}") from error
