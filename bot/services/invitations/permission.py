"""Who may ask for which links: a request for several needs the permission of each."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session

from bot.models import RelationshipRequest, RequestType
from bot.services.invitations import lamps
from bot.services.policy import Action, Actor, may, require

PERMISSION: Mapping[RequestType, Action] = {
    RequestType.CUSTOMER_RESELLER: Action.REQUEST_CUSTOMER,
    RequestType.CUSTOMER_INDIRECT_RESELLER: Action.REQUEST_CUSTOMER,
    RequestType.PARTNERSHIP: Action.REQUEST_PARTNERSHIP,
    RequestType.GDAP: Action.REQUEST_GDAP,
}


def require_all(session: Session, actor: Actor, request: RelationshipRequest) -> None:
    """Raise Denied unless the actor may ask for every link of the request."""
    require_kinds(actor, [lamp.kind for lamp in lamps.of(session, request)])


def require_kinds(actor: Actor, kinds: Iterable[RequestType]) -> None:
    """Raise Denied unless the actor may ask for links of all these kinds."""
    for kind in kinds:
        require(actor, PERMISSION[kind])


def may_ask(actor: Actor, kinds: Iterable[RequestType]) -> bool:
    """Tell if the actor may ask for links of all these kinds."""
    return all(may(actor, PERMISSION[kind]) for kind in kinds)
