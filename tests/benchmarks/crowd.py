"""A reseller that supports tens of thousands of subscriptions, written in bulk: assigned, told of, or waited for."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session, SQLModel

from bot.db import Database
from bot.models import (
    Assignment,
    Customer,
    CustomerRelationship,
    OutboxMessage,
    Partnership,
    Subscription,
    SupportContact,
)
from bot.services.store.sql import table
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import FABRIKAM, TREY, partner, provider

Row = Mapping[str, Any]
# Subscriptions of a customer, customers of a proposer, and rows of one insert.
EACH, PROPOSERS, PIECE = 5, 50, 10_000


def resellers(database: Database, *, partnership: str | None = "Active") -> None:
    """Write the provider, TREY and FABRIKAM."""

    def fill(s: Session) -> None:
        s.add_all([provider(), partner(TREY, "Trey Research", "4000001"), partner(FABRIKAM, "Fabrikam", "4000002")])
        s.flush()
        if partnership:
            s.add(Partnership(provider_tenant_id=PROVIDER, reseller_tenant_id=TREY, state=partnership))

    database.write_now(fill)


def customers(database: Database, count: int, each: int = EACH) -> None:
    """Write customers of TREY with GDAP, and `each` subscriptions of every one."""
    numbers = range(count)
    add(database, Customer, (_customer(n) for n in numbers))
    add(database, CustomerRelationship, (_relationship(n) for n in numbers))
    add(database, Subscription, (_subscription(n, m) for n in numbers for m in range(each)))


def supported(database: Database, count: int) -> None:
    """Let TREY support `count` subscriptions, by assignments that were reviewed; proposers and a channel were told."""
    customers(database, count // EACH)
    held = [(n, m) for n in range(count // EACH) for m in range(EACH)]
    add(database, Assignment, (_assignment(i, n, m, "closed") for i, (n, m) in enumerate(held, start=1)))
    add(database, SupportContact, (_contact(i, n, m) for i, (n, m) in enumerate(held, start=1)))
    add(database, OutboxMessage, (_message(n, who) for n in range(count // EACH) for who in (_proposer(n), "C0DESK")))
    ready(database)


def waited_for(database: Database, count: int, *, each: int = 1) -> None:
    """Let `count` assignments of as many customers wait for TREY."""
    customers(database, count, each)
    add(database, Assignment, (_assignment(n + 1, n, 0, "waiting_relationship") for n in range(count)))
    ready(database)


def subscription_id(customer: int, number: int) -> str:
    """Make an id; like Microsoft's, it says nothing of its customer's order."""
    return f"{zlib.crc32(f'{customer} {number}'.encode()):08x}-{customer % 2**16:04x}-4000-8000-{number:012}"


def customer_id(number: int) -> str:
    """Make an id."""
    return f"{(number * 2_654_435_761) % 2**32:08x}-0000-4000-8000-{number:012}"


def ready(database: Database) -> None:
    """Let PostgreSQL go on numbering after the rows that came with their numbers; have both know what they hold."""
    if not database.is_sqlite:
        step = "SELECT setval('assignment_id_seq', (SELECT max(id) FROM assignment))"
        database.write_now(lambda s: s.connection().execute(text(step)))
    database.write_now(lambda s: s.connection().execute(text("ANALYZE")))


def add(database: Database, model: type[SQLModel], rows: Iterator[Row]) -> None:
    """Write rows, PIECE at a time."""
    statement, piece = insert(table(model)), list[Row]()

    def write() -> Callable[[Session], Any]:
        taken = list(piece)
        piece.clear()
        return lambda s: s.connection().execute(statement, taken)

    for row in rows:
        piece.append(row)
        if len(piece) == PIECE:
            database.write_now(write())
    if piece:
        database.write_now(write())


def _proposer(number: int) -> str:
    return f"U{number % PROPOSERS:03}"


def _customer(number: int) -> Row:
    name = f"Customer {number}"
    return {
        "id": customer_id(number),
        "company_name": name,
        "domain": f"c{number}.example",
        "relationship_to_partner": "reseller",
        "country": "ES",
        "search_key": f"\n{name.casefold()}\n",
    }


def _relationship(number: int) -> Row:
    return {
        "customer_id": customer_id(number),
        "partner_tenant_id": TREY,
        "state": "established",
        "delegated_admin": "gdap",
        "auto_extend": False,
        "source": "import",
    }


def _subscription(owner: int, number: int) -> Row:
    return {
        "id": subscription_id(owner, number),
        "customer_id": customer_id(owner),
        "friendly_name": f"Office {number}",
        "billing_type": "license",
        "status": "active",
        "channel": "csp",
        "search_key": f"\noffice {owner} {number}\n",
    }


def _assignment(key: int, owner: int, number: int, state: str) -> Row:
    return {
        "id": key,
        "batch_id": f"BATCH{owner}",
        "customer_id": customer_id(owner),
        "subscription_id": subscription_id(owner, number),
        "from_tenant_id": PROVIDER,
        "to_tenant_id": TREY,
        "state": state,
        "requested_by": _proposer(owner),
        "requested_at": MONDAY,
        "apply_when_established": False,
        "reference": f"BATCH{owner}",
    }


def _contact(key: int, owner: int, number: int) -> Row:
    return {
        "subscription_id": subscription_id(owner, number),
        "support_tenant_id": TREY,
        "origin": "assigned",
        "since": MONDAY,
        "set_by": _proposer(owner),
        "version": 1,
        "assignment_id": key,
    }


def _message(owner: int, reader: str) -> Row:
    subject = f"batch:BATCH{owner}"
    return {
        "dedupe_key": f"{subject}:applied:{reader}",
        "kind": "contact.changed",
        "subject": subject,
        "recipient": reader,
        "payload": {"batch_id": f"BATCH{owner}"},
        "created_at": MONDAY,
        "due_at": MONDAY,
        "state": "sent",
        "attempts": 1,
    }
