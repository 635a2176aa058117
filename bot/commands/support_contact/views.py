"""Views of `/support-contact`: a list by contact, page by page; one subscription alone; matches of a typed name."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from bot.commands.base import Block, View
from bot.commands.memory import dump
from bot.commands.shared import action_ids, pickers
from bot.commands.shared import blocks as b
from bot.commands.shared.reach import SHORT, addresses
from bot.commands.shared.words import health_name
from bot.commands.support_contact import card, finder, menu, reseller, sources
from bot.commands.support_contact.card import NAME, attention, change_key
from bot.commands.support_contact.finder import ViewerMemory
from bot.commands.support_contact.menu import ALL, EXPORT, NEXT, PREVIOUS
from bot.commands.support_contact.names import NO_NAMES, beside
from bot.services.aliases.editing import PartyKey, PartyKind, PartyNames
from bot.services.contacts.lookup import Line, PartnerSummary
from bot.services.contacts.support_contact import SupportEntry, Supporter, SupportPage, Tally
from bot.services.resellers.supported import SupportedPage
from bot.services.search import CustomerHit
from bot.services.search.matching import Matches
from bot.text import Mrkdwn, Reader, clip, escape, mention

CALLBACK = "contact.page"
REFUSED = "contact.refused"
SHOW_CUSTOMER = "contact.show_customer"
# Resellers that the summary names, and how much of a name.
TALLIED, SAID = 8, 39


def start(t: Reader) -> View:
    """Draw the search with nothing chosen yet; it needs no data."""
    return _modal(t, ViewerMemory(), [finder.field(t, ViewerMemory(), None)])


def found(t: Reader, query: str, matches: Matches) -> View:
    """Draw the search, and what a typed text may mean, each match with a button."""
    rows = [_customer_match(t, hit) for hit in matches.customers]
    rows += [reseller.match(t, hit) for hit in matches.resellers]
    rows += [_subscription_match(t, hit.id, hit.friendly_name, hit.customer_name) for hit in matches.subscriptions]
    said = t.mrkdwn(_found_key(matches), query=query, count=len(rows))
    return _modal(t, ViewerMemory(), [finder.field(t, ViewerMemory(), None), b.section(said), *rows])


def build(t: Reader, page: SupportPage, state: ViewerMemory, *, may_change: bool, names: PartyNames = NO_NAMES) -> View:
    """Draw a page of a customer's subscriptions by contact, or the one that was looked for."""
    entries = page.entries.items
    alone = bool(state.subscription and entries)
    whose = PartyKey(PartyKind.CUSTOMER, page.customer.id)
    parts = [finder.field(t, state, finder.found(t, page, state))]
    parts += beside(t, _summary(t, page, state), names, whose, may_change=may_change)
    parts += _refused(t, page, state)
    for _, group in groupby(() if alone else entries, key=lambda entry: (entry.supporter, entry.contact.tenant_id)):
        listed = list(group)
        parts += [b.divider(), b.section(_heading(t, listed[0]))]
        parts += [_row(t, entry, may_change) for entry in listed]
    if alone:
        parts += [b.divider(), *card.build(t, entries[0], may_change)]
    return _modal(
        t, state, parts + _kept_here(t, entries, alone) + sources.said(t, page.source) + _pager(t, page, state)
    )


def _kept_here(t: Reader, entries: Sequence[SupportEntry], alone: bool) -> list[Block]:
    """Say of a list that marks what is kept here alone what that means; of one, its card says it."""
    if alone or not any(entry.line.kept_here and not entry.line.without_contact for entry in entries):
        return []
    return [b.context(t.mrkdwn("support-contact-kept-here"))]


def _refused(t: Reader, page: SupportPage, state: ViewerMemory) -> list[Block]:
    """Say how many have no valid partner on record, with the way to them."""
    if not page.refused or state.refused:
        return []
    show = b.button(t.plain("record-refused-show"), REFUSED)
    return [b.section(t.mrkdwn("record-refused", count=page.refused), accessory=show)]


def supported(
    t: Reader,
    page: SupportedPage,
    state: ViewerMemory,
    now: datetime,
    names: PartyNames = NO_NAMES,
    *,
    may_change: bool,
) -> View:
    """Draw a page of what a reseller supports."""
    return _modal(t, state, reseller.build(t, page, state, now, names, may_change=may_change))


def _modal(t: Reader, state: ViewerMemory, parts: list[Block]) -> View:
    return b.modal(
        t.plain("support-contact-title"),
        parts,
        callback_id=CALLBACK,
        close=t.plain("button-done"),
        metadata=dump(state),
    )


def _found_key(matches: Matches) -> str:
    if matches.near:
        return "support-contact-near"
    if matches.resellers and matches.subscriptions:
        return "support-contact-by-reference"
    if matches.resellers:
        return "support-contact-many-parties" if matches.more else "support-contact-several-parties"
    if matches.customers:
        return "support-contact-many" if matches.more else "support-contact-several"
    if matches.subscriptions:
        return "support-contact-many-subscriptions" if matches.more else "support-contact-several-subscriptions"
    return "support-contact-directory-empty" if matches.directory_empty else "support-contact-unknown"


def _customer_match(t: Reader, hit: CustomerHit) -> Block:
    facts = filter(None, (hit.domain or "–", pickers.known_as(t, hit.known_as)))
    text = t.mrkdwn("support-contact-match-customer", name=hit.company_name, domain=" · ".join(facts))
    return b.section(text, accessory=b.button(t.plain("button-show"), SHOW_CUSTOMER, hit.id))


def _subscription_match(t: Reader, subscription_id: str, name: str, customer: str) -> Block:
    text = t.mrkdwn("support-contact-match-subscription", name=name, customer=clip(customer, NAME))
    return b.section(text, accessory=b.button(t.plain("button-show"), action_ids.SHOW_SUBSCRIPTION, subscription_id))


def _summary(t: Reader, page: SupportPage, state: ViewerMemory) -> Mrkdwn:
    """Say which part of what is shown and who supports how many, or why there is nothing and what to do."""
    customer, total, entries = page.customer.label, page.total, page.entries
    if not total:
        return t.mrkdwn("support-contact-no-subscriptions", customer=customer)
    if state.subscription:
        return t.mrkdwn("support-contact-one-of", customer=customer, total=total)
    if not entries.items and state.refused:
        return t.mrkdwn("record-refused-none", customer=customer)
    if not entries.items:
        return t.mrkdwn("support-contact-no-match", customer=customer, query=state.query, total=total)
    return Mrkdwn(f"{_range(t, page, state)}\n{_tallies(t, page.tallies)}")


def _range(t: Reader, page: SupportPage, state: ViewerMemory) -> Mrkdwn:
    customer, total, entries = page.customer.label, page.total, page.entries
    part = {"first": entries.first, "last": entries.last, "total": total}
    if state.refused:
        return t.mrkdwn("record-refused-range", customer=customer, matching=entries.total, **part)
    if state.query:
        return t.mrkdwn(
            "support-contact-range-filtered", customer=customer, query=state.query, matching=entries.total, **part
        )
    whole = entries.total == len(entries.items)
    return t.mrkdwn("support-contact-range-whole" if whole else "support-contact-range", customer=customer, **part)


def _tallies(t: Reader, tallies: Sequence[Tally]) -> Mrkdwn:
    """Say how many each partner supports; of many resellers the busiest."""
    resellers = [tally for tally in tallies if tally.supporter is Supporter.RESELLER]
    others = [tally for tally in tallies if tally.supporter is not Supporter.RESELLER]
    said = [_tally(t, tally) for tally in resellers[:TALLIED]]
    if rest := resellers[TALLIED:]:
        partners, count = len(rest), sum(tally.count for tally in rest)
        said.append(t.mrkdwn("support-contact-tally-more", count=count, partners=partners))
    return Mrkdwn(" · ".join([*said, *(_tally(t, tally) for tally in others)]))


def _tally(t: Reader, tally: Tally) -> Mrkdwn:
    key = f"support-contact-tally-{tally.supporter.name.lower()}"
    return t.mrkdwn(key, count=tally.count, contact=clip(tally.contact_name, SAID))


def _heading(t: Reader, entry: SupportEntry) -> Mrkdwn:
    """Say who supports the rows below and how to reach them, once for all of them."""
    if entry.supporter is Supporter.NOBODY:
        return t.mrkdwn("support-contact-group-nobody")
    key = "support-contact-group-ourselves" if entry.supporter is Supporter.OURSELVES else "support-contact-group"
    contact = entry.contact
    name = t.mrkdwn(key, contact=clip(contact.label, NAME))
    return Mrkdwn(f"{name}\n{' · '.join(_reach(t, contact).values())}")


def _row(t: Reader, entry: SupportEntry, may_change: bool) -> Block:
    line = entry.line
    said = [t.mrkdwn("support-contact-subscription", name=line.label)]
    if line.status != "active" and not line.without_contact:
        said.append(escape(pickers.status_name(t, clip(line.status, SHORT))))
    said.append(_briefly(t, line))
    if line.ended:
        at = t.day_token(line.ended.at)
        said.append(t.mrkdwn("support-contact-ended-short", contact=clip(line.ended.name, SAID), at=at))
    if line.kept_here and not line.without_contact:
        said.append(t.mrkdwn(f"kept-here-short-{line.kept_here}"))
    if entry.attention:
        said.append(attention(t, entry.attention))
    if entry.record.is_bad and line.needs_record:
        said.append(t.mrkdwn("record-row", health=health_name(t, entry.record)))
    change = change_key(line) if may_change and not line.failures else None
    beside = menu.beside(t, line.subscription_id, change)
    return b.section(Mrkdwn(" · ".join(said)), accessory=beside, block_id=f"row:{line.subscription_id}")


def _briefly(t: Reader, line: Line) -> Mrkdwn:
    """Say since when, and who set it; of what can have no contact, why."""
    if line.without_contact:
        return t.mrkdwn(f"why-{line.failures[0]}")
    key = f"support-contact-{line.origin}" if line.since else f"source-{line.origin}-undated"
    since = t.day_token(line.since) if line.since else ""
    return t.mrkdwn(key, since=since, by=mention(clip(line.set_by or "", SHORT)))


def _reach(t: Reader, summary: PartnerSummary) -> Mapping[str, Mrkdwn]:
    return {key: said or t.mrkdwn(f"support-contact-no-{key}") for key, said in addresses(summary).items()}


def _pager(t: Reader, page: SupportPage, state: ViewerMemory) -> list[Block]:
    narrowed = state.query or state.refused or (state.subscription and page.total > 1)
    widen = [b.button(t.plain("support-contact-show-all"), ALL)] if narrowed else []
    if page.entries.items and not state.subscription:
        widen.append(b.button(t.plain("export-button"), EXPORT))
    return b.pager(t, page.entries, PREVIOUS, NEXT, *widen, labels="support-contact", above=b.divider())
