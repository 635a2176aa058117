"""Health of PartnerIDs as partner on record, from Microsoft's verdicts and what the directory states of partners.

Since December 2025 Microsoft refuses changes of seats, term and billing where it is not valid
(docs/domain.md#partner-on-record).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, text
from sqlmodel import Session

from bot.models import Partner, PartnerIdCheck, PartnerKind, Subscription
from bot.services.search.folding import fold
from bot.services.separation import ours
from bot.services.store.sql import among, run, table

# PartnerIDs that are looked at; a provider has some thousand resellers at most.
MOST = 5_000


class RecordHealth(StrEnum):
    """Health of a partner on record; INVALID where Microsoft gave no reason that we know."""

    VALID = "valid"
    NOT_A_MEMBER = "not_a_member"
    SUSPENDED = "suspended"
    NO_AGREEMENT = "no_agreement"
    INVALID = "invalid"
    MISSING = "missing"
    UNKNOWN = "unknown"


_REFUSED = (RecordHealth.NOT_A_MEMBER, RecordHealth.SUSPENDED, RecordHealth.NO_AGREEMENT, RecordHealth.INVALID)
# Those with which Microsoft refuses changes.
BAD = (*_REFUSED, RecordHealth.MISSING)


@dataclass(frozen=True)
class RecordState:
    """Health as it was known at `as_of`, None where nobody dated it; `reason` are Microsoft's own words."""

    health: RecordHealth
    as_of: datetime | None = None
    by_microsoft: bool = False
    reason: str = ""

    @property
    def is_bad(self) -> bool:
        """True where Microsoft refuses changes."""
        return self.health in BAD


class OnRecord(Protocol):
    """Subscription with the PartnerID on its record: "" for none, None where nobody says."""

    @property
    def partner_on_record(self) -> str | None: ...

    @property
    def needs_record(self) -> bool: ...


UNKNOWN = RecordState(RecordHealth.UNKNOWN)
MISSING = RecordState(RecordHealth.MISSING)
# Words in Microsoft's reasons, which are an open set; the first that fits counts.
_REASONS = (
    (RecordHealth.SUSPENDED, ("suspend", "terminat", "inactive", "not active")),
    (RecordHealth.NO_AGREEMENT, ("agreement", "mpa", "not signed")),
    (RecordHealth.NOT_A_MEMBER, ("member", "enroll", "enrol", "not found", "does not exist")),
)

_P, _S, _V = table(Partner), table(Subscription), table(PartnerIdCheck)
_STATED = (_P.c.record_health, _P.c.mpa_signed, _P.c.program_active, _P.c.said_by, _P.c.said_at)
_OF_PARTNERS = select(_P.c.mpn_id, _P.c.other_mpn_ids, *_STATED)
_BY_ID = _OF_PARTNERS.where(or_(among(_P.c.mpn_id, "ids"), _P.c.other_mpn_ids != ""))
# In the very words of the partial indexes, so below.
_SUSPECTS = (
    select(_P.c.mpn_id, _P.c.other_mpn_ids)
    .where(text("(partner.record_health <> 'valid' OR NOT partner.mpa_signed OR NOT partner.program_active)"))
    .limit(MOST)
)
_VERDICTS = select(_V.c.partner_id, _V.c.is_valid, _V.c.reason, _V.c.checked_at).where(among(_V.c.partner_id, "ids"))
_REFUSALS = select(_V.c.partner_id).where(text("NOT partner_id_check.is_valid")).limit(MOST)
_KIND = select(_P.c.kind).where(_P.c.tenant_id == bindparam("provider"))


def concerned() -> ColumnElement[bool]:
    """Return the condition of a subscription that has to have a partner on record."""
    return and_(_S.c.status == "active", _S.c.channel == "csp")


def is_concerned(row: Any) -> bool:
    """Tell the same of a row with its columns."""
    return bool(row.status == "active" and row.channel == "csp")


def is_bad() -> ColumnElement[bool]:
    """Return the condition of one whose partner on record is among the texts `bad`."""
    return and_(concerned(), among(_S.c.partner_id, "bad"))


_OF_CUSTOMER = (
    select(func.count())
    .select_from(_S)
    .where(_S.c.customer_id == bindparam("customer"), ours(_S.c.customer_id), is_bad())
)


def bad(session: Session, provider_id: str) -> list[str]:
    """Find the PartnerIDs that Microsoft refuses, with "" for none where the provider's subscriptions need one.

    Only a file or Partner Center that said there is none makes it missing; who said nothing left it open.
    """
    found = set(run(session, _REFUSALS).scalars())
    for row in run(session, _SUSPECTS):
        found |= {row.mpn_id, *row.other_mpn_ids.split()}
    refused = sorted(number for number, state in of_ids(session, found).items() if state.is_bad)
    return ["", *refused] if is_needed(session, provider_id) else refused


def count(session: Session, customer_id: str, numbers: Sequence[str]) -> int:
    """Count the customer's subscriptions whose partner on record is among these."""
    return int(run(session, _OF_CUSTOMER, {"customer": customer_id, "bad": numbers}).scalar_one())


def is_needed(session: Session, provider_id: str) -> bool:
    """Tell if the provider sells through others, who are on record; who bills customers directly is so itself."""
    return run(session, _KIND, {"provider": provider_id}).scalar() == PartnerKind.INDIRECT_PROVIDER.value


def reading(
    session: Session, provider_id: str, subscriptions: Collection[OnRecord]
) -> Callable[[OnRecord], RecordState]:
    """Read the states of these subscriptions' partners on record; the answer tells that of each."""
    states, needed = of_ids(session, {one.partner_on_record for one in subscriptions}), is_needed(session, provider_id)

    def state(one: OnRecord) -> RecordState:
        if one.partner_on_record:
            return states[one.partner_on_record]
        return MISSING if one.partner_on_record == "" and needed and one.needs_record else UNKNOWN

    return state


def of_ids(session: Session, numbers: Iterable[str | None]) -> Mapping[str, RecordState]:
    """Read the state of each PartnerID: Microsoft's own verdict counts before what files say."""
    wanted = {number for number in numbers if number}
    if not wanted:
        return {}
    said: dict[str, set[RecordState]] = {}
    for row in run(session, _BY_ID, {"ids": sorted(wanted)}):
        for number in wanted & {row.mpn_id, *row.other_mpn_ids.split()}:
            said.setdefault(number, set()).add(_stated(row))
    # A PartnerID of several partners of whom different things are said.
    found = {number: next(iter(states)) if len(states) == 1 else UNKNOWN for number, states in said.items()}
    for row in run(session, _VERDICTS, {"ids": sorted(wanted)}):
        found[row.partner_id] = _verdict(row)
    return dict.fromkeys(wanted, UNKNOWN) | found


def _stated(row: Any) -> RecordState:
    as_of = row.said_at if row.said_by == "import" else None
    if row.record_health in _REFUSED:
        return RecordState(RecordHealth(row.record_health), as_of)
    if row.mpa_signed is False:
        return RecordState(RecordHealth.NO_AGREEMENT, as_of)
    if row.program_active is False:
        return RecordState(RecordHealth.SUSPENDED, as_of)
    if row.record_health == RecordHealth.VALID or (row.mpa_signed and row.program_active):
        return RecordState(RecordHealth.VALID, as_of)
    return UNKNOWN


def _verdict(row: Any) -> RecordState:
    health = RecordHealth.VALID if row.is_valid else _why(row.reason or "")
    return RecordState(health, row.checked_at, by_microsoft=True, reason="" if row.is_valid else row.reason or "")


def _why(reason: str) -> RecordHealth:
    said = fold(reason)
    return next((health for health, words in _REASONS if any(word in said for word in words)), RecordHealth.INVALID)
