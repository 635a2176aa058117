"""Contacts that end with their subscription, once each: written, told, and found again for the message.

It is over where the subscription is deleted, or has moved to a customer whom the contact does not
serve (docs/domain.md#assignment-states). The provider then is the contact by default, as of any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func, null, select, update
from sqlmodel import Session

from bot.db import Database
from bot.models import (
    Assignment,
    AssignmentState,
    ContactOrigin,
    CustomerRelationship,
    RelationshipState,
    Subscription,
    SupportContact,
)
from bot.services import outbox
from bot.services.basis import looking
from bot.services.basis.looking import FoundContacts
from bot.services.contacts import submissions
from bot.services.contacts.changes import LIVE
from bot.services.contacts.transitions import moving
from bot.services.policy import Actor, system_actor
from bot.services.scene import Scene, SceneNow
from bot.services.separation import ours
from bot.services.store import audit
from bot.services.store.sql import among, records, run, table

ENDED = "contact.ended"
# Contacts of one transaction, and those that an import takes along; the sweep goes on with the rest.
CHUNK, MOST = 100, 1_000
# The one status from which no subscription comes back, as a list for statements.
OVER = ("deleted",)


class EndReason(StrEnum):
    """Reason for which a contact ended, as catalogue keys and the history spell it."""

    DELETED = "deleted"
    MOVED = "moved"


class EndingContact(NamedTuple):
    """Contact whose subscription is over, and the assignment that set it, if one did; `why` is an EndReason."""

    subscription_id: str
    customer_id: str
    support_tenant_id: str
    assignment_id: int | None
    batch_id: str | None
    owner: str | None
    why: str


_S, _U, _A, _R = map(table, (SupportContact, Subscription, Assignment, CustomerRelationship))
# Whose it was when the contact was set; where only an import brought it, whose it is.
_WHOSE = func.coalesce(_A.c.customer_id, _U.c.customer_id)
_MOVED = and_(
    _A.c.customer_id != _U.c.customer_id,
    _S.c.support_tenant_id != bindparam("provider"),
    func.coalesce(_R.c.state, "") != RelationshipState.ESTABLISHED.value,
)
_WHY = case((_U.c.status.in_(OVER), _U.c.status), (_MOVED, EndReason.MOVED.value), else_=null())
_CONTACTS = (
    select(
        _S.c.subscription_id,
        _WHOSE,
        _S.c.support_tenant_id,
        _A.c.id,
        _A.c.batch_id,
        func.coalesce(_A.c.requested_by, _S.c.set_by),
        _WHY,
    )
    .join_from(_S, _U, _U.c.id == _S.c.subscription_id)
    .outerjoin(_A, _A.c.id == _S.c.assignment_id)
    .outerjoin(_R, and_(_R.c.customer_id == _U.c.customer_id, _R.c.partner_tenant_id == _S.c.support_tenant_id))
    .where(_S.c.origin != ContactOrigin.DEFAULT.value, _WHY.is_not(None), ours(_WHOSE))
    .order_by(_S.c.subscription_id)
)
_NEXT = (
    _CONTACTS.with_only_columns(_S.c.subscription_id)
    .where(_S.c.subscription_id > bindparam("after"))
    .limit(bindparam("most"))
)
_NEAR = _NEXT.where(_S.c.subscription_id <= bindparam("until"))
_OF_CUSTOMERS = _NEXT.where(among(_U.c.customer_id, "customers"))
_THESE = _CONTACTS.where(among(_S.c.subscription_id, "ids")).with_for_update(of=_S)
_END = (
    update(_S)
    .where(among(_S.c.subscription_id, "ids"), _S.c.origin != ContactOrigin.DEFAULT.value)
    .values(
        ended_at=bindparam("at"),
        ended_why=bindparam("why"),
        ended_tenant_id=_S.c.support_tenant_id,
        ended_assignment_id=_S.c.assignment_id,
        support_tenant_id=bindparam("provider"),
        origin=ContactOrigin.DEFAULT.value,
        since=bindparam("at"),
        set_by=None,
        assignment_id=None,
        version=_S.c.version + 1,
    )
    .returning(_S.c.subscription_id)
)
_OVERTAKE = moving(LIVE, AssignmentState.SUPERSEDED).where(among(_A.c.id, "ids")).values(next_nudge_at=None)


def find(session: Session, scene: Scene, after: str = "", customers: Sequence[str] | None = None) -> FoundContacts:
    """Find subscriptions behind `after` whose contacts `write` would end, the next CHUNK at most; reads only.

    One look reads looking.LOOKED_AT contacts at most; with `customers`, all that these have now.
    """
    wanted = {"provider": scene.provider_id, "after": after, "most": CHUNK}
    if customers is not None:
        ids = run(session, _OF_CUSTOMERS, {**wanted, "customers": list(customers)}).scalars().all()
        return looking.found(ids, CHUNK)
    until = looking.horizon(session, after)
    ids = run(session, _NEAR if until else _NEXT, {**wanted, "until": until}).scalars().all()
    return looking.found(ids, CHUNK, until)


def write(session: Session, actor: Actor, scene: Scene, ids: Sequence[str]) -> int:
    """End the contacts of these subscriptions, as far as they are over still; return how many.

    Owners and the channel are told in one message for each `actor.reference`.
    """
    if not ids:
        return 0
    rows = records(session, EndingContact, _THESE, {"provider": scene.provider_id, "ids": list(ids)})
    ended = [row for why in dict.fromkeys(row.why for row in rows) for row in _end(session, scene, rows, why)]
    if ended:
        run(session, _OVERTAKE, {"ids": [row.assignment_id for row in ended if row.assignment_id]})
        audit.add(session, [_event(actor, scene, row) for row in ended])
        key = f"{actor.reference}:{ended[0].subscription_id}"
        submissions.redraw(session, scene.now, dict.fromkeys(row.batch_id for row in ended if row.batch_id), key)
        _tell(session, actor, scene, ended)
    return len(ended)


def _end(session: Session, scene: Scene, rows: Iterable[EndingContact], why: str) -> list[EndingContact]:
    group = {row.subscription_id: row for row in rows if row.why == why}
    given = {"provider": scene.provider_id, "at": scene.now, "why": why, "ids": list(group)}
    return [group[key] for key in run(session, _END, given).scalars()]


def _event(actor: Actor, scene: Scene, row: EndingContact) -> dict[str, Any]:
    return audit.event(
        actor,
        scene.now,
        ENDED,
        ("subscription", row.subscription_id),
        customer_id=row.customer_id,
        before={"support_tenant_id": row.support_tenant_id, "assignment_id": row.assignment_id},
        after={"why": row.why},
    )


def _tell(session: Session, actor: Actor, scene: Scene, ended: Sequence[EndingContact]) -> None:
    """Tell each owner, and the channel; of what ends later under the same reference the same message tells."""
    owners = dict.fromkeys(row.owner for row in ended if row.owner and outbox.is_person(row.owner))
    subject, again = f"ended:{actor.reference}", ended[0].subscription_id
    payload = {"reference": actor.reference}
    outbox.tell(session, scene, ENDED, subject, "", outbox.readers(scene, *owners), payload, again=again)


def settle(session: Session, actor: Actor, scene: Scene) -> int:
    """End what is over in the caller's transaction, which is an import's; MOST at most, the sweep goes on."""
    done, found = 0, FoundContacts((), "")
    while done < MOST and found.reached is not None:
        found = find(session, scene, found.reached)
        done += write(session, actor, scene, found.ids)
    return done


@dataclass(frozen=True)
class EndingSweep:
    """Passes over every contact ever set, for what neither an import nor the mirror ended; CHUNK a transaction."""

    database: Database
    scene: SceneNow

    async def run(self) -> None:
        """Look through all in readers, piece by piece, and end what is over under one reference."""
        actor, found = system_actor("subscriptions", audit.new_reference()), FoundContacts((), "")
        while found.reached is not None:
            found = await self.database.read(partial(find, scene=self.scene(""), after=found.reached))
            if found.ids:
                await self.database.write(partial(write, actor=actor, scene=self.scene(""), ids=found.ids))
