"""Contacts that ended together, as messages tell of them, and the subscriptions that follow one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session

from bot.errors import NotFound
from bot.models import ContactOrigin, Subscription, SupportContact
from bot.services.basis import told
from bot.services.basis.endings import ENDED, OVER
from bot.services.basis.told import SHOWN, ToldContact
from bot.services.contacts import lookup
from bot.services.contacts.assignments import MOST_AT_ONCE
from bot.services.search.folding import fold
from bot.services.separation import ours
from bot.services.store.labels import Labels
from bot.services.store.sql import run, table

# Subscriptions of one customer that may follow, of which the newest are looked at.
_LOOKED_AT = 200

_U, _S = table(Subscription), table(SupportContact)
_OVER = (
    select(
        _U.c.customer_id,
        _U.c.status,
        _U.c.offer_name,
        _U.c.friendly_name,
        _U.c.creation_date,
        _S.c.ended_tenant_id,
    )
    .outerjoin(_S, _S.c.subscription_id == _U.c.id)
    .where(_U.c.id == bindparam("id"), ours(_U.c.customer_id))
)
_FOLLOWING = (
    select(_U.c.id, _U.c.offer_name, _U.c.friendly_name)
    .outerjoin(_S, _S.c.subscription_id == _U.c.id)
    .where(
        _U.c.customer_id == bindparam("customer"),
        _U.c.id != bindparam("id"),
        _U.c.status.not_in(OVER),
        func.coalesce(_S.c.origin, ContactOrigin.DEFAULT.value) == ContactOrigin.DEFAULT.value,
        ours(_U.c.customer_id),
    )
    .order_by(_U.c.creation_date.desc(), _U.c.id)
    .limit(_LOOKED_AT)
)


@dataclass(frozen=True)
class EndedContact:
    """One contact, in labels, that ended; `customer` is whose the subscription was, `why` an EndReason."""

    subscription_id: str
    subscription: str
    customer: str
    contact: str
    at: datetime
    why: str


@dataclass(frozen=True)
class EndedContacts:
    """Contacts that ended together: the first SHOWN of `total`."""

    shown: tuple[EndedContact, ...]
    total: int


@dataclass(frozen=True)
class Succession:
    """Subscriptions of a customer that may follow one whose contact ended, and who that was, if it may go on."""

    customer_id: str
    subscription_ids: tuple[str, ...]
    contact_id: str | None


def ended(session: Session, reference: str, owner: str | None = None, most: int = SHOWN) -> EndedContacts:
    """Read what ended under a reference, of one owner (Slack user id) or of all; names of the first `most`."""
    found = told.read(session, ENDED, reference, owner, most)
    return EndedContacts(tuple(_ended(one, found.named) for one in found.first), found.total)


def _ended(one: ToldContact, named: Labels) -> EndedContact:
    contact = named.partner(one.before["support_tenant_id"])
    subscription, customer = named.subscription(one.subscription_id), named.customer(one.customer_id)
    return EndedContact(one.subscription_id, subscription, customer, contact, one.at, one.after["why"])


def succession(session: Session, provider_id: str, subscription_id: str) -> Succession:
    """Find what follows a subscription whose contact ended; NotFound once it is in no directory of ours.

    What only moved is followed by itself. Of the others it is what the customer has without a contact that anybody
    set, bought no earlier; only what has the same name or offer, if anything has.
    """
    over: Any = run(session, _OVER, {"id": subscription_id}).one_or_none()
    if over is None:
        raise NotFound("error-subscription-gone")
    if over.status not in OVER:
        return Succession(over.customer_id, (subscription_id,), None)
    later = _FOLLOWING
    if over.creation_date:
        later = later.where(or_(_U.c.creation_date.is_(None), _U.c.creation_date >= over.creation_date))
    rows = run(session, later, {"customer": over.customer_id, "id": subscription_id}).all()
    names = _names(over)
    wanted = [row.id for row in rows if _names(row) & names] or [row.id for row in rows]
    lines = lookup.lines(session, provider_id, over.customer_id, wanted)
    possible = tuple(line.subscription_id for line in lines if not line.failures)[:MOST_AT_ONCE]
    contact = over.ended_tenant_id if over.ended_tenant_id != provider_id else None
    return Succession(over.customer_id, possible, contact)


def _names(row: Any) -> frozenset[str]:
    return frozenset(filter(None, (fold(row.friendly_name), fold(row.offer_name or ""))))
