"""Domains of customers that are not in the directory yet: by them an acceptance is matched (invariant 28)."""

import re

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.errors import InvalidInput
from bot.models import Customer
from bot.services.separation import ours
from bot.services.store.sql import run, table

_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
LONGEST = 200
_C = table(Customer)
# Two are enough to know that the domain says nothing.
_OF_DOMAIN = select(_C.c.id).where(_C.c.domain == bindparam("domain"), ours(_C.c.id)).limit(2)


def normal(typed: str | None, field: str = "domain") -> str | None:
    """Return the domain in a text as people copy it: an address of a page or of a mailbox; None for an empty one.

    Raise InvalidInput (at `field`) for what is no domain.
    """
    text = (typed or "").strip().lower()
    if not text:
        return None
    host = re.split(r"[/?#:]", text.partition("://")[2] or text)[0].rpartition("@")[2]
    domain = host.removeprefix("www.").rstrip(".")
    if len(domain) > LONGEST or not _DOMAIN.fullmatch(domain):
        raise InvalidInput(field, "relationships-bad-domain")
    return domain


def customer_of(session: Session, domain: str | None) -> str | None:
    """Return the id of the one customer of the directory with this primary domain; None for none, or several."""
    found = list(run(session, _OF_DOMAIN, {"domain": domain}).scalars()) if domain else []
    return found[0] if len(found) == 1 else None
