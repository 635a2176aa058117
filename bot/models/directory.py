"""Tables of the directory: partners, customers, their relationships, subscriptions and support contacts; agreements.

`said_by` is the source of a row's values (an import, or Partner Center), `said_at` when they last changed by it.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, false
from sqlmodel import Field

from bot.models.base import SEARCH_TEXT, Table, UtcDateTime, part_index
from bot.models.enums import (
    ContactOrigin,
    DelegatedAdmin,
    OtherNameKind,
    PartnerKind,
    PartnershipState,
    RelationshipState,
)
from bot.models.work import ROW_ID


class Partner(Table, table=True):
    """Partner organisation of any kind; `tenant_id` is a GUID, `mpn_id` the digits of its PartnerID.

    `other_mpn_ids` are the PartnerIDs of its further locations, with spaces between them, `aliases` the names that the
    last file calls it by besides, with "; " between them.
    """

    __tablename__ = "partner"
    __table_args__ = (
        Index("ix_partner_search_key", "search_key"),
        Index("ix_partner_mpn_id", "mpn_id"),
        part_index(
            "ix_partner_refused", "mpn_id", where="record_health <> 'valid' OR NOT mpa_signed OR NOT program_active"
        ),
    )

    tenant_id: str = Field(primary_key=True)
    mpn_id: str
    name: str
    kind: str = Field(description=f"one of {[kind.value for kind in PartnerKind]}")
    location: str | None = None
    email: str | None = None
    telephone: str | None = None
    website: str | None = None
    mpa_signed: bool | None = None
    program_active: bool | None = None
    other_mpn_ids: str = ""
    aliases: str = Field(default="", sa_column_kwargs={"server_default": ""})
    record_health: str | None = Field(default=None, description="health as partner on record, as a file states it")
    said_by: str | None = None
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    search_key: str = Field(sa_type=SEARCH_TEXT)


class OtherName(Table, table=True):
    """Name besides the present one by which a party is found: one that it had before, or an alias.

    `party` names the table that `tenant_id` is a key of, `folded` is the name as searches compare it; a search key
    holds it, too. `said_by` is who calls it so: a Slack user id, or an import; None for a name that it had.
    """

    __tablename__ = "other_name"
    __table_args__ = (Index("ix_other_name_folded", "party", "folded"),)

    party: str = Field(primary_key=True)
    tenant_id: str = Field(primary_key=True)
    folded: str = Field(primary_key=True)
    kind: str = OtherNameKind.FORMER
    name: str
    noted_at: datetime = Field(sa_type=UtcDateTime)
    said_by: str | None = None


class Partnership(Table, table=True):
    """Link of a provider and an indirect reseller; without an active one a reseller is no candidate (invariant 3)."""

    __tablename__ = "partnership"

    provider_tenant_id: str = Field(primary_key=True, foreign_key="partner.tenant_id")
    reseller_tenant_id: str = Field(primary_key=True, foreign_key="partner.tenant_id")
    state: str = PartnershipState.ACTIVE
    established_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Customer(Table, table=True):
    """Customer tenant; `id` is the tenant's GUID, `domain` "" if unknown, `country` an ISO 3166 alpha-2 code.

    `elsewhere` if it belongs to other providers only; `bot/services/separation.py` keeps and reads it. `aliases` are
    the names that the last file calls it by besides, with "; " between them.
    """

    __tablename__ = "customer"
    __table_args__ = (
        Index("ix_customer_search_key", "search_key"),
        Index("ix_customer_domain", "domain"),
        part_index("ix_customer_elsewhere", "id", where="elsewhere"),
    )

    id: str = Field(primary_key=True)
    company_name: str
    domain: str
    relationship_to_partner: str = "reseller"
    country: str | None = None
    elsewhere: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    aliases: str = Field(default="", sa_column_kwargs={"server_default": ""})
    said_by: str | None = None
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    search_key: str = Field(sa_type=SEARCH_TEXT)


class CustomerRelationship(Table, table=True):
    """Link of a customer and a partner; either may have many, which is multi-partner.

    See docs/domain.md#several-partners.
    """

    __tablename__ = "customer_relationship"
    __table_args__ = (
        Index("ix_customer_relationship_partner_tenant_id", "partner_tenant_id"),
        part_index(
            "ix_customer_relationship_expiring",
            "delegated_admin_expires_at",
            "customer_id",
            "partner_tenant_id",
            where="delegated_admin = 'gdap'",
        ),
    )

    customer_id: str = Field(primary_key=True, foreign_key="customer.id")
    partner_tenant_id: str = Field(primary_key=True, foreign_key="partner.tenant_id")
    state: str = RelationshipState.ESTABLISHED
    delegated_admin: str = DelegatedAdmin.NONE
    delegated_admin_expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    auto_extend: bool = False
    established_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    said_by: str | None = None
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source: str = "import"


class Subscription(Table, table=True):
    """Subscription of a customer; `partner_id` is the partner on record, never the support contact (invariant 10).

    It is "" where its source says that there is none, None where it says nothing. At `commitment_end_date` the
    subscription renews.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_customer_id", "customer_id"),
        part_index("ix_subscription_deleted", "id", where="status = 'deleted'"),
        Index("ix_subscription_search_key", "search_key"),
        part_index("ix_subscription_on_record", "partner_id", "id", where="status = 'active'"),
        # The weekly report counts by the first alone, whose second column is what SQLite would read rows for, and takes
        # off the others, which need no partner on record.
        part_index("ix_subscription_record_count", "partner_id", "status", where="status = 'active'"),
        part_index("ix_subscription_other_channel", "partner_id", "id", where="channel <> 'csp'"),
        part_index("ix_subscription_renewal", "commitment_end_date", "id", where="status = 'active'"),
    )

    id: str = Field(primary_key=True)
    customer_id: str = Field(foreign_key="customer.id")
    friendly_name: str
    offer_name: str | None = None
    product_type: str | None = None
    billing_type: str | None = None
    quantity: int | None = None
    status: str = "active"
    partner_id: str | None = None
    channel: str = "csp"
    creation_date: datetime | None = Field(default=None, sa_type=UtcDateTime)
    commitment_end_date: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Renewal before which people were told that its partner on record is not valid.
    record_told_for: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The value that the last import brought: only a *changed* observation may move the contact, so that reading the
    # same file again never undoes what people assigned since.
    imported_support_tenant_id: str | None = None
    said_by: str | None = None
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    search_key: str = Field(sa_type=SEARCH_TEXT)


class SupportContact(Table, table=True):
    """Present support contact of a subscription, if it was ever set; no row means the provider (invariant 2).

    `version` grows by one with each change; forms compare it (invariant 22). A missing row has version 0. `ended_why`
    and its like tell of the last contact that ended with its subscription; the row itself is the default then.
    """

    __tablename__ = "support_contact"
    __table_args__ = (
        Index("ix_support_contact_support_tenant_id", "support_tenant_id", "subscription_id"),
        # A removal counts and weighs a partner's contacts by it alone, without reading them.
        Index("ix_support_contact_weight", "support_tenant_id", "version", "since"),
    )

    subscription_id: str = Field(primary_key=True, foreign_key="subscription.id")
    support_tenant_id: str = Field(foreign_key="partner.tenant_id")
    origin: str = ContactOrigin.ASSIGNED
    since: datetime = Field(sa_type=UtcDateTime)
    set_by: str | None = None
    version: int = 1
    assignment_id: int | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_why: str | None = None
    ended_tenant_id: str | None = None
    ended_assignment_id: int | None = Field(default=None, sa_type=BigInteger)


class SupportAgreement(Table, table=True):
    """Agreement with a reseller, about one customer or (None) all; assignments name it by its reference.

    It holds from `first_day` to `last_day` (YYYY-MM-DD), both included, None without an end, in `zone` (IANA).
    `due_at` is when somebody has to be told next: `remind_days` before its end, and at its end. Each write raises
    `version`.
    """

    __tablename__ = "support_agreement"
    __table_args__ = (
        UniqueConstraint("reseller_tenant_id", "reference_key", name="uq_support_agreement_reference"),
        Index("ix_support_agreement_reference_key", "reference_key"),
        Index("ix_support_agreement_owner", "owner"),
        part_index("ix_support_agreement_due", "due_at", "id", where="due_at IS NOT NULL"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    provider_tenant_id: str
    reseller_tenant_id: str
    customer_id: str | None = None
    reference: str
    reference_key: str = Field(sa_type=SEARCH_TEXT)
    first_day: str
    last_day: str | None = None
    remind_days: int = 30
    zone: str = "UTC"
    owner: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1
