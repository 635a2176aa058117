"""The daily message of reminders, with a line and buttons for each thing that waits, and the form to pick a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from bot.commands.base import Block, Message, View
from bot.commands.memory import RowNumber, dump, key
from bot.commands.payload import Json, parts_of, text_of
from bot.commands.request_relationship.entry import renewal
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.shared.lamps import partly, stalled
from bot.commands.shared.words import kind_name, parties
from bot.services.contacts.submissions import Submission
from bot.services.departures.listing import DepartureRow
from bot.services.invitations.lamps import is_partly
from bot.services.invitations.schedule import LAST_CALLS
from bot.services.relationships.summaries import RequestSummary
from bot.services.reminders.agenda import SHOWN, Agenda, Reminder
from bot.services.reminders.endings import EndingPrivileges
from bot.text import Mrkdwn, Reader, clip, mention

SNOOZE, STOP, PRIVILEGES, UNTIL = (f"reminders.{name}" for name in ("snooze", "stop", "privileges", "until"))
LET_GO = "reminders.let_go"
UNTIL_CALLBACK = "reminders.until"
HOUR, TOMORROW, PICK = "hour", "tomorrow", "pick"
NAME = 80
Entry = tuple[Mrkdwn, list[Block], str]


@dataclass(frozen=True)
class SnoozeMemory:
    """Memory of the form that asks for a moment: the request to be silent about."""

    request_id: Annotated[RowNumber, key("r")]


def digest(t: Reader, agenda: Agenda, *, personal: bool) -> Message:
    """Draw what waits, the most urgent first; a channel gets names instead of buttons.

    What is out already is drawn also when all of it was dealt with, and in one line when newer days have theirs.
    """
    entries = _entries(t, agenda, personal=personal)[:SHOWN]
    heading = _heading(t, agenda, personal=personal)
    parts = [b.section(heading)]
    for text, buttons, block_id in entries:
        parts.append(b.section(text))
        if personal and buttons:
            parts.append(b.actions(*buttons, block_id=block_id))
    if agenda.count > len(entries):
        parts.append(b.context(t.mrkdwn("reminders-more", count=agenda.count - len(entries))))
    return Message(_text(t, agenda, [heading, *(text for text, _, _ in entries)]), parts)


def _heading(t: Reader, agenda: Agenda, *, personal: bool) -> Mrkdwn:
    if agenda.is_old:
        return t.mrkdwn("reminders-old")
    if not agenda.count:
        return t.mrkdwn("reminders-done")
    return t.mrkdwn("reminders-many" if personal else "reminders-team", count=agenda.count)


def settled(message: Json, block_id: str, words: Mrkdwn) -> Message:
    """Draw the message acted in with `words` in place of the buttons that are used up."""
    blocks = [
        b.context(words) if part.get("block_id") == block_id else dict(part) for part in parts_of(message, "blocks")
    ]
    # Whole lines only: a cut through a date or a mention would show its markup.
    text = b.lines_within(b.TEXT, [words, *text_of(message, "text").splitlines()], lambda _: "…")
    return Message(text, blocks)


def said(words: Mrkdwn) -> Message:
    """Make a message of one sentence."""
    return Message(words, [b.section(words)])


def until_view(t: Reader, request_id: int, proposed: datetime) -> View:
    """Draw the form that asks when to be reminded again; it begins with `proposed`."""
    element: Block = {
        "type": "datetimepicker",
        "action_id": UNTIL,
        "initial_date_time": int(proposed.timestamp()),
    }
    hint = t.plain("reminders-snooze-hint")
    field = b.input_block(t.plain("reminders-snooze-until"), element, block_id="until", hint=hint)
    return b.modal(
        t.plain("reminders-snooze-title"),
        [field],
        callback_id=UNTIL_CALLBACK,
        submit=t.plain("button-done"),
        close=t.plain("button-cancel"),
        metadata=dump(SnoozeMemory(request_id)),
    )


def _entries(t: Reader, agenda: Agenda, *, personal: bool) -> list[Entry]:
    return [
        *(_expired(t, summary, _instead(t, agenda, summary.owner, personal)) for summary in agenda.expired),
        *(
            _reminder(t, reminder, agenda.at, _instead(t, agenda, reminder.summary.owner, personal), personal=personal)
            for reminder in agenda.reminders
        ),
        *(
            _ending(t, ending, agenda.at, _instead(t, agenda, ending.owner or agenda.reader, personal))
            for ending in agenda.privileges
        ),
        *(_departure(t, row, _instead(t, agenda, row.owner, personal)) for row in agenda.departures),
        *(_review(t, batch, _instead(t, agenda, batch.by, personal)) for batch in agenda.reviews),
    ]


def _instead(t: Reader, agenda: Agenda, owner: str, personal: bool) -> list[Mrkdwn]:
    """Say for whom the reader hears of it, where they stand in for its owner."""
    if not personal or agenda.reader == owner:
        return []
    return [t.mrkdwn("absence-for", owner=mention(owner))]


def _reminder(t: Reader, reminder: Reminder, at: datetime, instead: list[Mrkdwn], *, personal: bool) -> Entry:
    summary = reminder.summary
    sent, due = summary.sent_at or summary.created_at, summary.due_at or at
    about = t.mrkdwn(
        "reminders-request",
        kind=kind_name(t, summary.kind),
        target=parties(t, summary),
        days=max((at - sent).days, 0),
        recipient=clip(summary.recipient or "", NAME),
        count=reminder.count,
        due=due,
    )
    # The last one falls on the working day before, so a weekend more counts too.
    last = due - at <= timedelta(days=min(LAST_CALLS) + 2)
    asides = [t.mrkdwn("reminders-last")] if last else []
    asides += [t.mrkdwn("reminders-late")] if reminder.late else []
    asides += [*partly(t, summary.lamps), *stalled(t, summary.lacks, summary.state, summary.first_sent_at, at)]
    asides += [] if personal else [t.mrkdwn("reminders-owner", owner=mention(summary.owner))]
    return Mrkdwn(" ".join((about, *asides, *instead))), _reminder_buttons(t, summary), f"reminder:{summary.id}"


def _reminder_buttons(t: Reader, summary: RequestSummary) -> list[Block]:
    key = str(summary.id)
    options = [b.option(t.plain(f"reminders-{choice}"), f"{key}:{choice}") for choice in (HOUR, TOMORROW, PICK)]
    snooze: Block = {
        "type": "static_select",
        "action_id": SNOOZE,
        "placeholder": b.plain(t.plain("reminders-snooze"), 150),
        "options": options,
    }
    return [
        b.button(t.plain("relationships-open"), action_ids.OPEN_REQUEST, key, style="primary"),
        snooze,
        _stop(t, key),
    ]


def _stop(t: Reader, key: str) -> Block:
    label = t.plain("reminders-stop")
    button = b.button(label, STOP, key)
    return b.sure(button, label, t.plain("reminders-stop-confirm"), label, t.plain("button-cancel"))


def _expired(t: Reader, summary: RequestSummary, instead: list[Mrkdwn]) -> Entry:
    text = t.mrkdwn(
        "reminders-expired-partly" if is_partly(summary.lamps) else "reminders-expired",
        kind=kind_name(t, summary.kind),
        target=parties(t, summary),
        resolved=summary.resolved_at or summary.created_at,
    )
    return (
        Mrkdwn(" ".join((text, *instead))),
        [
            b.button(t.plain("request-again"), action_ids.REQUEST_AGAIN, str(summary.id)),
            b.button(t.plain("request-let-go"), LET_GO, str(summary.id)),
        ],
        f"expired:{summary.id}",
    )


def _ending(t: Reader, ending: EndingPrivileges, at: datetime, instead: list[Mrkdwn]) -> Entry:
    text = t.mrkdwn(
        "reminders-ending" if ending.ends > at else "reminders-ended",
        partner=clip(ending.partner, NAME),
        customer=clip(ending.customer, NAME),
        ends=ending.ends,
        count=ending.resting,
    )
    key = renewal(ending.customer_id, ending.partner_id)
    button = b.button(t.plain("assign-request-gdap"), PRIVILEGES, key)
    return Mrkdwn(" ".join((text, *instead))), [button], f"ending:{key}"


def _departure(t: Reader, row: DepartureRow, instead: list[Mrkdwn]) -> Entry:
    name = clip(row.name, NAME)
    text = t.mrkdwn("reminders-departure", name=name, at=t.day_token(row.opened_at), done=row.done, steps=row.steps)
    button = b.button(t.plain("relationships-open"), action_ids.OPEN_DEPARTURE, str(row.id))
    return Mrkdwn(" ".join((text, *instead))), [button], f"departure:{row.id}"


def _review(t: Reader, batch: Submission, instead: list[Mrkdwn]) -> Entry:
    text = t.mrkdwn(
        "reminders-review",
        contact=clip(batch.target.label, NAME),
        count=len(batch.changes),
        customer=clip(batch.customer_name, NAME),
        since=batch.changes[0].since,
    )
    button = b.button(t.plain("button-review"), action_ids.REVIEW, batch.batch_id)
    return Mrkdwn(" ".join((text, *instead))), [button], f"review:{batch.batch_id}"


def _text(t: Reader, agenda: Agenda, lines: list[Mrkdwn]) -> Mrkdwn:
    """Return the heading and as many whole entries as fit, with the number of those left out."""
    for kept in range(len(lines), 0, -1):
        left = agenda.count - (kept - 1)
        text = "\n".join([*lines[:kept], *([t.mrkdwn("reminders-more", count=left)] if left else [])])
        if len(text) <= b.TEXT:
            return Mrkdwn(text)
    return lines[0]
