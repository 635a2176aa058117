"""Between whom a support contact changes, read at once: how both are named, and what stands against it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.errors import NotFound
from bot.models import Customer, Partner
from bot.services.contacts import PartnerCard
from bot.services.eligibility import ONE_PAIR, Check, Pair, failures_of
from bot.services.sql import run, table

_FAILING = len(ONE_PAIR.selected_columns)
_CARD = ("tenant_id", "name", "mpn_id", "telephone", "email", "website")
_READ = ONE_PAIR.add_columns(*(table(Partner).c[name] for name in _CARD), table(Customer).c.company_name)


@dataclass(frozen=True)
class Parties:
    """A customer by name, the partner who is to support it, and E3 and E5 to E9 as far as they fail."""

    customer_name: str
    target: PartnerCard
    failures: tuple[Check, ...]


def read(session: Session, provider_id: str, customer_id: str, target_id: str, now: datetime) -> Parties:
    """Both as the directory has them; NotFound when one left it."""
    wanted = {"provider": provider_id, "customer": customer_id, "target": target_id}
    row = run(session, _READ, wanted).one_or_none()
    if row is None:
        raise NotFound("error-customer-gone" if target_id == provider_id else "error-partner-gone")
    failures = failures_of(Pair(*row[:_FAILING]), target_id == provider_id, now)
    return Parties(row[-1], PartnerCard(*row[_FAILING:-1]), failures)
