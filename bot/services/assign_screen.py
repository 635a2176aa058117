"""What the assignment form needs to know, read in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.services import contacts
from bot.services.contacts import CustomerCard, Line, PartnerCard
from bot.services.eligibility import Check, target_failures


@dataclass(frozen=True)
class Reading:
    """The directory's present answer to a form; `failures` are those of the target with this customer."""

    customer: CustomerCard
    lines: tuple[Line, ...] = ()
    on_record: Mapping[str, str] = field(default_factory=dict)
    target: PartnerCard | None = None
    failures: tuple[Check, ...] = ()


def read(
    session: Session,
    provider_id: str,
    customer_id: str,
    subscription_ids: Sequence[str],
    target_id: str | None,
    now: datetime,
) -> Reading:
    """Raises NotFound when the customer or the target left the directory."""
    customer = contacts.customer(session, customer_id)
    lines = contacts.lines(session, provider_id, customer_id, subscription_ids)
    on_record = contacts.names_by_mpn(session, [line.partner_on_record for line in lines if line.partner_on_record])
    if target_id is None:
        return Reading(customer, lines, on_record)
    target = contacts.partner(session, target_id)
    failures = target_failures(session, provider_id, customer_id, target_id, now)
    return Reading(customer, lines, on_record, target, failures)
