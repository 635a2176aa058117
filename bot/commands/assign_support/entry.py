"""Entry for other commands: the form of `/assign-support` filled in, drawn with the directory's present facts."""

from bot.commands.assign_support import form as form_view
from bot.commands.assign_support import waiting as waiting_view
from bot.commands.assign_support.form import AssignForm, FilledMemory, Screen
from bot.commands.base import Call, OpenModal, View
from bot.commands.memory import load
from bot.commands.shared import blocks as b
from bot.commands.shared.covered import Covered
from bot.services.basis import ended
from bot.services.contacts import form as form_facts
from bot.services.contacts import lookup, submissions
from bot.services.policy import Action, require
from bot.text import Mrkdwn


def of_subscription(call: Call, subscription_id: str) -> OpenModal:
    """Open the form with customer and subscription filled in; raises Denied unless the person may assign."""
    require(call.actor, Action.ASSIGN)

    async def fill() -> View:
        customer_id = await call.bot.db.read(lambda s: lookup.customer_of(s, subscription_id))
        return await drawn(call, AssignForm(customer_id, (subscription_id,)))

    return OpenModal(b.loading(call.t, "assign-title"), fill)


def of_successors(call: Call, subscription_id: str) -> OpenModal:
    """Open the form with what follows a subscription whose contact ended, and that contact; raises Denied as above."""
    require(call.actor, Action.ASSIGN)
    provider = call.bot.provider_tenant_id

    async def fill() -> View:
        found = await call.bot.db.read(lambda s: ended.succession(s, provider, subscription_id))
        form = AssignForm(found.customer_id, found.subscription_ids, found.contact_id)
        return await drawn(call, form, hint=None if found.subscription_ids else call.t.mrkdwn("ended-no-successors"))

    return OpenModal(b.loading(call.t, "assign-title"), fill)


async def drawn(call: Call, form: AssignForm, *, hint: Mrkdwn | None = None, confirm: bool = False) -> View:
    """Draw the form with the directory's present facts; lines that moved on since it was drawn are listed on top.

    With `confirm`, lines that it never drew are listed, too.
    """
    if form.customer_id is None:
        return form_view.build(call.t, Screen(form, hint=hint))
    customer_id, bot, now = form.customer_id, call.bot, call.bot.clock.now()
    facts = await bot.db.read(
        lambda s: form_facts.read(s, bot.provider_tenant_id, customer_id, form.subscription_ids, form.target_id, now)
    )
    shown = form.versions() if confirm else form.expected
    changed = tuple(line for line in facts.lines if line.version != shown.get(line.subscription_id, line.version))
    return form_view.build(call.t, Screen(form, facts, hint, changed))


async def redrawn(call: Call, covered: Covered) -> View:
    """Draw the form, or what waits, as it is under a request that was begun there, with that request under way."""
    filled = load(FilledMemory, covered.memory)
    if not filled.batch_id:
        return await drawn(call, filled.form)
    provider, now = call.bot.provider_tenant_id, call.bot.clock.now()
    batch = await call.bot.db.read(lambda s: submissions.read(s, filled.batch_id))
    customer_id, target_id = batch.customer_id, batch.target.tenant_id
    facts = await call.bot.db.read(lambda s: form_facts.read(s, provider, customer_id, (), target_id, now))
    return waiting_view.kept(call.t, batch, facts.failures, facts.under_way)
