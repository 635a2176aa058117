"""Tables of the work itself: assignments, requests, history, messages to send, deliveries seen, people's settings."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field

from bot.models.base import JSON_DOCUMENT, SEARCH_TEXT, Table, UtcDateTime, part_index
from bot.models.enums import OutboxState, RequestState, RequestType

# SQLite numbers rows by itself only if the key is an INTEGER.
ROW_ID = BigInteger().with_variant(Integer(), "sqlite")


class Assignment(Table, table=True):
    """Change of one subscription's support contact; the rows of one submission share a `batch_id`."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_batch_id", "batch_id"),
        Index("ix_assignment_subscription_id", "subscription_id", "id"),
        Index("ix_assignment_customer_id", "customer_id"),
        Index("ix_assignment_to_tenant_id", "to_tenant_id"),
        Index("ix_assignment_lately", "requested_by", "id"),
        # What a reseller that leaves supported, and who gave it to whom since.
        Index("ix_assignment_from_tenant_id", "from_tenant_id", "applied_at"),
        part_index("ix_assignment_request", "relationship_request_id", where="relationship_request_id IS NOT NULL"),
        part_index("ix_assignment_agreement", "agreement_key", "to_tenant_id", "id", where="agreement_key IS NOT NULL"),
        part_index("ix_assignment_ticket", "ticket_key", "id", where="ticket_key IS NOT NULL"),
        part_index("ix_assignment_nudge", "next_nudge_at", where="state = 'applied'"),
        part_index("ix_assignment_waiting", "to_tenant_id", "customer_id", where="state = 'waiting_relationship'"),
        part_index("ix_assignment_ready", "batch_id", where="state = 'ready'"),
        part_index("ix_assignment_lost", "requested_by", "id", where="state = 'invalidated'"),
        # What a person may be asked about still: few of all that they ever assigned.
        part_index(
            "ix_assignment_unsettled", "requested_by", "id", where="state IN ('applied', 'ready', 'invalidated')"
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    batch_id: str
    customer_id: str = Field(foreign_key="customer.id")
    subscription_id: str = Field(foreign_key="subscription.id")
    from_tenant_id: str
    to_tenant_id: str
    state: str
    reason: str | None = None
    agreement_ref: str | None = None
    agreement_key: str | None = Field(default=None, sa_type=SEARCH_TEXT)
    # Of the ticket it was made for, if any; the key is what that is searched by.
    ticket_ref: str | None = None
    ticket_key: str | None = Field(default=None, sa_type=SEARCH_TEXT)
    # Of the message that asked for it.
    message_url: str | None = None
    requested_by: str
    requested_at: datetime = Field(sa_type=UtcDateTime)
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Of writes to Microsoft, which this version does not do: read and written by nothing.
    failure_code: str | None = None
    failure_text: str | None = None
    ms_request_id: str | None = None
    ms_correlation_id: str | None = None
    relationship_request_id: int | None = None
    apply_when_established: bool = False
    next_nudge_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reference: str


class RelationshipRequest(Table, table=True):
    """Invitation and its follow-up (docs/domain.md#request-states); `locale` is that of `email_text`.

    Three people, often one: `created_by` asked, `sent_by` sent it last, `owner` looks after it.
    """

    __tablename__ = "relationship_request"
    __table_args__ = (
        # At most one open request per type, inviter and target (invariant 19), held by the database itself.
        part_index(
            "uq_relationship_request_open",
            "type",
            "inviter_tenant_id",
            "target_key",
            unique=True,
            where="state IN ('draft', 'link_ready', 'pending')",
        ),
        part_index("ix_relationship_request_due", "next_reminder_at", where="state = 'pending'"),
        part_index("ix_relationship_request_expired", "target_key", "type", where="state = 'expired'"),
        # The weekly report counts by them without reading the rows, which hold the letters.
        part_index(
            "ix_relationship_request_waiting_since", "sent_at", "created_at", "state", where="state = 'pending'"
        ),
        part_index("ix_relationship_request_established", "resolved_at", where="state = 'established'"),
        part_index("ix_relationship_request_gdap", "state", "id", where="type = 'gdap'"),
        Index("ix_relationship_request_created_by", "created_by"),
        Index("ix_relationship_request_customer_id", "customer_id"),
        Index("ix_relationship_request_reseller", "reseller_tenant_id", "customer_id"),
        # The list of those that have ended, the latest first.
        part_index(
            "ix_relationship_request_ended",
            "resolved_at",
            "id",
            where="state NOT IN ('draft', 'link_ready', 'pending')",
        ),
        Index("ix_relationship_request_lately", "owner", "id"),
        part_index(
            "ix_relationship_request_made", "created_by", "id", where="state IN ('draft', 'link_ready', 'pending')"
        ),
        part_index(
            "ix_relationship_request_target",
            "target_key",
            where="state IN ('draft', 'link_ready', 'pending')",
        ),
        part_index("ix_relationship_request_domain", "customer_domain", where="customer_domain IS NOT NULL"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    type: str = RequestType.CUSTOMER_RESELLER
    inviter_tenant_id: str
    target_key: str = Field(description="customer or partner tenant id, or the folded name while unknown")
    customer_id: str | None = None
    reseller_tenant_id: str | None = None
    target_name: str
    url: str | None = None
    email_text: str | None = None
    locale: str = "en"
    recipient: str | None = None
    state: str = RequestState.DRAFT
    created_by: str
    owner: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_by: str | None = None
    last_reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminder_count: int = 0
    resend_count: int = 0
    next_reminder_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Stopped by a person: nobody is asked again, but the request still expires when it is due.
    reminders_stopped: bool = False
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolution: str | None = None
    agreement_ref: str | None = None
    note: str | None = None
    gdap_relationship_id: str | None = None
    # Of a customer that is not in the directory: by it an acceptance is matched (invariant 28).
    customer_domain: str | None = None
    first_sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reference: str


class AuditEvent(Table, table=True):
    """Event of the append-only history: the database itself refuses UPDATE and DELETE, by a trigger."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_at", "at"),
        Index("ix_audit_event_about", "subject_type", "subject_id", "id"),
        Index("ix_audit_event_customer_id", "customer_id"),
        Index("ix_audit_event_reference", "reference", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    at: datetime = Field(sa_type=UtcDateTime)
    reference: str
    actor_id: str
    actor_name: str | None = None
    action: str
    subject_type: str
    subject_id: str
    customer_id: str | None = None
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON_DOCUMENT)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON_DOCUMENT)
    reason: str | None = None
    ms_correlation_id: str | None = None


class OutboxMessage(Table, table=True):
    """Message to send and what became of it (docs/limits.md#outbox).

    `recipient` is a Slack user or channel id. Rows with the same `subject` and recipient are one message in Slack,
    which later rows update in place. `payload` holds the facts that the renderer of `kind` needs, as ids only. A row
    with `thread` is a reply, never updated: it goes under the message of that subject to the same recipient.
    `reference` is that of the delivery, job or tick that caused it.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        part_index("ix_outbox_message_due", "due_at", where="state IN ('pending', 'sending')"),
        part_index("ix_outbox_message_recipient", "recipient", "due_at", "id", where="state IN ('pending', 'sending')"),
        Index("ix_outbox_message_subject", "subject", "recipient"),
        part_index("ix_outbox_message_dead", "id", where="state = 'dead'"),
        # Digests of the last days are looked through for what was dealt with since.
        part_index("ix_outbox_message_digest", "due_at", where="kind = 'reminders.digest'"),
        part_index("ix_outbox_message_thread", "thread", "recipient", where="thread IS NOT NULL"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    dedupe_key: str = Field(unique=True)
    kind: str
    subject: str
    recipient: str
    thread: str | None = None
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_DOCUMENT)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: str = OutboxState.PENDING
    claimed_by: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    first_try: datetime | None = Field(default=None, sa_type=UtcDateTime)
    slack_channel: str | None = None
    slack_ts: str | None = None
    last_error: str | None = None
    reference: str | None = None


class OutboxLane(Table, table=True):
    """Turn of one recipient of the outbox, or of a method that Slack limits for the whole workspace: the `key`.

    Nothing is sent before `free_at`; `claimed_by` holds the lane until `lease_until`.
    """

    __tablename__ = "outbox_lane"

    key: str = Field(primary_key=True)
    free_at: datetime = Field(sa_type=UtcDateTime)
    claimed_by: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ProcessedDelivery(Table, table=True):
    """Delivery from Slack whose effect was committed, with the outcome to answer again (docs/limits.md#repeats)."""

    __tablename__ = "processed_delivery"
    __table_args__ = (Index("ix_processed_delivery_at", "at"),)

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    outcome: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_DOCUMENT)


class PersonSetting(Table, table=True):
    """Choices that a person made in App Home; None stands for the workspace's or the profile's default.

    `digest_hour` is the local hour of reminders; `quiet_days` are ISO weekdays (1 is Monday) without reminders,
    besides weekends; `language` is one of ours instead of the Slack profile's.
    """

    __tablename__ = "person_setting"

    user_id: str = Field(primary_key=True)
    digest_hour: int | None = None
    quiet_days: list[int] | None = Field(default=None, sa_type=JSON_DOCUMENT)
    language: str | None = None
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ReplicaMessage(Table, table=True):
    """Fact that one replica learned from Slack or a person, and that the others must know within seconds.

    Ids of people and groups only, no profiles; rows are dropped after an hour.
    """

    __tablename__ = "replica_message"
    __table_args__ = (Index("ix_replica_message_at", "at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    at: datetime = Field(sa_type=UtcDateTime)
    origin: str
    kind: str
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON_DOCUMENT)


class Heartbeat(Table, table=True):
    """Sign of life of a sweep: when any process made a pass last, and the latest time in which none was running."""

    __tablename__ = "heartbeat"

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    silent_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    silent_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
