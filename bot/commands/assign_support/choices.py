"""Choices of the assignment form's menus: the customer's subscriptions, and everyone who may support them."""

from collections.abc import Sequence

from bot.commands.assign_support import form
from bot.commands.base import Answer, Call, Option, Options
from bot.commands.shared import pickers
from bot.services import search
from bot.services.contacts import lookup
from bot.services.contacts.lookup import Line, PartnerSummary
from bot.services.search.folding import all_words


async def subscriptions(call: Call) -> Answer:
    """Search the chosen customer's subscriptions, each with its contact or why it cannot have one."""
    customer_id = form.remembered_customer(call)
    provider = call.bot.provider_tenant_id
    found = await call.bot.db.read(lambda s: search.subscriptions_of(s, customer_id, call.query))
    ids = [hit.id for hit in found.items]
    lines = await call.bot.db.read(lambda s: lookup.lines(s, provider, customer_id, ids))
    if not lines:
        return pickers.subscription_options(call.t, found, call.query)
    return pickers.answer(call.t, [_line_option(call, line) for line in lines], found.more, call.query)


async def contacts(call: Call) -> Answer:
    """Offer the provider, every eligible reseller, and the way to someone else."""
    customer_id = form.remembered_customer(call)
    bot, now = call.bot, call.bot.clock.now()
    candidates = await bot.db.read(lambda s: lookup.candidates(s, bot.provider_tenant_id, customer_id, now))
    found = [summary for summary in candidates if _matches(summary, call.query)] or [candidates[0]]
    provider = [summary for summary in found if summary.tenant_id == bot.provider_tenant_id]
    resellers = [summary for summary in found if summary.tenant_id != bot.provider_tenant_id]
    groups: list[tuple[str, Sequence[Option]]] = []
    if provider:
        groups.append((call.t.plain("assign-group-provider"), [form.partner_choice(call.t, provider[0])]))
    if resellers:
        shown = resellers[: pickers.MOST]
        key = "assign-group-eligible-more" if len(shown) < len(resellers) else "assign-group-eligible"
        label = call.t.plain(key, shown=len(shown), count=len(resellers))
        groups.append((label, [form.partner_choice(call.t, summary) for summary in shown]))
    groups.append((call.t.plain("assign-group-else"), [form.someone_else(call.t)]))
    return Options(groups=groups)


def _matches(summary: PartnerSummary, query: str) -> bool:
    return all_words(query, f"{summary.name} {summary.mpn_id} {summary.website or ''}")


def _line_option(call: Call, line: Line) -> Option:
    if line.failures:
        return pickers.named(line.name, line.subscription_id, call.t.plain(f"check-{line.failures[0]}"))
    now = call.t.plain("assign-option-now", contact=line.contact_name)
    return pickers.named(line.name, line.subscription_id, now, line.offer)
