"""Steps of people that several scenarios begin with, and the rows that they leave."""

from sqlalchemy import func
from sqlmodel import col, select

from bot.db import Database
from bot.local_slack import Person
from bot.models import Assignment, AuditEvent, OutboxMessage, RelationshipRequest, SupportContact
from bot.services.contacts import lookup
from tests.conftest import PROVIDER
from tests.kit.desk import GLORIA, Desk
from tests.kit.relationships import MAIL
from tests.kit.world import CONTOSO, OFFICE


def rows(database: Database) -> tuple[int, ...]:
    """Count contacts, assignments, history and messages."""
    tables = (SupportContact, Assignment, AuditEvent, OutboxMessage)
    return database.read_now(
        lambda s: tuple(s.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
    )


def contact(database: Database) -> tuple[str, str]:
    """Read (name, origin) of OFFICE's contact."""
    line = database.read_now(lambda s: lookup.lines(s, PROVIDER, CONTOSO, [OFFICE]))[0]
    return line.contact_name, line.origin


async def opened(desk: Desk, user_id: str, text: str = "Contoso") -> Person:
    """Open the form of `/assign-support`, with the customer filled in."""
    return await desk.opened(user_id, "/assign-support", text)


async def filled(desk: Desk, user_id: str, reseller: str = "Trey Research") -> Person:
    """Open the form and fill it in, ready to submit."""
    person = await opened(desk, user_id)
    await person.select("assign.subscriptions", ["Office 365"])
    await desk.settle()
    await person.select("assign.contact", reseller)
    await desk.settle()
    return person


async def ineligible(desk: Desk, user_id: str, *, by_itself: bool = False) -> Person:
    """Open the form and choose Fabrikam, who has no relationship with the customer."""
    person = await opened(desk, user_id)
    await person.select("assign.subscriptions", ["Office 365"])
    await desk.settle()
    await person.select("assign.contact", "someone-else")
    await desk.settle()
    await person.search("assign.other", "fabrikam")
    await person.select("assign.other", "Fabrikam")
    await desk.settle()
    if by_itself:
        await person.select("assign.by_itself", ["yes"])
    return person


def request_rows(desk: Desk) -> list[RelationshipRequest]:
    """Read every request, the oldest first."""
    query = select(RelationshipRequest).order_by(col(RelationshipRequest.id))
    return list(desk.db.read_now(lambda s: s.exec(query).all()))


async def drafted(desk: Desk, user_id: str = GLORIA, text: str = "northwind") -> Person:
    """Open a request for the customer that was typed, and go on to step 2."""
    person = await desk.opened(user_id, "/request-relationship", text)
    assert (await person.submit()).ok
    await desk.settle()
    return person


async def sent(desk: Desk, user_id: str = GLORIA, text: str = "northwind") -> Person:
    """Draft a request and mark it sent."""
    person = await drafted(desk, user_id, text)
    await person.type("request.recipient", MAIL)
    assert (await person.submit()).ok
    await desk.settle()
    return person
