"""Entry for other commands: the form of `/assign-support` filled in, drawn with the directory's present facts."""

import logging
from datetime import datetime

from sqlmodel import Session

from bot.commands.assign_support import form as form_view
from bot.commands.assign_support import waiting as waiting_view
from bot.commands.assign_support.form import AssignForm, FilledMemory, Screen
from bot.commands.assign_support.notes import Agreed
from bot.commands.base import Answer, Call, OpenModal, View
from bot.commands.memory import load
from bot.commands.payload import part_of, text_of
from bot.commands.shared import blocks as b
from bot.commands.shared.covered import Covered
from bot.services.agreements import records
from bot.services.basis import ended
from bot.services.contacts import form as form_facts
from bot.services.contacts import lookup, submissions
from bot.services.policy import Action, require
from bot.services.search import mentions, references
from bot.services.search.mentions import Mentions
from bot.services.slack.errors import SlackError
from bot.text import Mrkdwn

log = logging.getLogger(__name__)


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


async def from_message(call: Call) -> Answer:
    """Open the form with whom a message names, the ticket it tells of, and the way back to it (its shortcut)."""
    text = mentions.plain(text_of(call.message, "text"))

    async def fill() -> View:
        named = await call.bot.db.read(lambda s: mentions.named(s, text))
        hint = call.t.mrkdwn(f"assign-{named.key}", names=b.names(call.t, named.names, most=10))
        found = named.found if named.clear else Mentions()
        customer_id = found.customers[0].id if found.customers else None
        contact = found.resellers[0].tenant_id if found.resellers else None
        ticket, url = references.ticket_in(text), await _address(call)
        form = AssignForm(customer_id, contact=contact, ticket=ticket, message_url=url)
        if customer_id is None:
            return form_view.build(call.t, Screen(form, hint=hint, wanted=contact))
        return await drawn(call, form, hint=hint)

    return OpenModal(b.loading(call.t, "assign-title"), fill)


async def _address(call: Call) -> str | None:
    """Ask Slack for the address of the message acted on; None where it does not tell."""
    channel, ts = text_of(part_of(call.payload, "channel"), "id"), text_of(call.message, "ts")
    if call.bot.messages is None or not channel or not ts:
        return None
    try:
        return await call.bot.messages.permalink(channel, ts)
    except SlackError as error:
        log.info("no address of the message in %s: %s", channel, error)
        return None


async def drawn(call: Call, form: AssignForm, *, hint: Mrkdwn | None = None, confirm: bool = False) -> View:
    """Draw the form with the directory's present facts; lines that moved on since it was drawn are listed on top.

    With `confirm`, lines that it never drew are listed, too.
    """
    if form.customer_id is None:
        return form_view.build(call.t, Screen(form, hint=hint))
    customer_id, bot, now = form.customer_id, call.bot, call.bot.clock.now()
    provider, ids, target_id = bot.provider_tenant_id, form.subscription_ids, form.target_id
    facts, agreed = await bot.db.read(
        lambda s: (
            form_facts.read(s, provider, customer_id, ids, target_id, now),
            _agreed(s, provider, customer_id, target_id, now),
        )
    )
    shown = form.versions() if confirm else form.expected
    changed = tuple(line for line in facts.lines if line.version != shown.get(line.subscription_id, line.version))
    return form_view.build(call.t, Screen(form, facts, hint, changed, agreements=agreed))


def _agreed(session: Session, provider_id: str, customer_id: str, target_id: str | None, now: datetime) -> Agreed:
    """Read the agreements that the form may name, each with where it stands."""
    if target_id is None:
        return ()
    found = records.to_choose(session, provider_id, target_id, customer_id, now)
    return [(one, one.terms.standing(now)) for one in found]


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
