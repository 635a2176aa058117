"""Departures of resellers and customers: what has to be done until nothing of them is left, and who did it."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from bot.models.base import Table, UtcDateTime, part_index
from bot.models.enums import DepartureState
from bot.models.work import ROW_ID


class Departure(Table, table=True):
    """Departure of a reseller or of a customer, exactly one of the two (docs/domain.md#departures).

    `owner` looks after it and is reminded at `next_reminder_at`. A closed one stays as it was closed.
    """

    __tablename__ = "departure"
    __table_args__ = (
        # At most one under way for each of them, held by the database itself.
        part_index("uq_departure_reseller", "reseller_tenant_id", unique=True, where="state = 'open'"),
        part_index("uq_departure_customer", "customer_id", unique=True, where="state = 'open'"),
        part_index("ix_departure_due", "next_reminder_at", where="state = 'open'"),
        Index("ix_departure_state", "state", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    reseller_tenant_id: str | None = None
    customer_id: str | None = None
    state: str = DepartureState.OPEN
    owner: str
    reason: str | None = None
    opened_by: str
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_by: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    remark: str | None = None
    next_reminder_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminder_count: int = 0
    reference: str


class DepartureStep(Table, table=True):
    """Step of a departure: `at_start` things were to do when it was opened, `remaining` when somebody looked last.

    `done_by` is a Slack user id, or the bot where nobody of ours did the last of it. A step that only people know of
    has one thing to do, which is done by their word.
    """

    __tablename__ = "departure_step"
    __table_args__ = (Index("uq_departure_step_kind", "departure_id", "kind", unique=True),)

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    departure_id: int = Field(foreign_key="departure.id", sa_type=ROW_ID)
    kind: str
    at_start: int
    remaining: int
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: str | None = None
    remark: str | None = None
