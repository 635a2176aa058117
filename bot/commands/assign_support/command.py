"""Handlers of `/assign-support`: choose customer, subscriptions and support contact; submit, review, close."""

from dataclasses import replace
from functools import lru_cache

from bot.commands.assign_support import choices, entry, missing, notes
from bot.commands.assign_support import form as form_view
from bot.commands.assign_support import review as review_view
from bot.commands.assign_support import waiting as waiting_view
from bot.commands.assign_support.form import AssignForm, Screen
from bot.commands.base import (
    Answer,
    Call,
    CloseModal,
    Command,
    OpenModal,
    Route,
    UpdateModal,
    View,
)
from bot.commands.request_relationship import entry as request_relationship
from bot.commands.shared import action_ids, type_ahead
from bot.commands.shared import blocks as b
from bot.commands.shared.covered import below, clicked_in
from bot.commands.shared.scene import scene_of
from bot.errors import Conflict, InvalidInput
from bot.models import RequestType
from bot.services.contacts import assignments, reviews, submissions, waiting
from bot.services.contacts import form as form_facts
from bot.services.contacts.assignments import Proposal
from bot.services.invitations.permission import PERMISSION
from bot.services.policy import Action, may
from bot.services.search import PartnerHit, pair
from bot.services.search.pair import Named
from bot.services.store import labels
from bot.text import Mrkdwn, Reader


async def run(call: Call) -> Answer:
    """Open an empty form, or a loading view while whoever is named after the command is looked up."""
    if not call.text:
        return OpenModal(_empty(call.t))
    return OpenModal(b.loading(call.t, "assign-title"), lambda: _named(call, call.text))


async def shortcut(call: Call) -> Answer:
    """Open an empty form."""
    return OpenModal(_empty(call.t))


@lru_cache(64)
def _empty(t: Reader) -> View:
    """Draw the form with nothing chosen, once for each reader: no window is opened more often."""
    return form_view.build(t, Screen())


async def from_subscription(call: Call) -> Answer:
    """Open the form with customer and subscription filled in ("Change" beside a subscription elsewhere)."""
    return entry.of_subscription(call, call.value)


async def from_ended(call: Call) -> Answer:
    """Open the form with what follows a subscription whose contact ended ("Successors" in a notice)."""
    return entry.of_successors(call, call.value)


async def changed(call: Call) -> Answer:
    """Draw the form again, with the directory's facts about the field that changed."""
    form = form_view.parse(call)
    return UpdateModal(await entry.drawn(call, form))


async def submit(call: Call) -> Answer:
    """Assign, or keep to wait what cannot be assigned yet; a contact that changed meanwhile is shown first (A15)."""
    form = form_view.parse(call)
    proposal = _proposal(form)
    try:
        if form.waits:
            return UpdateModal(await _keep(call, form, proposal))
        return UpdateModal(await _submitted(call, form, proposal))
    except Conflict:
        return UpdateModal(await entry.drawn(call, form, confirm=True))


async def _submitted(call: Call, form: AssignForm, proposal: Proposal) -> View:
    actor = call.because(form.reason)

    done = await call.bot.db.write_one(lambda s: assignments.submit(s, actor, proposal, scene_of(call)))
    return review_view.build(call.t, done.submission, unchanged=done.unchanged)


async def close(call: Call) -> Answer:
    """Close the review of a submission."""
    batch_id = call.metadata
    await call.bot.db.write(lambda s: reviews.close(s, call.actor, batch_id, scene_of(call)))
    return CloseModal()


async def review(call: Call) -> Answer:
    """Open the review of a submission, or the last look at one that is not written yet ("Review" in a notice)."""
    return _opened(call, may_act=True)


async def opened(call: Call) -> Answer:
    """Open a submission as it stands ("Open" in a notice); the roles decide what its reader can do."""
    return _opened(call, may_act=may(call.actor, Action.ASSIGN))


async def not_right(call: Call) -> Answer:
    """Put the former contacts back and show the form with the same subscriptions ("Not right")."""
    batch_id = call.value
    batch = await call.bot.db.read(lambda s: submissions.read(s, batch_id))
    done = await call.bot.db.write(lambda s: reviews.hand_back(s, call.actor, batch_id, scene_of(call)))
    said = [call.t.mrkdwn("assign-put-back", count=len(done.restored), names=b.names(call.t, done.restored))]
    if done.kept:
        said.append(call.t.mrkdwn("assign-kept", names=b.names(call.t, done.kept)))
    ids = tuple(change.subscription_id for change in batch.changes)
    form = AssignForm(batch.customer_id, ids, ticket=batch.ticket_ref, message_url=batch.message_url)
    return UpdateModal(await entry.drawn(call, form, hint=Mrkdwn("\n".join(said))))


async def apply(call: Call) -> Answer:
    """Write a ready assignment and show its review, as of any other."""
    batch_id = call.metadata
    done = await call.bot.db.write(lambda s: waiting.apply_ready(s, call.actor, batch_id, scene_of(call)))
    return UpdateModal(review_view.build(call.t, done.submission))


async def give_up(call: Call) -> Answer:
    """End the wait without assigning anything."""
    batch_id = call.value
    await call.bot.db.write(lambda s: waiting.cancel(s, call.actor, batch_id, scene_of(call)))
    found = await call.bot.db.read(lambda s: submissions.read(s, batch_id))
    return UpdateModal(waiting_view.last_look(call.t, found))


def _opened(call: Call, *, may_act: bool) -> OpenModal:
    batch_id = call.value

    async def fill() -> View:
        found = await call.bot.db.read(lambda s: submissions.read(s, batch_id))
        if may_act and (found.ready or found.waiting):
            return waiting_view.last_look(call.t, found)
        return review_view.build(call.t, found, may_act=may_act)

    return OpenModal(b.loading(call.t, "review-title"), fill)


async def _keep(call: Call, form: AssignForm, proposal: Proposal) -> View:
    """Store the assignment to wait and show what is missing; raises Conflict when nothing is any more."""
    actor, scene = call.because(form.reason), scene_of(call)
    kept = await call.bot.db.write(lambda s: waiting.propose(s, actor, proposal, scene, by_itself=form.by_itself))
    batch = await call.bot.db.read(lambda s: submissions.read(s, kept.batch_id))
    asked = await call.bot.db.read(
        lambda s: form_facts.under_way(s, scene.provider_id, proposal.customer_id, proposal.target_id)
    )
    return waiting_view.kept(call.t, batch, kept.missing, asked)


async def _named(call: Call, text: str) -> View:
    """Draw the form with the customer, the contact and the subscription that `text` names; say what it did not find."""
    provider = call.bot.provider_tenant_id
    said = await call.bot.db.read(lambda s: pair.read(s, text, provider))
    customer, contact = said.customer, said.partner.one if said.partner else None
    customer_id = said.customer_id or (customer.one.id if customer and customer.one else None)
    hints = []
    if customer and not customer_id:
        hints.append(await type_ahead.unclear(call, customer.found, customer.text))
    if said.partner and not (contact and customer_id):
        hints.append(await _about_contact(call, said.partner))
    hint = Mrkdwn("\n".join(hints)) if hints else None
    wanted = contact.tenant_id if contact else None
    if customer_id is None:
        typed = type_ahead.remembered(customer.text, customer.found) if customer else ""
        return form_view.build(call.t, Screen(hint=hint, typed=typed, wanted=wanted))
    chosen = (said.subscription_id,) if said.subscription_id else ()
    return await entry.drawn(call, AssignForm(customer_id, chosen, wanted), hint=hint)


async def _about_contact(call: Call, named: Named[PartnerHit]) -> Mrkdwn:
    """Say of a contact that was typed why it is not filled in (yet)."""
    t, one = call.t, named.one
    if one:
        known = await call.bot.db.read(lambda s: labels.read(s, partners=[one.tenant_id]))
        return t.mrkdwn("assign-reseller-known", contact=known.partner(one.tenant_id))
    if not named.found.items:
        return t.mrkdwn("assign-no-reseller", query=named.text)
    more = "yes" if named.found.more else "no"
    return t.mrkdwn("assign-several-resellers", query=named.text, count=len(named.found.items), more=more)


def _proposal(form: AssignForm) -> Proposal:
    """Return the proposal of a form; raises InvalidInput for a field that only a forged or stale submission lacks."""
    if form.customer_id is None:
        raise InvalidInput("customer", "assign-customer-hint")
    if form.target_id is None:
        field = "other" if form.contact == form_view.SOMEONE_ELSE else "contact"
        raise InvalidInput(field, "assign-choose-reseller")
    papers = {"agreement_ref": form.agreement, "ticket_ref": form.ticket, "message_url": form.message_url}
    return Proposal(form.customer_id, form.target_id, form.subscription_ids, form.versions(), **papers)


async def _keep_too(call: Call, form: AssignForm) -> bool:
    """Keep an assignment that is filled in already: whoever requests what is missing wants it to wait for that."""
    if not form.waits or not form.subscription_ids:
        return False
    await _keep(call, form, _proposal(form))
    return True


def _request(kind: RequestType) -> Route:
    """Return the route of the button that leads from a missing condition to the request that mends it."""

    async def handle(call: Call) -> Answer:
        form = form_view.parse(call)
        kept = await _keep_too(call, form)
        covered = clicked_in(call, form_view.filled_in(call, form))
        pushed = await request_relationship.open_for(call, kind, form.customer_id, call.value or None, covered)
        return replace(pushed, below=below(call, covered, entry.redrawn)) if kept else pushed

    return Route(handle, PERMISSION[kind])


COMMAND = Command(
    name="/assign-support",
    key="assign",
    action=Action.ASSIGN,
    run=run,
    shortcut=shortcut,
    message_shortcut=entry.from_message,
    actions={
        form_view.CUSTOMER: Route(changed),
        form_view.SUBSCRIPTIONS: Route(changed),
        form_view.CONTACT: Route(changed),
        form_view.OTHER: Route(changed),
        notes.AGREED: Route(changed),
        action_ids.CHANGE_CONTACT: Route(from_subscription),
        action_ids.SUCCESSORS: Route(from_ended),
        **{action: _request(kind) for kind, action in missing.REQUESTS.items()},
        action_ids.REVIEW: Route(review),
        action_ids.OPEN_SUBMISSION: Route(opened, Action.VIEW),
        review_view.NOT_RIGHT: Route(not_right),
        action_ids.READY: Route(review),
        waiting_view.GIVE_UP: Route(give_up),
    },
    options={
        form_view.CUSTOMER: Route(type_ahead.customer_options),
        form_view.SUBSCRIPTIONS: Route(choices.subscriptions),
        form_view.CONTACT: Route(choices.contacts),
        form_view.OTHER: Route(type_ahead.reseller_options),
    },
    submissions={
        form_view.CALLBACK: Route(submit),
        review_view.CALLBACK: Route(close),
        waiting_view.APPLY: Route(apply),
    },
)
