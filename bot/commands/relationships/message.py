"""Messages about a request: the one that shows its state to each reader, and the one that it was accepted."""

from collections.abc import Mapping

from bot.commands.base import Message
from bot.commands.shared import action_ids, buttons
from bot.commands.shared import blocks as b
from bot.commands.shared.lamps import lamps_line, partly
from bot.commands.shared.words import asked_for, kind_name, parties
from bot.models import OutboxState, RequestState, RequestType
from bot.services.invitations.lamps import is_partly
from bot.services.invitations.rules import OPEN
from bot.services.mail.queue import MailStatus
from bot.services.relationships.acceptance import AcceptanceMeaning
from bot.services.relationships.summaries import RequestSummary
from bot.text import Mrkdwn, Reader, clip

NAME = 100
ANSWER = 300


def build(t: Reader, summary: RequestSummary) -> Message:
    """Draw a request as it stands, with buttons for what it asks for now, and to its screen, which tells the rest."""
    text = Mrkdwn("\n".join([_state(t, summary), *links_said(t, summary)]))
    row = [b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(summary.id))]
    if summary.state is RequestState.PENDING:
        row.insert(0, buttons.go_on(t, summary.state, summary.id))
    elif summary.state is RequestState.EXPIRED and summary.unanswered:
        row.insert(0, b.button(t.plain("request-again"), action_ids.REQUEST_AGAIN, str(summary.id)))
    return Message(text, [b.section(text), b.actions(*row)])


def told(t: Reader, summary: RequestSummary) -> Mrkdwn:
    """Say all that a request's own screen tells of it: its state, what was agreed, and the note."""
    parts = [_state(t, summary), *links_said(t, summary)]
    parts += [t.mrkdwn("request-notice-agreement", text=summary.agreement_ref)] if summary.agreement_ref else []
    parts += [t.mrkdwn("request-notice-note", text=summary.note)] if summary.note else []
    return Mrkdwn("\n".join(parts))


def links_said(t: Reader, summary: RequestSummary) -> list[Mrkdwn]:
    """Say which of several links are accepted, and that others lack."""
    said = partly(t, summary.lamps) if summary.state in OPEN else []
    # In one line: a message has two.
    line = " ".join([*said, *lamps_line(t, summary.lamps), *mail_said(t, summary)])
    return [Mrkdwn(line)] if line else []


def mail_said(t: Reader, summary: RequestSummary) -> list[Mrkdwn]:
    """Say of an invitation that was to leave as an e-mail that it did not yet, never did, or may have."""
    mail = summary.mail
    if mail is None or mail.state == OutboxState.SENT or summary.state is not RequestState.PENDING:
        return []
    facts = {"recipient": mail.recipient, "attempts": mail.attempts, "answer": mail.answer or "none"}
    return [t.mrkdwn(f"request-mail-{_state_of(mail)}", **facts)]


def _state_of(mail: MailStatus) -> str:
    if mail.doubted_at is not None:
        return "doubted"
    return "dead" if mail.state == OutboxState.DEAD else "trouble" if mail.answer else "pending"


def mail_failed(t: Reader, summary: RequestSummary, payload: Mapping[str, object]) -> Message:
    """Tell that an invitation did not surely leave, with the server's words and the button to send it again."""
    key = f"request-mail-{str(payload['fate']).replace('_', '-')}"
    facts = {"recipient": str(payload["recipient"]), "answer": clip(str(payload["answer"]), ANSWER)}
    text = t.mrkdwn(key, **_about(t, summary), **facts)
    return Message(text, [b.section(text), b.actions(buttons.go_on(t, summary.state, summary.id, style="primary"))])


def accepted(t: Reader, found: AcceptanceMeaning) -> Message:
    """Draw that it was accepted, and if the reseller is in the list of support contacts now.

    When, and who had asked for it, is said in the request's own message, which is drawn again at the same time.
    """
    summary = found.summary
    is_whole = summary.state is RequestState.ESTABLISHED
    key = "accepted-late" if summary.late else "accepted-now" if is_whole else "accepted-partly"
    head = t.mrkdwn(key, **_about(t, summary))
    text = Mrkdwn("\n".join([head, *([] if is_whole else lamps_line(t, summary.lamps)), *_meaning(t, found)]))
    button = b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(summary.id))
    return Message(text, [b.section(text), b.actions(button)])


def given(t: Reader, summary: RequestSummary, by: str) -> Message:
    """Tell a new owner who handed it to them; how it stands is behind the button, for this is not drawn again."""
    text = t.mrkdwn("request-notice-given", by=t.person(by), **_about(t, summary))
    button = b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(summary.id), style="primary")
    return Message(text, [b.section(text), b.actions(button)])


def _about(t: Reader, summary: RequestSummary) -> dict[str, object]:
    return {"kind": kind_name(t, summary.kind), "target": parties(t, summary)}


def _state(t: Reader, summary: RequestSummary) -> Mrkdwn:
    about = _about(t, summary)
    asker, at = t.person(summary.asker), summary.resolved_at or summary.created_at
    match summary.state:
        case RequestState.DRAFT | RequestState.LINK_READY:
            return _with_owner(t, t.mrkdwn("request-notice-draft", asker=asker, **about), summary, summary.asker)
        case RequestState.PENDING:
            sender = summary.sender or summary.asker
            sent = t.mrkdwn(
                "request-notice-pending",
                recipient=summary.recipient or "",
                sent=summary.sent_at or summary.created_at,
                due=summary.due_at or summary.created_at,
                sender=t.person(sender),
                **about,
            )
            return _with_owner(t, sent, summary, sender)
    over = summary.state is RequestState.EXPIRED and not summary.unanswered
    some = summary.state is RequestState.EXPIRED and summary.unanswered and is_partly(summary.lamps)
    key = "late" if summary.late else "expired-over" if over else "expired-partly" if some else summary.state.value
    return t.mrkdwn(f"request-notice-{key}", resolved=at, asker=asker, **about)


def _with_owner(t: Reader, said: Mrkdwn, summary: RequestSummary, named: str) -> Mrkdwn:
    """Add who looks after it, unless that is who was named already."""
    if summary.owner == named:
        return said
    return Mrkdwn(f"{said} {t.mrkdwn('reminders-owner', owner=t.person(summary.owner))}")


def _meaning(t: Reader, found: AcceptanceMeaning) -> list[Mrkdwn]:
    summary = found.summary
    customer, reseller = asked_for(t, summary), clip(found.reseller or "", NAME)
    if summary.kind is RequestType.PARTNERSHIP:
        return [t.mrkdwn("accepted-partnership", reseller=customer)]
    if found.reseller is None:
        ours = summary.kind is RequestType.CUSTOMER_RESELLER
        return [t.mrkdwn("accepted-ours", customer=customer, provider=clip(summary.provider, NAME))] if ours else []
    if not found.lacks:
        return [t.mrkdwn("accepted-listed", reseller=reseller, customer=customer)]
    first, *others = found.lacks
    why = t.mrkdwn(f"check-{first}", partner=reseller)
    more = [t.mrkdwn("accepted-lacks-more", count=len(others))] if others else []
    said = t.mrkdwn("accepted-lacks", reseller=reseller, customer=customer)
    return [Mrkdwn(" ".join((said, why, *more)))]
