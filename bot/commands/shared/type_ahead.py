"""Type-ahead over customers and resellers, begun by a name typed after the command that several of them match."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from sqlmodel import Session

from bot.commands.base import Answer, Block, Call, Option
from bot.commands.memory import key
from bot.commands.shared import blocks as b
from bot.commands.shared import pickers
from bot.commands.shared.pickers import OptionGroup
from bot.services import search
from bot.services.people import recent
from bot.services.people.recent import RecentHits
from bot.services.search import matching, near
from bot.services.search.typed import the_one
from bot.services.store import labels
from bot.text import Mrkdwn, Reader, clip, escape

LONGEST = 150
# What the value of a button begins with, before the id.
CUSTOMER, RESELLER = "customer", "reseller"
T = TypeVar("T", search.CustomerHit, search.PartnerHit)


@dataclass(frozen=True)
class Offer:
    """Choices of a menu: groups of what a person worked with lately, and the others that match."""

    first: list[OptionGroup]
    others: list[Option]
    more: bool


@dataclass(frozen=True, kw_only=True)
class NameMemory:
    """A view's memory of a name that was typed after the command and that several customers match."""

    typed: Annotated[str, key("q")] = ""


def remembered(name: str, found: search.Found[search.CustomerHit]) -> str:
    """Return as much of `name` as a view keeps, where customers match it; else nothing."""
    return name[:LONGEST] if found.items else ""


def customer_named(session: Session, name: str, found: search.Found[search.CustomerHit]) -> str:
    """Return the label of the one customer that `name` means, which tells namesakes apart; else the name as typed."""
    one = the_one(name, found)
    return labels.read(session, customers=[one.id]).customer(one.id) if one else name


def customer_query(call: Call) -> str:
    """Return what was typed into a menu of customers; where it is untouched, what followed the command."""
    return call.query or call.memory(NameMemory).typed


async def customer_options(call: Call) -> Answer:
    """Search all customers, those that the person worked with lately first."""
    query = customer_query(call)
    found = await offered_customers(call, query)
    if not found.others and not found.first and query:
        close = await call.bot.db.read(lambda s: near.customers(s, query))
        return pickers.nearly(call.t, pickers.customer_choices(call.t, search.Found(close, False), query))
    return pickers.answer(call.t, found.others, found.more, query, found.first)


async def reseller_options(call: Call) -> Answer:
    """Search all resellers, eligible or not, those that the person worked with lately first."""
    found = await offered_resellers(call)
    if not found.others and not found.first and call.query:
        close = await call.bot.db.read(lambda s: near.resellers(s, call.query))
        return pickers.nearly(call.t, pickers.partner_choices(call.t, search.Found(close, False), call.query))
    return pickers.answer(call.t, found.others, found.more, call.query, found.first)


async def offered_customers(call: Call, query: str) -> Offer:
    """Read the customers to choose from."""
    person = call.person.user_id
    lately, found = await call.bot.db.read(lambda s: (recent.customers(s, person, query), search.customers(s, query)))
    return offer(call.t, lately, found, lambda hits: pickers.customer_choices(call.t, hits, query))


async def offered_resellers(call: Call) -> Offer:
    """Read the resellers to choose from."""
    person, query = call.person.user_id, call.query
    lately, found = await call.bot.db.read(lambda s: (recent.resellers(s, person, query), search.partners(s, query)))
    return offer(call.t, lately, found, lambda hits: pickers.partner_choices(call.t, hits, query))


def offer(
    t: Reader, lately: RecentHits[T], found: search.Found[T], choose: Callable[[search.Found[T]], list[Option]]
) -> Offer:
    """Make choices of all, namesakes among them told apart, each in one place."""
    shown = {hit[0] for hit in lately.all}
    hits = lately.all + tuple(hit for hit in found.items if hit[0] not in shown)
    choices = choose(search.Found(hits, found.more))
    own, first = len(lately.own), len(shown)
    groups: list[OptionGroup] = [
        (t.plain("pick-own"), choices[:own]),
        (t.plain("pick-recent"), choices[own:first]),
    ]
    return Offer([group for group in groups if group[1]], choices[first:], found.more)


def joined(*offers: Offer) -> list[OptionGroup]:
    """Join the groups of what a person worked with lately, by their labels."""
    groups: dict[str, list[Option]] = {}
    for label, choices in (group for each in offers for group in each.first):
        groups.setdefault(label, []).extend(choices)
    return list(groups.items())


def why(t: Reader, one: search.CustomerHit | search.PartnerHit) -> Mrkdwn | None:
    """Say by which other name a typed text meant somebody; None where it was the present one."""
    if one.known_as is None:
        return None
    name = one.company_name if isinstance(one, search.CustomerHit) else one.name
    key = "known-former" if one.known_as.former else "known-alias"
    return t.mrkdwn(key, name=clip(name, LONGEST), other=clip(one.known_as.name, LONGEST))


def near_rows(t: Reader, close: near.NearMisses, action_id: str) -> list[Block]:
    """Draw whom a typed text nearly named, each with a button that takes them for it; nothing where it named nobody."""
    named = [(f"{CUSTOMER}:{hit.id}", hit.company_name, hit.domain or "–") for hit in close.customers]
    named += [(f"{RESELLER}:{hit.tenant_id}", hit.name, t.plain("pick-mpn", id=hit.mpn_id)) for hit in close.resellers]
    rows = [
        b.section(
            t.mrkdwn("near-one", name=clip(name, LONGEST), mark=clip(mark, LONGEST)),
            accessory=b.button(t.plain("near-take"), action_id, value),
        )
        for value, name, mark in named
    ]
    return [b.section(t.mrkdwn("near-which")), *rows] if rows else []


def near_taken(call: Call) -> tuple[str | None, str | None]:
    """Return the customer's or the reseller's id of the button pressed."""
    party, _, key = call.value.partition(":")
    return (key, None) if party == CUSTOMER else (None, key)


async def unclear(call: Call, found: search.Found[search.CustomerHit], query: str | None = None) -> Mrkdwn:
    """Say why the text after the command, or `query` of it, chose no customer, and what to do."""
    key = "assign-more-than" if found.more else "assign-several" if found.items else "assign-none"
    if not found.items and await call.bot.db.read(matching.directory_empty):
        key = "assign-directory-empty"
    said = call.t.mrkdwn(key, count=len(found.items), query=query or call.text)
    return said if found.items else Mrkdwn("\n".join([said, *await _nearly(call, query or call.text)]))


async def _nearly(call: Call, query: str) -> list[Mrkdwn]:
    """Say whom the text nearly named."""
    close = await call.bot.db.read(lambda s: near.customers(s, query))
    names = call.t.join([escape(clip(hit.company_name, LONGEST)) for hit in close])
    return [call.t.mrkdwn("near-customers", names=Mrkdwn(names))] if close else []
