"""Things that are left of one step, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.models import DelegatedAdmin, StepKind
from bot.services.departures import facts
from bot.services.departures.facts import MOST_COUNTED, Leaver
from bot.services.invitations import targets
from bot.services.store import labels
from bot.services.store.paging import Page, page_start
from bot.services.store.sql import run

PER_PAGE = 15


@dataclass(frozen=True)
class Remain:
    """One thing that is left: a contact or partner on record (with its subscription), a request, or a relationship.

    Names are labels, and None where the step is not about such a one.
    """

    customer_id: str | None = None
    customer: str | None = None
    partner_id: str | None = None
    partner: str | None = None
    subscription_id: str | None = None
    subscription: str | None = None
    request_id: int | None = None
    privileges: DelegatedAdmin | None = None
    until: datetime | None = None
    auto_extend: bool = False


def page(
    session: Session,
    leaver: Leaver,
    kind: StepKind,
    provider_id: str,
    now: datetime,
    offset: int = 0,
    *,
    size: int = PER_PAGE,
) -> Page[Remain]:
    """Read what is left of a step that has a list, of the first MOST_COUNTED; past the end the last page."""
    statement, given = facts.listed(session, kind, leaver, provider_id, now)
    counted = int(run(session, facts.counting(statement), given).scalar_one())
    total = min(counted, MOST_COUNTED)
    start = page_start(offset, total, size)
    rows = run(session, statement.limit(min(size, total - start)).offset(start), given).all()
    return Page(_read(session, kind, rows), start, total, more=counted > total)


def _read(session: Session, kind: StepKind, rows: Sequence[Any]) -> tuple[Remain, ...]:
    if kind is StepKind.REQUESTS:
        known = targets.read(session, [row.id for row in rows])
        return tuple(
            Remain(request_id=row.id, customer=known[row.id].label, partner=known[row.id].reseller) for row in rows
        )
    if kind in (StepKind.CONTACTS, StepKind.RECORD):
        return _subscriptions(session, rows)
    return _relationships(session, rows)


def _subscriptions(session: Session, rows: Sequence[Any]) -> tuple[Remain, ...]:
    partners = {partner for row in rows if (partner := row._mapping.get("support_tenant_id"))}
    named = labels.read(
        session,
        customers={row.customer_id for row in rows},
        partners=partners,
        subscriptions=[row.id for row in rows],
    )
    return tuple(_subscription(row._mapping, named) for row in rows)


def _subscription(row: Mapping[Any, Any], named: labels.Labels) -> Remain:
    partner_id = row.get("support_tenant_id")
    return Remain(
        customer_id=row["customer_id"],
        customer=named.customer(row["customer_id"]),
        partner_id=partner_id,
        partner=named.partner(partner_id) if partner_id else None,
        subscription_id=row["id"],
        subscription=named.subscription(row["id"]),
    )


def _relationships(session: Session, rows: Sequence[Any]) -> tuple[Remain, ...]:
    named = labels.read(
        session,
        customers={row.customer_id for row in rows},
        partners={row.partner_tenant_id for row in rows},
    )
    return tuple(
        Remain(
            customer_id=row.customer_id,
            customer=named.customer(row.customer_id),
            partner_id=row.partner_tenant_id,
            partner=named.partner(row.partner_tenant_id),
            privileges=DelegatedAdmin(row.delegated_admin),
            until=row.delegated_admin_expires_at,
            auto_extend=row.auto_extend,
        )
        for row in rows
    )
