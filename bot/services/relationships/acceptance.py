"""An acceptance rings once with everyone concerned: what it made possible, and what is still missing for that."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.models import Assignment, AssignmentState, Partner, RelationshipRequest, RequestState, RequestType
from bot.services import outbox
from bot.services.contacts.eligibility import Condition, target_failures
from bot.services.invitations import lamps
from bot.services.relationships import summaries
from bot.services.relationships.summaries import RequestSummary
from bot.services.relationships.transitions import key_of, load, subject_of
from bot.services.scene import Scene
from bot.services.store import labels
from bot.services.store.sql import run, table

KIND = "request.accepted"
_A = table(Assignment)
_READY = select(_A.c.id).where(
    _A.c.relationship_request_id == bindparam("request"),
    _A.c.requested_by == bindparam("person"),
    _A.c.state == AssignmentState.READY.value,
)


@dataclass(frozen=True)
class AcceptanceMeaning:
    """Meaning of an acceptance: `reseller` is in the customer's list, or `lacks` says why not yet.

    `reseller` is None where the acceptance concerns ourselves alone.
    """

    summary: RequestSummary
    reseller: str | None
    lacks: tuple[Condition, ...]


def ring(session: Session, scene: Scene, request: RelationshipRequest, links: str = "") -> None:
    """Tell anew whoever has the request's message, which is only redrawn in place and rings nowhere.

    Whoever still waits gets the request's message for the first time; whoever can go on was told just that. `links`
    names those accepted of a request that lacks others.
    """
    if request.sent_at is None:
        return
    told = run(session, _READY.limit(1), {"request": key_of(request), "person": request.owner}).first()
    readers = outbox.readers(scene, None if told else request.owner)
    payload = {"request_id": key_of(request), "provider_id": scene.provider_id}
    subject = ":".join(filter(None, (subject_of(request), "accepted", links and f"{links}:{scene.now.isoformat()}")))
    outbox.tell(session, scene, KIND, subject, "", readers, payload)


def read(session: Session, request_id: int, provider_id: str, at: datetime) -> AcceptanceMeaning | None:
    """Read what an acceptance means at `at`; None when nothing is accepted, NotFound for an unknown id."""
    row = load(session, request_id)
    if row.state != RequestState.ESTABLISHED and not lamps.is_partly(lamps.of(session, row)):
        return None
    summary = summaries.read(session, request_id, provider_id)
    reseller = session.get(Partner, row.reseller_tenant_id) if row.reseller_tenant_id else None
    if reseller is None or row.type == RequestType.PARTNERSHIP or row.customer_id is None:
        return AcceptanceMeaning(summary, _label(session, reseller) if reseller else None, ())
    lacks = target_failures(session, provider_id, row.customer_id, reseller.tenant_id, at)
    return AcceptanceMeaning(summary, _label(session, reseller), lacks)


def _label(session: Session, reseller: Partner) -> str:
    return labels.read(session, partners=[reseller.tenant_id]).partner(reseller.tenant_id)
