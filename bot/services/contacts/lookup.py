"""Support contacts read: who supports which subscription now, and who could."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session, col

from bot.errors import NotFound
from bot.models import ContactOrigin, Customer, Partner, Subscription, SupportContact
from bot.services.contacts.eligibility import Condition, eligible_resellers, is_ours, subscription_failures
from bot.services.store.sql import run, table


@dataclass(frozen=True)
class CustomerSummary:
    """A customer as people name it; `ours` is E3."""

    id: str
    name: str
    domain: str
    country: str | None
    ours: bool


@dataclass(frozen=True)
class PartnerSummary:
    """A partner and the support data the customer will see; the last three are None when unknown."""

    tenant_id: str
    name: str
    mpn_id: str
    telephone: str | None = None
    email: str | None = None
    website: str | None = None


@dataclass(frozen=True)
class Line:
    """One subscription with its present contact; `version` 0 means the default nobody ever changed."""

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


_SUBSCRIPTION, _CONTACT, _PARTNER = table(Subscription), table(SupportContact), table(Partner)
_SHOWN = ("friendly_name", "offer_name", "status", "creation_date", "partner_id")
_JUDGED = ("product_type", "billing_type", "channel")
LINES = (
    select(
        _SUBSCRIPTION.c.id,
        *(_SUBSCRIPTION.c[name] for name in (*_SHOWN, *_JUDGED)),
        _CONTACT.c.support_tenant_id,
        _CONTACT.c.origin,
        _CONTACT.c.since,
        _CONTACT.c.set_by,
        _CONTACT.c.version,
        _PARTNER.c.name.label("contact_name"),
    )
    .outerjoin(_CONTACT, _CONTACT.c.subscription_id == _SUBSCRIPTION.c.id)
    .outerjoin(_PARTNER, _PARTNER.c.tenant_id == func.coalesce(_CONTACT.c.support_tenant_id, bindparam("provider")))
    .where(
        _SUBSCRIPTION.c.customer_id == bindparam("customer"),
        _SUBSCRIPTION.c.id.in_(bindparam("ids", expanding=True)),
    )
)
# Columns in the order of PartnerCard's fields.
PARTNER_COLUMNS = ("tenant_id", "name", "mpn_id", "telephone", "email", "website")
_PARTNERS = select(*(_PARTNER.c[name] for name in PARTNER_COLUMNS)).where(
    _PARTNER.c.tenant_id.in_(bindparam("ids", expanding=True))
)

_BY_MPN = (
    select(_PARTNER.c.mpn_id, _PARTNER.c.other_mpn_ids, _PARTNER.c.name)
    .where(or_(_PARTNER.c.mpn_id.in_(bindparam("ids", expanding=True)), _PARTNER.c.other_mpn_ids != ""))
    .order_by(_PARTNER.c.name)
)


def customer(session: Session, customer_id: str) -> CustomerSummary:
    """The customer; NotFound when it left the directory."""
    row = session.get(Customer, customer_id)
    if row is None:
        raise NotFound("error-customer-gone")
    return CustomerSummary(row.id, row.company_name, row.domain, row.country, is_ours(row.relationship_to_partner))


def customer_of(session: Session, subscription_id: str) -> str:
    """Customer id of a subscription; NotFound when it left the directory."""
    query = select(col(Subscription.customer_id)).where(col(Subscription.id) == subscription_id)
    found: str | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("error-subscription-gone")
    return found


def partners(session: Session, tenant_ids: Iterable[str]) -> Mapping[str, PartnerSummary]:
    """Partners by tenant id; unknown ids are left out."""
    rows: Iterable[Any] = run(session, _PARTNERS, {"ids": list(set(tenant_ids))})
    return {row.tenant_id: PartnerSummary(*row) for row in rows}


def names_by_mpn(session: Session, mpn_ids: Iterable[str]) -> Mapping[str, str]:
    """Partner names by PartnerID, for showing the partner on record; unknown ids are left out.

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


def partner(session: Session, tenant_id: str) -> PartnerSummary:
    """One partner summary; NotFound when it left the directory."""
    found = partners(session, [tenant_id]).get(tenant_id)
    if found is None:
        raise NotFound("error-partner-gone")
    return found


def lines(session: Session, provider_id: str, customer_id: str, ids: Sequence[str]) -> tuple[Line, ...]:
    """The customer's subscriptions among `ids`, in that order; ids of other customers are left out."""
    wanted = {"customer": customer_id, "provider": provider_id, "ids": list(ids)}
    return lines_of(run(session, LINES, wanted), provider_id, ids)


def lines_of(rows: Iterable[Any], provider_id: str, ids: Sequence[str]) -> tuple[Line, ...]:
    """From rows of LINES, in the order of `ids`."""
    found = {row.id: line_of(row, provider_id) for row in rows}
    return tuple(found[key] for key in ids if key in found)


def candidates(session: Session, provider_id: str, customer_id: str, now: datetime) -> tuple[PartnerSummary, ...]:
    """The provider first, then every eligible reseller by name (invariant 6)."""
    ids = eligible_resellers(session, provider_id, customer_id, now)
    known = partners(session, [provider_id, *ids])
    resellers = sorted((known[key] for key in ids), key=lambda summary: summary.name.casefold())
    return (known[provider_id], *resellers)


def line_of(row: Any, provider_id: str) -> Line:
    """The line of a row of subscription columns joined with its contact's, named as here; no contact is the default."""
    contact_id = row.support_tenant_id or provider_id
    return Line(
        subscription_id=row.id,
        name=row.friendly_name,
        offer=row.offer_name,
        status=row.status,
        contact_id=contact_id,
        contact_name=row.contact_name or contact_id,
        origin=row.origin or ContactOrigin.DEFAULT,
        since=row.since or row.creation_date,
        set_by=row.set_by,
        version=row.version or 0,
        partner_on_record=row.partner_id,
        failures=subscription_failures(row),
    )
