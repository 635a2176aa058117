"""Submitting a contact in one line, and reading back what became of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Update, func, select
from sqlmodel import Session, SQLModel

from bot.db import Database
from bot.models import Assignment, AuditEvent, OutboxMessage, ProcessedDelivery, SupportContact
from bot.services.contacts import assignments, lookup
from bot.services.contacts.assignments import Submitted
from bot.services.store.sql import table
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import ANN, CONTOSO, proposal, scene

BOB = replace(ANN, user_id="UBOB", reference="REFBOB01")


def counts(database: Database) -> tuple[int, ...]:
    """Count contacts, assignments, history, messages and deliveries."""
    tables = (SupportContact, Assignment, AuditEvent, OutboxMessage, ProcessedDelivery)
    return database.read_now(
        lambda s: tuple(s.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
    )


def submit(
    database: Database, target: str, *ids: str, key: str = "d1", reference: str = "REF1", version: int = 0
) -> Submitted:
    """Submit for ANN, on Monday."""
    actor = replace(ANN, reference=reference)
    return database.write_one_now(
        lambda s: assignments.submit(s, actor, proposal(target, *ids, version=version), scene(MONDAY, key))
    )


def rows(database: Database, model: type[SQLModel]) -> list[dict[str, Any]]:
    """Read the rows of a table by their key, each without the columns that hold nothing."""
    by_key = select(table(model)).order_by(*table(model).primary_key)
    found = database.read_now(lambda s: s.execute(by_key).mappings().all())
    return [{name: value for name, value in row.items() if value is not None} for row in found]


def contact_of(database: Database, subscription_id: str) -> tuple[str, str, int]:
    """Read (name, origin, version) of a subscription's contact."""
    line = database.read_now(lambda s: lookup.lines(s, PROVIDER, CONTOSO, [subscription_id]))[0]
    return line.contact_name, line.origin, line.version


def execute(statement: Update, session: Session) -> None:
    """Change rows behind everybody's back."""
    session.execute(statement)


def assign(database: Database, target: str, subscription_id: str, day: int, version: int = 0, reason: str = "") -> str:
    """Submit for ANN, so many days after Monday, and return the submission's id."""
    actor = replace(ANN, reference=f"REF0000{day}", reason=reason or None)
    wanted = replace(proposal(target, subscription_id, version=version), agreement_ref="AGR-7")
    here = scene(MONDAY + timedelta(days=day), key=f"delivery-{day}")
    return database.write_now(lambda s: assignments.submit(s, actor, wanted, here)).batch_id
