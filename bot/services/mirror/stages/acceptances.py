"""Open requests whose relationship stands in the directory by now: they are established, and those waiting are told."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlmodel import Session

from bot.models import (
    Customer,
    CustomerRelationship,
    DelegatedAdmin,
    Partnership,
    PartnershipState,
    RelationshipRequest,
    RelationshipState,
    RequestState,
    RequestType,
)
from bot.services.invitations.rules import RENEWABLE
from bot.services.mirror.runs import RunKind
from bot.services.mirror.stages.stage import Stage
from bot.services.policy import system_actor
from bot.services.relationships.establish import Acceptance, AcceptanceSource, confirm_established
from bot.services.scene import Scene
from bot.services.separation import ours
from bot.services.store import audit
from bot.services.store.sql import run, table

AT_ONCE = 20
# An invitation that expired may be accepted all the same; after this long a relationship has other reasons.
LATE = timedelta(days=90)
_R, _C = table(RelationshipRequest), table(Customer)
_L, _P = table(CustomerRelationship), table(Partnership)


async def acceptances(stage: Stage) -> str:
    """Establish what was accepted, some requests in a transaction."""
    heard = stage.run.kind is RunKind.EVENTS
    source = AcceptanceSource.WEBHOOK if heard else AcceptanceSource.RECONCILE
    count, after = 0, 0
    while found := await stage.database.read(partial(accepted, scene=stage.scene(""), after=after)):
        await stage.write(partial(establish, scene=stage.scene(""), request_ids=found, source=source))
        count, after = count + len(found), found[-1]
    return f"{count} requests were accepted"


def accepted(session: Session, scene: Scene, after: int = 0) -> list[int]:
    """Find requests, by id, that wait for what the directory has; not those that ask for DAP, which it cannot tell."""
    wanted = {"provider": scene.provider_id, "after": after, "lasts": scene.now + RENEWABLE, "since": scene.now - LATE}
    return list(run(session, _ACCEPTED, wanted).scalars())


def establish(session: Session, scene: Scene, request_ids: list[int], source: AcceptanceSource) -> None:
    """Establish requests on the word of Microsoft's lists."""
    actor = system_actor("partner-center", audit.new_reference())
    for each in request_ids:
        confirm_established(session, actor, each, scene, Acceptance(source))


def _waits() -> ColumnElement[bool]:
    lately = and_(_R.c.state == RequestState.EXPIRED.value, _R.c.resolved_at > bindparam("since"))
    return or_(_R.c.state.in_((RequestState.LINK_READY.value, RequestState.PENDING.value)), lately)


def _link(*more: Any) -> ColumnElement[bool]:
    both = (_L.c.customer_id == _R.c.customer_id, _L.c.partner_tenant_id == _R.c.inviter_tenant_id)
    return exists().where(*both, _L.c.state == RelationshipState.ESTABLISHED.value, *more)


def _holds() -> ColumnElement[bool]:
    """Say the same as `rules.holds_already` of a request, without DAP."""
    reseller = (RequestType.CUSTOMER_RESELLER.value, RequestType.CUSTOMER_INDIRECT_RESELLER.value)
    related = exists().where(_C.c.id == _R.c.customer_id, _C.c.relationship_to_partner == "reseller")
    own = _R.c.inviter_tenant_id == bindparam("provider")
    ends, gdap = _L.c.delegated_admin_expires_at, (DelegatedAdmin.GDAP.value, DelegatedAdmin.ATTESTED.value)
    lasting = or_(ends.is_(None), ends > bindparam("lasts"), _L.c.auto_extend)
    partners = exists().where(
        _P.c.provider_tenant_id == bindparam("provider"),
        _P.c.reseller_tenant_id == _R.c.reseller_tenant_id,
        _P.c.state == PartnershipState.ACTIVE.value,
    )
    return or_(
        and_(_R.c.type.in_(reseller), related, or_(own, _link())),
        and_(_R.c.type == RequestType.GDAP.value, _link(_L.c.delegated_admin.in_(gdap), lasting)),
        and_(_R.c.type == RequestType.PARTNERSHIP.value, partners),
    )


_ACCEPTED = (
    select(_R.c.id)
    .where(_waits(), func.coalesce(_R.c.url, "").not_like("%DAP=true%"), _R.c.id > bindparam("after"), _holds())
    .where(ours(_R.c.customer_id))
    .order_by(_R.c.id)
    .limit(AT_ONCE)
)
