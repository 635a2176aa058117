"""Facts for the assignment form: for drawing it, for its menus, and for what it submits, read in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select, true
from sqlmodel import Session

from bot.models import Assignment, Customer, Partner, RelationshipRequest, RequestState, RequestType
from bot.services import commerce, search
from bot.services.contacts import lookup
from bot.services.contacts.eligibility import (
    ONE_PAIR,
    Condition,
    Pair,
    failures_by_partner,
    failures_of,
    gone,
    subscription_failures,
    target_failures,
)
from bot.services.contacts.lookup import LINES, CustomerSummary, Line, PartnerSummary, lines_of, partner_columns
from bot.services.contacts.transitions import IS_OPEN_REQUEST, IS_WAITING
from bot.services.search.folding import FoldedQuery, fold, partner_key
from bot.services.separation import ours
from bot.services.store.labels import customer_label
from bot.services.store.sql import records, run, table


class UnderWay(NamedTuple):
    """Open request that mends what is missing; `by` asked for it, or sent it at `sent_at` if somebody did."""

    request_id: int
    kind: str
    by: str
    at: datetime
    sent_at: datetime | None


class Promise(NamedTuple):
    """Assignment of a chosen subscription to the target that waits already; `by_itself` as its proposer wished."""

    by: str
    at: datetime
    by_itself: bool


@dataclass(frozen=True)
class FormFacts:
    """Present state of the directory as a form shows it, empty while the form names no customer.

    `failures` are those of the target with this customer, `on_record` partner names by PartnerID,
    `agreement` is the support agreement that was noted with their relationship, in one line. Where something is
    missing, `under_way` are the requests that mend it, `kept` the assignments that wait for it.
    """

    customer: CustomerSummary | None = None
    lines: tuple[Line, ...] = ()
    on_record: Mapping[str, str] = field(default_factory=dict)
    target: PartnerSummary | None = None
    failures: tuple[Condition, ...] = ()
    agreement: str | None = None
    under_way: tuple[UnderWay, ...] = ()
    kept: tuple[Promise, ...] = ()


@dataclass(frozen=True)
class ContactChoices:
    """Partners that the contact menu offers, each in one place.

    `on_record` and `present` are named on the chosen subscriptions; `provider` None where it does not match what
    was typed. `impossible` are found by it, too, with what is missing; `more` if others match that were not read.
    """

    on_record: tuple[PartnerSummary, ...]
    present: tuple[PartnerSummary, ...]
    provider: PartnerSummary | None
    eligible: tuple[PartnerSummary, ...]
    impossible: tuple[tuple[PartnerSummary, tuple[Condition, ...]], ...]
    more: bool = False


@dataclass(frozen=True)
class SubscriptionChoices:
    """Subscriptions that the menu offers; `impossible` ones can have no contact. `more` of the possible were cut."""

    possible: tuple[Line, ...]
    impossible: tuple[Line, ...]
    more: bool


@dataclass(frozen=True)
class ProposalFacts:
    """Chosen lines, their customer's label and country, who is to support them, and E3 and E5 to E9 as they fail."""

    lines: tuple[Line, ...]
    customer_name: str
    country: str | None
    target: PartnerSummary
    failures: tuple[Condition, ...]


_R = table(RelationshipRequest)
_AGREED = (
    select(_R.c.agreement_ref, _R.c.note)
    .where(
        _R.c.state == RequestState.ESTABLISHED,
        _R.c.reseller_tenant_id == bindparam("reseller"),
        or_(_R.c.agreement_ref.is_not(None), _R.c.note.is_not(None)),
        ours(_R.c.customer_id),
    )
    .order_by(_R.c.id.desc())
    .limit(1)
)
# With this customer, or the partnership as a whole; as alternatives SQLite reads all of the reseller's requests.
_AGREED_HERE = _AGREED.where(_R.c.customer_id == bindparam("customer"))
_AGREED_AT_ALL = _AGREED.where(_R.c.customer_id.is_(None), _R.c.type == RequestType.PARTNERSHIP)

# Partners and subscriptions that cannot be chosen, of which no more are listed.
MOST_FOUND = 25
_ASKED = (
    (RequestType.CUSTOMER_RESELLER, "provider", "customer"),
    (RequestType.CUSTOMER_INDIRECT_RESELLER, "reseller", "customer"),
    (RequestType.GDAP, "reseller", "customer"),
    (RequestType.PARTNERSHIP, "provider", "reseller"),
)
_UNDER_WAY = (
    select(
        _R.c.id,
        _R.c.type,
        func.coalesce(_R.c.sent_by, _R.c.created_by),
        _R.c.created_at,
        _R.c.sent_at,
    )
    .where(
        IS_OPEN_REQUEST,
        # Column by column as well: SQLite looks up no alternatives in a partial index, and read every request there is.
        _R.c.type.in_([kind for kind, *_ in _ASKED]),
        _R.c.inviter_tenant_id.in_((bindparam("provider"), bindparam("reseller"))),
        _R.c.target_key.in_((bindparam("customer"), bindparam("reseller"))),
        ours(_R.c.customer_id),
        or_(
            *(
                and_(_R.c.type == kind, _R.c.inviter_tenant_id == bindparam(by), _R.c.target_key == bindparam(target))
                for kind, by, target in _ASKED
            )
        ),
    )
    .order_by(_R.c.id)
)
_A = table(Assignment)
_KEPT = (
    select(_A.c.requested_by, _A.c.requested_at, _A.c.apply_when_established)
    .where(
        IS_WAITING, _A.c.subscription_id.in_(bindparam("ids", expanding=True)), _A.c.to_tenant_id == bindparam("target")
    )
    .order_by(_A.c.id)
)

# One statement: each is a round trip that people wait for. Its columns are those of a line, of the pair of customer
# and target, of the target's summary, and the customer's label and country.
_TARGET_COLUMNS = partner_columns(table(Partner))
_BOTH = ONE_PAIR.add_columns(*_TARGET_COLUMNS, customer_label(table(Customer)), table(Customer).c.country)
_SIDES = _BOTH.with_only_columns(*(c.label(f"side_{n}") for n, c in enumerate(_BOTH.selected_columns))).subquery()
_PROPOSED = LINES.add_columns(*_SIDES.c).outerjoin(_SIDES, true())
_LINE = len(LINES.selected_columns)
_PAIR = slice(_LINE, _LINE + len(ONE_PAIR.selected_columns))
_TARGET = slice(_PAIR.stop, _PAIR.stop + len(_TARGET_COLUMNS))
_CUSTOMER_NAME = _TARGET.stop


def read(
    session: Session,
    provider_id: str,
    customer_id: str,
    subscription_ids: Sequence[str],
    target_id: str | None,
    now: datetime,
) -> FormFacts:
    """Read what the form shows; raise NotFound when the customer or the target left the directory."""
    customer = lookup.customer(session, customer_id)
    lines = lookup.lines(session, provider_id, customer_id, subscription_ids)
    on_record = lookup.names_by_mpn(session, [line.partner_on_record for line in lines if line.partner_on_record])
    if target_id is None:
        asked = () if customer.ours else under_way(session, provider_id, customer_id, None)
        return FormFacts(customer, lines, on_record, under_way=asked)
    target = lookup.partner(session, target_id)
    failures = target_failures(session, provider_id, customer_id, target_id, now)
    about = {"reseller": target_id, "customer": customer_id}
    noted = run(session, _AGREED_HERE, about).first() or run(session, _AGREED_AT_ALL, about).first()
    agreement = " · ".join(part for part in noted if part) if noted else None
    facts = FormFacts(customer, lines, on_record, target, failures, agreement)
    if not failures:
        return facts
    waiting = records(session, Promise, _KEPT, {"ids": list(subscription_ids), "target": target_id})
    asked = under_way(session, provider_id, customer_id, target_id)
    return replace(facts, under_way=asked, kept=tuple(waiting))


def under_way(session: Session, provider_id: str, customer_id: str, target_id: str | None) -> tuple[UnderWay, ...]:
    """Find the open requests of this customer, of this reseller, and of both together."""
    wanted = {"provider": provider_id, "customer": customer_id, "reseller": target_id or ""}
    return tuple(records(session, UnderWay, _UNDER_WAY, wanted))


def read_proposal(
    session: Session, provider_id: str, customer_id: str, target_id: str, ids: Sequence[str], now: datetime
) -> ProposalFacts | None:
    """Read the customer's subscriptions among `ids`, in that order, and the rest; None when none of them is left.

    Raise NotFound when the customer or the partner left the directory.
    """
    wanted = {"provider": provider_id, "customer": customer_id, "target": target_id, "ids": list(ids)}
    rows: Sequence[Any] = run(session, _PROPOSED, wanted).all()
    if not rows:
        return None
    first = rows[0]
    name = first[_CUSTOMER_NAME]
    if name is None:
        raise gone(provider_id, target_id)
    failures = failures_of(Pair(*first[_PAIR]), target_id == provider_id, now)
    lines, target = lines_of(session, rows, provider_id, ids), PartnerSummary(*first[_TARGET])
    return ProposalFacts(lines, name, first[_CUSTOMER_NAME + 1], target, failures)


def contact_choices(
    session: Session,
    provider_id: str,
    customer_id: str,
    query: str,
    subscription_ids: Sequence[str],
    now: datetime,
) -> ContactChoices:
    """Read who may support the customer and matches `query`, and then who may not yet; "" offers those who may.

    Without a query those named on the chosen subscriptions come first.
    """
    provider, *resellers = lookup.candidates(session, provider_id, customer_id, now)
    if not fold(query):
        lines = lookup.lines(session, provider_id, customer_id, subscription_ids)
        named = lookup.on_record(session, lines)
        return _named_first(session, provider_id, customer_id, now, (provider, *resellers), named, lines)
    asked, hits = FoldedQuery.read(query), search.partners(session, query, limit=MOST_FOUND, kind=None)
    found = {hit.tenant_id: hit.known_as for hit in hits.items}
    keys = {one.tenant_id: partner_key(one.name, one.mpn_id, one.website, one.email) for one in (provider, *resellers)}
    fits = {key for key, text in keys.items() if key in found or asked.matches(text) or asked.starts_id(key)}
    eligible = sorted(
        (replace(one, known_as=found.get(one.tenant_id)) for one in resellers if one.tenant_id in fits),
        key=lambda one: asked.order((keys[one.tenant_id], one.tenant_id)),
    )
    others = [hit.tenant_id for hit in hits.items if hit.tenant_id not in keys]
    impossible = _impossible(session, provider_id, customer_id, others, now)
    return ContactChoices((), (), provider if provider_id in fits else None, tuple(eligible), impossible, hits.more)


def _named_first(
    session: Session,
    provider_id: str,
    customer_id: str,
    now: datetime,
    possible: Sequence[PartnerSummary],
    named: Sequence[str],
    lines: Sequence[Line],
) -> ContactChoices:
    provider, *resellers = possible
    known = {one.tenant_id: one for one in resellers}
    on_record = tuple(known[key] for key in named if key in known)
    contacts = dict.fromkeys(line.contact_id for line in lines)
    present = tuple(known[key] for key in contacts if key in known and key not in named)
    shown = {one.tenant_id for one in (*on_record, *present)}
    rest = tuple(one for one in resellers if one.tenant_id not in shown)
    lacking = [key for key in named if key not in known and key != provider_id]
    return ContactChoices(
        on_record, present, provider, rest, _impossible(session, provider_id, customer_id, lacking, now)
    )


def _impossible(
    session: Session, provider_id: str, customer_id: str, tenant_ids: Sequence[str], now: datetime
) -> tuple[tuple[PartnerSummary, tuple[Condition, ...]], ...]:
    if not tenant_ids:
        return ()
    failures = failures_by_partner(session, provider_id, customer_id, tenant_ids, now)
    known = lookup.partners(session, tenant_ids)
    return tuple((known[key], failures[key]) for key in tenant_ids if key in known and key in failures)


def subscription_choices(session: Session, provider_id: str, customer_id: str, query: str) -> SubscriptionChoices:
    """Read the customer's subscriptions that match, those that can have a contact apart from those that cannot."""
    hits = search.subscriptions_of(session, customer_id, query, limit=search.MOST_OF_ONE_CUSTOMER).items
    judged = [(hit.id, subscription_failures(hit, refused=commerce.are_refused(session))) for hit in hits]
    possible = [key for key, failures in judged if not failures]
    impossible = [key for key, failures in judged if failures]
    shown = [*possible[: search.LIMIT], *impossible[:MOST_FOUND]]
    lines = lookup.lines(session, provider_id, customer_id, shown)
    can, cannot = ([line for line in lines if bool(line.failures) is failing] for failing in (False, True))
    return SubscriptionChoices(tuple(can), tuple(cannot), len(possible) > search.LIMIT)
