"""Choices of the assignment form's menus: what can be chosen first, then what cannot, and why."""

from collections.abc import Sequence, Set

from bot.commands.assign_support import form
from bot.commands.base import Answer, Call, Option, Options
from bot.commands.shared import pickers
from bot.commands.shared.pickers import LABEL, OptionGroup
from bot.services.contacts import form as form_facts
from bot.services.contacts.eligibility import Condition
from bot.services.contacts.form import ContactChoices
from bot.services.contacts.lookup import Line, PartnerSummary
from bot.services.people import recent
from bot.services.search.folding import all_words, fold
from bot.text import Reader, clip


async def subscriptions(call: Call) -> Answer:
    """Search the chosen customer's subscriptions, each with its contact; those that cannot have one stand apart."""
    customer_id, t = form.remembered_customer(call), call.t
    provider = call.bot.provider_tenant_id
    found = await call.bot.db.read(lambda s: form_facts.subscription_choices(s, provider, customer_id, call.query))
    possible = [_line_option(t, line) for line in found.possible]
    if not found.impossible:
        return pickers.answer(t, possible, found.more, call.query)
    key = "pick-more" if found.more else "assign-group-possible"
    label = t.plain(key, count=len(possible))
    apart = [_line_option(t, line) for line in found.impossible]
    return Options(groups=[(label, possible), (t.plain("assign-group-without"), apart)])


async def contacts(call: Call) -> Answer:
    """Offer who may be the contact, then who may not yet and why, and last the way to someone else."""
    customer_id, bot, now = form.remembered_customer(call), call.bot, call.bot.clock.now()
    chosen = tuple(call.memory(form.AssignMemory).versions)
    found, lately = await bot.db.read(
        lambda s: (
            form_facts.contact_choices(s, bot.provider_tenant_id, customer_id, call.query, chosen, now),
            recent.resellers(s, call.person.user_id, ""),
        )
    )
    first = {hit.tenant_id for hit in lately.all}
    groups = [_named(call.t, found), _provider(call.t, found), _recent(call.t, found, first)]
    groups.append(_eligible(call.t, found, first))
    groups.append(_impossible(call.t, found, typed=bool(fold(call.query))))
    else_ = form.someone_else(call.t)
    if not any(options for _, options in groups) and not all_words(call.query, else_["text"]["text"]):
        groups += pickers.answer(call.t, (), False, call.query).groups
    return Options(groups=[*groups, (call.t.plain("assign-group-else"), [else_])])


def _named(t: Reader, found: ContactChoices) -> OptionGroup:
    """Offer those whom the chosen subscriptions name, each with its part there."""
    parts = (("assign-part-on-record", found.on_record), ("assign-part-present", found.present))
    named = [_with(t, summary, t.plain(key)) for key, summaries in parts for summary in summaries]
    return t.plain("assign-group-named"), named


def _provider(t: Reader, found: ContactChoices) -> OptionGroup:
    options = [form.partner_choice(t, found.provider)] if found.provider else []
    return t.plain("assign-group-provider"), options


def _recent(t: Reader, found: ContactChoices, first: Set[str]) -> OptionGroup:
    """Offer those who may be chosen whom the person worked with lately."""
    shown = [form.partner_choice(t, summary) for summary in found.eligible if summary.tenant_id in first]
    return t.plain("pick-recent"), shown


def _eligible(t: Reader, found: ContactChoices, first: Set[str]) -> OptionGroup:
    others = [summary for summary in found.eligible if summary.tenant_id not in first]
    shown = others[: pickers.MOST]
    key = "assign-group-eligible-more" if len(shown) < len(others) else "assign-group-eligible"
    label = t.plain(key, shown=len(shown), count=len(others))
    return label, [form.partner_choice(t, summary) for summary in shown]


def _impossible(t: Reader, found: ContactChoices, *, typed: bool) -> OptionGroup:
    """Offer those who may not be chosen yet with everything that is missing; untyped, they are on record."""
    label = t.plain("assign-group-impossible-more" if found.more else "assign-group-impossible")
    part = [] if typed else [t.plain("assign-part-on-record")]
    return label, [_with(t, summary, *part, _why(t, failures)) for summary, failures in found.impossible]


def _why(t: Reader, failures: Sequence[Condition]) -> str:
    return ", ".join(t.plain(f"why-{check}") for check in failures)


def _with(t: Reader, summary: PartnerSummary, *details: str) -> Option:
    """Return a choice with what there is to say, and the PartnerID as far as it fits."""
    said = clip(" · ".join(details), LABEL)
    number = t.plain("assign-mpn", id=summary.mpn_id)
    fits = len(said) + len(number) + 3 <= LABEL
    return pickers.named(summary.label, summary.tenant_id, said, number if fits else None)


def _line_option(t: Reader, line: Line) -> Option:
    if line.failures:
        return pickers.named(line.label, line.subscription_id, t.plain(f"check-{line.failures[0]}"))
    now = t.plain("assign-option-now", contact=line.contact_name)
    return pickers.named(line.label, line.subscription_id, now, line.offer)
