"""Reads the tables as plain rows, for the checks."""

from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, SQLModel

from bot.db import Database
from bot.models import (
    AssignManyFileState,
    AssignManyJob,
    AssignManyRow,
    AssignManyState,
    Assignment,
    AuditEvent,
    OutboxMessage,
    OutboxState,
    RelationshipRequest,
    SupportContact,
)
from bot.services.store.sql import table
from tests.torture.history import Books


def read(database: Database) -> Books:
    """Read everything that the checks look at."""
    return database.read_now(_books)


def _books(session: Session) -> Books:
    return Books(
        assignments=_rows(session, Assignment, "id"),
        contacts=_rows(session, SupportContact, "subscription_id"),
        events=_rows(session, AuditEvent, "id"),
        messages=_rows(session, OutboxMessage, "id"),
        requests=_rows(session, RelationshipRequest, "id"),
        jobs=_rows(session, AssignManyJob, "id"),
        job_rows=_rows(session, AssignManyRow, "id"),
    )


def _rows(session: Session, model: type[SQLModel], key: str) -> list[dict[str, Any]]:
    rows = table(model)
    return [dict(row) for row in session.execute(select(rows).order_by(rows.c[key])).mappings()]


def unsent(session: Session) -> int:
    """Count the messages that are still to leave, due or not."""
    state = table(OutboxMessage).c.state
    waiting = select(func.count()).where(state.in_([OutboxState.PENDING, OutboxState.SENDING]))
    return int(session.execute(waiting).scalar_one())


def leftovers(session: Session) -> list[str]:
    """Name what is unfinished: messages by state, recipient and last error, and how many else."""
    column, many = table(OutboxMessage).c, func.count().label("many")
    named = (column.state, column.recipient, column.last_error)
    waiting = select(*named, many).where(column.state.in_([OutboxState.PENDING, OutboxState.SENDING]))
    rows = session.execute(waiting.group_by(*named).order_by(many.desc())).all()
    said = [f"{row.many} messages to {row.recipient} were left {row.state}: {row.last_error}" for row in rows]
    others = unfinished(session) - sum(int(row.many) for row in rows)
    return [*said, f"{others} jobs or files were left"] if others else said


def unfinished(session: Session) -> int:
    """Count what goes on by itself: messages to leave, jobs that run, result files to be shared."""
    job = table(AssignManyJob).c
    going = or_(job.state == AssignManyState.RUNNING, job.file_state == AssignManyFileState.DUE)
    return unsent(session) + int(session.execute(select(func.count()).where(going)).scalar_one())
