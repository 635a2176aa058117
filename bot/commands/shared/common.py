"""What several commands do alike: where and when a call happens, a refusal at its field, type-ahead."""

import json
from collections.abc import Mapping

from bot.commands.base import Answer, Call
from bot.commands.shared import pickers
from bot.errors import InvalidInput
from bot.services import search
from bot.services.contacts import support_contact
from bot.services.scene import Scene
from bot.text import Mrkdwn

_TYPED, _LONGEST_TYPED = "q", 150


def remember(typed: str) -> Mapping[str, str]:
    """For a view's private_metadata: what followed the command, where several customers match it."""
    return {_TYPED: typed[:_LONGEST_TYPED]} if typed else {}


def scene(call: Call) -> Scene:
    """Where and when this call happens, which channel is told, and the clock's figures; also an assignments.Scene."""
    bot, settings = call.bot, call.bot.settings
    return Scene(
        provider_id=bot.provider_tenant_id,
        now=bot.clock.now(),
        delivery_key=call.delivery_key,
        channel=settings.notify_channel,
        due_days=settings.request_due_days,
        reminder_days=settings.reminder_days,
        zone=call.person.zone,
    )


def at_field(call: Call, error: InvalidInput) -> Answer:
    """Raise the refusal: dispatch finds its field (bot.dispatch.answers.failures); callers need not catch it."""
    raise error


def customer_query(call: Call) -> str:
    """What was typed into a menu of customers; where it is untouched, what followed the command."""
    return call.query or str(json.loads(call.view.get("private_metadata") or "{}").get(_TYPED, ""))


async def customer_options(call: Call) -> Answer:
    """Type-ahead over all customers."""
    query = customer_query(call)
    found = await call.bot.db.read(lambda s: search.customers(s, query))
    return pickers.customer_options(call.t, found, query)


async def unclear(call: Call, found: search.Found[search.CustomerHit]) -> Mrkdwn:
    """Why the text after the command chose no customer, and what to do."""
    key = "assign-more-than" if found.more else "assign-several" if found.items else "assign-none"
    if not found.items and await call.bot.db.read(support_contact.directory_empty):
        key = "assign-directory-empty"
    return call.t.mrkdwn(key, count=len(found.items), query=call.text)


async def reseller_options(call: Call) -> Answer:
    """Type-ahead over all resellers, eligible or not."""
    found = await call.bot.db.read(lambda s: search.partners(s, call.query))
    return pickers.partner_options(call.t, found, call.query)
