"""A real PgBouncer before PostgreSQL is found out, whether it refuses our settings or drops them in silence."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import URL, make_url

from bot.db import Database, pooler
from tests.kit.program import run, start

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.skipif(
    PROGRAM is None and os.environ.get("CI_POOLER") != "required", reason="needs pgbouncer (Debian's package)"
)
ENGINE = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SAID = "a connection pooler such as PgBouncer stands before PostgreSQL"
# As it is shipped it refuses to be told how a connection is set; many set it to drop that.
KINDS = {"refuses": "", "drops": "ignore_startup_parameters = options"}


@pytest.fixture(params=KINDS)
def pooled(request: pytest.FixtureRequest, database_url: str) -> Iterator[str]:
    """Give the URL of the database through a pooler in transaction mode."""
    # pytest's own folders are closed to the user that the pooler runs as.
    with (
        TemporaryDirectory(prefix="pooler-") as folder,
        bouncing(make_url(database_url), Path(folder), KINDS[request.param]) as url,
    ):
        yield url


@contextmanager
def bouncing(url: URL, folder: Path, setting: str) -> Iterator[str]:
    port = free_port()
    host = str(url.query.get("host", url.host))
    target = f"host={host} port={url.port or 5432} user={url.username}"
    target += f" password={url.password}" if url.password else ""
    told = f"""
        [databases]
        * = {target}
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = {port}
        unix_socket_dir =
        auth_type = any
        pool_mode = transaction
        {setting}
    """
    file = folder / "pgbouncer.ini"
    file.write_text("\n".join(line.strip() for line in told.splitlines()))
    for each in (file, folder):
        each.chmod(0o755)
    # It refuses to be root, and only its server's own user may use that one's socket.
    user = Path(host).stat().st_uid if os.getuid() == 0 and host.startswith("/") else None
    assert PROGRAM is not None, "pgbouncer is required, but is not installed"
    process = subprocess.Popen([PROGRAM, str(file)], user=user, stderr=subprocess.DEVNULL)
    try:
        listening(port)
        yield f"postgresql://{url.username}@127.0.0.1:{port}/{url.database}"
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listening(port: int) -> None:
    for _ in range(100):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("pgbouncer does not listen")


@ENGINE
async def test_doctor_says_why_it_cannot_work_behind_one(pooled: str, tmp_path: Path) -> None:
    ended = await run(tmp_path, "doctor", DATABASE_URL=pooled)
    assert ended.code == 1
    assert f"FAIL database: DATABASE_URL: {SAID}" in ended.out


@ENGINE
async def test_serve_ends_at_once(pooled: str, tmp_path: Path) -> None:
    running = await start(tmp_path, "serve", DATABASE_URL=pooled, PORT="0")
    assert SAID in await running.until("a connection pooler")
    assert await running.process.wait() == 1


@ENGINE
async def test_no_other_subcommand_works_behind_one(pooled: str, tmp_path: Path) -> None:
    ended = await run(tmp_path, "db", "upgrade", DATABASE_URL=pooled)
    assert ended.errors == [f"error: DATABASE_URL: {pooler.REASON}"]


def test_a_server_itself_is_no_pooler(database: Database) -> None:
    assert database.read_now(pooler.problem) is None
