"""One subscription of `/support-contact` alone: the plan, its contact, the partner on record, what it rests on."""

from collections.abc import Mapping

from bot.commands.base import Block
from bot.commands.shared import action_ids, words
from bot.commands.shared import blocks as b
from bot.commands.shared.reach import SHORT, addresses
from bot.commands.shared.words import health_told
from bot.commands.support_contact import sources
from bot.commands.support_contact.ended import successors
from bot.models import AssignmentState, ContactOrigin
from bot.services.contacts.lookup import Line, PartnerSummary
from bot.services.contacts.support_contact import SupportEntry
from bot.text import Mrkdwn, Reader, clip, mention

HISTORY = "contact.history"
# Escaping makes a character five at most, and a field of a section holds 2000.
NAME = 100


def change_key(line: Line) -> str:
    """Return the key of the button that leads to the form."""
    return "support-contact-assign" if line.origin == ContactOrigin.DEFAULT else "support-contact-change"


def attention(t: Reader, state: AssignmentState) -> Mrkdwn:
    """Say what a contact waits for."""
    return t.mrkdwn(f"support-contact-attention-{state}")


def build(t: Reader, entry: SupportEntry, may_change: bool) -> list[Block]:
    """Draw everything that is known of one subscription's contact."""
    line = entry.line
    row = b.fields(_designated(t, entry), _record(t, entry))
    buttons = [b.button(t.plain("support-contact-history"), HISTORY, line.subscription_id)]
    if may_change and not line.failures:
        buttons.append(b.button(t.plain(change_key(line)), action_ids.CHANGE_CONTACT, line.subscription_id))
    elif may_change and line.ended:
        buttons.append(successors(t, line.subscription_id))
    below = [b.context(attention(t, entry.attention))] if entry.attention else []
    if entry.record.is_bad and line.needs_record:
        below.append(b.context(t.mrkdwn("record-next")))
    named = words.papers_told(t, entry.papers, entry.papers.agreement_last)
    below += [b.context(*named)] if named else []
    card = b.section(sources.plan(t, line)) | {"fields": row["fields"]}
    return [card, *below, b.actions(*buttons, block_id=f"row:{line.subscription_id}")]


def _designated(t: Reader, entry: SupportEntry) -> Mrkdwn:
    """Say who supports it and how to reach them; where there can be no contact and is none, say why."""
    line, summary = entry.line, entry.contact
    if line.without_contact:
        said = t.mrkdwn("support-contact-none-possible", why=t.mrkdwn(f"check-{line.failures[0]}"))
        return _ended(t, said, line)
    said = t.mrkdwn(
        "support-contact-designated", contact=clip(summary.label, NAME), source=_source(t, line), **_known(t, summary)
    )
    said = Mrkdwn(f"{said}\n{t.mrkdwn(f'kept-here-{line.kept_here}')}") if line.kept_here else said
    return _ended(t, said, line)


def _ended(t: Reader, said: Mrkdwn, line: Line) -> Mrkdwn:
    """Add whose support ended with the subscription, when, and why."""
    if line.ended is None:
        return said
    why, at = t.mrkdwn(f"ended-why-{line.ended.why}"), t.day_token(line.ended.at)
    past = t.mrkdwn("support-contact-ended", contact=clip(line.ended.name, NAME), at=at, why=why)
    return Mrkdwn(f"{said}\n{past}")


def _source(t: Reader, line: Line) -> Mrkdwn:
    key = f"source-{line.origin}" if line.since else f"source-{line.origin}-undated"
    return t.mrkdwn(key, since=line.since or "", by=mention(clip(line.set_by or "", SHORT)))


def _known(t: Reader, summary: PartnerSummary) -> Mapping[str, Mrkdwn]:
    return {key: said or t.mrkdwn("unknown") for key, said in addresses(summary).items()}


def _record(t: Reader, entry: SupportEntry) -> Mrkdwn:
    number = entry.line.partner_on_record
    said = _on_record(t, number, entry.on_record)
    return said if number is None else Mrkdwn(f"{said}\n{health_told(t, entry.record)}")


def _on_record(t: Reader, partner_id: str | None, name: str | None) -> Mrkdwn:
    if not partner_id:
        return t.mrkdwn("support-contact-on-record-unsaid" if partner_id is None else "support-contact-on-record-none")
    if name is None:
        return t.mrkdwn("support-contact-on-record-unnamed", id=clip(partner_id, SHORT))
    return t.mrkdwn("support-contact-on-record", partner=clip(name, NAME), id=clip(partner_id, SHORT))
