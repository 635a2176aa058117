"""Type-ahead over customers and resellers, begun by a name typed after the command that several of them match."""

from dataclasses import dataclass
from typing import Annotated

from sqlmodel import Session

from bot.commands.base import Answer, Call
from bot.commands.memory import key
from bot.commands.shared import pickers
from bot.services import search
from bot.services.search import matching, near
from bot.services.search.typed import the_one
from bot.services.store import labels
from bot.text import Mrkdwn, clip, escape

LONGEST = 150


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
    """Search all customers."""
    query = customer_query(call)
    found = await call.bot.db.read(lambda s: search.customers(s, query))
    if not found.items and query:
        close = await call.bot.db.read(lambda s: near.customers(s, query))
        return pickers.nearly(call.t, pickers.customer_choices(search.Found(close, False), query))
    return pickers.customer_options(call.t, found, query)


async def reseller_options(call: Call) -> Answer:
    """Search all resellers, eligible or not."""
    found = await call.bot.db.read(lambda s: search.partners(s, call.query))
    if not found.items and call.query:
        close = await call.bot.db.read(lambda s: near.resellers(s, call.query))
        return pickers.nearly(call.t, pickers.partner_choices(call.t, search.Found(close, False), call.query))
    return pickers.partner_options(call.t, found, call.query)


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
