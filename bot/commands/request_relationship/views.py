"""Step 2 of `/request-relationship` and what follows: the text to send, the result, or the open twin."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from bot.commands.base import Block, View
from bot.commands.memory import RowNumber, dump, key
from bot.commands.shared import blocks as b
from bot.commands.shared import buttons
from bot.commands.shared.covered import Covered, OnTopMemory
from bot.commands.shared.lamps import lamps_line, link_name
from bot.commands.shared.reach import mail_link
from bot.commands.shared.words import kind_name, parties, request_about
from bot.models import RequestState, RequestType
from bot.services.invitations import letter
from bot.services.invitations.lamps import is_partly
from bot.services.relationships.summaries import RequestSummary
from bot.text import Mrkdwn, Reader, mention

CALLBACK = "request.text"
DONE = "request.done"
TEXT = "request.text"
RECIPIENT = "request.recipient"
BACK = "request.back"
DOMAIN = "request.domain"
BY_MAIL, SEND = "request.by_mail", "send"
LONGEST_DOMAIN = 254
LONGEST_RECIPIENT = 254  # characters of an e-mail address


@dataclass(frozen=True)
class TextMemory(OnTopMemory):
    """Memory of step 2: the request, the digest of the text shown, if it was sent before, the choice of language."""

    request_id: Annotated[RowNumber, key("r")]
    shown: Annotated[str, key("h")]
    again: Annotated[bool, key("a")]
    language: Annotated[str, key("l")] = ""


def digest(text: str) -> str:
    """Return a digest that is equal for texts that differ in white space only: Slack trims what it hands back."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def text_view(
    t: Reader,
    summary: RequestSummary,
    *,
    text: str | None = None,
    language: str = "",
    recipient: str | None = None,
    covered: Covered | None = None,
    by_mail: bool = False,
) -> View:
    """Draw the invitation to look over and send; `text` is a person's wording that has to be copied anew.

    `language` is the choice in step 1, to be shown there again; `recipient` was typed before going back to it;
    `covered` is the modal that it lies on; `by_mail` if it may leave from here.
    """
    shown = summary.text if text is None else text
    again = summary.state is RequestState.PENDING
    parts = [
        b.context(
            Mrkdwn(t.plain("request-step-two-mail" if by_mail else "request-step-two")), request_about(t, summary)
        ),
        *_links(t, summary),
        _text_input(t, summary.id, shown, by_mail=by_mail),
        *([b.section(t.mrkdwn("request-text-changed"))] if text is not None else ()),
        b.section(t.mrkdwn("request-copy")),
        b.code(shown),
        b.section(_mail_link(t, summary, shown)),
        # Said once more where the button was pressed: the field is out of sight from there.
        *([b.section(t.mrkdwn("request-text-unsent"))] if text is not None else ()),
        *_fields(t, summary, recipient, by_mail=by_mail),
        *([] if again else [b.actions(b.button(t.plain("button-back"), BACK), block_id="back")]),
    ]
    return b.modal(
        t.plain("request-resend-title" if again else "request-text-title"),
        parts,
        callback_id=CALLBACK,
        submit=t.plain("request-button-send" if by_mail else "button-done"),
        close=t.plain("request-later"),
        metadata=dump(TextMemory(summary.id, digest(shown), again, language, covered=covered)),
    )


def asks_domain(summary: RequestSummary) -> bool:
    """Tell if the request is for a customer that nobody knows but by its name."""
    return summary.newcomer and summary.kind is not RequestType.PARTNERSHIP


def sent_view(t: Reader, summary: RequestSummary) -> View:
    """Draw the result: what was sent to whom, and what comes next."""
    return b.modal(
        t.plain("request-sent-title"),
        [
            b.section(_sent(t, summary)),
            *([b.section(t.mrkdwn("request-sent-by-mail"))] if summary.mail else ()),
            b.context(_next(t, summary)),
        ],
        callback_id=DONE,
        close=t.plain("button-done"),
    )


def twin_view(t: Reader, summary: RequestSummary, now: datetime, covered: Covered | None = None) -> View:
    """Draw the open request to the same target, with its age, its owner, and the button to go on with it (A12)."""
    parts = [
        b.section(_twin(t, summary, now)),
        b.context(t.mrkdwn("request-twin-why")),
        b.actions(buttons.go_on(t, summary.state, summary.id, style="primary")),
    ]
    return b.modal(
        t.plain("request-twin-title"),
        parts,
        callback_id=DONE,
        close=t.plain("button-done"),
        metadata=dump(OnTopMemory(covered=covered)),
    )


def _links(t: Reader, summary: RequestSummary) -> list[Block]:
    """Draw the link, or each of several that is not accepted yet, to be copied."""
    if not summary.lamps:
        return [b.section(t.mrkdwn("request-link", inviter=summary.inviter)), b.code(summary.url)]
    parts = [b.section(t.mrkdwn("request-links", count=len(summary.urls)))]
    if is_partly(summary.lamps):
        parts.append(b.context(*lamps_line(t, summary.lamps)))
    for kind, url in zip(summary.lacks, summary.urls, strict=True):
        parts += [b.context(t.mrkdwn("lamp-link", link=link_name(t, kind))), b.code(url)]
    return parts


def _domain_input(t: Reader, summary: RequestSummary) -> Block:
    element = b.text_input(DOMAIN, initial=summary.domain, most=LONGEST_DOMAIN)
    hint = t.plain("request-domain-hint")
    return b.input_block(t.plain("request-domain"), element, block_id="domain", hint=hint, optional=True)


def _text_input(t: Reader, request_id: int, text: str, *, by_mail: bool) -> Block:
    element = b.text_input(TEXT, multiline=True, initial=text, most=letter.LONGEST_TEXT)
    hint = t.plain("request-text-hint-mail" if by_mail else "request-text-hint")
    return b.input_block(t.plain("request-text"), element, block_id=f"text:{request_id}", hint=hint)


def _fields(t: Reader, summary: RequestSummary, recipient: str | None, *, by_mail: bool) -> list[Block]:
    """Ask to whom it goes, if it leaves from here, and whom a mere name means."""
    return [
        _recipient_input(t, summary.id, summary.recipient or recipient, by_mail=by_mail),
        *([_by_mail_input(t)] if by_mail else ()),
        *([_domain_input(t, summary)] if asks_domain(summary) else ()),
    ]


def _by_mail_input(t: Reader) -> Block:
    choice = b.option(t.plain("request-by-mail-label"), SEND, t.plain("request-by-mail-about"))
    element: Block = {"type": "checkboxes", "action_id": BY_MAIL, "options": [choice], "initial_options": [choice]}
    return b.input_block(t.plain("request-by-mail"), element, block_id="by_mail", optional=True)


def _recipient_input(t: Reader, request_id: int, recipient: str | None, *, by_mail: bool) -> Block:
    element: Block = {
        "type": "email_text_input",
        "action_id": RECIPIENT,
        "placeholder": b.plain(t.plain("request-recipient-placeholder"), 150),
    }
    if recipient:
        element["initial_value"] = recipient
    hint = t.plain("request-recipient-hint-mail" if by_mail else "request-recipient-hint")
    return b.input_block(t.plain("request-recipient"), element, block_id=f"recipient:{request_id}", hint=hint)


def _mail_link(t: Reader, summary: RequestSummary, text: str) -> Mrkdwn:
    subject = letter.subject(summary.kind, summary.locale, summary.parties)
    return mail_link(t, "request-open-mail", summary.recipient, subject, text)


def _sent(t: Reader, summary: RequestSummary) -> Mrkdwn:
    return t.mrkdwn(
        "request-sent",
        kind=kind_name(t, summary.kind),
        target=parties(t, summary),
        recipient=summary.recipient or "",
        sent=summary.sent_at or summary.created_at,
    )


def _next(t: Reader, summary: RequestSummary) -> Mrkdwn:
    due = summary.due_at or summary.created_at
    reminder = summary.next_reminder_at or due
    return t.mrkdwn("request-sent-next", owner=mention(summary.owner), reminder=reminder, due=due)


def _twin(t: Reader, summary: RequestSummary, now: datetime) -> Mrkdwn:
    kind, asker, target = kind_name(t, summary.kind), mention(summary.asker), parties(t, summary)
    if summary.sent_at is None:
        return t.mrkdwn("request-twin-draft", kind=kind, target=target, created=summary.created_at, asker=asker)
    return t.mrkdwn(
        "request-twin-pending",
        kind=kind,
        target=target,
        days=max((now - summary.sent_at).days, 0),
        recipient=summary.recipient or "",
        sent=summary.sent_at,
        owner=mention(summary.owner),
        resends=summary.resend_count,
    )
