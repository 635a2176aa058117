"""Connection poolers before PostgreSQL, which this program cannot work behind: found out, and refused in one line."""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

# Its connections are set to deadlines, to UTC and to a way of planning, statements are prepared in them, and stuck ones
# are cancelled by the number of their process. Whoever hands them out by the transaction loses the former (or refuses
# them) and gives numbers of its own: to cancel by those would hit a stranger.
REASON = (
    "a connection pooler such as PgBouncer stands before PostgreSQL: deadlines would be lost, and stuck statements "
    "could not be ended; give the address of the server itself (each process keeps 12 connections by its own pool)"
)
_REFUSED = "unsupported startup parameter"
_PROCESS = text("SELECT pg_backend_pid()")


def refused(reason: str) -> bool:
    """Tell a pooler's refusal of what our connections are set to from a server's."""
    return _REFUSED in reason


def problem(session: Session) -> str | None:
    """Say why this program cannot work over such a connection; None if the server itself is at its other end."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return None
    driver: Any = connection.connection.driver_connection
    return REASON if driver.info.backend_pid != connection.execute(_PROCESS).scalar_one() else None
