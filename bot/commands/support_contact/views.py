"""Views of `/support-contact`: search on top, subscriptions page by page, matches of a typed name."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.commands.base import Block, View
from bot.commands.memory import RowNumber, dump
from bot.commands.shared import action_ids, pickers
from bot.commands.shared import blocks as b
from bot.models import ContactOrigin
from bot.services.contacts.lookup import Line, PartnerSummary
from bot.services.contacts.support_contact import PER_PAGE, Matches, SupportEntry, SupportPage
from bot.text import Mrkdwn, Reader, clip, escape, mention

CALLBACK = "contact.page"
CUSTOMER, FIND, FILTER = "contact.customer", "contact.find", "contact.filter"
PREVIOUS, NEXT, ALL = "contact.previous", "contact.next", "contact.all"
SHOW_CUSTOMER, SHOW_SUBSCRIPTION = "contact.show_customer", "contact.show_subscription"
HISTORY = "contact.history"
LONGEST_FILTER = 100
# Escaping makes a character five at most, and a field of a section holds 2000.
NAME, ADDRESS, SHORT = 100, 60, 40
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~/?=%#-]*)?")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class ViewerMemory:
    """Memory of the page and of the history: customer, filter and page, or the one subscription shown."""

    customer: str | None = None
    query: str = ""
    offset: RowNumber = 0
    subscription: str | None = None

    @property
    def customer_block(self) -> str:
        """The block id of the customer input; new with each customer, so that Slack shows the one chosen elsewhere."""
        return f"customer:{self.customer or ''}"


def start(t: Reader) -> View:
    """Draw the search with nothing chosen yet; it needs no data."""
    return _modal(t, ViewerMemory(), _search(t, ViewerMemory(), None, None))


def found(t: Reader, query: str, matches: Matches) -> View:
    """Draw what a typed text may mean, each match with a button, and the search below."""
    rows = [_customer_match(t, hit.id, hit.company_name, hit.domain) for hit in matches.customers]
    rows += [_subscription_match(t, hit.id, hit.friendly_name, hit.customer_name) for hit in matches.subscriptions]
    said = t.mrkdwn(_found_key(matches), query=query, count=len(rows))
    return _modal(t, ViewerMemory(), [b.section(said), *rows, b.divider(), *_search(t, ViewerMemory(), None, None)])


def build(t: Reader, page: SupportPage, state: ViewerMemory, *, may_change: bool) -> View:
    """Draw a page of a customer's subscriptions, or the one that was looked for."""
    chosen = page.entries.items[0].line if state.subscription and page.entries.items else None
    customer = pickers.named(page.customer.name, page.customer.id, page.customer.domain)
    parts = _search(t, state, customer, chosen)
    if page.total > PER_PAGE and chosen is None:
        parts.append(_filter(t, state))
    parts.append(b.section(_summary(t, page, state)))
    for entry in page.entries.items:
        parts += [b.divider(), *_entry(t, entry, may_change)]
    return _modal(t, state, parts + _pager(t, page, state))


def _modal(t: Reader, state: ViewerMemory, parts: list[Block]) -> View:
    return b.modal(
        t.plain("support-contact-title"),
        parts,
        callback_id=CALLBACK,
        close=t.plain("button-close"),
        submit=t.plain("button-show"),
        metadata=dump(state),
    )


def _search(t: Reader, state: ViewerMemory, customer: Any, chosen: Line | None) -> list[Block]:
    """Draw both ways in; a customer narrows the second one down to its own subscriptions."""
    who = b.external_select(
        CUSTOMER, t.plain("support-contact-customer-placeholder"), initial=customer, focus=customer is None
    )
    initial = pickers.named(chosen.name, chosen.subscription_id, chosen.offer) if chosen else None
    what = b.external_select(FIND, t.plain("support-contact-find-placeholder"), initial=initial)
    find_block = f"find:{state.customer or ''}:{state.subscription or ''}"
    return [
        b.input_block(t.plain("support-contact-customer"), who, block_id=state.customer_block, dispatch=True),
        b.input_block(t.plain("support-contact-find"), what, block_id=find_block, optional=True, dispatch=True),
    ]


def _filter(t: Reader, state: ViewerMemory) -> Block:
    # A new id with each filter in force: "Show all" must empty the field, which Slack keeps under an old id.
    block_id = f"filter:{state.customer or ''}:{zlib.crc32(state.query.encode()):08x}"
    element = b.text_input(FILTER, initial=state.query, most=LONGEST_FILTER)
    return b.input_block(t.plain("support-contact-filter"), element, block_id=block_id, optional=True, dispatch=True)


def _found_key(matches: Matches) -> str:
    if matches.customers:
        return "support-contact-many" if matches.more else "support-contact-several"
    if matches.subscriptions:
        return "support-contact-many-subscriptions" if matches.more else "support-contact-several-subscriptions"
    return "support-contact-directory-empty" if matches.directory_empty else "support-contact-unknown"


def _customer_match(t: Reader, customer_id: str, name: str, domain: str) -> Block:
    text = t.mrkdwn("support-contact-match-customer", name=name, domain=domain or "–")
    return b.section(text, accessory=b.button(t.plain("button-show"), SHOW_CUSTOMER, customer_id))


def _subscription_match(t: Reader, subscription_id: str, name: str, customer: str) -> Block:
    text = t.mrkdwn("support-contact-match-subscription", name=name, customer=clip(customer, NAME))
    return b.section(text, accessory=b.button(t.plain("button-show"), SHOW_SUBSCRIPTION, subscription_id))


def _summary(t: Reader, page: SupportPage, state: ViewerMemory) -> Mrkdwn:
    """Say which part of what is shown, or why there is nothing and what to do."""
    customer, total, entries = page.customer.name, page.total, page.entries
    if not total:
        return t.mrkdwn("support-contact-no-subscriptions", customer=customer)
    if state.subscription:
        return t.mrkdwn("support-contact-one-of", customer=customer, total=total)
    if not entries.items:
        return t.mrkdwn("support-contact-no-match", customer=customer, query=state.query, total=total)
    part = {"first": entries.first, "last": entries.last, "total": total}
    if state.query:
        return t.mrkdwn(
            "support-contact-range-filtered", customer=customer, query=state.query, matching=entries.total, **part
        )
    return t.mrkdwn("support-contact-range", customer=customer, **part)


def _entry(t: Reader, entry: SupportEntry, may_change: bool) -> list[Block]:
    line = entry.line
    row = b.fields(_designated(t, entry), _on_record(t, line.partner_on_record, entry.on_record))
    buttons = [b.button(t.plain("support-contact-history"), HISTORY, line.subscription_id)]
    if may_change and not line.failures:
        buttons.append(b.button(t.plain("support-contact-change"), action_ids.CHANGE_CONTACT, line.subscription_id))
    attention = [b.context(t.mrkdwn(f"support-contact-attention-{entry.attention}"))] if entry.attention else []
    heading = b.section(_heading(t, line)) | {"fields": row["fields"]}
    return [heading, *attention, b.actions(*buttons, block_id=f"row:{line.subscription_id}")]


def _heading(t: Reader, line: Line) -> Mrkdwn:
    name = t.mrkdwn("support-contact-subscription", name=line.name)
    status = pickers.status_name(t, line.status)
    under = (
        t.mrkdwn("support-contact-offer", offer=clip(line.offer, NAME), status=status) if line.offer else Mrkdwn(status)
    )
    return Mrkdwn(f"{name}\n{under}")


def _designated(t: Reader, entry: SupportEntry) -> Mrkdwn:
    """Say who supports it and how to reach them; where there can be no contact and is none, say why."""
    line, summary = entry.line, entry.contact
    if line.failures and line.origin == ContactOrigin.DEFAULT:
        return t.mrkdwn("support-contact-none-possible", why=t.mrkdwn(f"check-{line.failures[0]}"))
    return t.mrkdwn(
        "support-contact-designated", contact=clip(summary.name, NAME), source=_source(t, line), **_reach(t, summary)
    )


def _source(t: Reader, line: Line) -> Mrkdwn:
    key = f"source-{line.origin}" if line.since else f"source-{line.origin}-undated"
    return t.mrkdwn(key, since=line.since or "", by=mention(clip(line.set_by or "", SHORT)))


def _reach(t: Reader, summary: PartnerSummary) -> Mapping[str, Mrkdwn]:
    unknown = t.mrkdwn("unknown")
    phone = escape(clip(summary.telephone, SHORT)) if summary.telephone else unknown
    return {
        "phone": phone,
        "email": _link(summary.email, _EMAIL, "mailto:") if summary.email else unknown,
        "site": _link(summary.website, _URL, "") if summary.website else unknown,
    }


def _link(address: str, shape: re.Pattern[str], scheme: str) -> Mrkdwn:
    """Return a link for what is surely an address and nothing else; everything else stays text."""
    if len(address) <= ADDRESS and shape.fullmatch(address):
        return Mrkdwn(f"<{scheme}{address}|{address}>")
    return escape(clip(address, ADDRESS))


def _on_record(t: Reader, partner_id: str | None, name: str | None) -> Mrkdwn:
    if not partner_id:
        return t.mrkdwn("support-contact-on-record-none")
    if name is None:
        return t.mrkdwn("support-contact-on-record-unnamed", id=clip(partner_id, SHORT))
    return t.mrkdwn("support-contact-on-record", partner=clip(name, NAME), id=clip(partner_id, SHORT))


def _pager(t: Reader, page: SupportPage, state: ViewerMemory) -> list[Block]:
    narrowed = state.query or (state.subscription and page.total > 1)
    widen = [b.button(t.plain("support-contact-show-all"), ALL)] if narrowed else []
    return b.pager(t, page.entries, PREVIOUS, NEXT, *widen, labels="support-contact", above=b.divider())
