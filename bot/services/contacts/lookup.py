"""Support contacts read: present ones by subscription, and those who could be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, bindparam, func, or_, select
from sqlmodel import Session, col

from bot.errors import NotFound
from bot.models import ContactOrigin, Customer, Partner, Subscription, SupportContact
from bot.services import commerce
from bot.services.commerce import KeptHere, SubscriptionShape
from bot.services.contacts.eligibility import Condition, eligible_resellers, is_ours, subscription_failures
from bot.services.on_record import health
from bot.services.search.hits import KnownAs
from bot.services.separation import ours
from bot.services.store.labels import customer_label, partner_label, subscription_label
from bot.services.store.sql import records, run, table


@dataclass(frozen=True)
class CustomerSummary:
    """A customer as people name it; `ours` is E3, `told_apart` its name with what tells it from namesakes, if any."""

    id: str
    name: str
    domain: str
    country: str | None
    ours: bool
    told_apart: str = ""

    @property
    def label(self) -> str:
        """The name as screens say it."""
        return self.told_apart or self.name


@dataclass(frozen=True)
class PartnerSummary:
    """A partner and the support data the customer will see, None when unknown; `told_apart` as of a customer.

    `known_as` is the other name that a search found it by.
    """

    tenant_id: str
    name: str
    mpn_id: str
    telephone: str | None = None
    email: str | None = None
    website: str | None = None
    told_apart: str = ""
    known_as: KnownAs | None = None

    @property
    def label(self) -> str:
        """The name as screens say it, besides the one that the customer will see."""
        return self.told_apart or self.name


@dataclass(frozen=True)
class PastContact:
    """Contact that ended with its subscription, by name; `why` as of bot/services/basis/endings.py."""

    name: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Line:
    """One subscription with its present contact; `version` 0 means the default nobody ever changed.

    `told_apart` is its name with what tells it from others of its plan, `contact_name` a label, too. `kept_here`
    says why Microsoft has no support contact of it. `renews_at` is the end of its commitment, `needs_record` tells if
    it has to have a partner on record, `ended` whose support ended, if nobody's began after it.
    """

    subscription_id: str
    name: str
    offer: str | None
    status: str
    contact_id: str
    contact_name: str
    origin: str
    since: datetime | None
    set_by: str | None
    version: int
    partner_on_record: str | None
    failures: tuple[Condition, ...]
    quantity: int | None = None
    started: datetime | None = None
    told_apart: str = ""
    kept_here: KeptHere | None = None
    renews_at: datetime | None = None
    needs_record: bool = False
    ended: PastContact | None = None

    @property
    def label(self) -> str:
        """The name as screens say it."""
        return self.told_apart or self.name

    @property
    def without_contact(self) -> bool:
        """True where there can be no contact and nobody set one; the provider's default means nothing there."""
        return bool(self.failures) and self.origin == ContactOrigin.DEFAULT


class LineRow(SubscriptionShape, Protocol):
    """Row of LINES, or of another statement with its columns; those of the contact may be None."""

    id: Any
    friendly_name: Any
    offer_name: Any
    creation_date: Any
    commitment_end_date: Any
    partner_id: Any
    quantity: Any
    told_apart: Any
    support_tenant_id: Any
    origin: Any
    since: Any
    set_by: Any
    version: Any
    contact_name: Any
    ended_at: Any
    ended_why: Any
    ended_name: Any


_SUBSCRIPTION, _CONTACT, _PARTNER = table(Subscription), table(SupportContact), table(Partner)
_SHOWN = ("friendly_name", "offer_name", "status", "creation_date", "commitment_end_date", "partner_id", "quantity")
_FORMER = table(Partner).alias("former")
_JUDGED = ("product_type", "billing_type", "channel")
LINES = (
    select(
        _SUBSCRIPTION.c.id,
        *(_SUBSCRIPTION.c[name] for name in (*_SHOWN, *_JUDGED)),
        subscription_label(_SUBSCRIPTION).label("told_apart"),
        _CONTACT.c.support_tenant_id,
        _CONTACT.c.origin,
        _CONTACT.c.since,
        _CONTACT.c.set_by,
        _CONTACT.c.version,
        partner_label(_PARTNER).label("contact_name"),
        _CONTACT.c.ended_at,
        _CONTACT.c.ended_why,
        func.coalesce(_FORMER.c.name, _CONTACT.c.ended_tenant_id).label("ended_name"),
    )
    .outerjoin(_CONTACT, _CONTACT.c.subscription_id == _SUBSCRIPTION.c.id)
    .outerjoin(_PARTNER, _PARTNER.c.tenant_id == func.coalesce(_CONTACT.c.support_tenant_id, bindparam("provider")))
    .outerjoin(_FORMER, _FORMER.c.tenant_id == _CONTACT.c.ended_tenant_id)
    .where(
        _SUBSCRIPTION.c.customer_id == bindparam("customer"),
        _SUBSCRIPTION.c.id.in_(bindparam("ids", expanding=True)),
        ours(_SUBSCRIPTION.c.customer_id),
    )
)
_PARTNER_FIELDS = ("tenant_id", "name", "mpn_id", "telephone", "email", "website")
_CUSTOMER = table(Customer)
_ONE_CUSTOMER = select(
    *(_CUSTOMER.c[name] for name in ("id", "company_name", "domain", "country", "relationship_to_partner")),
    customer_label(_CUSTOMER),
).where(_CUSTOMER.c.id == bindparam("id"), ours(_CUSTOMER.c.id))


def partner_columns(source: FromClause) -> list[ColumnElement[Any]]:
    """Return what a PartnerSummary is made of, in the order of its fields, from the table or an alias of it."""
    return [*(source.c[name] for name in _PARTNER_FIELDS), partner_label(source)]


_PARTNERS = select(*partner_columns(_PARTNER)).where(_PARTNER.c.tenant_id.in_(bindparam("ids", expanding=True)))
_BY_MPN = (
    select(_PARTNER.c.tenant_id, _PARTNER.c.mpn_id, _PARTNER.c.other_mpn_ids, partner_label(_PARTNER).label("name"))
    .where(or_(_PARTNER.c.mpn_id.in_(bindparam("ids", expanding=True)), _PARTNER.c.other_mpn_ids != ""))
    .order_by(_PARTNER.c.name)
)


def customer(session: Session, customer_id: str) -> CustomerSummary:
    """Read a customer; NotFound when it left the directory."""
    row: Any = run(session, _ONE_CUSTOMER, {"id": customer_id}).one_or_none()
    if row is None:
        raise NotFound("error-customer-gone")
    key, name, domain, country, relationship, label = row
    return CustomerSummary(key, name, domain, country, is_ours(relationship), label)


def customer_of(session: Session, subscription_id: str) -> str:
    """Find the customer id of a subscription; NotFound when it left the directory."""
    whose = col(Subscription.customer_id)
    query = select(whose).where(col(Subscription.id) == subscription_id, ours(whose))
    found: str | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("error-subscription-gone")
    return found


def partners(session: Session, tenant_ids: Iterable[str]) -> Mapping[str, PartnerSummary]:
    """Read partners by tenant id; unknown ids are left out."""
    found = records(session, PartnerSummary, _PARTNERS, {"ids": list(set(tenant_ids))})
    return {summary.tenant_id: summary for summary in found}


def names_by_mpn(session: Session, mpn_ids: Iterable[str]) -> Mapping[str, str]:
    """Read partners' labels by PartnerID, for showing the partner on record; unknown ids are left out.

    A PartnerID of several tenants has all of their names; one of a partner's further locations has the partner's.
    """
    wanted = set(mpn_ids)
    if not wanted:
        return {}
    names: dict[str, list[str]] = {}
    for row in run(session, _BY_MPN, {"ids": list(wanted)}):
        for mpn_id in wanted & {row.mpn_id, *row.other_mpn_ids.split()}:
            names.setdefault(mpn_id, []).append(row.name)
    return {mpn_id: " / ".join(found) for mpn_id, found in names.items()}


def on_record(session: Session, lines: Iterable["Line"]) -> tuple[str, ...]:
    """Find the tenant ids of the lines' partners on record; a PartnerID that several tenants share is nobody's."""
    numbers = list(dict.fromkeys(line.partner_on_record for line in lines if line.partner_on_record))
    owners: dict[str, set[str]] = {}
    for row in run(session, _BY_MPN, {"ids": numbers}) if numbers else ():
        for number in {row.mpn_id, *row.other_mpn_ids.split()}:
            owners.setdefault(number, set()).add(row.tenant_id)
    return tuple(
        dict.fromkeys(owner for number in numbers if len(owned := owners.get(number, set())) == 1 for owner in owned)
    )


def partner(session: Session, tenant_id: str) -> PartnerSummary:
    """Read one partner; NotFound when it left the directory."""
    found = partners(session, [tenant_id]).get(tenant_id)
    if found is None:
        raise NotFound("error-partner-gone")
    return found


def lines(session: Session, provider_id: str, customer_id: str, ids: Sequence[str]) -> tuple[Line, ...]:
    """Read the customer's subscriptions among `ids`, in that order; ids of other customers are left out."""
    wanted = {"customer": customer_id, "provider": provider_id, "ids": list(ids)}
    return lines_of(session, run(session, LINES, wanted), provider_id, ids)


def lines_of(session: Session, rows: Iterable[LineRow], provider_id: str, ids: Sequence[str]) -> tuple[Line, ...]:
    """Make lines of rows of LINES, in the order of `ids`."""
    refused = commerce.are_refused(session)
    found = {row.id: line_of(row, provider_id, refused=refused) for row in rows}
    return tuple(found[key] for key in ids if key in found)


def candidates(session: Session, provider_id: str, customer_id: str, now: datetime) -> tuple[PartnerSummary, ...]:
    """Read the provider, then every eligible reseller by name (invariant 6)."""
    ids = eligible_resellers(session, provider_id, customer_id, now)
    known = partners(session, [provider_id, *ids])
    resellers = sorted((known[key] for key in ids), key=lambda summary: summary.name.casefold())
    return (known[provider_id], *resellers)


def line_of(row: LineRow, provider_id: str, *, refused: bool) -> Line:
    """Make the line of a subscription joined with its contact, if it has one; no contact is the default.

    `refused` as of `subscription_failures`.
    """
    contact_id, origin = row.support_tenant_id or provider_id, row.origin or ContactOrigin.DEFAULT
    is_ended = row.ended_why and origin == ContactOrigin.DEFAULT
    return Line(
        subscription_id=row.id,
        name=row.friendly_name,
        offer=row.offer_name,
        status=row.status,
        contact_id=contact_id,
        contact_name=row.contact_name or contact_id,
        origin=origin,
        since=row.since or row.creation_date,
        set_by=row.set_by,
        version=row.version or 0,
        partner_on_record=row.partner_id,
        failures=subscription_failures(row, refused=refused),
        quantity=row.quantity,
        started=row.creation_date,
        told_apart=row.told_apart,
        kept_here=commerce.kept_here(row),
        renews_at=row.commitment_end_date,
        needs_record=health.is_concerned(row),
        ended=PastContact(row.ended_name, row.ended_at, row.ended_why) if is_ended else None,
    )
