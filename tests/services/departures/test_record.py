"""The record of a departure: what was done until it was closed stays in it, whatever comes after."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlmodel import col

from bot.db import Database
from bot.models import CustomerRelationship, RelationshipRequest, RequestType
from bot.services.departures import changes, deeds, record
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import requests
from tests.conftest import MONDAY, PROVIDER
from tests.kit.departing import began, seen
from tests.kit.relationships import GLO, pending
from tests.kit.removing import RESELLERS
from tests.kit.world import CONTOSO, TREY, build, scene

HOUR = timedelta(hours=1)


@pytest.fixture
def books(database: Database) -> Database:
    """CONTOSO with TREY, whose privileges are about to end."""
    ends = update(CustomerRelationship).values(delegated_admin_expires_at=MONDAY + timedelta(days=5))
    database.write_now(lambda s: build(s, *RESELLERS))
    database.write_now(lambda s: s.execute(ends))
    return database


def test_what_comes_after_the_closing_pushes_nothing_out(books: Database) -> None:
    asked = pending(books, MONDAY, RequestWish(RequestType.GDAP, customer_id=CONTOSO, reseller_id=TREY))
    made = began(books)
    books.write_now(lambda s: requests.withdraw(s, GLO, asked, scene(MONDAY + HOUR, "no")))
    shown = seen(books, made).digest
    books.write_now(lambda s: changes.close(s, GLO, made, scene(MONDAY + 2 * HOUR, "close"), shown))
    rows = RelationshipRequest.__table__  # type: ignore[attr-defined]
    one = books.read_now(
        lambda s: dict(s.execute(select(rows).where(col(RelationshipRequest.id) == asked)).one()._mapping)
    )
    later = {name: value for name, value in one.items() if name != "id"} | {"resolved_at": MONDAY + 3 * HOUR}
    books.write_now(lambda s: s.execute(insert(rows), [later] * deeds.MOST))
    found = books.read_now(lambda s: record.read(s, made, PROVIDER, MONDAY + 4 * HOUR))
    assert [line.by for line in found.lines if line.action == "request.withdrawn"] == [GLO.user_id]
    assert found.whole
