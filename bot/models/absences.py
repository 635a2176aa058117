"""Absences of people, and who stands in for them."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from bot.models.base import Table, UtcDateTime


class Absence(Table, table=True):
    """Absence of a person from `from_at` until `until_at`, who put `stand_in` (a Slack user id) in their place.

    One a person, the one noted last. `checked_at` is when the stand-in was last seen to have a role that may act.
    """

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_stand_in", "stand_in", "until_at"), Index("ix_absence_until_at", "until_at"))

    user_id: str = Field(primary_key=True)
    stand_in: str
    from_at: datetime = Field(sa_type=UtcDateTime)
    until_at: datetime = Field(sa_type=UtcDateTime)
    noted_at: datetime = Field(sa_type=UtcDateTime)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
