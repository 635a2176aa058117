"""Facts for the assignment form: for drawing it, and for what it submits, which is read in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, true
from sqlmodel import Session

from bot.models import Customer, Partner, RelationshipRequest, RequestState, RequestType
from bot.services.contacts import lookup
from bot.services.contacts.eligibility import ONE_PAIR, Condition, Pair, failures_of, gone, target_failures
from bot.services.contacts.lookup import LINES, CustomerSummary, Line, PartnerSummary, lines_of, partner_columns
from bot.services.store.labels import customer_label
from bot.services.store.sql import run, table


@dataclass(frozen=True)
class FormFacts:
    """Present state of the directory as a form shows it, empty while the form names no customer.

    `failures` are those of the target with this customer, `on_record` partner names by PartnerID,
    `agreement` is the support agreement that was noted with their relationship, in one line.
    """

    customer: CustomerSummary | None = None
    lines: tuple[Line, ...] = ()
    on_record: Mapping[str, str] = field(default_factory=dict)
    target: PartnerSummary | None = None
    failures: tuple[Condition, ...] = ()
    agreement: str | None = None


@dataclass(frozen=True)
class ProposalFacts:
    """Chosen lines, their customer's label, who is to support them, and E3 and E5 to E9 as far as they fail."""

    lines: tuple[Line, ...]
    customer_name: str
    target: PartnerSummary
    failures: tuple[Condition, ...]


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

# One statement: each is a round trip that people wait for. Its columns are those of a line, of the pair of customer
# and target, of the target's summary, and the customer's label.
_TARGET_COLUMNS = partner_columns(table(Partner))
_BOTH = ONE_PAIR.add_columns(*_TARGET_COLUMNS, customer_label(table(Customer)))
_SIDES = _BOTH.with_only_columns(*(c.label(f"side_{n}") for n, c in enumerate(_BOTH.selected_columns))).subquery()
_PROPOSED = LINES.add_columns(*_SIDES.c).outerjoin(_SIDES, true())
_LINE = len(LINES.selected_columns)
_PAIR = slice(_LINE, _LINE + len(ONE_PAIR.selected_columns))
_TARGET = slice(_PAIR.stop, _PAIR.stop + len(_TARGET_COLUMNS))
_CUSTOMER_NAME = _TARGET.stop


def read(
    session: Session,
    provider_id: str,
    customer_id: str,
    subscription_ids: Sequence[str],
    target_id: str | None,
    now: datetime,
) -> FormFacts:
    """Read what the form shows; raise NotFound when the customer or the target left the directory."""
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


def read_proposal(
    session: Session, provider_id: str, customer_id: str, target_id: str, ids: Sequence[str], now: datetime
) -> ProposalFacts | None:
    """Read the customer's subscriptions among `ids`, in that order, and the rest; None when none of them is left.

    Raise NotFound when the customer or the partner left the directory.
    """
    wanted = {"provider": provider_id, "customer": customer_id, "target": target_id, "ids": list(ids)}
    rows: Sequence[Any] = run(session, _PROPOSED, wanted).all()
    if not rows:
        return None
    first = rows[0]
    name = first[_CUSTOMER_NAME]
    if name is None:
        raise gone(provider_id, target_id)
    failures = failures_of(Pair(*first[_PAIR]), target_id == provider_id, now)
    return ProposalFacts(lines_of(rows, provider_id, ids), name, PartnerSummary(*first[_TARGET]), failures)
