"""References of tickets and agreements: read out of messages, compared as people write them, and searched by."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlmodel import Session

from bot.models import Assignment, Customer, Partner, Subscription, SupportAgreement
from bot.services.search.folding import fold
from bot.services.search.hits import Found, PartnerHit, SubscriptionHit
from bot.services.separation import ours
from bot.services.store.sql import run, table

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
# Emphasis and code; an underscore between letters or digits is a part of the word.
_MARKS = re.compile(r"[*`~]|(?<![^\W_])_|_(?![^\W_])")
_DIGITS = re.compile(r"[0-9]{3}|[0-9].*[0-9]")

T = TypeVar("T")
_A, _S, _C = table(Assignment), table(Subscription), table(Customer)
_G, _P = table(SupportAgreement), table(Partner)
_HIT = (
    *(_S.c.id, _S.c.customer_id, _C.c.company_name, _S.c.friendly_name, _S.c.offer_name, _S.c.product_type),
    *(_S.c.billing_type, _S.c.status, _S.c.channel),
)


def _between(key: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(key >= bindparam("low"), key < bindparam("high"))


def _named_by(key: ColumnElement[Any]) -> Select[Any]:
    named = select(*_HIT).join_from(_A, _S, _S.c.id == _A.c.subscription_id).join(_C, _C.c.id == _S.c.customer_id)
    return named.where(_between(key), ours(_A.c.customer_id)).order_by(key, _A.c.id).limit(bindparam("most"))


_BY_TICKET, _BY_AGREEMENT = _named_by(_A.c.ticket_key), _named_by(_A.c.agreement_key)
_AGREED = (
    select(*(_P.c[name] for name in PartnerHit._fields[:-1]))
    .join_from(_G, _P, _P.c.tenant_id == _G.c.reseller_tenant_id)
    .where(_between(_G.c.reference_key), ours(_G.c.customer_id))
    .order_by(_G.c.reference_key, _G.c.id)
    .limit(bindparam("most"))
)


def key_of_reference(text: str) -> str:
    """Return what a reference is compared by: folded, without spaces and a # before it."""
    return fold(text).replace(" ", "").lstrip("#")[:LONGEST]


def ticket_in(message: str) -> str | None:
    """Return what is probably the number of a ticket in a message without links; None where nothing looks like one.

    What a word such as "ticket" introduces goes first, then numbers behind capitals, then those behind a #.
    """
    # With single spaces, for the pattern would try each way of parting a long gap among its own.
    text = " ".join(_MARKS.sub(" ", message).split())
    for pattern in (_NAMED, _NUMBERED, _HASHED):
        for found in pattern.finditer(text):
            if len(found["ref"]) <= LONGEST and _DIGITS.search(found["ref"]):
                return found["ref"]
    return None


def subscriptions(session: Session, text: str, limit: int) -> Found[SubscriptionHit]:
    """Find subscriptions by the beginning of a reference that an assignment of theirs names, each once.

    Tickets go before agreements.
    """
    return _found(session, SubscriptionHit._make, (_BY_TICKET, _BY_AGREEMENT), text, limit)


def resellers(session: Session, text: str, limit: int) -> Found[PartnerHit]:
    """Find resellers by the beginning of a reference of an agreement that was recorded with them, each once."""
    return _found(session, lambda row: PartnerHit(*row), (_AGREED,), text, limit)


def _found(
    session: Session, make: Callable[[Any], T], statements: Sequence[Select[Any]], text: str, limit: int
) -> Found[T]:
    """Read a few more than asked for, since a hit may have been named several times."""
    low = key_of_reference(text)
    if len(low) < SHORTEST:
        return Found((), False)
    given = {"low": low, "high": low + _LAST, "most": 4 * (limit + 1)}
    rows = tuple(dict.fromkeys(make(row) for statement in statements for row in run(session, statement, given)))
    return Found(rows[:limit], len(rows) > limit)
