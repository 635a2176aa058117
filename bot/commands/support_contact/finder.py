"""The search of `/support-contact`: one field for customers, subscriptions, and words that filter a customer's list."""

import zlib
from dataclasses import dataclass

from sqlmodel import Session

from bot.commands.base import Block, Call, Option, Options
from bot.commands.memory import RowNumber
from bot.commands.shared import blocks as b
from bot.commands.shared import pickers, type_ahead
from bot.commands.shared.pickers import OptionGroup
from bot.commands.shared.type_ahead import Offer
from bot.services import search
from bot.services.contacts import support_contact
from bot.services.contacts.lookup import Line, PartnerSummary
from bot.services.contacts.support_contact import SupportPage
from bot.services.people import recent
from bot.services.search import CustomerHit, Found, PartnerHit, SubscriptionHit, matching, near, references
from bot.services.search.folding import fold
from bot.services.store.paging import Page
from bot.text import Reader, clip

FIND = "contact.find"
# What a choice means stands before its id or words.
CUSTOMER, SUBSCRIPTION, WORDS, RESELLER = "customer:", "subscription:", "words:", "reseller:"
LONGEST_QUERY = 100
# Customers and subscriptions that are offered, and how much of a query is said.
OFFERED, SAID = 25, 40


@dataclass(frozen=True)
class ViewerMemory:
    """Memory of the page and of the history: customer or reseller, filter and page, or the one subscription shown.

    `refused` shows only those whose partner on record is missing or not valid; `after` is the key behind which the
    part of a reseller's contacts begins.
    """

    customer: str | None = None
    query: str = ""
    offset: RowNumber = 0
    subscription: str | None = None
    refused: bool = False
    reseller: str | None = None
    after: str = ""


def field(t: Reader, state: ViewerMemory, initial: Option | None) -> Block:
    """Draw the field with what it found; a new id for each, for under an old one Slack keeps what was chosen."""
    element = b.external_select(
        FIND, t.plain("support-contact-find-placeholder"), initial=initial, focus=initial is None
    )
    words = f"{state.query}:{state.refused}:{state.after}"
    whose = state.customer or state.reseller or ""
    shown = f"{whose}:{state.subscription or ''}:{zlib.crc32(words.encode()):08x}"
    return b.actions(element, block_id=f"find:{shown}")


def found(t: Reader, page: SupportPage, state: ViewerMemory) -> Option:
    """Return the choice that stands for what a page shows."""
    if state.subscription and page.entries.items:
        return _line(t, page.entries.items[0].line)
    if state.query:
        return _words(t, state.query, page.entries.total)
    return pickers.named(page.customer.label, CUSTOMER + page.customer.id, page.customer.domain)


def of_reseller(t: Reader, summary: PartnerSummary) -> Option:
    """Return the choice that stands for a reseller's page."""
    return pickers.named(summary.label, RESELLER + summary.tenant_id, t.plain("pick-mpn", id=summary.mpn_id))


def choice(call: Call) -> ViewerMemory | None:
    """Return what the choice asks to be shown; None for a hint."""
    value = pickers.picked(call, FIND) or ""
    if value.startswith(WORDS):
        shown = call.memory(ViewerMemory)
        return ViewerMemory(shown.customer, value.removeprefix(WORDS), reseller=shown.reseller)
    if value.startswith(RESELLER):
        return ViewerMemory(reseller=value.removeprefix(RESELLER))
    if value.startswith(CUSTOMER):
        return ViewerMemory(value.removeprefix(CUSTOMER))
    subscription_id = value.removeprefix(SUBSCRIPTION)
    return ViewerMemory(subscription=subscription_id) if subscription_id else None


async def options(call: Call) -> Options:
    """Search what is shown first, then all customers, then resellers and all subscriptions."""
    t, query, shown, person = call.t, call.query, call.memory(ViewerMemory), call.person.user_id
    customer_id = shown.customer
    provider, read = call.bot.provider_tenant_id, call.bot.db.read
    own: Page[Line] = Page()
    if customer_id:
        own = await read(lambda s: support_contact.lines(s, provider, customer_id, query))
    customers, lately = await read(lambda s: (search.customers(s, query, limit=OFFERED), recent.both(s, person, query)))
    others: Found[SubscriptionHit] = Found((), False)
    resellers: Found[PartnerHit] = Found((), False)
    if fold(query):
        resellers = await read(lambda s: _resellers_named(s, query))
        others = await read(lambda s: matching.subscription_hits(s, query, OFFERED))
    served = type_ahead.offer(t, lately[0], customers, lambda hits: _customers(t, query, hits))
    serving = type_ahead.offer(t, lately[1], resellers, lambda hits: _resellers(t, query, hits))
    groups = [
        _of_reseller(t, query) if shown.reseller else _own(t, query, own),
        *type_ahead.joined(served, serving),
        (_label(t, "customers", served), served.others),
        (_label(t, "resellers", serving), serving.others),
        _others(t, others, {line.subscription_id for line in own.items}),
    ]
    offered = [(label, choices) for label, choices in groups if choices]
    return Options(groups=offered) if offered else await _nearly(call)


def _resellers_named(session: Session, query: str) -> Found[PartnerHit]:
    """Find resellers by their names, and by references of their agreements."""
    found, agreed = search.partners(session, query, limit=OFFERED), references.resellers(session, query, OFFERED)
    both = tuple(dict.fromkeys((*agreed.items, *found.items)))
    return Found(both[:OFFERED], found.more or agreed.more or len(both) > OFFERED)


async def _nearly(call: Call) -> Options:
    """Offer whom the text nearly names, where it names nobody."""
    t, query = call.t, call.query
    close = await call.bot.db.read(lambda s: near.find(s, query)) if fold(query) else near.NearMisses()
    customers = _customers(t, query, Found(close.customers, False))
    offered = [*customers, *_resellers(t, query, Found(close.resellers, False))]
    return pickers.nearly(t, offered) if offered else pickers.answer(t, (), False, query)


def _own(t: Reader, query: str, own: Page[Line]) -> OptionGroup:
    """Offer the customer's matches, all of them as a list before each alone."""
    together = [_words(t, query, own.total)] if fold(query) and own.total > 1 else []
    return t.plain("support-contact-find-own"), [*together, *(_line(t, line) for line in own.items)]


def _of_reseller(t: Reader, query: str) -> OptionGroup:
    """Offer the words as a filter; how many fit is said when they are read."""
    said = t.plain("support-contact-find-filter", query=clip(query, SAID))
    choices = [b.option(said, WORDS + query[:LONGEST_QUERY])] if fold(query) else []
    return t.plain("support-contact-find-reseller"), choices


def _resellers(t: Reader, query: str, hits: Found[PartnerHit]) -> list[Option]:
    return [one | {"value": RESELLER + one["value"]} for one in pickers.partner_choices(t, hits, query)]


def _customers(t: Reader, query: str, hits: Found[CustomerHit]) -> list[Option]:
    return [one | {"value": CUSTOMER + one["value"]} for one in pickers.customer_choices(t, hits, query)]


def _others(t: Reader, hits: Found[SubscriptionHit], own: set[str]) -> OptionGroup:
    wanted = [hit for hit in hits.items if hit.id not in own]
    choices = [pickers.subscription_option(t, hit, with_customer=True) for hit in wanted]
    told = [one | {"value": SUBSCRIPTION + one["value"]} for one in choices]
    return _label(t, "subscriptions", Offer([], told, hits.more)), told


def _label(t: Reader, kind: str, found: Offer) -> str:
    return t.plain(f"support-contact-find-{kind}{'-more' if found.more else ''}", count=len(found.others))


def _words(t: Reader, query: str, count: int) -> Option:
    label = t.plain("support-contact-find-words", query=clip(query, SAID), count=count)
    return b.option(label, WORDS + query[:LONGEST_QUERY])


def _line(t: Reader, line: Line) -> Option:
    """Return one subscription, with its contact or why it can have none."""
    now = t.plain("assign-option-now", contact=line.contact_name)
    why = t.plain(f"why-{line.failures[0]}") if line.without_contact else now
    return pickers.named(line.label, SUBSCRIPTION + line.subscription_id, why, line.offer)
