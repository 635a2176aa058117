"""References of tickets: read out of messages, compared as people write them, and the subscriptions found by them."""

import re

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.models import Assignment, Customer, Subscription
from bot.services.search.folding import fold
from bot.services.search.hits import Found, SubscriptionHit
from bot.services.separation import ours
from bot.services.store.sql import records, table

# Characters of a reference, and the fewest that are looked for.
LONGEST, SHORTEST = 64, 3
_LAST = "\U0010ffff"
_WRITTEN = r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?"
_NAMED = re.compile(
    rf"\b(?:ticket|case|incident|request|caso|incidencia|incidente|solicitud|tracking\s?id)s?"
    rf"\s*(?:n[º°.]|(?:no|nr|number|id|número|num)\b\.?)?\s*[:#=]*\s*(?P<ref>{_WRITTEN})",
    re.IGNORECASE,
)
# Capitals before digits, as ticket systems number: INC0012345, CAS-01234-X1Y2Z3, SR_12345.
_NUMBERED = re.compile(r"(?<![\w@./-])(?P<ref>[A-Z]{2,10}[-_]?[0-9]{3,}(?:-[A-Z0-9]{2,})*)(?![\w@]|[./-]\w)")
_HASHED = re.compile(r"(?<![\w/&#])#(?P<ref>[0-9]{3,18})(?!\w)")
_DIGITS = re.compile(r"[0-9]{3}|[0-9].*[0-9]")

_A, _S, _C = table(Assignment), table(Subscription), table(Customer)
_HIT = (
    *(_S.c.id, _S.c.customer_id, _C.c.company_name, _S.c.friendly_name, _S.c.offer_name, _S.c.product_type),
    *(_S.c.billing_type, _S.c.status, _S.c.channel),
)
_BY_TICKET = (
    select(*_HIT)
    .join_from(_A, _S, _S.c.id == _A.c.subscription_id)
    .join(_C, _C.c.id == _S.c.customer_id)
    .where(_A.c.ticket_key >= bindparam("low"), _A.c.ticket_key < bindparam("high"), ours(_A.c.customer_id))
    .order_by(_A.c.ticket_key, _A.c.id)
    .limit(bindparam("most"))
)


def key_of_reference(text: str) -> str:
    """Return what a reference is compared by: folded, without spaces and a # before it."""
    return fold(text).replace(" ", "").lstrip("#")[:LONGEST]


def ticket_in(message: str) -> str | None:
    """Return what is probably the number of a ticket in a message without markup; None where nothing looks like one.

    What a word such as "ticket" introduces goes first, then numbers behind capitals, then those behind a #.
    """
    for pattern in (_NAMED, _NUMBERED, _HASHED):
        for found in pattern.finditer(message):
            if len(found["ref"]) <= LONGEST and _DIGITS.search(found["ref"]):
                return found["ref"]
    return None


def subscriptions(session: Session, text: str, limit: int) -> Found[SubscriptionHit]:
    """Find subscriptions by the beginning of a ticket's reference, each once."""
    low = key_of_reference(text)
    if len(low) < SHORTEST:
        return Found((), False)
    rows = _read(session, low, limit)
    return Found(rows[:limit], len(rows) > limit)


def _read(session: Session, low: str, limit: int) -> tuple[SubscriptionHit, ...]:
    """Read a few more than asked for, since a subscription may have had several assignments for one ticket."""
    given = {"low": low, "high": low + _LAST, "most": 4 * (limit + 1)}
    return tuple(dict.fromkeys(records(session, SubscriptionHit, _BY_TICKET, given)))
