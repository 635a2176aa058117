"""An accepted invitation: the relationship enters the books, the request ends, everyone waiting is told once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from bot.errors import Conflict, InvalidInput
from bot.models import (
    Customer,
    Partner,
    PartnerKind,
    RelationshipRequest,
    RequestState,
    RequestType,
)
from bot.services.basis import settling
from bot.services.basis.invalidation import Extent
from bot.services.contacts import waiting
from bot.services.invitations import domains, lamps, rules
from bot.services.invitations.entering import PrivilegesEnd, enter
from bot.services.invitations.lamps import Lamp
from bot.services.invitations.permission import require_all
from bot.services.policy import Actor
from bot.services.relationships.acceptance import ring
from bot.services.relationships.transitions import key_of, load, move, note, tell, write
from bot.services.scene import Scene
from bot.services.search.folding import customer_key, partner_key
from bot.services.store.sql import insert_into


class AcceptanceSource(StrEnum):
    """Source of our knowledge; kept as the relationship's `source`."""

    MANUAL = "manual"
    WEBHOOK = "webhook"
    RECONCILE = "reconcile"


@dataclass(frozen=True)
class Newcomer:
    """Tenant that a request by name turned out to mean: id (GUID), domain, ISO country, and digits for a partner."""

    tenant_id: str
    domain: str = ""
    country: str | None = None
    mpn_id: str = ""


@dataclass(frozen=True)
class Acceptance:
    """Facts known of an acceptance; `links` are those accepted if not all; end and auto-extension belong to GDAP."""

    source: AcceptanceSource = AcceptanceSource.MANUAL
    newcomer: Newcomer | None = None
    links: frozenset[RequestType] = frozenset()
    admin_expires_at: datetime | None = None
    auto_extend: bool = False


def confirm_established(
    session: Session, actor: Actor, request_id: int, scene: Scene, acceptance: Acceptance = Acceptance()
) -> RelationshipRequest:
    """Light the lamps of what was accepted; once all are, the request is established.

    So it is with an expired, withdrawn, superseded or declined one: the old link works on (A28). Raise Denied
    (confirmed by hand without the role), Conflict, NotFound, or InvalidInput (field `newcomer`) while nobody said which
    tenant accepted (invariant 28). Accepted already: unchanged, nobody is told again.
    """
    request = load(session, request_id, lock=True)
    asked = lamps.of(session, request)
    if acceptance.source is AcceptanceSource.MANUAL:
        require_all(session, actor, request)
    if request.state == RequestState.ESTABLISHED:
        return request
    if request.state == RequestState.LINK_READY and acceptance.source is AcceptanceSource.MANUAL:
        raise Conflict("request-moved-on", state=request.state)
    accepted = [lamp for lamp in lamps.lacking(asked) if lamp.kind in (acceptance.links or frozenset(RequestType))]
    if not accepted:
        return request
    done = _accept(session, actor, request, scene, acceptance, accepted)
    _settle_twins(session, actor, done, scene, accepted)
    return done


def _accept(
    session: Session,
    actor: Actor,
    request: RelationshipRequest,
    scene: Scene,
    acceptance: Acceptance,
    accepted: Sequence[Lamp],
) -> RelationshipRequest:
    """Enter what was accepted, and tell of it; the request's row is held, so that lamps are lit one after another."""
    known = _identity(session, request, acceptance)
    for lamp in accepted:
        lamps.light(session, key_of(request), lamp.kind, scene.now, acceptance.source)
    partly = any(not lamp.is_lit for lamp in lamps.read(session, [key_of(request)]).get(key_of(request), ()))
    step = _lit if partly else _established
    end = PrivilegesEnd(acceptance.source, acceptance.admin_expires_at, acceptance.auto_extend)
    done = step(session, actor, request, scene, accepted, known)
    for lamp in accepted:
        enter(session, done, lamp, scene, end)
    _restore(session, actor, done, scene)
    # First, so that whoever can go on now is told just that, and only who still waits hears of the request.
    waiting.evaluate(session, actor, scene, **_waited_for(done))
    _tell(session, scene, done, accepted, partly=partly)
    return done


def _established(
    session: Session,
    actor: Actor,
    request: RelationshipRequest,
    scene: Scene,
    _accepted: Sequence[Lamp],
    known: dict[str, str],
) -> RelationshipRequest:
    ended = {
        "resolved_at": scene.now,
        "resolution": "accepted" if request.state in rules.OPEN else "accepted_late",
        "next_reminder_at": None,
    }
    return move(session, actor, scene, request, RequestState.ESTABLISHED, **known, **ended)


def _lit(
    session: Session,
    actor: Actor,
    request: RelationshipRequest,
    scene: Scene,
    accepted: Sequence[Lamp],
    known: dict[str, str],
) -> RelationshipRequest:
    """Note which links were accepted of a request that goes on waiting for the others, or had ended without them."""
    if known:
        write(session, request, **known)
    done = load(session, key_of(request))
    note(session, actor, scene, done, "link_accepted", after={"links": [lamp.kind.value for lamp in accepted], **known})
    return done


def _tell(
    session: Session, scene: Scene, request: RelationshipRequest, accepted: Sequence[Lamp], *, partly: bool
) -> None:
    if not partly:
        tell(session, scene, request, "established")
        ring(session, scene, request)
    elif request.sent_at is not None:
        links = "+".join(lamp.kind for lamp in accepted)
        # Superseded shows as withdrawn: a newer request speaks.
        event = "withdrawn" if request.state == RequestState.SUPERSEDED else request.state
        tell(session, scene, request, event, mark=f"{links}:{scene.now.isoformat()}")
        ring(session, scene, request, links)


def _waited_for(request: RelationshipRequest) -> dict[str, str | None]:
    """Name the pairs that the acceptance can have made able: a partnership's with all customers, or a customer's."""
    if request.type == RequestType.PARTNERSHIP:
        return {"target_id": request.reseller_tenant_id}
    if request.type == RequestType.GDAP:
        return {"customer_id": request.customer_id, "target_id": request.inviter_tenant_id}
    return {"customer_id": request.customer_id}


def _restore(session: Session, actor: Actor, request: RelationshipRequest, scene: Scene) -> None:
    """Settle the contacts that have their basis again by this relationship."""
    partner_id = request.reseller_tenant_id if request.type == RequestType.PARTNERSHIP else None
    settling.settle(session, actor, scene, Extent(request.customer_id, partner_id))


def _settle_twins(
    session: Session, actor: Actor, done: RelationshipRequest, scene: Scene, accepted: Sequence[Lamp]
) -> None:
    """Light the same lamps of newer requests to the same target, which a late acceptance answers too."""
    for lamp in accepted:
        twin = rules.open_request(session, lamp.kind, lamp.inviter_id, done.target_key)
        if twin is not None and twin != done.id:
            also = Acceptance(AcceptanceSource.RECONCILE, links=frozenset({lamp.kind}))
            _accept(session, actor, load(session, twin, lock=True), scene, also, [lamp])


def _identity(session: Session, request: RelationshipRequest, acceptance: Acceptance) -> dict[str, str]:
    column = "reseller_tenant_id" if request.type == RequestType.PARTNERSHIP else "customer_id"
    if getattr(request, column) is not None:
        return {}
    newcomer = acceptance.newcomer
    if newcomer is None and column == "customer_id":
        known = domains.customer_of(session, request.customer_domain)
        newcomer = Newcomer(known, request.customer_domain or "") if known else None
    if newcomer is None:
        raise InvalidInput("newcomer", "request-who-accepted", target=request.target_name)
    if column == "customer_id":
        _add_customer(session, request.target_name, newcomer)
    else:
        _add_partner(session, request.target_name, newcomer)
    return {column: newcomer.tenant_id}


def _add_customer(session: Session, name: str, newcomer: Newcomer) -> None:
    row = {
        "id": newcomer.tenant_id,
        "company_name": name,
        "domain": newcomer.domain,
        "relationship_to_partner": "none",
        "country": newcomer.country,
        "search_key": customer_key(name, newcomer.domain),
    }
    added = insert_into(session, Customer).values(row)
    # One that another provider had is ours as well from now on.
    session.execute(added.on_conflict_do_update(index_elements=["id"], set_={"elsewhere": False}))


def _add_partner(session: Session, name: str, newcomer: Newcomer) -> None:
    row = {
        "tenant_id": newcomer.tenant_id,
        "mpn_id": newcomer.mpn_id,
        "name": name,
        "kind": PartnerKind.INDIRECT_RESELLER,
        "location": newcomer.country,
        "search_key": partner_key(name, newcomer.mpn_id, newcomer.domain),
    }
    session.execute(insert_into(session, Partner).values(row).on_conflict_do_nothing())
