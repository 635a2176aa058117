"""People and a small directory for requests: the shared one, and customers that are not ours yet."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from bot.db import Database
from bot.models import AuditEvent, Customer, OutboxMessage, Partner, RelationshipRequest, RequestType
from bot.services.invitations.rules import RequestWish
from bot.services.policy import POLICIES, Actor, Role
from bot.services.relationships import requests
from tests.kit.world import FABRIKAM, TREY, Reseller, build, customer, scene

GLO = Actor("UGLO", "Gloria", frozenset({Role.GLOBAL_ADMIN}), POLICIES["partner-center-2020"], "REF10001")
HELP = replace(GLO, user_id="UHLP", roles=frozenset({Role.HELPDESK_AGENT}))
CLOCKWORK = replace(GLO, user_id="system", roles=frozenset())
YANKEE, IDLE, DIRECT = (f"22222222-0000-4000-8000-00000000000{n}" for n in range(3, 6))
NORTHWIND, BRAZILIAN, NOWHERE = (f"33333333-0000-4000-8000-00000000001{n}" for n in range(3))
MAIL = "admin@northwind.example"
BOTH = ["UGLO", "C0DESK"]


def searchable(session: Session) -> None:
    """Write a directory in which TREY and FABRIKAM could be invited along; the others each break one rule."""
    directory(session)
    session.flush()
    # A second partner that could be the provider would have to be told apart by configuration.
    session.delete(session.get_one(Partner, DIRECT))


def directory(session: Session) -> None:
    """Write what `searchable` has, and a partner that bills directly."""
    build(
        session,
        Reseller(TREY, "Trey Research", relationship=None),
        Reseller(FABRIKAM, "Fabrikam", partnership=None, relationship=None),
        Reseller(YANKEE, "Yankee Cloud", partnership=None, relationship=None, location="US"),
        Reseller(IDLE, "Idle Systems", partnership=None, relationship=None, program_active=False),
        Reseller(DIRECT, "Direct Bill", partnership=None, relationship=None, kind="direct_bill"),
    )
    for key, name, country in (
        (NORTHWIND, "Northwind", "ES"),
        (BRAZILIAN, "Brasil SA", "BR"),
        (NOWHERE, "Nowhere", None),
    ):
        session.add(prospect(key, name, country))


def prospect(key: str, name: str, country: str | None = "ES") -> Customer:
    """Make a customer that is not ours yet, with its key."""
    domain = f"{name.split()[0].lower()}.example"
    return customer(key, name, domain, relationship="none", country=country)


def ours(customer_id: str = NORTHWIND, *, dap: bool = False) -> RequestWish:
    """Wish for a relationship of the customer with the provider."""
    return RequestWish(RequestType.CUSTOMER_RESELLER, customer_id=customer_id, dap=dap)


def pending(database: Database, at: datetime, wish: RequestWish, *, actor: Actor = GLO) -> int:
    """Make a request, sent at `at`, and return its id."""
    key = f"{wish.kind}:{wish.customer_id}:{wish.reseller_id}:{wish.new_name}:{at}"
    made = database.write_now(lambda s: requests.create(s, actor, wish, scene(at, key)))
    database.write_now(lambda s: requests.mark_sent(s, actor, made, MAIL, scene(at, f"{key}:sent")))
    return made


def trail(database: Database, request_id: int) -> list[str]:
    """Read the actions of the request's history rows, in order."""
    query = (
        select(AuditEvent.action)
        .where(AuditEvent.subject_type == "relationship_request", AuditEvent.subject_id == str(request_id))
        .order_by(col(AuditEvent.id))
    )
    return list(database.read_now(lambda s: s.exec(query).all()))


def notices(database: Database, request_id: int) -> list[tuple[str, str]]:
    """Read (kind, recipient) of every notice about the request, in order."""
    query = (
        select(OutboxMessage.kind, OutboxMessage.recipient)
        .where(OutboxMessage.subject == f"request:{request_id}")
        .order_by(col(OutboxMessage.id))
    )
    return list(database.read_now(lambda s: s.exec(query).all()))


def heard(database: Database, request_id: int, event: str) -> list[str]:
    """Read the recipients of the notices of one event, in order."""
    return [reader for kind, reader in notices(database, request_id) if kind == f"request.{event}"]


def told(database: Database, request_id: int) -> list[tuple[str, int]]:
    """Read (recipient, history row) of every reply under the request's message, in order."""
    query = (
        select(OutboxMessage.recipient, OutboxMessage.payload)
        .where(OutboxMessage.thread == f"request:{request_id}")
        .order_by(col(OutboxMessage.id))
    )
    return [(reader, payload["event_id"]) for reader, payload in database.read_now(lambda s: s.exec(query).all())]


def stored(database: Database, request_id: int) -> RelationshipRequest:
    """Read the row as it is now."""
    found = database.read_now(lambda s: s.get(RelationshipRequest, request_id))
    assert found is not None
    return found
