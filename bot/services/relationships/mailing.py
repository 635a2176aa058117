"""Invitations that leave as e-mails: written with the sending, and what became of them told to whoever waits."""

from sqlmodel import Session

from bot.addresses import mailbox
from bot.errors import InvalidInput
from bot.models import RelationshipRequest, RequestState
from bot.services import outbox
from bot.services.absences import standing
from bot.services.invitations import letter
from bot.services.mail import queue
from bot.services.mail.queue import Mail, MailRow
from bot.services.mail.worker import MailFate
from bot.services.policy import Actor, system_actor
from bot.services.relationships import summaries
from bot.services.relationships.transitions import key_of, load, note, subject_of, tell
from bot.services.scene import Scene
from bot.services.store import references
from bot.services.store.audit import new_reference

FAILED = "request.mail_failed"
_EVENTS = {MailFate.SENT: "mailed", MailFate.UNCLEAR: "mail_unclear"}


def send(session: Session, actor: Actor, request: RelationshipRequest, scene: Scene) -> None:
    """Have the invitation leave as an e-mail; in the transaction that notes it as sent.

    Raise InvalidInput (field `recipient`) for an address that only a person can send to.
    """
    try:
        _ = mailbox(request.recipient or "")
    except ValueError:
        raise InvalidInput("recipient", "request-mail-accents") from None
    summary = summaries.read(session, key_of(request), scene.provider_id)
    mail = Mail(
        key=f"{subject_of(request)}:mail:{request.resend_count}",
        about=subject_of(request),
        recipient=request.recipient or "",
        title=letter.subject(summary.kind, request.locale, summary.parties),
        body=request.email_text or "",
        by=actor.user_id,
    )
    queue.enqueue(session, scene.now, mail)


def wanted(session: Session, row: MailRow) -> bool:
    """Tell if an invitation is to leave still: its request waits, and for that address."""
    request = load(session, _request_of(row))
    return request.state == RequestState.PENDING and request.recipient == row.recipient


def heard(session: Session, row: MailRow, fate: MailFate, answer: str, scene: Scene) -> None:
    """Note what became of an invitation; one that did not surely leave rings for the owner, or who stands in."""
    request, actor = load(session, _request_of(row)), system_actor("mail", references.current() or new_reference())
    after = {"recipient": row.recipient} | ({"answer": answer} if answer else {})
    note(session, actor, scene, request, _EVENTS.get(fate, "mail_failed"), after=after)
    tell(session, scene, request, request.state, mark=f"mail:{row.id}:{fate}")
    if fate is not MailFate.SENT:
        readers = outbox.readers(scene, standing.reader_of(session, request.owner, scene.now))
        payload = {"request_id": key_of(request), "recipient": row.recipient, "fate": fate.value, "answer": answer}
        outbox.tell(session, scene, FAILED, f"{subject_of(request)}:mail:{row.id}", "", readers, payload)


def _request_of(row: MailRow) -> int:
    return int(row.about.partition(":")[2])
