"""The weaker role of deploy/postgresql/roles.sql: enough to serve, too little to rewrite the history."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from bot import migrations
from bot.clock import ManualClock
from bot.db import Database
from bot.services.running.cleanup import Cleanup
from bot.services.running.probe import probe
from bot.services.sealing.erasing import erase
from bot.services.sealing.seals import Sealing
from tests.conftest import MONDAY
from tests.deploy.files import DEPLOY
from tests.kit import desk as desks
from tests.kit.desk import HUGO
from tests.kit.store.templates import PostgresTemplate
from tests.kit.submitting import submit
from tests.kit.world import OFFICE, THREE, TREY, build
from tests.services.sealing.events import check

ROLE = "support_contact_bot"
GRANTS = DEPLOY / "postgresql" / "roles.sql"


@pytest.fixture
def owner_url(postgres_template: PostgresTemplate) -> Iterator[str]:
    """A database whose owner ran the file twice."""
    with postgres_template.fresh(empty=True) as url:
        database = Database(url)
        migrations.upgrade(database)
        database.write_now(lambda s: build(s, *THREE))
        database.close()
        with psycopg.connect(url, autocommit=True) as connection:
            for _ in range(2):
                connection.execute(GRANTS.read_bytes())
        yield url
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(ROLE)))


@pytest.fixture
def weak_url(owner_url: str) -> str:
    """The same as the bot sees it."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD 'secret'").format(sql.Identifier(ROLE)))
    return make_url(owner_url).set(username=ROLE, password="secret").render_as_string(hide_password=False)


@pytest.fixture
def weak(weak_url: str) -> Iterator[Database]:
    """Open it."""
    database = Database(weak_url)
    yield database
    database.close()


REFUSED = (
    "UPDATE audit_event SET actor_id = 'UEVE'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_change",
    "DROP TABLE audit_event",
    "UPDATE audit_seal SET hash = 'x'",
    "DELETE FROM audit_seal",
    "UPDATE audit_sealed_event SET salt = NULL",
    "DELETE FROM audit_sealed_event",
    "INSERT INTO erasure (pseudonym, began_at) VALUES ('x', now())",
    "UPDATE alembic_version SET version_num = 'x'",
)


async def test_the_weaker_role_serves_and_cannot_rewrite_history(weak: Database) -> None:
    clock = ManualClock(MONDAY + timedelta(days=1))
    assert migrations.problem(weak) is None
    assert await probe(weak, clock) is None
    submit(weak, TREY, OFFICE)
    await Sealing(weak, clock).run()
    await Cleanup(weak, clock).run()
    assert check(weak).events == 1
    for statement in REFUSED:
        with (
            pytest.raises(ProgrammingError, match="permission denied|must be owner"),
            weak.writer.begin() as connection,
        ):
            connection.execute(text(statement))


def test_an_erasure_is_the_owners(weak: Database, owner_url: str) -> None:
    submit(weak, TREY, OFFICE)
    with pytest.raises(ProgrammingError, match="permission denied for table erasure"):
        erase(weak, ManualClock(MONDAY), "UANN", force=True)
    owner = Database(owner_url)
    try:
        assert erase(owner, ManualClock(MONDAY), "UANN", force=True).events == 1
    finally:
        owner.close()


async def test_the_bot_runs_as_that_role(weak: Database, weak_url: str) -> None:
    async with desks.opened(weak, weak_url, "socket") as desk:
        await desk.person(HUGO).command("/assign-support")
        await desk.opened(HUGO, "/assign-support")
