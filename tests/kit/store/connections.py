"""PostgreSQL connections that outlive the test that opened them: each takes its server 10 ms to make."""

from collections import defaultdict
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event

MOST_KEPT = 4
_kept: defaultdict[str, list["_Kept"]] = defaultdict(list)


class _Kept(psycopg.Connection[Any]):
    """Connection that is put aside instead of being closed."""

    key = ""

    def close(self) -> None:
        """Make the connection ready for the next test, unless it is broken or there are enough."""
        idle = not self.closed and self.info.transaction_status is TransactionStatus.IDLE
        if idle and len(_kept[self.key]) < MOST_KEPT and self not in _kept[self.key]:
            _kept[self.key].append(self)
        else:
            super().close()


def keep(engine: Engine) -> None:
    """Let an engine take a kept connection before it connects anew."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: Any, options: dict[str, Any]) -> psycopg.Connection[Any]:
        key = f"{arguments}{sorted((name, str(value)) for name, value in options.items() if name != 'context')}"
        while _kept[key]:
            found = _kept[key].pop()
            if _answers(found):
                return found
        made = _Kept.connect(*arguments, **options)
        made.key = key
        return made


def forget() -> None:
    """Close all kept connections: a database that somebody is connected to cannot be copied."""
    for connections in _kept.values():
        while connections:
            psycopg.Connection.close(connections.pop())


def _answers(connection: "_Kept") -> bool:
    """Tell if a kept connection still answers: its database may have been dropped, or its server process ended."""
    try:
        connection.autocommit = True
        connection.execute("SELECT 1")
        connection.autocommit = False
    except psycopg.Error:
        psycopg.Connection.close(connection)
        return False
    return True
