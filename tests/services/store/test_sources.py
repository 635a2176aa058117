"""Who states a row of the directory, and what a file says else."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from bot.clock import ManualClock
from bot.db import Database
from bot.models import Customer, MirroredCustomer, OtherStatement, Subscription
from bot.services.mirror import runs
from bot.services.mirror.runs import RunKind
from bot.services.store import sources
from bot.services.store.sources import Saying, Source
from tests.conftest import MONDAY
from tests.kit import world
from tests.kit.world import CONTOSO, OFFICE


def said(database: Database, by: str) -> None:
    """Let a source state customer and subscription, and Partner Center be read."""

    def write(session: Session) -> None:
        for model, key in ((Customer, CONTOSO), (Subscription, OFFICE)):
            session.execute(update(model).where(col(model.id) == key).values(said_by=by, said_at=MONDAY))

    database.write_now(world.build)
    database.write_now(write)


def test_nobody_is_told_where_all_comes_from_files(database: Database) -> None:
    said(database, "import")
    assert database.read_now(lambda s: sources.of_customer(s, CONTOSO)) is None


def test_a_file_said_it_once(database: Database, clock: ManualClock) -> None:
    said(database, "import")
    database.write_now(lambda s: runs.claim(s, RunKind.FIRST, "me", clock.now()))
    assert database.read_now(lambda s: sources.of_subscription(s, OFFICE)) == Source("import", MONDAY)


def test_partner_center_says_it_each_time_it_is_read(database: Database, clock: ManualClock) -> None:
    said(database, "partner-center")
    read, seen = MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)
    database.write_now(lambda s: runs.claim(s, RunKind.FIRST, "me", clock.now()))
    database.write_now(lambda s: s.add(MirroredCustomer(customer_id=CONTOSO, seen_at=seen, read_at=read)))
    other = OtherStatement(
        subject="subscription", subject_id=OFFICE, field="status", source="import", value="expired", said_at=MONDAY
    )
    database.write_now(lambda s: s.add(other))
    assert database.read_now(lambda s: sources.of_customer(s, CONTOSO)) == Source("partner-center", seen)
    expected = Source("partner-center", read, (Saying("status", "expired", MONDAY),))
    assert database.read_now(lambda s: sources.of_subscription(s, OFFICE)) == expected
