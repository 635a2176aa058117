"""The history of a subscription's contact: who made whom the contact, when, why, and what became of it."""

from bot.commands.base import Block, View
from bot.commands.memory import dump
from bot.commands.shared import blocks as b
from bot.commands.shared import export, words
from bot.commands.shared.words import NOTE, who
from bot.commands.support_contact.card import NAME
from bot.commands.support_contact.finder import ViewerMemory
from bot.services.contacts.timeline import Event, History
from bot.text import Mrkdwn, Reader, clip, escape

CALLBACK = "contact.timeline"
PREVIOUS, NEXT, EXPORT = "contact.history_previous", "contact.history_next", "contact.history_export"


def build(t: Reader, history: History) -> View:
    """Draw events newest first; the last page ends with the contact of the beginning, or tells of older events."""
    events = history.events
    subject = t.mrkdwn(
        "support-contact-history-subject", name=history.subscription_name, customer=history.customer_name
    )
    parts = [b.section(subject), b.context(_range(t, history))]
    for event in events.items:
        parts += [b.divider(), *_event(t, event)]
    if events.last == events.total:
        end = t.mrkdwn("support-contact-history-older", most=export.MOST) if events.more else _beginning(t, history)
        parts += [b.divider(), b.context(end)]
    save = [b.button(t.plain("export-button"), EXPORT)] if events.total else []
    parts += b.pager(t, events, PREVIOUS, NEXT, *save, labels="support-contact", above=b.divider())
    state = ViewerMemory(subscription=history.subscription_id, offset=events.offset)
    return b.modal(
        t.plain("support-contact-history"),
        parts,
        callback_id=CALLBACK,
        close=t.plain("button-back"),
        metadata=dump(state),
    )


def _range(t: Reader, history: History) -> Mrkdwn:
    events = history.events
    numbers = {"first": events.first, "last": events.last, "total": events.total}
    key = "support-contact-history-range" if events.total else "support-contact-history-none"
    said = t.mrkdwn(key, **numbers, more="yes" if events.more else "no")
    return Mrkdwn(f"{said} · {t.mrkdwn(f'kept-here-{history.kept_here}')}") if history.kept_here else said


def _beginning(t: Reader, history: History) -> Mrkdwn:
    if history.failures:
        return t.mrkdwn(f"check-{history.failures[0]}")
    if history.came_with:
        return t.mrkdwn("support-contact-history-came-with", contact=clip(history.came_with, NAME))
    if history.created is None:
        return t.mrkdwn("support-contact-history-default-undated", provider=history.provider_name)
    return t.mrkdwn("support-contact-history-default", provider=history.provider_name, since=history.created)


def _event(t: Reader, event: Event) -> list[Block]:
    """Draw one event; from and to stand on two lines, for on one a right-to-left name would swap them to the eye."""
    what = t.mrkdwn(f"support-contact-event-{event.kind.replace('.', '-')}")
    lines = [t.mrkdwn("event-who", what=what, at=event.at, by=who(t, event.by))]
    lines += [t.mrkdwn("event-on-behalf", owner=who(t, event.on_behalf_of))] if event.on_behalf_of else []
    lines += [
        t.mrkdwn(f"support-contact-event-{key}", partner=clip(name, NAME)) for key, name in _parties(event) if name
    ]
    if event.why:
        lines.append(t.mrkdwn("support-contact-event-why", why=t.mrkdwn(f"ended-why-{event.why}")))
    if event.standing:
        state = t.mrkdwn(f"assignment-state-{event.standing}")
        lines.append(t.mrkdwn("support-contact-event-state", state=state))
    small = [t.mrkdwn("event-why", text=escape(clip(event.reason, NOTE)))] if event.reason else []
    small += words.papers_told(t, event)
    reference = t.mrkdwn("event-reference", reference=event.reference)
    return [b.section(Mrkdwn("\n".join(lines))), b.context(*small, reference)]


def _parties(event: Event) -> tuple[tuple[str, str | None], ...]:
    return (("from", event.from_name), ("to", event.to_name))
