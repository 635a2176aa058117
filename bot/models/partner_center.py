"""Tables of the connection to Partner Center: call budgets, runs of the mirror, and what only Microsoft says."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from bot.models.base import JSON_DOCUMENT, Table, UtcDateTime, part_index
from bot.models.work import ROW_ID


class CallBudget(Table, table=True):
    """Requests that may be made to one part of Microsoft for one tenant, shared by all replicas.

    `next_at`, in milliseconds since 1970, is the earliest moment of the next request that nobody has claimed;
    whoever claims moves it on.
    """

    __tablename__ = "call_budget"

    name: str = Field(primary_key=True)
    next_at: int = Field(sa_type=BigInteger)


class MirrorRun(Table, table=True):
    """One run of the mirror: its kind, how far it is, and what came of each part that it is through with.

    At most one runs at a time; whoever holds its lease works on it, and another goes on when the lease ends.
    """

    __tablename__ = "mirror_run"
    __table_args__ = (
        part_index("uq_mirror_run_running", "state", unique=True, where="state = 'running'"),
        Index("ix_mirror_run_started_at", "started_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    kind: str
    state: str
    part: str = ""
    done: int = 0
    total: int = 0
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcomes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_DOCUMENT)


class MirroredCustomer(Table, table=True):
    """Customer as the mirror knows it: last seen in a list, and when its subscriptions were read (None: due).

    `failure` is Microsoft's code for why they cannot be read, of a customer who is no customer any more.
    """

    __tablename__ = "mirrored_customer"
    __table_args__ = (Index("ix_mirrored_customer_read_at", "read_at"),)

    customer_id: str = Field(primary_key=True, foreign_key="customer.id")
    seen_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failure: str | None = None


class GdapRelationship(Table, table=True):
    """GDAP relationship as Graph has it; the customer may be none of ours, or unknown until it approves.

    `provider_id` is the indirect provider's tenant where it is one for a reseller.
    """

    __tablename__ = "gdap_relationship"
    __table_args__ = (
        Index("ix_gdap_relationship_customer_id", "customer_id"),
        Index("ix_gdap_relationship_status", "status", "id"),
    )

    id: str = Field(primary_key=True)
    name: str
    status: str
    customer_id: str | None = None
    customer_name: str | None = None
    auto_extend: str | None = None
    created_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    activated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    provider_id: str | None = None
    consent_pending: bool = False
    seen_at: datetime = Field(sa_type=UtcDateTime)
    groups_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class GdapGroup(Table, table=True):
    """Security group that may use a GDAP relationship, with the ids of its roles."""

    __tablename__ = "gdap_group"

    relationship_id: str = Field(primary_key=True, foreign_key="gdap_relationship.id")
    id: str = Field(primary_key=True)
    group_id: str
    status: str
    roles: list[str] = Field(default_factory=list, sa_type=JSON_DOCUMENT)


class PartnerIdCheck(Table, table=True):
    """Microsoft's latest verdict about a PartnerID as partner on record."""

    __tablename__ = "partner_id_check"
    __table_args__ = (part_index("ix_partner_id_check_refused", "partner_id", where="NOT is_valid"),)

    partner_id: str = Field(primary_key=True)
    is_valid: bool
    code: str | None = None
    reason: str | None = None
    checked_at: datetime = Field(sa_type=UtcDateTime)


class ActivityRecord(Table, table=True):
    """Record of Microsoft's activity log; `key` is its id, or a hash of one without. Kept 90 days."""

    __tablename__ = "activity_record"
    __table_args__ = (Index("ix_activity_record_at", "at"), Index("ix_activity_record_customer_id", "customer_id"))

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    operation: str
    resource: str
    status: str
    customer_id: str | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_DOCUMENT)


class PartnerCenterEvent(Table, table=True):
    """Event that Microsoft sent, once each: `digest` is the SHA-256 of the body in hex. Kept 30 days.

    `outcome` says in English what was looked up for it, None until then.
    """

    __tablename__ = "partner_center_event"
    __table_args__ = (
        part_index("ix_partner_center_event_open", "received_at", where="handled_at IS NULL"),
        Index("ix_partner_center_event_received_at", "received_at"),
    )

    digest: str = Field(primary_key=True)
    name: str
    resource: str = ""
    resource_uri: str = ""
    audit_uri: str = ""
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str | None = None


class WebhookRegistration(Table, table=True):
    """The one registration for events that Microsoft keeps for a tenant, as it was seen last.

    Addresses are without their query, which may hold a key. `own_address` is the one that this program registered last,
    `told_address` the foreign one of which the team was told, None once it is ours or nobody's again.
    """

    __tablename__ = "webhook_registration"

    tenant_id: str = Field(primary_key=True)
    address: str | None = None
    own_address: str | None = None
    told_address: str | None = None
    seen_at: datetime = Field(sa_type=UtcDateTime)


class ForwardedEvent(Table, table=True):
    """Delivery of Microsoft's to be handed on to another tool as it came: `body` in base64. Kept until it has it.

    Whoever claims it moves `due_at` on.
    """

    __tablename__ = "forwarded_event"
    __table_args__ = (Index("ix_forwarded_event_due_at", "due_at"),)

    digest: str = Field(primary_key=True)
    headers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_DOCUMENT)
    body: str
    received_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0


class OtherStatement(Table, table=True):
    """Value of a directory field that one source states and that does not count, since another says otherwise."""

    __tablename__ = "other_statement"

    subject: str = Field(primary_key=True, description="table of the row")
    subject_id: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    value: str | None = None
    said_at: datetime = Field(sa_type=UtcDateTime)


class UndocumentedAnswer(Table, table=True):
    """Latest answer of a real tenant to a question that Microsoft's documents leave open, redacted."""

    __tablename__ = "undocumented_answer"

    question: str = Field(primary_key=True)
    answer: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_DOCUMENT)
    at: datetime = Field(sa_type=UtcDateTime)
