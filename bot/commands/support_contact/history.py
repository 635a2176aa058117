"""The history view of `/support-contact`: who made whom the contact, when, why, and what became of it."""

from bot.commands.base import Block, View
from bot.commands.shared import blocks as b
from bot.commands.support_contact.views import NAME, SHORT, ViewerState
from bot.services.contacts.timeline import Event, History
from bot.text import Mrkdwn, Reader, clip, escape, mention

CALLBACK = "contact.history"
PREVIOUS, NEXT = "contact.history_previous", "contact.history_next"
# All that a form lets people write; escaped it fits an element of 3000 characters.
NOTE = 499
KNOWN = {"contact.assigned", "contact.observed", "contact.reviewed", "contact.invalidated", "contact.restored"}


def loading(t: Reader) -> View:
    """Shown while the database is read."""
    return _modal(t, ViewerState(), [b.section(t.mrkdwn("loading"))])


def build(t: Reader, history: History) -> View:
    """Events newest first; the last page ends with the default everything began with."""
    shown = history.offset + len(history.events)
    subject = t.mrkdwn(
        "support-contact-history-subject", name=history.subscription_name, customer=history.customer_name
    )
    parts = [b.section(subject), b.context(_range(t, history))]
    for event in history.events:
        parts += [b.divider(), *_event(t, event)]
    if shown == history.total:
        parts += [b.divider(), b.context(_default(t, history))]
    state = ViewerState(subscription=history.subscription_id, offset=history.offset)
    return _modal(t, state, parts + _pager(t, history.offset > 0, shown < history.total))


def _modal(t: Reader, state: ViewerState, parts: list[Block]) -> View:
    return b.modal(
        t.plain("support-contact-history"),
        parts,
        callback_id=CALLBACK,
        close=t.plain("button-back"),
        metadata=state.dump(),
    )


def _range(t: Reader, history: History) -> Mrkdwn:
    if not history.total:
        return t.mrkdwn("support-contact-history-none")
    first, last = history.offset + 1, history.offset + len(history.events)
    return t.mrkdwn("support-contact-history-range", first=first, last=last, total=history.total)


def _default(t: Reader, history: History) -> Mrkdwn:
    if history.failures:
        return t.mrkdwn(f"check-{history.failures[0]}")
    if history.created is None:
        return t.mrkdwn("support-contact-history-default-undated", provider=history.provider_name)
    return t.mrkdwn("support-contact-history-default", provider=history.provider_name, since=history.created)


def _event(t: Reader, event: Event) -> list[Block]:
    """From and to on lines of their own: on one line a right-to-left name would swap them to the eye."""
    known = event.action in KNOWN
    what = t.mrkdwn(
        f"support-contact-event-{event.action.replace('.', '-')}" if known else "support-contact-event-other",
        action=event.action,
    )
    lines = [t.mrkdwn("support-contact-event-who", what=what, at=event.at, by=_who(t, event))]
    lines += [
        t.mrkdwn(f"support-contact-event-{key}", partner=clip(name, NAME)) for key, name in _parties(event) if name
    ]
    if event.state:
        state = t.mrkdwn(f"assignment-state-{event.state.replace('_', '-')}")
        lines.append(t.mrkdwn("support-contact-event-state", state=state))
    notes = (("why", event.reason), ("agreement", event.agreement_ref))
    small = [t.mrkdwn(f"support-contact-event-{key}", text=escape(clip(text, NOTE))) for key, text in notes if text]
    reference = t.mrkdwn("support-contact-event-reference", reference=event.reference)
    return [b.section(Mrkdwn("\n".join(lines))), b.context(*small, reference)]


def _parties(event: Event) -> tuple[tuple[str, str | None], ...]:
    return (("from", event.from_name), ("to", event.to_name))


def _who(t: Reader, event: Event) -> Mrkdwn:
    return t.mrkdwn("support-contact-by-import") if event.by == "import" else mention(clip(event.by, SHORT))


def _pager(t: Reader, earlier: bool, later: bool) -> list[Block]:
    buttons = [b.button(t.plain("support-contact-previous"), PREVIOUS)] if earlier else []
    buttons += [b.button(t.plain("support-contact-next"), NEXT)] if later else []
    return [b.divider(), b.actions(*buttons, block_id="pager")] if buttons else []
