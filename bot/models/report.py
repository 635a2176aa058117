"""Tables of the report: the numbers of each week, which the next ones are compared with, and the latest ones."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from bot.models.base import JSON_DOCUMENT, Table, UtcDateTime


class ReportWeek(Table, table=True):
    """Numbers of one week, taken at `taken_at`; `week` is an ISO week like 2026-W10, `due_at` the hour it was due.

    `numbers` name partners by tenant id, people not at all. Rows are dropped after two years.
    """

    __tablename__ = "report_week"

    week: str = Field(primary_key=True)
    due_at: datetime = Field(sa_type=UtcDateTime)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    numbers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_DOCUMENT)


class LatestFigures(Table, table=True):
    """The numbers as counted last, at `taken_at`, which App Home shows: one row."""

    __tablename__ = "latest_figures"

    key: str = Field(primary_key=True)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    numbers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_DOCUMENT)
