"""Which code works with which schema: each migration says it, the database keeps it, a version judges by it.

Code is named by the revision of its own schema, the last that it knows (docs/decisions/0018-rolling-upgrades.md).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, inspect, text

# The oldest schema that this code works with; a test holds it against the models.
OLDEST_SCHEMA = "0046"
# The first schema that states anything; code from before it refuses whatever it does not know.
FIRST_STATED = "0023"
TABLE, COLUMN = "alembic_version", "oldest_code"
_STATED = text(f"SELECT * FROM {TABLE}")  # noqa: S608
_NOTED = text(f"UPDATE {TABLE} SET {COLUMN} = :oldest")  # noqa: S608


@dataclass(frozen=True)
class StatedSchema:
    """Schema as its database states it: its revision, None if it was never set up, and the oldest code for it.

    `oldest_code` is None for a schema from before FIRST_STATED. `known` are the revisions that the judging code knows.
    """

    revision: str | None
    oldest_code: str | None = None

    def refusal(self, known: Collection[str]) -> str | None:
        """Say why this code cannot work with the schema, and what to do; None if it can."""
        if self.revision is None or self.revision < OLDEST_SCHEMA:
            return (
                f"schema is {self.revision or 'empty'}, this version works with {OLDEST_SCHEMA} and newer: "
                "run `python -m bot db upgrade`"
            )
        return self.unbearable(known)

    def unbearable(self, known: Collection[str]) -> str | None:
        """Say why this code cannot work with a schema of a newer version; None if it can, and for one that it knows."""
        own = max(known)
        if not self.is_foreign(known) or (self.oldest_code is not None and self.oldest_code <= own):
            return None
        works = (
            f"works with versions from schema {self.oldest_code} on"
            if self.oldest_code
            else "this version does not know"
        )
        return f"schema is {self.revision}, which {works} (its own is {own}): install the version that made it"

    def is_foreign(self, known: Collection[str]) -> bool:
        """Tell if another version made it."""
        return self.revision is not None and self.revision not in known

    def told(self, known: Collection[str]) -> str:
        """Name a schema that this code works with."""
        own = max(known)
        if self.revision == own:
            return f"schema {own}"
        if self.is_foreign(known):
            return f"schema {self.revision} of a newer version, which works with this one ({own}), too"
        return f"schema {self.revision}, which this version works with; `db upgrade` brings it to {own}"


def stated(connection: Connection) -> StatedSchema:
    """Read the schema of a connection's database, as its transaction sees it."""
    if not inspect(connection).has_table(TABLE):
        return StatedSchema(None)
    # With or without our column: to read the catalogue for it took a start longer than all that it asked before.
    row = connection.execute(_STATED).mappings().first()
    return StatedSchema(row["version_num"], row.get(COLUMN)) if row else StatedSchema(None)


def note(connection: Connection, migration: Any) -> None:
    """Keep what a migration, given as its module, says of the code that goes on working after it."""
    if oldest := getattr(migration, COLUMN, None):
        connection.execute(_NOTED, {"oldest": oldest})
