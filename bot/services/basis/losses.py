"""Contacts that lost their basis together, as messages tell of them and handovers look for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, join, select
from sqlmodel import Session

from bot.models import Assignment, AssignmentState, AuditEvent, Customer, Partner, Subscription
from bot.services import outbox
from bot.services.basis.invalidation import BASES, LOST, REMOVED, subject_of
from bot.services.policy import is_erased, is_system
from bot.services.scene import Scene
from bot.services.separation import ours
from bot.services.store.labels import customer_label, partner_label, subscription_label
from bot.services.store.sql import table

SHOWN = 10

_A, _E, _U, _C, _P = map(table, (Assignment, AuditEvent, Subscription, Customer, Partner))


@dataclass(frozen=True)
class LostContact:
    """One contact, in labels, that lost its basis once; `open` while nobody has done anything about it.

    `basis` is one of BASES, None where it was not written down.
    """

    subscription: str
    customer: str
    partner: str
    open: bool
    basis: str | None = None


@dataclass(frozen=True)
class Loss:
    """Contacts lost together; `shown` are the first ones, of `total`, of which `open` still need action.

    `bases` are all that were lost. `by` is who took them: the person that removed a relationship, or the import that
    brought the news; empty where somebody, or the program itself, only came upon it.
    """

    shown: tuple[LostContact, ...]
    total: int
    open: int
    bases: tuple[str, ...] = ()
    by: str = ""


def loss(session: Session, reference: str, owner: str | None = None, most: int = SHOWN) -> Loss:
    """Read what was lost under a reference, of one owner (Slack user id) or of all; the first `most` by name."""
    about: list[ColumnElement[bool]] = [_E.c.reference == reference, _E.c.action == LOST, ours(_A.c.customer_id)]
    if owner:
        about.append(_A.c.requested_by == owner)
    is_open, basis = _A.c.state == AssignmentState.INVALIDATED, _E.c.after["basis"].as_string()
    found = join(_E, _A, _A.c.id == cast(_E.c.subject_id, BigInteger))
    counts = select(basis, _E.c.actor_id, func.count(), func.count().filter(is_open)).select_from(found)
    kinds = session.execute(counts.where(*about).group_by(basis, _E.c.actor_id)).all()
    rows = session.execute(
        select(subscription_label(_U), customer_label(_C), partner_label(_P), is_open, basis)
        .select_from(found)
        .join(_U, _U.c.id == _A.c.subscription_id)
        .join(_C, _C.c.id == _A.c.customer_id)
        .join(_P, _P.c.tenant_id == _A.c.to_tenant_id)
        .where(*about)
        .order_by(_A.c.id)
        .limit(most)
    )
    lost = {kind for kind, *_ in kinds}
    return Loss(
        tuple(LostContact(name, whose, who, bool(still), why) for name, whose, who, still, why in rows),
        sum(total for *_, total, _ in kinds),
        sum(still for *_, still in kinds),
        tuple(known for known in BASES if known in lost),
        _taker(session, reference, [actor for _, actor, *_ in kinds]),
    )


def _taker(session: Session, reference: str, finders: Sequence[str]) -> str:
    removed = select(_E.c.actor_id).where(_E.c.reference == reference, _E.c.action == REMOVED).limit(1)
    remover: str | None = session.execute(removed).scalar_one_or_none()
    return remover or next((finder for finder in finders if not _only_found(finder)), "")


def _only_found(actor_id: str) -> bool:
    """Tell those who come upon what is gone already; an import brings the news itself."""
    return outbox.is_person(actor_id) or is_system(actor_id) or is_erased(actor_id)


def tell_again(session: Session, scene: Scene, reference: str, key: str) -> None:
    """Draw the messages about a loss anew, once per `key`; whoever had one has it updated in place."""
    subject = subject_of(reference)
    outbox.tell(session, scene, LOST, subject, "", outbox.told(session, subject), {"reference": reference}, again=key)


def lost_ids(reference: str | ColumnElement[str]) -> Select[Any]:
    """Select the ids of the assignments that were flagged under a reference."""
    return select(cast(_E.c.subject_id, BigInteger)).where(_E.c.reference == reference, _E.c.action == LOST)
