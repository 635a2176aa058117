"""Requests as people see them: ids turned into names, read in one go for forms and notices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.models import Partner, RelationshipRequest, RequestState, RequestType
from bot.services.invitations import lamps, targets
from bot.services.invitations.lamps import Lamp, kinds_lacking, kinds_of, lacking
from bot.services.invitations.letter import LetterParties
from bot.services.invitations.links import asks_dap
from bot.services.mail import queue as mail_queue
from bot.services.mail.queue import MailStatus
from bot.services.relationships.transitions import key_of, kind_of, load, subject_of
from bot.services.store import labels


@dataclass(frozen=True)
class RequestSummary:
    """One request; `provider` equals `inviter` unless a provider was asked for.

    `target` is whom it invites by today's name, as a label; `asked` the name in the invitation, and `asked_as` the
    same where it is another one by now. `inviter_label` tells the inviter apart from namesakes.

    `reseller`, a label too, is to be related with the target; None where that is ourselves, and where the target is
    the reseller. `lamps` are the links of a request that asks for several, else empty. `newcomer` if nobody
    knows yet which tenant it invites, and `domain` the one by which an acceptance will tell.

    Slack user ids: `asker` asked for it, `sender` sent it last (None while nobody did), `owner` looks after it.
    """

    id: int
    kind: RequestType
    state: RequestState
    target: str
    inviter: str
    provider: str
    url: str
    text: str
    locale: str
    dap: bool
    asker: str
    owner: str
    created_at: datetime
    sender: str | None = None
    recipient: str | None = None
    sent_at: datetime | None = None
    due_at: datetime | None = None
    next_reminder_at: datetime | None = None
    resend_count: int = 0
    resolved_at: datetime | None = None
    late: bool = False
    unanswered: bool = False
    agreement_ref: str | None = None
    note: str | None = None
    reseller: str | None = None
    asked: str = ""
    asked_as: str | None = None
    inviter_label: str = ""
    lamps: tuple[Lamp, ...] = ()
    domain: str | None = None
    first_sent_at: datetime | None = None
    newcomer: bool = False
    mail: MailStatus | None = None

    @property
    def kinds(self) -> tuple[RequestType, ...]:
        """All kinds of links that it asks for."""
        return kinds_of(self.lamps, self.kind)

    @property
    def lacks(self) -> tuple[RequestType, ...]:
        """Kinds of links that nobody accepted yet."""
        if self.state is RequestState.ESTABLISHED:
            return ()
        return kinds_lacking(self.lamps, self.kind)

    @property
    def urls(self) -> tuple[str, ...]:
        """Links that are to be accepted still."""
        return tuple(lamp.url for lamp in lacking(self.lamps)) if self.lamps else (self.url,)

    @property
    def parties(self) -> LetterParties:
        """The names as the e-mail's subject needs them."""
        return LetterParties(self.asked or self.target, self.inviter, self.provider, "")


def read(session: Session, request_id: int, provider_id: str | None = None, *, always: bool = False) -> RequestSummary:
    """Read the request with its names; NotFound for an id nobody created.

    `always` tells the target apart from namesakes even if it has none.
    """
    row = load(session, request_id)
    target = targets.read(session, [request_id], always=always)[request_id]
    inviter = _name(session, row.inviter_tenant_id)
    return RequestSummary(
        id=key_of(row),
        kind=kind_of(row),
        state=RequestState(row.state),
        target=target.label,
        asked=row.target_name,
        asked_as=target.asked_as,
        inviter=inviter,
        inviter_label=_label(session, row.inviter_tenant_id),
        provider=_name(session, provider_id) if provider_id else inviter,
        url=row.url or "",
        text=row.email_text or "",
        locale=row.locale,
        dap=asks_dap(row.url),
        asker=row.created_by,
        owner=row.owner,
        created_at=row.created_at,
        reseller=target.reseller,
        mail=mail_queue.status(session, subject_of(row)),
        lamps=lamps.read(session, [request_id]).get(request_id, ()),
        **_progress(row),
    )


def _label(session: Session, tenant_id: str) -> str:
    return labels.read(session, partners=[tenant_id]).partner(tenant_id)


def _progress(row: RelationshipRequest) -> dict[str, Any]:
    return {
        "sender": row.sent_by or (row.created_by if row.sent_at else None),
        "recipient": row.recipient,
        "sent_at": row.sent_at,
        "due_at": row.due_at,
        "next_reminder_at": row.next_reminder_at,
        "resend_count": row.resend_count,
        "resolved_at": row.resolved_at,
        "late": row.resolution == "accepted_late",
        "unanswered": row.resolution == RequestState.EXPIRED,
        "agreement_ref": row.agreement_ref,
        "note": row.note,
        "domain": row.customer_domain,
        "newcomer": (row.customer_id or row.reseller_tenant_id) is None
        if row.type == RequestType.PARTNERSHIP
        else row.customer_id is None,
        "first_sent_at": row.first_sent_at or row.sent_at,
    }


def _name(session: Session, tenant_id: str) -> str:
    found = session.get(Partner, tenant_id)
    return found.name if found else tenant_id
