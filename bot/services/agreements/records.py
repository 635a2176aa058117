"""Support agreements as people record them, change their days, and read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, bindparam, func, or_, select, update
from sqlmodel import Session

from bot.errors import Conflict, InvalidInput, NotFound
from bot.models import Partner, SupportAgreement
from bot.services.agreements.terms import MOST_REMIND_DAYS, MOST_YEARS, AgreementStanding, Terms, day_of
from bot.services.policy import Action, Actor, require
from bot.services.scene import Scene
from bot.services.search.references import LONGEST, key_of_reference
from bot.services.separation import is_ours, ours
from bot.services.store import audit, idempotency, labels
from bot.services.store.sql import changed, insert_into, run, table

RECORDED, CHANGED, SUBJECT = "agreement.recorded", "agreement.changed", "support_agreement"
# Agreements of a reseller that a menu or a page shows, the newest.
MOST = 50

_T = table(SupportAgreement)
_COLUMNS = ("id", "reseller_tenant_id", "customer_id", "reference", "first_day", "last_day", "remind_days", "zone")
_ALL = select(*(_T.c[name] for name in (*_COLUMNS, "owner", "version"))).where(
    _T.c.provider_tenant_id == bindparam("provider"), ours(_T.c.customer_id)
)
_CUSTOMER = bindparam("customer", type_=String())
_OF_RESELLER = (
    _ALL.where(
        _T.c.reseller_tenant_id == bindparam("reseller"),
        or_(_CUSTOMER.is_(None), _T.c.customer_id.is_(None), _T.c.customer_id == _CUSTOMER),
    )
    .order_by(_T.c.first_day.desc(), _T.c.id.desc())
    .limit(MOST)
)
_ONE = _ALL.where(_T.c.id == bindparam("id"))
_LAST_DAY = select(_T.c.last_day).where(
    _T.c.provider_tenant_id == bindparam("provider"),
    _T.c.reseller_tenant_id == bindparam("reseller"),
    _T.c.reference_key == bindparam("key"),
    func.coalesce(_T.c.customer_id, _CUSTOMER) == _CUSTOMER,
    ours(_T.c.customer_id),
)
_CHANGE = (
    update(_T)
    .where(
        _T.c.id == bindparam("of"),
        _T.c.version == bindparam("seen"),
        _T.c.provider_tenant_id == bindparam("provider"),
        ours(_T.c.customer_id),
    )
    .values(version=_T.c.version + 1)
)


def is_agreed(assignment: FromClause, agreement: FromClause) -> ColumnElement[bool]:
    """Hold for the agreement that an assignment names, by its reference; one that is about another customer is not."""
    of = agreement.c
    return and_(
        of.reseller_tenant_id == assignment.c.to_tenant_id,
        of.reference_key == assignment.c.agreement_key,
        func.coalesce(of.customer_id, assignment.c.customer_id) == assignment.c.customer_id,
    )


@dataclass(frozen=True)
class Agreement:
    """A recorded agreement; `reseller` and `customer` are labels, the latter None where it is about all of them."""

    id: int
    reseller_id: str
    reseller: str
    customer_id: str | None
    customer: str | None
    reference: str
    terms: Terms
    owner: str
    version: int


@dataclass(frozen=True)
class AgreementWish:
    """Fields of an agreement as a person fills them in; days are those of their `zone` (IANA)."""

    reseller_id: str
    customer_id: str | None
    reference: str
    first: date
    last: date | None
    remind: int
    zone: str

    @property
    def terms(self) -> Terms:
        """Its days."""
        return Terms(self.first, self.last, self.remind, self.zone)


def record(session: Session, actor: Actor, wish: AgreementWish, scene: Scene) -> int:
    """Record an agreement and return its id; the same delivery again returns the first one's.

    Raise Denied, NotFound (the reseller left the directory), InvalidInput (fields `reference`, `first`, `last`,
    `remind`, `customer`).
    """
    require(actor, Action.ASSIGN)

    def work() -> idempotency.StoredOutcome:
        return {"agreement": _added(session, actor, wish, scene)}

    return int(idempotency.once(session, scene.delivery_key, scene.now, work)["agreement"])


def _added(session: Session, actor: Actor, wish: AgreementWish, scene: Scene) -> int:
    key = key_of_reference(wish.reference)
    if not key or len(wish.reference) > LONGEST:
        raise InvalidInput("reference", "agreement-bad-reference", most=LONGEST)
    _check(wish.terms, scene.now)
    if session.get(Partner, wish.reseller_id) is None:
        raise NotFound("error-partner-gone")
    if not is_ours(session, wish.customer_id):
        raise InvalidInput("customer", "error-customer-gone")
    values = {
        "provider_tenant_id": scene.provider_id,
        "reseller_tenant_id": wish.reseller_id,
        "customer_id": wish.customer_id,
        "reference": wish.reference,
        "reference_key": key,
        "owner": actor.user_id,
        "created_at": scene.now,
        "due_at": wish.terms.next_due(scene.now),
        **_days(wish.terms),
    }
    into = insert_into(session, SupportAgreement).values(values)
    unique = ["reseller_tenant_id", "reference_key"]
    made = run(session, into.on_conflict_do_nothing(index_elements=unique).returning(_T.c.id)).scalar_one_or_none()
    if made is None:
        raise InvalidInput("reference", "agreement-known", reference=wish.reference)
    audit.record(session, actor, scene.now, RECORDED, (SUBJECT, made), customer_id=wish.customer_id, after=_told(wish))
    return int(made)


def change(session: Session, actor: Actor, agreement_id: int, seen: int, terms: Terms, scene: Scene) -> None:
    """Change the days of an agreement, as of the version `seen`; whoever does so hears of its end from now on.

    Raise Denied, NotFound, InvalidInput (fields `first`, `last`, `remind`), Conflict when it was changed meanwhile.
    """
    require(actor, Action.ASSIGN)
    before = read(session, scene.provider_id, agreement_id)
    _check(terms, scene.now)
    if before.terms == terms and before.version == seen:
        return

    def work() -> idempotency.StoredOutcome:
        values = {**_days(terms), "owner": actor.user_id}
        if (terms.last, terms.remind) != (before.terms.last, before.terms.remind):
            values["due_at"] = terms.next_due(scene.now)
        given = {"of": agreement_id, "seen": seen, "provider": scene.provider_id}
        if not changed(session, _CHANGE.values(values), given):
            raise Conflict("agreement-changed-meanwhile")
        days = {"before": _told_days(before.terms), "after": _told_days(terms)}
        subject = (SUBJECT, agreement_id)
        audit.record(session, actor, scene.now, CHANGED, subject, customer_id=before.customer_id, **days)
        return {"agreement": agreement_id}

    idempotency.once(session, scene.delivery_key, scene.now, work)


def _check(terms: Terms, now: datetime) -> None:
    """Refuse days that make no sense; one that is over already may be recorded, for contacts name it."""
    for name, day in (("first", terms.first), ("last", terms.last)):
        if day is not None and abs(day.year - now.year) > MOST_YEARS:
            raise InvalidInput(name, "agreement-bad-day")
    if terms.last is not None and terms.last < terms.first:
        raise InvalidInput("last", "agreement-bad-last")
    if not 0 <= terms.remind <= MOST_REMIND_DAYS:
        raise InvalidInput("remind", "agreement-bad-remind", most=MOST_REMIND_DAYS)


def read(session: Session, provider_id: str, agreement_id: int) -> Agreement:
    """Read one agreement; NotFound for an unknown id, and one of another provider's customers."""
    found = _named(session, run(session, _ONE, {"provider": provider_id, "id": agreement_id}).all())
    if not found:
        raise NotFound("error-agreement-gone")
    return found[0]


def of_reseller(
    session: Session, provider_id: str, reseller_id: str, customer_id: str | None = None
) -> tuple[Agreement, ...]:
    """Read the agreements with a reseller, the newest MOST, by their first day.

    With `customer_id` leave out those about other customers, whose assignments name no such one.
    """
    given = {"provider": provider_id, "reseller": reseller_id, "customer": customer_id}
    return _named(session, run(session, _OF_RESELLER, given).all())


def last_day(
    session: Session, provider_id: str, reseller_id: str, customer_id: str, reference: str | None
) -> date | None:
    """Read the last day of the agreement that an assignment names, as `is_agreed` finds it.

    Return None where none of that reference is recorded, or where it has no end.
    """
    key = key_of_reference(reference or "")
    if not key:
        return None
    given = {"provider": provider_id, "reseller": reseller_id, "customer": customer_id, "key": key}
    return day_of(run(session, _LAST_DAY, given).scalar_one_or_none())


def to_choose(
    session: Session, provider_id: str, reseller_id: str, customer_id: str, now: datetime
) -> tuple[Agreement, ...]:
    """Read those that an assignment of the customer may name: what holds now first, then what is ahead or over."""
    order = list(AgreementStanding)
    found = of_reseller(session, provider_id, reseller_id, customer_id)
    return tuple(sorted(found, key=lambda one: order.index(one.terms.standing(now))))


def _named(session: Session, rows: Sequence[Any]) -> tuple[Agreement, ...]:
    if not rows:
        return ()
    customers = {row.customer_id for row in rows if row.customer_id}
    known = labels.read(session, customers=customers, partners={row.reseller_tenant_id for row in rows})
    return tuple(
        Agreement(
            row.id,
            row.reseller_tenant_id,
            known.partner(row.reseller_tenant_id),
            row.customer_id,
            known.customer(row.customer_id) if row.customer_id else None,
            row.reference,
            Terms.of(row.first_day, row.last_day, row.remind_days, row.zone),
            row.owner,
            row.version,
        )
        for row in rows
    )


def _days(terms: Terms) -> dict[str, Any]:
    last = f"{terms.last}" if terms.last else None
    return {"first_day": f"{terms.first}", "last_day": last, "remind_days": terms.remind, "zone": terms.zone}


def _told_days(terms: Terms) -> dict[str, Any]:
    return {"from": f"{terms.first}", "to": terms.last and f"{terms.last}", "remind_days": terms.remind}


def _told(wish: AgreementWish) -> dict[str, Any]:
    return {"reference": wish.reference, "reseller_tenant_id": wish.reseller_id, **_told_days(wish.terms)}
