"""Step 2 of `/request-relationship` and what follows: the text to send, the result, or the open twin."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from bot.commands.base import Block, View
from bot.commands.memory import RowNumber, dump, key
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.shared.words import kind_name, request_about
from bot.models import RequestState
from bot.services.invitations import letter
from bot.services.relationships.summaries import RequestSummary
from bot.text import Mrkdwn, Reader, mention

CALLBACK = "request.text"
DONE = "request.done"
TEXT = "request.text"
RECIPIENT = "request.recipient"


@dataclass(frozen=True)
class TextMemory:
    """Memory of step 2: the request, the digest of the text shown, and if it was sent before."""

    request_id: Annotated[RowNumber, key("r")]
    shown: Annotated[str, key("h")]
    again: Annotated[bool, key("a")]


def digest(text: str) -> str:
    """Return a digest that is equal for texts that differ in white space only: Slack trims what it hands back."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def text_view(t: Reader, summary: RequestSummary, *, text: str | None = None) -> View:
    """Draw the invitation to look over and send; `text` is a person's wording that has to be copied anew."""
    shown = summary.text if text is None else text
    again = summary.state is RequestState.PENDING
    parts = [b.section(t.mrkdwn("request-text-changed"))] if text is not None else []
    parts += [
        b.context(Mrkdwn(t.plain("request-step-two")), request_about(t, summary)),
        b.section(t.mrkdwn("request-link", inviter=summary.inviter)),
        _code(summary.url),
        _text_input(t, summary.id, shown),
        b.section(t.mrkdwn("request-copy")),
        _code(shown),
        b.section(_mail_link(t, summary, shown)),
        _recipient_input(t, summary),
    ]
    return b.modal(
        t.plain("request-resend-title" if again else "request-text-title"),
        parts,
        callback_id=CALLBACK,
        submit=t.plain("button-done"),
        close=t.plain("request-later"),
        metadata=dump(TextMemory(summary.id, digest(shown), again)),
    )


def sent_view(t: Reader, summary: RequestSummary) -> View:
    """Draw the result: what was sent to whom, and what comes next."""
    return b.modal(
        t.plain("request-sent-title"),
        [b.section(_sent(t, summary)), b.context(_next(t, summary))],
        callback_id=DONE,
        close=t.plain("button-close"),
    )


def twin_view(t: Reader, summary: RequestSummary, now: datetime) -> View:
    """Draw the open request to the same target, with its age, its owner, and the button to go on with it (A12)."""
    pending = summary.state is RequestState.PENDING
    label = t.plain("request-resend" if pending else "request-continue")
    parts = [
        b.section(_twin(t, summary, now)),
        b.context(t.mrkdwn("request-twin-why")),
        b.actions(b.button(label, action_ids.RESUME_REQUEST, str(summary.id), style="primary")),
    ]
    return b.modal(t.plain("request-twin-title"), parts, callback_id=DONE, close=t.plain("button-close"))


def _code(text: str) -> Block:
    """Draw text as it is, markup included, so that what is copied is what was written."""
    body = [{"type": "text", "text": text or " "}]
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": body}]}


def _text_input(t: Reader, request_id: int, text: str) -> Block:
    element = b.text_input(TEXT, multiline=True, initial=text, most=letter.LONGEST_TEXT)
    hint = t.plain("request-text-hint")
    return b.input_block(t.plain("request-text"), element, block_id=f"text:{request_id}", hint=hint)


def _recipient_input(t: Reader, summary: RequestSummary) -> Block:
    element: Block = {
        "type": "email_text_input",
        "action_id": RECIPIENT,
        "placeholder": b.plain(t.plain("request-recipient-placeholder"), 150),
    }
    if summary.recipient:
        element["initial_value"] = summary.recipient
    hint = t.plain("request-recipient-hint")
    return b.input_block(t.plain("request-recipient"), element, block_id=f"recipient:{summary.id}", hint=hint)


def _mail_link(t: Reader, summary: RequestSummary, text: str) -> Mrkdwn:
    # A mailto: link in mrkdwn is documented; whether a button's url may be one is not [unverified].
    subject = letter.subject(summary.kind, summary.locale, summary.parties)
    whole = _link(letter.mailto(summary.recipient, subject, text), t.plain("request-open-mail"))
    # A link that would be cut is offered without the body.
    if len(whole) <= b.SECTION:
        return whole
    return _link(letter.mailto(summary.recipient, subject, None), t.plain("request-open-mail-empty"))


def _link(url: str, label: str) -> Mrkdwn:
    words, _, aside = label.partition("\n")
    # The URL is percent-encoded but for the & between its parts, which mrkdwn wants escaped.
    return Mrkdwn(f":email: <{url.replace('&', '&amp;')}|{words}>{' ' if aside else ''}{aside}")


def _sent(t: Reader, summary: RequestSummary) -> Mrkdwn:
    return t.mrkdwn(
        "request-sent",
        kind=kind_name(t, summary.kind),
        target=summary.target,
        recipient=summary.recipient or "",
        sent=summary.sent_at or summary.created_at,
    )


def _next(t: Reader, summary: RequestSummary) -> Mrkdwn:
    due = summary.due_at or summary.created_at
    reminder = summary.next_reminder_at or due
    return t.mrkdwn("request-sent-next", owner=mention(summary.owner), reminder=reminder, due=due)


def _twin(t: Reader, summary: RequestSummary, now: datetime) -> Mrkdwn:
    kind, asker = kind_name(t, summary.kind), mention(summary.asker)
    if summary.sent_at is None:
        return t.mrkdwn("request-twin-draft", kind=kind, target=summary.target, created=summary.created_at, asker=asker)
    return t.mrkdwn(
        "request-twin-pending",
        kind=kind,
        target=summary.target,
        days=max((now - summary.sent_at).days, 0),
        recipient=summary.recipient or "",
        sent=summary.sent_at,
        owner=mention(summary.owner),
        resends=summary.resend_count,
    )
