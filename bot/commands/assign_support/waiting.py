"""Views of assignments that wait for a reseller: the one after Wait, the notice, the last look before submitting."""

from collections.abc import Sequence

from bot.commands.assign_support import form, missing, review
from bot.commands.base import Message, View
from bot.commands.memory import dump
from bot.commands.shared import action_ids, words
from bot.commands.shared import blocks as b
from bot.services.contacts.eligibility import Condition
from bot.services.contacts.form import UnderWay
from bot.services.contacts.submissions import Submission
from bot.text import Mrkdwn, Reader

KEPT = "assign.kept"
APPLY = "assign.apply"
GIVE_UP = "assign.give_up"


def kept(t: Reader, batch: Submission, lacking: Sequence[Condition], under_way: Sequence[UnderWay]) -> View:
    """Draw what was kept, what is missing, and the requests that bring it about: under way, or as buttons."""
    parts = [
        b.section(_headline(t, batch)),
        *missing.blocks(t, batch.customer_name, batch.target, lacking, under_way),
        b.context(t.mrkdwn("waiting-by-itself" if batch.by_itself else "waiting-told")),
    ]
    memory = dump(form.AssignMemory(batch.customer_id, batch_id=batch.batch_id))
    return b.modal(t.plain("waiting-title"), parts, callback_id=KEPT, close=t.plain("button-done"), metadata=memory)


def last_look(t: Reader, batch: Submission) -> View:
    """Draw an assignment that is not written: each change, and the contact as the customer will see it.

    Ready, it can be submitted; until it is written it can be given up.
    """
    changes = [
        b.section(
            review.kept(
                t,
                t.mrkdwn(
                    "waiting-change", subscription=c.subscription_name, former=c.from_name, contact=batch.target.label
                ),
                c.kept_here,
            )
        )
        for c in batch.changes
    ]
    parts = [b.section(_headline(t, batch)), *changes, b.divider()]
    if not all(change.kept_here for change in batch.changes):
        parts.append(b.section(review.seen_by_customer(t, batch.target)))
    named = words.papers_told(t, batch, batch.agreement_last)
    parts += [b.context(*named)] if named else []
    if not batch.ready:
        parts.append(b.context(_state(t, batch)))
    if batch.ready or batch.waiting:
        parts.append(b.actions(b.button(t.plain("waiting-give-up"), GIVE_UP, batch.batch_id), block_id="ready"))
    return b.modal(
        t.plain("review-title"),
        parts,
        callback_id=APPLY,
        submit=t.plain("button-submit") if batch.ready else None,
        close=t.plain("review-later") if batch.ready else t.plain("button-done"),
        metadata=batch.batch_id,
    )


def notice(t: Reader, batch: Submission, reader: str) -> Message:
    """Draw the message to the proposer, or to whoever stands in for them: it waits, can go on, or has ended."""
    instead = [] if reader == batch.by else [t.mrkdwn("absence-for", owner=t.person(batch.by))]
    text = Mrkdwn(" ".join([_headline(t, batch), *instead]))
    parts = [b.section(text), b.context(_state(t, batch))]
    if batch.ready and not batch.by_itself:
        parts.append(b.actions(b.button(t.plain("button-review"), action_ids.READY, batch.batch_id, style="primary")))
    return Message(Mrkdwn(f"{text}\n{_state(t, batch)}"), parts)


def _headline(t: Reader, batch: Submission) -> Mrkdwn:
    key = "waiting" if batch.waiting else "ready" if batch.ready else "ended"
    names = b.names(t, [change.subscription_name for change in batch.changes], most=review.NAMED)
    return t.mrkdwn(
        f"waiting-headline-{key}",
        contact=batch.target.label,
        customer=batch.customer_name,
        count=len(batch.changes),
        names=names,
    )


def _state(t: Reader, batch: Submission) -> Mrkdwn:
    if batch.waiting:
        return t.mrkdwn("waiting-state-waiting")
    if batch.ready:
        return t.mrkdwn("waiting-state-by-itself" if batch.by_itself else "waiting-state-ready")
    return t.mrkdwn("waiting-state-cancelled") if batch.dropped else review.state_line(t, batch)
