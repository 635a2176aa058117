"""Customers that were asked by name, known by the domain that was asked for (invariant 28)."""

from sqlmodel import Session

from bot.errors import InvalidInput
from bot.models import RequestType
from bot.services.invitations import domains, lamps
from bot.services.invitations.permission import require_all
from bot.services.invitations.rules import OPEN, open_request
from bot.services.policy import Actor
from bot.services.relationships.transitions import load, note, write
from bot.services.scene import Scene
from bot.services.separation import our_customer


def ask_domain(session: Session, actor: Actor, request_id: int, domain: str | None, scene: Scene) -> None:
    """Keep the domain of a customer that is not in the directory, from a text as people copy it; None takes it away.

    Raise Denied, NotFound, or InvalidInput (field `domain`) for what is none, or is that of a customer of ours, who is
    to be chosen instead. Nothing happens where the customer is known.
    """
    request = load(session, request_id)
    require_all(session, actor, request)
    if request.customer_id is not None or request.type == RequestType.PARTNERSHIP or request.state not in OPEN:
        return
    wanted = domains.normal(domain)
    known = our_customer(session, domains.customer_of(session, wanted))
    if known is not None:
        raise InvalidInput("domain", "request-domain-known", domain=wanted, customer=known.company_name)
    if wanted != request.customer_domain:
        write(session, request, customer_domain=wanted)
        note(session, actor, scene, request, "domain_noted", after={"domain": wanted})


def recognise(session: Session, actor: Actor, request_id: int, scene: Scene) -> bool:
    """Note which customer a request means; False where it is known, has ended, or its domain says nothing.

    An acceptance is found by the customer from then on, as that of any other request. Where an open request asks the
    same of that customer by its id, this one is left to people.
    """
    request = load(session, request_id, lock=True)
    found = domains.customer_of(session, request.customer_domain)
    if request.customer_id is not None or request.state not in OPEN or found is None:
        return False
    asked = lamps.of(session, request)
    if any(open_request(session, lamp.kind, lamp.inviter_id, found) is not None for lamp in asked):
        return False
    values = {"customer_id": found, "target_key": found}
    write(session, request, **values)
    after = values | {"domain": request.customer_domain}
    note(session, actor, scene, load(session, request_id), "recognised", after=after)
    return True
