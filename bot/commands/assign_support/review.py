"""The review that ends an assignment: each change, the contact as the customer will see it, Close or "Not right"."""

from bot.commands.assign_support import sentence
from bot.commands.base import Block, Message, View
from bot.commands.shared import action_ids, words
from bot.commands.shared import blocks as b
from bot.commands.shared.reach import known, reach
from bot.commands.shared.words import who
from bot.services.commerce import KeptHere
from bot.services.contacts.lookup import PartnerSummary
from bot.services.contacts.submissions import Change, Submission
from bot.text import Mrkdwn, Reader, clip, escape

CALLBACK = "assign.reviewed"
NOT_RIGHT = "assign.not_right"
NAMED, NAME = 2, 75


def build(t: Reader, batch: Submission, *, unchanged: int = 0, may_act: bool = True) -> View:
    """Draw the review of a submission; it has no Close button for who may not, or once nothing is left to close."""
    is_due = batch.open and may_act
    parts = [b.section(_headline(t, batch)), *(b.section(_change(t, change, batch)) for change in batch.changes)]
    if unchanged:
        parts.append(b.context(t.mrkdwn("review-unchanged", count=unchanged)))
    parts += [b.divider(), *_seen(t, batch), *_why(t, batch)]
    if is_due:
        parts.append(b.actions(_not_right(t, batch), block_id="review"))
        parts.append(b.context(t.mrkdwn("review-next")))
    else:
        parts.append(b.context(state_line(t, batch)))
    return b.modal(
        t.plain("review-title"),
        parts,
        callback_id=CALLBACK,
        submit=t.plain("button-close") if is_due else None,
        close=t.plain("review-later") if is_due else t.plain("button-done"),
        metadata=batch.batch_id,
    )


def notice(t: Reader, batch: Submission, *, personal: bool) -> Message:
    """Draw the message about a submission, updated whenever its state changes; the rest is behind its button.

    People get the way to review it, as long as that is due.
    """
    standing = [state_line(t, batch), *([t.mrkdwn("review-by-itself")] if batch.by_itself else ())]
    standing += _kept(t, batch)
    standing += known(batch.target)[-2:] if batch.in_force else []
    text = Mrkdwn(f"{_announced(t, batch)}\n{' · '.join(standing)}")
    if personal and batch.open:
        button = b.button(t.plain("button-review"), action_ids.REVIEW, batch.batch_id, style="primary")
    else:
        button = b.button(t.plain("relationships-open"), action_ids.OPEN_SUBMISSION, batch.batch_id)
    return Message(text, [b.section(text), b.actions(button)])


def _announced(t: Reader, batch: Submission) -> Mrkdwn:
    """Say the headline with the names of the subscriptions that are in force, or else of all."""
    listed = [change.subscription_name for change in batch.changes if change.in_force or not batch.in_force]
    return t.mrkdwn(
        "review-notice" if batch.in_force else "review-notice-past",
        contact=clip(batch.target.label, NAME),
        customer=clip(batch.customer_name, NAME),
        names=b.names(t, [clip(name, NAME) for name in listed], most=NAMED),
        by=who(t, batch.by),
    )


def seen_by_customer(t: Reader, summary: PartnerSummary) -> Mrkdwn:
    """Say name, phone, e-mail and site as the customer's support page will show them; gaps are named."""
    return t.mrkdwn("review-seen", name=summary.name, **reach(t, summary, "review-missing"))


def _seen(t: Reader, batch: Submission) -> list[Block]:
    """Draw what the customer's page will show where Microsoft has it, and what to tell the customer else."""
    if not batch.in_force:
        return []
    shown = [b.section(seen_by_customer(t, batch.target))] if len(batch.kept_here) < batch.in_force else []
    heading = t.mrkdwn("sentence-now" if shown else "sentence-now-kept")
    names = [change.subscription_name for change in batch.changes if change.in_force]
    return [*shown, *sentence.blocks(t, heading, batch.country, batch.target, names)]


def _kept(t: Reader, batch: Submission) -> list[Mrkdwn]:
    """Say what of it is kept here alone."""
    reasons = batch.kept_here
    if reasons and len(reasons) < batch.in_force:
        return [t.mrkdwn("review-kept-some", count=len(reasons))]
    return [t.mrkdwn(f"kept-here-{reason}") for reason in dict.fromkeys(reasons)]


def state_line(t: Reader, batch: Submission) -> Mrkdwn:
    """Say the state of a submission in one line."""
    if batch.open:
        return t.mrkdwn("review-state-open")
    if batch.lost:
        return t.mrkdwn("review-state-lost")
    if batch.gone and not batch.in_force:
        return t.mrkdwn("review-state-gone")
    if batch.ended and not batch.in_force:
        return t.mrkdwn("review-state-ended")
    if not batch.in_force:
        return t.mrkdwn("review-state-dropped" if batch.dropped else "review-state-replaced")
    if batch.closed_by is None or batch.closed_at is None:
        return t.mrkdwn("review-state-in-force")
    return t.mrkdwn("review-state-closed", by=t.person(batch.closed_by), at=batch.closed_at)


def _headline(t: Reader, batch: Submission) -> Mrkdwn:
    """Say what is in force of it now; of what is not, that it was set once."""
    return t.mrkdwn(
        "review-headline" if batch.in_force else "review-headline-past",
        contact=batch.target.label,
        customer=batch.customer_name,
        count=batch.in_force or len(batch.changes),
        by=who(t, batch.by),
    )


def _change(t: Reader, change: Change, batch: Submission) -> Mrkdwn:
    names = {"subscription": change.subscription_name, "former": change.from_name, "contact": batch.target.label}
    if change.in_force:
        return kept(t, t.mrkdwn("review-change", since=change.since, **names), change.kept_here)
    standing = "gone" if change.gone else "ended" if change.ended else change.state.replace("_", "-")
    state = t.mrkdwn(f"assignment-state-{standing}")
    return t.mrkdwn("review-change-past", state=state, **names)


def kept(t: Reader, said: Mrkdwn, why: KeptHere | None) -> Mrkdwn:
    """Add why Microsoft has no support contact there, if so."""
    return Mrkdwn(f"{said} · {t.mrkdwn(f'kept-here-{why}')}") if why else said


def _why(t: Reader, batch: Submission) -> list[Block]:
    said = [t.mrkdwn("review-by-itself")] if batch.by_itself else []
    said += words.papers_told(t, batch, batch.agreement_last)
    if batch.in_force and batch.agreement_over:
        said.append(t.mrkdwn("agreement-over-assigned"))
    if batch.reason:
        said.append(t.mrkdwn("review-reason", text=escape(batch.reason)))
    return [b.context(*said)] if said else []


def _not_right(t: Reader, batch: Submission) -> Block:
    label, text = t.plain("review-not-right"), t.plain("review-not-right-confirm")
    button = b.button(label, NOT_RIGHT, batch.batch_id)
    return b.sure(button, label, text, t.plain("review-put-back"), t.plain("button-cancel"))
