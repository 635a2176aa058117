"""Open requests whose relationship stands in the directory by now: they are established, and those waiting are told."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, text
from sqlmodel import Session

from bot.models import (
    Customer,
    CustomerRelationship,
    DelegatedAdmin,
    Partnership,
    PartnershipState,
    RelationshipRequest,
    RelationshipState,
    RequestLink,
    RequestState,
    RequestType,
)
from bot.services.invitations import rules
from bot.services.invitations.lamps import has_lamps
from bot.services.invitations.lasting import RENEWABLE
from bot.services.mirror.runs import RunKind
from bot.services.mirror.stages.stage import Stage
from bot.services.policy import system_actor
from bot.services.relationships import identifying
from bot.services.relationships.establish import Acceptance, AcceptanceSource, confirm_established
from bot.services.scene import Scene
from bot.services.separation import ours
from bot.services.store import audit
from bot.services.store.sql import records, run, table

AT_ONCE = 20
# An invitation that expired may be accepted all the same; after this long a relationship has other reasons.
LATE = timedelta(days=90)
_R, _C = table(RelationshipRequest), table(Customer)
_L, _P, _K = table(CustomerRelationship), table(Partnership), table(RequestLink)


class AcceptedLink(NamedTuple):
    """Link of a request that the directory says is accepted."""

    request_id: int
    kind: str


async def acceptances(stage: Stage) -> str:
    """Establish what was accepted, some requests in a transaction."""
    heard = stage.run.kind is RunKind.EVENTS
    source = AcceptanceSource.WEBHOOK if heard else AcceptanceSource.RECONCILE
    after = 0
    while known := await stage.database.read(partial(newcomers, after=after)):
        await stage.write(partial(recognise, scene=stage.scene(""), request_ids=known))
        after = known[-1]
    count, after = 0, 0
    while found := await stage.database.read(partial(accepted, scene=stage.scene(""), after=after)):
        await stage.write(partial(establish, scene=stage.scene(""), found=found, source=source))
        count, after = count + len({each.request_id for each in found}), found[-1].request_id
    return f"{count} requests were accepted"


def newcomers(session: Session, after: int = 0) -> list[int]:
    """Find requests for a customer that nobody knew, whose domain one customer of the directory has by now."""
    return list(run(session, _NEWCOMERS, {"after": after}).scalars())


def recognise(session: Session, scene: Scene, request_ids: Sequence[int]) -> None:
    """Note which customer these requests mean, where one alone has the domain that was asked for (invariant 28)."""
    actor = system_actor("partner-center", audit.new_reference())
    for each in request_ids:
        identifying.recognise(session, actor, each, scene)


def accepted(session: Session, scene: Scene, after: int = 0) -> list[AcceptedLink]:
    """Find links of the next requests, by id, that wait for what the directory has.

    Not those that ask for DAP, which it cannot tell.
    """
    wanted = {"provider": scene.provider_id, "after": after, "lasts": scene.now + RENEWABLE, "since": scene.now - LATE}
    found = [row for query in (_OF_ONE_LINK, _OF_SEVERAL) for row in records(session, AcceptedLink, query, wanted)]
    ids = sorted({row.request_id for row in found})[:AT_ONCE]
    return sorted(row for row in found if row.request_id in ids)


def establish(session: Session, scene: Scene, found: Sequence[AcceptedLink], source: AcceptanceSource) -> None:
    """Establish requests, or light the lamps of some of their links, on the word of Microsoft's lists."""
    actor = system_actor("partner-center", audit.new_reference())
    for request_id, rows in groupby(found, key=attrgetter("request_id")):
        links = frozenset(RequestType(row.kind) for row in rows)
        confirm_established(session, actor, request_id, scene, Acceptance(source, links=links))


def _waits() -> ColumnElement[bool]:
    lately = and_(_R.c.state == RequestState.EXPIRED.value, _R.c.resolved_at > bindparam("since"))
    return or_(_R.c.state.in_((RequestState.LINK_READY.value, RequestState.PENDING.value)), lately)


def _related(inviter: ColumnElement[Any], *more: Any) -> ColumnElement[bool]:
    both = (_L.c.customer_id == _R.c.customer_id, _L.c.partner_tenant_id == inviter)
    return exists().where(*both, _L.c.state == RelationshipState.ESTABLISHED.value, *more)


def _holds(kind: ColumnElement[Any], inviter: ColumnElement[Any]) -> ColumnElement[bool]:
    """Say the same as `rules.holds_already` of one link of a request, without DAP."""
    reseller = (RequestType.CUSTOMER_RESELLER.value, RequestType.CUSTOMER_INDIRECT_RESELLER.value)
    related = exists().where(_C.c.id == _R.c.customer_id, _C.c.relationship_to_partner == "reseller")
    own = inviter == bindparam("provider")
    ends, gdap = _L.c.delegated_admin_expires_at, (DelegatedAdmin.GDAP.value, DelegatedAdmin.ATTESTED.value)
    lasting = or_(ends.is_(None), ends > bindparam("lasts"), _L.c.auto_extend)
    partners = exists().where(
        _P.c.provider_tenant_id == bindparam("provider"),
        _P.c.reseller_tenant_id == _R.c.reseller_tenant_id,
        _P.c.state == PartnershipState.ACTIVE.value,
    )
    return or_(
        and_(kind.in_(reseller), related, or_(own, _related(inviter))),
        and_(kind == RequestType.GDAP.value, _related(inviter, _L.c.delegated_admin.in_(gdap), lasting)),
        and_(kind == RequestType.PARTNERSHIP.value, partners),
    )


def _found(kind: ColumnElement[Any], url: ColumnElement[Any], inviter: ColumnElement[Any]) -> Select[Any]:
    return (
        select(_R.c.id.label("request_id"), kind.label("kind"))
        .where(_waits(), func.coalesce(url, "").not_like("%DAP=true%"), _R.c.id > bindparam("after"))
        .where(_holds(kind, inviter), ours(_R.c.customer_id))
        .order_by(_R.c.id)
    )


_OF_ONE_LINK = _found(_R.c.type, _R.c.url, _R.c.inviter_tenant_id).where(~has_lamps(_R.c.id)).limit(AT_ONCE)
# A request has three links at most; the links of the last request may be cut off, and are found the next time.
_OF_SEVERAL = (
    _found(_K.c.kind, _K.c.url, _K.c.inviter_tenant_id)
    .join(_K, _K.c.request_id == _R.c.id)
    .where(_K.c.accepted_at.is_(None))
    .limit(AT_ONCE * len(RequestType))
)
_NEWCOMERS = (
    select(_R.c.id)
    .join(_C, _C.c.domain == _R.c.customer_domain)
    .where(_R.c.customer_id.is_(None), _R.c.state.in_([state.value for state in rules.OPEN]), ours(_C.c.id))
    .where(_C.c.relationship_to_partner == "reseller", _R.c.id > bindparam("after"))
    # In these very words, or the partial index is not used.
    .where(text("relationship_request.customer_domain IS NOT NULL"))
    .group_by(_R.c.id)
    .having(func.count() == 1)
    .order_by(_R.c.id)
    .limit(AT_ONCE)
)
