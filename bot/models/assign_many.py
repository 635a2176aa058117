"""Tables of `/assign-many`: one job per decision, one row per subscription it is about."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.models.base import JSON_DOCUMENT, Table, UtcDateTime, part_index
from bot.models.work import ROW_ID


class AssignManyKind(StrEnum):
    """Source of a job's rows: all of a customer, all of a reseller's customers, a file, or a job to hand back."""

    CUSTOMER = "customer"
    RESELLER = "reseller"
    FILE = "file"
    UNDO = "undo"


class ContactJobKind(StrEnum):
    """Kind of a job without rows of its own: settle contacts whose basis was lost or is back, hand contacts over."""

    BASIS = "basis"
    HANDOVER = "handover"


class AssignManyState(StrEnum):
    """State of a job; until someone confirms it there is only the dry run.

    A large one waits for a second person after the first, and lapses when none confirms it.
    """

    CHECKED = "checked"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    LAPSED = "lapsed"


class AssignManyRowState(StrEnum):
    """State of a row: the dry run's verdict; a ready row becomes changed or skipped, once; unasked: it names nobody."""

    READY = "ready"
    SAME = "same"
    UNASKED = "unasked"
    REFUSED = "refused"
    CHANGED = "changed"
    SKIPPED = "skipped"


class AssignManyFileState(StrEnum):
    """State of the result file: none before the job has ended, then due, at last sent or given up."""

    NONE = "none"
    DUE = "due"
    SENT = "sent"
    REFUSED = "refused"


_S = AssignManyState
ASSIGN_MANY_TRANSITIONS: Mapping[AssignManyState, frozenset[AssignManyState]] = {
    _S.CHECKED: frozenset({_S.RUNNING, _S.WAITING}),
    _S.WAITING: frozenset({_S.RUNNING, _S.CANCELLED, _S.LAPSED}),
    _S.RUNNING: frozenset({_S.DONE, _S.CANCELLED, _S.STOPPED}),
    _S.DONE: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.STOPPED: frozenset(),
    _S.LAPSED: frozenset(),
}


class AssignManyJob(Table, table=True):
    """Job of `/assign-many`, or of a ContactJobKind; `id` is the reference that its history rows carry.

    `ignored` are columns of its file that name a partner and were not read, `confirmed_by` is the second person.
    `claimed_by` holds the job until `lease_until`; running jobs take turns in order of `touched_at`. `ready` counts
    the rows that were confirmed, `changed` and `skipped` what became of them so far. A job without rows goes on behind
    the key `reached`, in the name `actor_name`, and tells `owners` at its end. A handover leaves alone what was set
    after `reviewed_at`; it may be about what was lost under the reference `loss`, of `loss_owner` alone.
    """

    __tablename__ = "bulk_job"
    __table_args__ = (
        part_index("ix_bulk_job_running", "touched_at", where="state = 'running'"),
        part_index("ix_bulk_job_file_due", "lease_until", where="file_state = 'due'"),
        Index("ix_bulk_job_created_by", "created_by"),
        part_index("ix_bulk_job_unreviewed", "next_nudge_at", where="closed_at IS NULL"),
        part_index("ix_bulk_job_unconfirmed", "state", "created_at", where="started_at IS NULL"),
    )

    id: str = Field(primary_key=True)
    kind: str
    state: str = AssignManyState.CHECKED
    customer_id: str | None = None
    reseller_id: str | None = None
    target_id: str | None = None
    file_name: str | None = None
    ignored: list[str] = Field(default_factory=list, sa_type=JSON_DOCUMENT)
    undo_of: str | None = None
    created_by: str
    zone: str = "UTC"
    reason: str | None = None
    agreement_ref: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_by: str | None = None
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str | None = None
    loss: str | None = None
    loss_owner: str | None = None
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    actor_name: str | None = None
    reached: str = ""
    owners: list[str] = Field(default_factory=list, sa_type=JSON_DOCUMENT)
    ready: int = 0
    changed: int = 0
    skipped: int = 0
    touched_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    file_state: str = AssignManyFileState.NONE
    file_id: str | None = None
    file_error: str | None = None
    file_tries: int = 0
    next_nudge_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AssignManyRow(Table, table=True):
    """One subscription of a job; `line` is unique in the job, and the file's line number if there is a file.

    The fields `said_…` keep what the file says, for rows that mean nothing we know. `seen_version` is the contact's
    version at the dry run: a contact that moved on since is left alone. `reasons` are codes of verdicts.py.
    """

    __tablename__ = "bulk_row"
    __table_args__ = (
        UniqueConstraint("job_id", "line", name="uq_bulk_row_job_line"),
        Index("ix_bulk_row_job_state", "job_id", "state", "line"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    job_id: str = Field(foreign_key="bulk_job.id")
    line: int
    state: str
    customer_id: str | None = None
    subscription_id: str | None = None
    target_id: str | None = None
    said_subscription: str = ""
    said_target: str = ""
    ticket_ref: str | None = None
    reasons: list[str] = Field(default_factory=list, sa_type=JSON_DOCUMENT)
    seen_version: int = 0
    from_tenant_id: str | None = None
    batch_id: str | None = None
    assignment_id: int | None = None
