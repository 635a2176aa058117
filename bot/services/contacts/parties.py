"""A change of support contact before it is made, read at once: its lines, both sides, and what stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import true
from sqlmodel import Session

from bot.models import Customer, Partner
from bot.services.contacts.eligibility import ONE_PAIR, Condition, Pair, failures_of, gone
from bot.services.contacts.lookup import LINES, PARTNER_COLUMNS, Line, PartnerSummary, lines_of
from bot.services.store.sql import run, table

_LINE, _PAIR = len(LINES.selected_columns), len(ONE_PAIR.selected_columns)
_BOTH = ONE_PAIR.add_columns(*(table(Partner).c[name] for name in PARTNER_COLUMNS), table(Customer).c.company_name)
_SIDES = _BOTH.with_only_columns(*(c.label(f"side_{n}") for n, c in enumerate(_BOTH.selected_columns))).subquery()
# One statement: each is a round trip that people wait for.
_READ = LINES.add_columns(*_SIDES.c).outerjoin(_SIDES, true())


@dataclass(frozen=True)
class ProposalFacts:
    """The chosen lines, their customer by name, who is to support them, and E3 and E5 to E9 as far as they fail."""

    lines: tuple[Line, ...]
    customer_name: str
    target: PartnerSummary
    failures: tuple[Condition, ...]


def read(
    session: Session, provider_id: str, customer_id: str, target_id: str, ids: Sequence[str], now: datetime
) -> ProposalFacts | None:
    """The customer's subscriptions among `ids` in that order and the rest; None when none of them is left.

    Raises NotFound when the customer or the partner left the directory.
    """
    wanted = {"provider": provider_id, "customer": customer_id, "target": target_id, "ids": list(ids)}
    rows: Sequence[Any] = run(session, _READ, wanted).all()
    if not rows:
        return None
    pair, summary, name = rows[0][_LINE : _LINE + _PAIR], rows[0][_LINE + _PAIR : -1], rows[0][-1]
    if name is None:
        raise gone(provider_id, target_id)
    failures = failures_of(Pair(*pair), target_id == provider_id, now)
    return ProposalFacts(lines_of(rows, provider_id, ids), name, PartnerSummary(*summary), failures)
