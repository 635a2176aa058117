"""What the assignment form needs to know, read in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session

from bot.models import RelationshipRequest, RequestState, RequestType
from bot.services.contacts import lookup
from bot.services.contacts.eligibility import Condition, target_failures
from bot.services.contacts.lookup import CustomerSummary, Line, PartnerSummary
from bot.services.store.sql import run, table


@dataclass(frozen=True)
class FormFacts:
    """The directory's present answer to a form, empty while it names no customer.

    `failures` are those of the target with this customer, `on_record` partner names by PartnerID,
    `agreement` is the support agreement that was noted with their relationship, in one line.
    """

    customer: CustomerSummary | None = None
    lines: tuple[Line, ...] = ()
    on_record: Mapping[str, str] = field(default_factory=dict)
    target: PartnerSummary | None = None
    failures: tuple[Condition, ...] = ()
    agreement: str | None = None


_R = table(RelationshipRequest)
_AGREED = (
    select(_R.c.agreement_ref, _R.c.note)
    .where(
        _R.c.state == RequestState.ESTABLISHED,
        _R.c.reseller_tenant_id == bindparam("reseller"),
        # With this customer, or the partnership as a whole.
        or_(_R.c.customer_id == bindparam("customer"), _R.c.type == RequestType.PARTNERSHIP),
        or_(_R.c.agreement_ref.is_not(None), _R.c.note.is_not(None)),
    )
    .order_by(_R.c.customer_id.is_(None), _R.c.id.desc())
    .limit(1)
)


def read(
    session: Session,
    provider_id: str,
    customer_id: str,
    subscription_ids: Sequence[str],
    target_id: str | None,
    now: datetime,
) -> FormFacts:
    """Raises NotFound when the customer or the target left the directory."""
    customer = lookup.customer(session, customer_id)
    lines = lookup.lines(session, provider_id, customer_id, subscription_ids)
    on_record = lookup.names_by_mpn(session, [line.partner_on_record for line in lines if line.partner_on_record])
    if target_id is None:
        return FormFacts(customer, lines, on_record)
    target = lookup.partner(session, target_id)
    failures = target_failures(session, provider_id, customer_id, target_id, now)
    noted = run(session, _AGREED, {"reseller": target_id, "customer": customer_id}).first()
    agreement = " · ".join(part for part in noted if part) if noted else None
    return FormFacts(customer, lines, on_record, target, failures, agreement)
