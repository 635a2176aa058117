"""Messages about a request: the one that shows its state to each reader, and the one that it was accepted."""

from bot.commands.base import Message
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.shared.words import kind_name
from bot.models import RequestState, RequestType
from bot.services.relationships.acceptance import AcceptanceMeaning
from bot.services.relationships.summaries import RequestSummary
from bot.text import Mrkdwn, Reader, clip, mention

NAME = 100


def build(t: Reader, summary: RequestSummary) -> Message:
    """Draw a request as it stands, with buttons for what it asks for now and to its own screen."""
    parts = [_state(t, summary)]
    parts += [t.mrkdwn("request-notice-agreement", text=summary.agreement_ref)] if summary.agreement_ref else []
    parts += [t.mrkdwn("request-notice-note", text=summary.note)] if summary.note else []
    text = Mrkdwn("\n".join(parts))
    buttons = [b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(summary.id))]
    if summary.state is RequestState.PENDING:
        buttons.insert(0, b.button(t.plain("request-resend"), action_ids.RESUME_REQUEST, str(summary.id)))
    elif summary.state is RequestState.EXPIRED:
        buttons.insert(0, b.button(t.plain("request-again"), action_ids.REQUEST_AGAIN, str(summary.id)))
    return Message(text, [b.section(text), b.actions(*buttons)])


def accepted(t: Reader, found: AcceptanceMeaning) -> Message:
    """Draw what was accepted, when, and if too late; and if the reseller is in the list of support contacts now."""
    state, meaning = build(t, found.summary).text, _meaning(t, found)
    parts = [state, *([b.lines_within(b.SECTION, meaning, lambda _: "…")] if meaning else [])]
    return Message(b.lines_within(b.TEXT, [state, *meaning], lambda _: "…"), [b.section(part) for part in parts])


def given(t: Reader, summary: RequestSummary, by: str) -> Message:
    """Tell a new owner what is theirs to look after now, and what comes next."""
    about = {"kind": kind_name(t, summary.kind), "target": summary.target}
    text = Mrkdwn(f"{t.mrkdwn('request-notice-given', by=mention(by), **about)}\n{_next(t, summary)}")
    button = b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, str(summary.id), style="primary")
    return Message(text, [b.section(text), b.actions(button)])


def _next(t: Reader, summary: RequestSummary) -> Mrkdwn:
    due, reminder = summary.due_at, summary.next_reminder_at
    if due is None:
        return t.mrkdwn("relationships-next-draft")
    if reminder is None or reminder >= due:
        return t.mrkdwn("relationships-next-stopped", due=due)
    return t.mrkdwn("relationships-next-pending", reminder=reminder, due=due)


def _state(t: Reader, summary: RequestSummary) -> Mrkdwn:
    about = {"kind": kind_name(t, summary.kind), "target": summary.target}
    asker, at = mention(summary.asker), summary.resolved_at or summary.created_at
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
                sender=mention(sender),
                **about,
            )
            return _with_owner(t, sent, summary, sender)
    key = "late" if summary.late else summary.state.value
    return t.mrkdwn(f"request-notice-{key}", resolved=at, asker=asker, **about)


def _with_owner(t: Reader, said: Mrkdwn, summary: RequestSummary, named: str) -> Mrkdwn:
    """Add who looks after it, unless that is who was named already."""
    if summary.owner == named:
        return said
    return Mrkdwn(f"{said} {t.mrkdwn('reminders-owner', owner=mention(summary.owner))}")


def _meaning(t: Reader, found: AcceptanceMeaning) -> list[Mrkdwn]:
    summary = found.summary
    customer, reseller = clip(summary.target, NAME), clip(found.reseller or "", NAME)
    if summary.kind is RequestType.PARTNERSHIP:
        return [t.mrkdwn("accepted-partnership", reseller=customer)]
    if found.reseller is None:
        ours = summary.kind is RequestType.CUSTOMER_RESELLER
        return [t.mrkdwn("accepted-ours", customer=customer, provider=clip(summary.provider, NAME))] if ours else []
    if not found.lacks:
        return [t.mrkdwn("accepted-listed", reseller=reseller, customer=customer)]
    reasons = [Mrkdwn(f"• {t.mrkdwn(f'check-{check}', partner=reseller)}") for check in found.lacks]
    return [t.mrkdwn("accepted-lacks", reseller=reseller, customer=customer), *reasons]
