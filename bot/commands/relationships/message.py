"""The one message that a request has with each reader."""

from bot.commands.base import Message
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.shared.words import kind_name
from bot.models import RequestState
from bot.services.relationships.summaries import RequestCard
from bot.text import Mrkdwn, Reader, mention


def build(t: Reader, card: RequestCard) -> Message:
    """The request as it stands, for its one message per reader: what it asks for now, and the way to all of it."""
    parts = [_state(t, card)]
    parts += [t.mrkdwn("request-notice-agreement", text=card.agreement_ref)] if card.agreement_ref else []
    parts += [t.mrkdwn("request-notice-note", text=card.note)] if card.note else []
    text = Mrkdwn("\n".join(parts))
    buttons = [b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(card.id))]
    if card.state is RequestState.PENDING:
        buttons.insert(0, b.button(t.plain("request-resend"), action_ids.RESUME_REQUEST, str(card.id)))
    elif card.state is RequestState.EXPIRED:
        buttons.insert(0, b.button(t.plain("request-again"), action_ids.REQUEST_AGAIN, str(card.id)))
    return Message(text, [b.section(text), b.actions(*buttons)])


def _state(t: Reader, card: RequestCard) -> Mrkdwn:
    kind, owner, at = kind_name(t, card.kind), mention(card.owner), card.resolved_at or card.created_at
    match card.state:
        case RequestState.DRAFT | RequestState.LINK_READY:
            return t.mrkdwn("request-notice-draft", kind=kind, target=card.target, owner=owner)
        case RequestState.PENDING:
            return t.mrkdwn(
                "request-notice-pending",
                kind=kind,
                target=card.target,
                recipient=card.recipient or "",
                sent=card.sent_at or card.created_at,
                due=card.due_at or card.created_at,
                owner=owner,
            )
    key = "late" if card.late else card.state.value
    return t.mrkdwn(f"request-notice-{key}", kind=kind, target=card.target, resolved=at, owner=owner)
