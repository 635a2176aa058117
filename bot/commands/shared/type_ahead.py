"""Searching customers and resellers as one types, and a name typed after the command that several of them match."""

import json
from collections.abc import Mapping

from bot.commands.base import Answer, Call
from bot.commands.shared import pickers
from bot.services import search
from bot.services.contacts import support_contact
from bot.text import Mrkdwn

_TYPED, _LONGEST_TYPED = "q", 150


def remember(typed: str) -> Mapping[str, str]:
    """For a view's private_metadata: what followed the command, where several customers match it."""
    return {_TYPED: typed[:_LONGEST_TYPED]} if typed else {}


def customer_query(call: Call) -> str:
    """Return what was typed into a menu of customers; where it is untouched, what followed the command."""
    return call.query or str(json.loads(call.view.get("private_metadata") or "{}").get(_TYPED, ""))


async def customer_options(call: Call) -> Answer:
    """Search all customers."""
    query = customer_query(call)
    found = await call.bot.db.read(lambda s: search.customers(s, query))
    return pickers.customer_options(call.t, found, query)


async def reseller_options(call: Call) -> Answer:
    """Search all resellers, eligible or not."""
    found = await call.bot.db.read(lambda s: search.partners(s, call.query))
    return pickers.partner_options(call.t, found, call.query)


async def unclear(call: Call, found: search.Found[search.CustomerHit]) -> Mrkdwn:
    """Say why the text after the command chose no customer, and what to do."""
    key = "assign-more-than" if found.more else "assign-several" if found.items else "assign-none"
    if not found.items and await call.bot.db.read(support_contact.directory_empty):
        key = "assign-directory-empty"
    return call.t.mrkdwn(key, count=len(found.items), query=call.text)
