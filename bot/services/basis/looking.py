"""Looks over all contacts ever set, piece by piece: each is short, and goes on where the one before it ended."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session

from bot.models import SupportContact
from bot.services.store.sql import run, table

# Contacts that one look reads at most: each rests on rows of several tables.
LOOKED_AT = 5_000

_S = table(SupportContact)


class FoundContacts(NamedTuple):
    """Subscriptions whose contacts are to be changed; `reached` is where to look on, None when all was looked at."""

    ids: Sequence[str]
    reached: str | None


def horizon(session: Session, after: str, partner_id: str | None = None) -> str | None:
    """Find the last subscription of the look behind `after`, from an index alone; None when it sees the rest.

    With `partner_id`, among the contacts that are this partner.
    """
    wanted = {"after": after, "far": LOOKED_AT - 1, "partner": partner_id}
    last: str | None = run(session, _horizon(partner_id is not None), wanted).scalar()
    return last


@cache
def _horizon(of_partner: bool) -> Select[Any]:
    far = select(_S.c.subscription_id).where(_S.c.subscription_id > bindparam("after"))
    far = far.where(_S.c.support_tenant_id == bindparam("partner")) if of_partner else far
    return far.order_by(_S.c.subscription_id).offset(bindparam("far")).limit(1)


def found(ids: Sequence[str], most: int, until: str | None = None) -> FoundContacts:
    """Tell where to look on after a look that went as far as `until` and found `most` at most."""
    return FoundContacts(ids, ids[-1] if len(ids) == most else until)
