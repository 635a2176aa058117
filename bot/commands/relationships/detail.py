"""One request of `/relationships` with everything that can be done about it, and its trail."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.commands.base import Block, View
from bot.commands.memory import dump
from bot.commands.relationships import message, timeline
from bot.commands.relationships.views import CALLBACK, ListMemory
from bot.commands.shared import blocks as b
from bot.commands.shared import buttons
from bot.commands.shared.lamps import link_name, stalled
from bot.commands.shared.words import request_about, who
from bot.models import AuditEvent, RequestState, RequestType
from bot.services.invitations.rules import OPEN
from bot.services.outbox import is_person
from bot.services.relationships.followup import HANDED_OVER
from bot.services.relationships.listing import RequestDetail
from bot.services.trails.milestones import Milestone
from bot.text import Mrkdwn, Reader, clip, escape, mention

BACK, TRAIL, AGAIN, CONFIRM = (f"relations.{name}" for name in ("back", "trail", "again", "confirm"))
DECLINE, WITHDRAW, LET_GO, MORE = (f"relations.{name}" for name in ("decline", "withdraw", "let_go", "more"))
# What the menu beside the decisions offers; the words follow the same names.
HOUR, MORNING, AT, STOP, GIVE = "snooze-hour", "snooze-morning", "snooze-at", "stop", "give"
TRAIL_CALLBACK = "relations.trail"
MOST_EVENTS = 40
# All that a form lets people write; escaped it fits an element of 3000 characters.
NOTE = 499
EVENTS = frozenset(
    {
        "created",
        "link_accepted",
        "link_ready",
        "mailed",
        "mail_failed",
        "mail_unclear",
        "recognised",
        "text_edited",
        "changed",
        "pending",
        "resent",
        "reminded",
        "snoozed",
        "reminders_stopped",
        "handed_over",
        "established",
        "declined",
        "domain_noted",
        "expired",
        "let_go",
        "withdrawn",
        "superseded",
    }
)


def build(
    t: Reader,
    detail: RequestDetail,
    state: ListMemory,
    now: datetime,
    *,
    may_act: bool,
    steps: Sequence[Milestone] = (),
    said: Mrkdwn | None = None,
) -> View:
    """Draw the request as it stands, with its line of time; `said` tells what a click just did."""
    parts = [b.section(said)] if said else []
    parts += [
        *_about(t, detail, now),
        *timeline.build(t, detail.summary, steps),
        *(_actions(t, detail) if may_act else []),
    ]
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
        close=t.plain("button-done"),
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


def _about(t: Reader, detail: RequestDetail, now: datetime) -> list[Block]:
    """Say the same as the request's message, then what comes next."""
    summary = detail.summary
    shown = [b.context(request_about(t, detail.summary)), b.section(message.told(t, summary))]
    late = stalled(t, summary.lacks, summary.state, summary.first_sent_at, now)
    shown += [b.section(each) for each in late]
    if summary.domain and summary.state in OPEN:
        shown.append(b.context(t.mrkdwn("relationships-domain-known", domain=summary.domain)))
    if summary.state is RequestState.PENDING:
        due, reminder = summary.due_at or summary.created_at, summary.next_reminder_at
        if detail.stopped or reminder is None:
            shown.append(b.context(t.mrkdwn("relationships-next-stopped", due=due)))
        else:
            shown.append(b.context(t.mrkdwn("relationships-next-pending", reminder=reminder, due=due)))
    return shown


def _actions(t: Reader, detail: RequestDetail) -> list[Block]:
    """Draw the decisions as buttons, and what only concerns its reminders and its owner in a menu beside them."""
    state = detail.summary.state
    if state is RequestState.ESTABLISHED:
        return []
    if state is RequestState.PENDING:
        stop = () if detail.stopped else (STOP,)
        row = [*_answers(t, detail), _more(t, HOUR, MORNING, AT, *stop, GIVE)]
    elif state in OPEN:
        go_on = buttons.go_on(t, state, detail.summary.id, style="primary")
        row = [go_on, _withdraw(t, detail), _more(t, GIVE)]
    else:
        row = [b.button(t.plain("request-again"), AGAIN, _id(detail), style="primary"), _confirm(t, detail)]
        row += [b.button(t.plain("request-let-go"), LET_GO, _id(detail))] if detail.summary.unanswered else []
    return [b.actions(*row, block_id="answer")]


def _answers(t: Reader, detail: RequestDetail) -> list[Block]:
    return [
        _confirm(t, detail, style="primary"),
        buttons.go_on(t, detail.summary.state, detail.summary.id),
        _sure(t, "decline", b.button(t.plain("relationships-decline"), DECLINE, _id(detail))),
        _withdraw(t, detail),
    ]


def _confirm(t: Reader, detail: RequestDetail, *, style: str | None = None) -> Block:
    return b.button(t.plain("relationships-confirm"), CONFIRM, _id(detail), style=style)


def _withdraw(t: Reader, detail: RequestDetail) -> Block:
    return _sure(t, "withdraw", b.button(t.plain("relationships-withdraw"), WITHDRAW, _id(detail)))


def _sure(t: Reader, what: str, button: Block) -> Block:
    label = t.plain(f"relationships-{what}")
    return b.sure(button, label, t.plain(f"relationships-{what}-sure"), label, t.plain("button-cancel"))


def _more(t: Reader, *offered: str) -> Block:
    options = [b.option(t.plain(f"relationships-{name}"), name) for name in offered]
    return {"type": "overflow", "action_id": MORE, "options": options}


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
    said: Mapping[str, Callable[[Any], Mrkdwn]] = {
        "on_behalf_of": lambda who_: t.mrkdwn("event-on-behalf", owner=who(t, str(who_))),
        "answer": lambda answer: t.mrkdwn("relationships-event-answer", answer=str(answer)),
        "links": lambda links: t.mrkdwn("relationships-event-links", links=_links(t, links)),
        "domain": lambda domain: t.mrkdwn("relationships-event-domain", domain=str(domain)),
        "recipient": lambda recipient: t.mrkdwn("relationships-event-to", recipient=str(recipient)),
        "owner": lambda owner: t.mrkdwn("relationships-event-owner", owner=mention(str(owner))),
        "next_reminder_at": lambda at: t.mrkdwn("relationships-event-until", until=datetime.fromisoformat(at)),
        "escalated": lambda _: t.mrkdwn("relationships-event-escalated"),
    }
    return [say(value) for name, say in said.items() if (value := after.get(name))]


def _links(t: Reader, links: Sequence[str]) -> str:
    return ", ".join(link_name(t, RequestType(each)) for each in links if each in set(RequestType))
