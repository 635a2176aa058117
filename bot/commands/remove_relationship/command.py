"""Handlers of `/remove-relationship`: remove after a preview; hand over many support contacts after a review."""

from dataclasses import replace

from sqlmodel import Session

from bot.commands.base import (
    Answer,
    Call,
    Command,
    Message,
    Nothing,
    OpenModal,
    Option,
    Route,
    Say,
    UpdateModal,
    View,
)
from bot.commands.remove_relationship import handover as handover_view
from bot.commands.remove_relationship import losses as lost_view
from bot.commands.remove_relationship import views
from bot.commands.remove_relationship.handover import HandoverMemory
from bot.commands.remove_relationship.views import Kind, RemovalForm, RemovalMemory
from bot.commands.request_relationship import entry as request_relationship
from bot.commands.shared import blocks as b
from bot.commands.shared import pickers, type_ahead
from bot.commands.shared.scene import scene_of
from bot.commands.shared.words import not_permitted
from bot.errors import Conflict, InvalidInput, NotFound
from bot.models import Partner, RequestType
from bot.services import search
from bot.services.basis import losses
from bot.services.contacts import lookup
from bot.services.handover import jobs, review, scope
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.invitations.permission import PERMISSION as PERMISSION_TO_ASK
from bot.services.policy import Action, may, require
from bot.services.relationships import removal
from bot.services.relationships.removal import RemovalKind
from bot.services.search.typed import the_one
from bot.services.separation import our_customer
from bot.services.store import labels
from bot.services.store.labels import Labels
from bot.text import Mrkdwn

PERMISSION: dict[Kind, Action] = {
    **{kind: removal.PERMISSION[kind] for kind in RemovalKind},
    views.LEAVES: Action.ASSIGN,
}


async def run(call: Call) -> Answer:
    """Open an empty form, or a loading view while the name after the command is looked up."""
    if not call.text:
        return OpenModal(views.form(call.t, _form(call)))
    return OpenModal(b.loading(call.t, "remove-title"), lambda: _named(call))


async def shortcut(call: Call) -> Answer:
    """Open an empty form."""
    return OpenModal(views.form(call.t, _form(call)))


async def kind_changed(call: Call) -> Answer:
    """Show the fields of the kind that was chosen, filled in with whoever was named before."""
    return UpdateModal(await _filled(call, views.named(call)))


async def back(call: Call) -> Answer:
    """Show the form of a reseller that leaves again, to choose another target ("Back" in the review)."""
    state = call.memory(HandoverMemory)
    target = state.plan.target_id if state.plan.target_id != call.bot.provider_tenant_id else None
    kept = RemovalMemory(views.LEAVES, None, state.plan.scope.partner_id, reason=state.reason, to=target)
    return UpdateModal(await _filled(call, kept))


async def submit(call: Call) -> Answer:
    """Show what stands in the way or what a removal would do; for a reseller that leaves, review the handover."""
    kept = views.chosen(call)
    require(call.actor, PERMISSION[kept.kind])
    return UpdateModal(await (_leaves(call, kept) if kept.kind == views.LEAVES else _preview(call, kept)))


async def again(call: Call) -> Answer:
    """Show the preview anew: blockers may be gone, or the relationship itself ("Check again")."""
    return await _anew(call, call.memory(RemovalMemory))


async def remove(call: Call) -> Answer:
    """Remove the relationship as it was shown; when anything changed since, show that first."""
    kept = call.memory(RemovalMemory)
    actor, scene = call.because(kept.reason), scene_of(call)
    try:
        found = await call.bot.db.read(lambda s: removal.names(s, kept.removal))
        settled = await call.bot.db.write(lambda s: removal.remove(s, actor, kept.removal, scene, kept.digest))
    except (Conflict, InvalidInput) as error:
        return await _anew(call, kept, call.t.mrkdwn(error.key, **error.args_for_text))
    may_assign = may(call.actor, Action.ASSIGN)
    return UpdateModal(views.result(call.t, found, settled, actor.reference, may_assign=may_assign))


async def hand_back(call: Call) -> Answer:
    """Show the review of all contacts that a removal took the basis from ("Hand all back to the provider")."""
    return UpdateModal(await _review(call, _to_provider(call, None)))


async def hand_back_own(call: Call) -> Answer:
    """Open the same review for the person's own contacts, from a notice."""
    state = _to_provider(call, call.actor.user_id)
    return OpenModal(b.loading(call.t, "handover-title"), lambda: _review(call, state))


async def hand_over(call: Call) -> Answer:
    """Have all handed over as reviewed, by a job whose message tells how far it is."""
    state = call.memory(HandoverMemory)
    plan, actor, scene = state.plan, call.because(state.reason), scene_of(call)

    def look(s: Session) -> tuple[int, str]:
        return scope.count(s, scene.provider_id, plan), lookup.partner(s, plan.target_id).label

    total, target = await call.bot.db.read(look)
    await call.bot.db.write(lambda s: jobs.start(s, actor, plan, total, scene))
    return UpdateModal(handover_view.started(call.t, total, target))


async def cancel_handover(call: Call) -> Answer:
    """Leave the rest of a running handover as it is; its message tells."""
    job_id = call.value
    ended = await call.bot.db.write(lambda s: jobs.cancel(s, call.actor, job_id, scene_of(call)))
    return Nothing() if ended else Say(Message(call.t.mrkdwn("handover-over-already")))


async def left(call: Call) -> Answer:
    """Review anew what a handover left as it was."""
    job_id = call.value

    async def fill() -> View:
        plan = await call.bot.db.read(lambda s: jobs.plan_of(s, job_id))
        if plan is None:
            raise NotFound("error-view-outdated")
        return await _review(call, HandoverMemory(replace(plan, id=call.reference, reviewed_at=call.bot.clock.now())))

    return OpenModal(b.loading(call.t, "handover-title"), fill)


async def _filled(call: Call, kept: RemovalMemory) -> View:
    """Draw the form with the parties that are still in the directory, told apart always."""

    def read(s: Session) -> RemovalForm:
        customer = our_customer(s, kept.customer)
        reseller, to = (s.get(Partner, key) if key else None for key in (kept.partner, kept.to))
        partners = [one.tenant_id for one in (reseller, to) if one]
        named = labels.read(s, customers=[customer.id] if customer else [], partners=partners, always=True)
        return replace(
            _form(call, kept.kind),
            customer=pickers.customer_option(customer, named.customer(customer.id)) if customer else None,
            reseller=_partner(call, reseller, named),
            to=_partner(call, to, named),
            reason=kept.reason,
            typed=kept.typed,
        )

    return views.form(call.t, await call.bot.db.read(read))


def _partner(call: Call, partner: Partner | None, named: Labels) -> Option | None:
    return pickers.partner_option(call.t, partner, named.partner(partner.tenant_id)) if partner else None


async def _named(call: Call) -> View:
    """Draw the form with the one customer or reseller that was typed, or with how many match."""

    removes = may(call.actor, Action.REMOVE_CUSTOMER)

    def look(s: Session) -> tuple[search.Found[search.CustomerHit], search.Found[search.PartnerHit]]:
        return search.customers(s, call.text), search.partners(s, call.text)

    customers, resellers = await call.bot.db.read(look)
    form = _form(call)
    if customers.items and not removes:
        # Not theirs to remove: that is another thing than not being there.
        if not resellers.items:
            name = await call.bot.db.read(lambda s: type_ahead.customer_named(s, call.text, customers))
            hint = not_permitted(call.t, call.actor, name, Action.REMOVE_CUSTOMER)
            return views.form(call.t, replace(form, hint=hint))
        customers = search.Found((), False)
    one = the_one(call.text, customers, resellers)
    if isinstance(one, search.CustomerHit):
        return await _filled(call, RemovalMemory(form.kind, one.id))
    if one:
        return await _filled(call, RemovalMemory(_form(call, RemovalKind.PARTNERSHIP).kind, partner=one.tenant_id))
    count = len(customers.items) + len(resellers.items)
    key = "request-many" if customers.more or resellers.more else "remove-several" if count else "remove-none"
    hint = call.t.mrkdwn(key, query=call.text, count=count)
    return views.form(call.t, replace(form, hint=hint, typed=type_ahead.remembered(call.text, customers)))


def _form(call: Call, kind: Kind | None = None) -> RemovalForm:
    kinds = [name for name, action in PERMISSION.items() if may(call.actor, action)]
    return RemovalForm(kinds, kind if kind in kinds else kinds[0])


async def _anew(call: Call, kept: RemovalMemory, hint: Mrkdwn | None = None) -> Answer:
    """Show the preview as it is now, or that nothing is left to remove, for which it has no field."""
    try:
        return UpdateModal(await _preview(call, kept, hint))
    except InvalidInput as error:
        return UpdateModal(views.gone(call.t, call.t.mrkdwn(error.key, **error.args_for_text)))


async def _preview(call: Call, kept: RemovalMemory, hint: Mrkdwn | None = None) -> View:
    scene = scene_of(call)
    found = await call.bot.db.read(lambda s: removal.preview(s, kept.removal, scene))
    return views.preview(call.t, found, kept, hint=hint)


async def _leaves(call: Call, kept: RemovalMemory) -> View:
    if kept.partner is None:
        raise InvalidInput("reseller", "request-choose-reseller")
    bot = call.bot
    target = kept.to or bot.provider_tenant_id
    plan = Handover(call.reference, HandoverScope(kept.partner), target, bot.clock.now())
    return await _review(call, HandoverMemory(plan, reason=kept.reason))


async def lost(call: Call) -> Answer:
    """List what lost its basis together ("Open" in the notice)."""
    reference = call.value

    async def fill() -> View:
        return lost_view.build(
            call.t, await call.bot.db.read(lambda s: losses.loss(s, reference, most=lost_view.LISTED))
        )

    return OpenModal(b.loading(call.t, "loss-title", close="button-done"), fill)


def _to_provider(call: Call, owner: str | None) -> HandoverMemory:
    scope = HandoverScope(reference=call.value or "-", owner=owner)
    bot = call.bot
    return HandoverMemory(Handover(call.reference, scope, bot.provider_tenant_id, bot.clock.now()))


async def _review(call: Call, state: HandoverMemory) -> View:
    require(call.actor, Action.ASSIGN)
    provider = call.bot.provider_tenant_id
    found = await call.bot.db.read(lambda s: review.review(s, provider, state.plan, state.offset))
    return handover_view.build(call.t, found, replace(state, offset=found.rows.offset))


def _request(kind: RequestType) -> Route:
    """Return the route of the button that leads from what cannot be handed over to the request that mends it."""

    async def handle(call: Call) -> Answer:
        customer_id, _, partner_id = call.value.partition(":")
        return await request_relationship.open_for(call, kind, customer_id or None, partner_id or None)

    return Route(handle, PERMISSION_TO_ASK[kind])


def _turn(pages: int) -> Route:
    async def handle(call: Call) -> Answer:
        state = call.memory(HandoverMemory)
        return UpdateModal(await _review(call, replace(state, offset=state.offset + pages * review.PER_PAGE)))

    return Route(handle, Action.ASSIGN)


COMMAND = Command(
    name="/remove-relationship",
    key="remove",
    action=Action.REMOVE_CUSTOMER,
    any_of=(Action.REMOVE_CUSTOMER, Action.REMOVE_PARTNERSHIP, Action.ASSIGN),
    run=run,
    shortcut=shortcut,
    actions={
        views.KIND: Route(kind_changed),
        handover_view.BACK: Route(back),
        **{action: _request(kind) for kind, action in handover_view.REQUESTS.items()},
        views.AGAIN: Route(again),
        views.HAND_BACK: Route(hand_back, Action.ASSIGN),
        lost_view.HAND_BACK: Route(hand_back_own, Action.ASSIGN),
        lost_view.OPEN: Route(lost, Action.VIEW),
        handover_view.CANCEL: Route(cancel_handover, Action.ASSIGN),
        handover_view.LEFT: Route(left, Action.ASSIGN),
        handover_view.PREVIOUS: _turn(-1),
        handover_view.NEXT: _turn(1),
    },
    options={
        views.CUSTOMER: Route(type_ahead.customer_options, Action.VIEW),
        views.RESELLER: Route(type_ahead.reseller_options),
        views.TO: Route(type_ahead.reseller_options, Action.ASSIGN),
    },
    submissions={
        views.FORM: Route(submit),
        views.PREVIEW: Route(remove),
        handover_view.CALLBACK: Route(hand_over, Action.ASSIGN),
    },
)
