"""Lists of App Home that are the team's: recent events, and privileges under an assignment that are about to end."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select, text
from sqlmodel import Session

from bot.models import (
    AuditEvent,
    Customer,
    CustomerRelationship,
    Partner,
    RelationshipState,
    Subscription,
    SupportContact,
)
from bot.services.home.parts import ExpiringPrivileges, Happening, Section, part, source
from bot.services.invitations import targets
from bot.services.invitations.targets import RequestTarget
from bot.services.separation import ours
from bot.services.store import labels
from bot.services.store.labels import customer_label, partner_label
from bot.services.store.paging import Page
from bot.services.store.sql import by_no_index, run, table

SOON = timedelta(days=60)
LATEST = 8
# One decision may leave a row per subscription; rows further back are too old to tell.
_LOOKED_AT = 300
# Ends that are searched for a contact resting on them, soonest first: each search costs some 40 us.
_ENDS_LOOKED_AT = 300
# Actions of the history that are told; other rows are steps on the way.
ACTIONS = (
    "contact.assigned",
    "contact.observed",
    "contact.invalidated",
    "contact.restored",
    "relationship.removed",
    "request.pending",
    "request.established",
    "request.declined",
    "request.expired",
    "request.withdrawn",
)

_E, _S, _C, _P = map(table, (AuditEvent, Subscription, Customer, Partner))
_HELD, _CONTACT = table(CustomerRelationship), table(SupportContact)
# Taken out of the document by the database: to read hundreds of documents was a fifth of a Home.
_PARTNER = func.coalesce(
    func.nullif(_E.c.after["support_tenant_id"].as_string(), ""), _E.c.after["partner_id"].as_string()
)
_NEWEST = (
    select(
        _E.c.at,
        _E.c.action,
        _E.c.actor_id,
        _E.c.reference,
        _E.c.subject_id,
        _E.c.customer_id,
        _PARTNER.label("contact"),
    )
    .where(ours(_E.c.customer_id))
    .order_by(_E.c.id.desc())
    .limit(_LOOKED_AT)
)

_SOONEST = (
    select(_HELD.c.customer_id, _HELD.c.partner_tenant_id, _HELD.c.delegated_admin_expires_at)
    .where(
        # In these very words, or the partial index is not used.
        text("customer_relationship.delegated_admin = 'gdap'"),
        _HELD.c.state == RelationshipState.ESTABLISHED,
        _HELD.c.auto_extend.is_(False),
        ours(_HELD.c.customer_id),
        _HELD.c.delegated_admin_expires_at.between(bindparam("now"), bindparam("until")),
    )
    .order_by(_HELD.c.delegated_admin_expires_at, _HELD.c.customer_id, _HELD.c.partner_tenant_id)
    .limit(_ENDS_LOOKED_AT)
    .subquery("soonest")
)
_LOOKED = select(func.count()).select_from(_SOONEST)
_SERVED = _S.join(_CONTACT, _CONTACT.c.subscription_id == _S.c.id)
# By the customer's few subscriptions, not by all that the partner supports, for each end.
_SUPPORTER = by_no_index(_CONTACT.c.support_tenant_id)
_RESTS = and_(_S.c.customer_id == _SOONEST.c.customer_id, _SOONEST.c.partner_tenant_id == _SUPPORTER)
_EXPIRING = (
    select(
        _SOONEST.c.customer_id,
        customer_label(_C),
        _SOONEST.c.partner_tenant_id,
        partner_label(_P),
        _SOONEST.c.delegated_admin_expires_at,
        select(func.count()).select_from(_SERVED).where(_RESTS).correlate(_SOONEST).scalar_subquery(),
    )
    .join(_C, _C.c.id == _SOONEST.c.customer_id)
    .join(_P, _P.c.tenant_id == _SOONEST.c.partner_tenant_id)
    .where(exists(select(1).select_from(_SERVED).where(_RESTS).correlate(_SOONEST)))
    .order_by(_SOONEST.c.delegated_admin_expires_at, _SOONEST.c.customer_id, _SOONEST.c.partner_tenant_id)
)
_ENDING = (source(_EXPIRING, lambda row: ExpiringPrivileges(*row)),)


def expiring(session: Session, now: datetime, offset: int) -> Page[ExpiringPrivileges]:
    """Read GDAP that ends within SOON, does not extend itself and has support contacts resting on it; soonest first.

    Only the first 300 ends are searched: a Home is drawn for everybody who looks, after each change.
    """
    window = {"now": now, "until": now + SOON}
    found = part(session, _ENDING, Section.EXPIRING, offset, window)
    return replace(found, more=run(session, _LOOKED, window).scalar_one() == _ENDS_LOOKED_AT)


def recent(session: Session) -> tuple[Happening, ...]:
    """Read the latest decisions and answers, newest first; rows of one decision are one line."""
    found: dict[tuple[str, str, str], list[Any]] = {}
    for row in run(session, _NEWEST).all():
        if row.action in ACTIONS:
            about = row.subject_id if row.action.startswith("request.") else row.contact or ""
            found.setdefault((row.reference, row.action, about), []).append(row)
    told = list(found.values())[:LATEST]
    names = _names(session, [row for rows in told for row in rows])
    return tuple(_happening(rows, names) for rows in told)


def _happening(rows: list[Any], names: Mapping[Any, RequestTarget]) -> Happening:
    first = rows[0]
    contact = first.contact
    about = [names.get(key, RequestTarget(str(key))) for row in rows if (key := _about(row))]
    return Happening(
        at=first.at,
        what=first.action,
        by=first.actor_id,
        about=tuple(dict.fromkeys(target.label for target in about)),
        contact=names.get(contact, RequestTarget(contact)).label if contact else None,
        count=len(rows),
        asked_as=about[0].asked_as if about else None,
    )


def _about(row: Any) -> int | str | None:
    """Return what a row of history concerns: a request by its number, anything else by its customer."""
    about: int | str | None = int(row.subject_id) if row.action.startswith("request.") else row.customer_id
    return about


def _names(session: Session, rows: Iterable[Any]) -> Mapping[Any, RequestTarget]:
    """Read names by id of a customer, partner or request."""
    rows = list(rows)
    about = {_about(row) for row in rows}
    requests = [key for key in about if isinstance(key, int)]
    asked = targets.read(session, requests)
    named = labels.read(
        session,
        customers={key for key in about if isinstance(key, str)},
        partners={row.contact for row in rows if row.contact},
    )
    parties = {**named.customers, **named.partners}
    return {key: RequestTarget(name) for key, name in parties.items()} | dict(asked)
