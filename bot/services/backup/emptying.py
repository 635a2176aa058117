"""Room for a restore: a database without rows, or with those that the operator gives up."""

from sqlite3 import OperationalError

from sqlalchemy import Connection, text

from bot import migrations
from bot.errors import ConfigurationError
from bot.services.backup.engines import is_sqlite, sqlite
from bot.services.backup.layout import layout, search_indexes

# Sessions of this program, by the name that bot.db gives its connections; monitoring may stay.
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend' AND application_name = current_setting('application_name')"
)
# What the triggers of our tables call is ours, too, and does not go with them.
_FUNCTIONS = text(
    "SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger"
    " WHERE NOT tgisinternal AND tgrelid = ANY(CAST(:tables AS regclass[]))"
)


def check_room(connection: Connection, *, force: bool) -> None:
    """Raise ConfigurationError where rows would be lost or, with `force`, a bot still works with them.

    Needs a connection without a transaction, and leaves it so.
    """
    with connection.begin():
        if not _has_rows(connection):
            return
    if not force:
        raise ConfigurationError("DATABASE_URL: the database is not empty; --force deletes its rows before restoring")
    if _is_shared_file(connection) if is_sqlite(connection) else _is_shared(connection):
        raise ConfigurationError("DATABASE_URL: the bot or another of its programs is running; stop it first")


def make_room(connection: Connection, revision: str, *, force: bool) -> None:
    """Leave the empty tables of `revision`, and nothing else that is ours, in the caller's transaction.

    Tables are dropped rather than emptied: the history refuses to lose rows, and its triggers stay as they are.
    """
    if not force and _has_rows(connection):
        raise ConfigurationError("DATABASE_URL: another program has written to the database meanwhile")
    if force or migrations.revision_of(connection) != revision:
        _drop_all(connection)
        migrations.upgrade_within(connection, revision)


def _has_rows(connection: Connection) -> bool:
    queries = [text(f"SELECT 1 FROM {name} LIMIT 1") for name in _tables(connection)]  # noqa: S608
    return any(connection.execute(query).scalar() for query in queries)


def _tables(connection: Connection) -> list[str]:
    """Name our tables as they are now; none before the first `db upgrade`."""
    revision = migrations.revision_of(connection)
    if problem := migrations.foreign(revision):
        raise ConfigurationError(f"DATABASE_URL: {problem}")
    return [table.name for table in layout(revision)] if revision else []


def _drop_all(connection: Connection) -> None:
    tables = _tables(connection)
    if not tables:
        return
    functions: list[str] = []
    if is_sqlite(connection):
        tables = [*search_indexes(connection), *tables]
    else:
        functions = list(connection.execute(_FUNCTIONS, {"tables": tables}).scalars())
    for name in (*reversed(tables), "alembic_version"):
        connection.execute(text(f"DROP TABLE {name}"))
    for function in functions:
        connection.execute(text(f"DROP FUNCTION {function}"))


def _is_shared_file(connection: Connection) -> bool:
    """Tell if somebody else has the file open: SQLite leaves its write-ahead log only for one that is alone."""
    file = sqlite(connection)
    try:
        file.execute("PRAGMA journal_mode = DELETE")
    except OperationalError:
        return True
    file.execute("PRAGMA journal_mode = WAL")
    return False


def _is_shared(connection: Connection) -> bool:
    with connection.begin():
        return bool(connection.execute(_OTHERS).scalar())
