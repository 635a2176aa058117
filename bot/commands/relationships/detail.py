"""One request of `/relationships` with everything that can be done about it, and its trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.commands.base import Block, View
from bot.commands.memory import dump
from bot.commands.relationships import message
from bot.commands.relationships.views import CALLBACK, ListMemory
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.shared.words import request_about, who
from bot.models import AuditEvent, RequestState
from bot.services.invitations.rules import OPEN
from bot.services.outbox import is_person
from bot.services.relationships.followup import HANDED_OVER
from bot.services.relationships.listing import RequestDetail
from bot.text import Mrkdwn, Reader, clip, escape, mention

BACK, TRAIL, AGAIN, CONFIRM = (f"relations.{name}" for name in ("back", "trail", "again", "confirm"))
HOUR, MORNING, AT, STOP = (f"relations.{name}" for name in ("snooze_hour", "snooze_morning", "snooze_at", "stop"))
DECLINE, WITHDRAW, GIVE = (f"relations.{name}" for name in ("decline", "withdraw", "give"))
TRAIL_CALLBACK = "relations.trail"
MOST_EVENTS = 40
# All that a form lets people write; escaped it fits an element of 3000 characters.
NOTE = 499
EVENTS = frozenset(
    {
        "created",
        "link_ready",
        "text_edited",
        "pending",
        "resent",
        "reminded",
        "snoozed",
        "reminders_stopped",
        "handed_over",
        "established",
        "declined",
        "expired",
        "withdrawn",
        "superseded",
    }
)


def build(t: Reader, detail: RequestDetail, state: ListMemory, *, may_act: bool, said: Mrkdwn | None = None) -> View:
    """Draw the request as it stands; `said` tells what a click just did."""
    parts = [b.section(said)] if said else []
    parts += [*_about(t, detail), *(_actions(t, detail) if may_act else [])]
    if not may_act:
        parts.append(b.context(t.mrkdwn("relationships-view-only")))
    navigation = (
        b.button(t.plain("relationships-back"), BACK),
        b.button(t.plain("relationships-trail"), TRAIL, _id(detail)),
    )
    return b.modal(
        t.plain("relationships-detail-title"),
        [*parts, b.divider(), b.actions(*navigation, block_id="navigation")],
        callback_id=CALLBACK,
        close=t.plain("button-close"),
        metadata=dump(state),
    )


def trail(t: Reader, detail: RequestDetail, events: Sequence[AuditEvent]) -> View:
    """Draw the events of a request, newest first; those that do not fit are counted."""
    parts: list[Block] = [b.section(request_about(t, detail.summary))]
    parts += [b.section(_event(t, event)) for event in events[:MOST_EVENTS]]
    if len(events) > MOST_EVENTS:
        parts.append(b.context(t.mrkdwn("relationships-trail-more", count=len(events) - MOST_EVENTS)))
    return b.modal(
        t.plain("relationships-trail-title"), parts, callback_id=TRAIL_CALLBACK, close=t.plain("button-back")
    )


def line(t: Reader, event: AuditEvent) -> Mrkdwn:
    """Say an event in one line for the team's channel.

    A mention rings in a thread, so only a new owner is mentioned; whoever acted is named.
    """
    after = dict(event.after or {})
    if event.action != HANDED_OVER:
        after.pop("owner", None)
    name = event.actor_name if is_person(event.actor_id) else None
    words = _words(t, event, after, name or who(t, event.actor_id))
    return Mrkdwn(" · ".join(words).replace("\n", " "))


def _id(detail: RequestDetail) -> str:
    return str(detail.summary.id)


def _about(t: Reader, detail: RequestDetail) -> list[Block]:
    """Say the same as the request's message, then what comes next."""
    summary = detail.summary
    shown = [b.context(request_about(t, detail.summary)), b.section(message.told(t, summary))]
    if summary.state is RequestState.PENDING:
        due, reminder = summary.due_at or summary.created_at, summary.next_reminder_at
        if detail.stopped or reminder is None:
            shown.append(b.context(t.mrkdwn("relationships-next-stopped", due=due)))
        else:
            shown.append(b.context(t.mrkdwn("relationships-next-pending", reminder=reminder, due=due)))
    return shown


def _actions(t: Reader, detail: RequestDetail) -> list[Block]:
    state = detail.summary.state
    if state is RequestState.PENDING:
        return [*_answered(t, detail), *_reminders(t, detail), _owner(t, detail)]
    if state in OPEN:
        go_on = b.button(t.plain("request-continue"), action_ids.RESUME_REQUEST, _id(detail), style="primary")
        return [b.actions(go_on, _withdraw(t, detail), block_id="answer"), _owner(t, detail)]
    if state is RequestState.ESTABLISHED:
        return []
    again = b.button(t.plain("request-again"), AGAIN, _id(detail), style="primary")
    late = b.button(t.plain("relationships-confirm-late"), CONFIRM, _id(detail))
    return [b.actions(again, late, block_id="answer")]


def _answered(t: Reader, detail: RequestDetail) -> list[Block]:
    buttons = [
        b.button(t.plain("relationships-confirm"), CONFIRM, _id(detail), style="primary"),
        b.button(t.plain("request-resend"), action_ids.RESUME_REQUEST, _id(detail)),
        _sure(t, "decline", b.button(t.plain("relationships-decline"), DECLINE, _id(detail))),
        _withdraw(t, detail),
    ]
    return [b.actions(*buttons, block_id="answer")]


def _withdraw(t: Reader, detail: RequestDetail) -> Block:
    return _sure(t, "withdraw", b.button(t.plain("relationships-withdraw"), WITHDRAW, _id(detail)))


def _sure(t: Reader, what: str, button: Block) -> Block:
    label = t.plain(f"relationships-{what}")
    return b.sure(button, label, t.plain(f"relationships-{what}-sure"), label, t.plain("button-cancel"))


def _reminders(t: Reader, detail: RequestDetail) -> list[Block]:
    elements: list[Block] = [
        b.button(t.plain("relationships-snooze-hour"), HOUR, _id(detail)),
        b.button(t.plain("relationships-snooze-morning"), MORNING, _id(detail)),
        {"type": "datetimepicker", "action_id": AT},
    ]
    if not detail.stopped:
        elements.append(b.button(t.plain("relationships-stop"), STOP, _id(detail)))
    return [
        b.context(t.mrkdwn("relationships-snooze")),
        b.actions(*elements, block_id=f"reminders:{detail.summary.id}"),
    ]


def _owner(t: Reader, detail: RequestDetail) -> Block:
    element = {
        "type": "users_select",
        "action_id": GIVE,
        "placeholder": b.plain(t.plain("relationships-give-placeholder"), 150),
    }
    # A new id with each owner: Slack would go on showing the person chosen last.
    return b.section(
        t.mrkdwn("relationships-give", owner=mention(detail.summary.owner)),
        accessory=element,
        block_id=f"owner:{detail.summary.owner}",
    )


def _event(t: Reader, event: AuditEvent) -> Mrkdwn:
    reference = t.mrkdwn("event-reference", reference=event.reference)
    return Mrkdwn("\n".join([*_words(t, event, event.after or {}, who(t, event.actor_id)), reference]))


def _words(t: Reader, event: AuditEvent, after: Mapping[str, Any], by: str) -> list[Mrkdwn]:
    name = event.action.removeprefix("request.")
    what = t.mrkdwn(f"relationships-event-{name.replace('_', '-')}" if name in EVENTS else "event-other")
    words = [t.mrkdwn("event-who", what=what, at=event.at, by=by), *_facts(t, after)]
    if event.reason:
        words.append(t.mrkdwn("event-why", text=escape(clip(event.reason, NOTE))))
    return words


def _facts(t: Reader, after: Mapping[str, Any]) -> list[Mrkdwn]:
    facts = []
    if recipient := after.get("recipient"):
        facts.append(t.mrkdwn("relationships-event-to", recipient=str(recipient)))
    if owner := after.get("owner"):
        facts.append(t.mrkdwn("relationships-event-owner", owner=mention(str(owner))))
    if next_at := after.get("next_reminder_at"):
        facts.append(t.mrkdwn("relationships-event-until", until=datetime.fromisoformat(next_at)))
    if after.get("escalated"):
        facts.append(t.mrkdwn("relationships-event-escalated"))
    return facts
