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
    Route,
    Say,
    UpdateModal,
    View,
)
from bot.commands.remove_relationship import entry, views
from bot.commands.remove_relationship import handover as handover_view
from bot.commands.remove_relationship import losses as lost_view
from bot.commands.remove_relationship.handover import HandoverMemory
from bot.commands.remove_relationship.views import RemovalMemory
from bot.commands.request_relationship import entry as request_relationship
from bot.commands.shared import blocks as b
from bot.commands.shared import type_ahead
from bot.commands.shared.scene import scene_of
from bot.commands.shared.words import not_permitted
from bot.errors import Conflict, InvalidInput, NotFound
from bot.models import RequestType
from bot.services import search
from bot.services.basis import losses
from bot.services.contacts import lookup
from bot.services.handover import jobs, review, scope
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.invitations.permission import PERMISSION as PERMISSION_TO_ASK
from bot.services.policy import Action, may, require
from bot.services.relationships import removal
from bot.services.relationships.removal import RemovalKind
from bot.services.search import near
from bot.services.search.near import NearMisses
from bot.services.search.typed import the_one


async def run(call: Call) -> Answer:
    """Open an empty form, or a loading view while the name after the command is looked up."""
    if not call.text:
        return OpenModal(views.form(call.t, entry.form(call)))
    return OpenModal(b.loading(call.t, "remove-title"), lambda: _named(call))


async def shortcut(call: Call) -> Answer:
    """Open an empty form."""
    return OpenModal(views.form(call.t, entry.form(call)))


async def kind_changed(call: Call) -> Answer:
    """Show the fields of the kind that was chosen, filled in with whoever was named before."""
    return UpdateModal(await entry.filled(call, views.named(call)))


async def back(call: Call) -> Answer:
    """Show the form of a reseller that leaves again, to choose another target ("Back" in the review)."""
    state = call.memory(HandoverMemory)
    target = state.plan.target_id if state.plan.target_id != call.bot.provider_tenant_id else None
    kept = RemovalMemory(views.LEAVES, None, state.plan.scope.partner_id, reason=state.reason, to=target)
    return UpdateModal(await entry.filled(call, kept))


async def submit(call: Call) -> Answer:
    """Show what stands in the way or what a removal would do; for a reseller that leaves, review the handover."""
    kept = views.chosen(call)
    require(call.actor, entry.PERMISSION[kept.kind])
    return UpdateModal(await (_leaves(call, kept) if kept.kind == views.LEAVES else entry.preview(call, kept)))


async def again(call: Call) -> Answer:
    """Show the preview anew: blockers may be gone, or the relationship itself ("Check again")."""
    return UpdateModal(await entry.previewed(call, call.memory(RemovalMemory)))


async def remove(call: Call) -> Answer:
    """Remove the relationship as it was shown; when anything changed since, show that first."""
    kept = call.memory(RemovalMemory)
    actor, scene = call.because(kept.reason), scene_of(call)
    try:
        found = await call.bot.db.read(lambda s: removal.names(s, kept.removal))
        settled = await call.bot.db.write(lambda s: removal.remove(s, actor, kept.removal, scene, kept.digest))
    except (Conflict, InvalidInput) as error:
        return UpdateModal(await entry.previewed(call, kept, call.t.mrkdwn(error.key, **error.args_for_text)))
    may_assign = may(call.actor, Action.ASSIGN)
    return UpdateModal(views.result(call.t, found, settled, actor.reference, may_assign=may_assign))


async def hand_back(call: Call) -> Answer:
    """Show the review of all contacts that a removal took the basis from ("Hand all back to the provider")."""
    return UpdateModal(await entry.reviewed(call, _to_provider(call, None)))


async def hand_back_own(call: Call) -> Answer:
    """Open the same review for the person's own contacts, from a notice."""
    state = _to_provider(call, call.actor.user_id)
    return OpenModal(b.loading(call.t, "handover-title"), lambda: entry.reviewed(call, state))


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
        return await entry.reviewed(
            call, HandoverMemory(replace(plan, id=call.reference, reviewed_at=call.bot.clock.now()))
        )

    return OpenModal(b.loading(call.t, "handover-title"), fill)


async def _named(call: Call) -> View:
    """Draw the form with the one customer or reseller that was typed, or with how many match."""

    removes = may(call.actor, Action.REMOVE_CUSTOMER)

    def look(s: Session) -> tuple[search.Found[search.CustomerHit], search.Found[search.PartnerHit]]:
        return search.customers(s, call.text), search.partners(s, call.text)

    customers, resellers = await call.bot.db.read(look)
    form = entry.form(call)
    if customers.items and not removes:
        # Not theirs to remove: that is another thing than not being there.
        if not resellers.items:
            name = await call.bot.db.read(lambda s: type_ahead.customer_named(s, call.text, customers))
            hint = not_permitted(call.t, call.actor, name, Action.REMOVE_CUSTOMER)
            return views.form(call.t, replace(form, hint=hint))
        customers = search.Found((), False)
    one = the_one(call.text, customers, resellers)
    if isinstance(one, search.CustomerHit):
        return await entry.filled(call, RemovalMemory(form.kind, one.id), hint=type_ahead.why(call.t, one))
    if one:
        kept = RemovalMemory(entry.form(call, RemovalKind.PARTNERSHIP).kind, partner=one.tenant_id)
        return await entry.filled(call, kept, hint=type_ahead.why(call.t, one))
    count = len(customers.items) + len(resellers.items)
    key = "request-many" if customers.more or resellers.more else "remove-several" if count else "remove-none"
    hint = call.t.mrkdwn(key, query=call.text, count=count)
    close = NearMisses() if count else await call.bot.db.read(lambda s: near.find(s, call.text))
    close = close if removes else replace(close, customers=())
    return views.form(call.t, replace(form, hint=hint, near=close, typed=type_ahead.remembered(call.text, customers)))


async def taken(call: Call) -> Answer:
    """Fill the form in with the one whom the typed name nearly was."""
    customer_id, reseller_id = type_ahead.near_taken(call)
    kind = entry.form(call, RemovalKind.PARTNERSHIP if reseller_id else None).kind
    return UpdateModal(await entry.filled(call, RemovalMemory(kind, customer_id, partner=reseller_id), taken=True))


async def _leaves(call: Call, kept: RemovalMemory) -> View:
    if kept.partner is None:
        raise InvalidInput("reseller", "request-choose-reseller")
    bot = call.bot
    target = kept.to or bot.provider_tenant_id
    plan = Handover(call.reference, HandoverScope(kept.partner), target, bot.clock.now())
    return await entry.reviewed(call, HandoverMemory(plan, reason=kept.reason))


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


def _request(kind: RequestType) -> Route:
    """Return the route of the button that leads from what cannot be handed over to the request that mends it."""

    async def handle(call: Call) -> Answer:
        customer_id, _, partner_id = call.value.partition(":")
        return await request_relationship.open_for(call, kind, customer_id or None, partner_id or None)

    return Route(handle, PERMISSION_TO_ASK[kind])


def _turn(pages: int) -> Route:
    async def handle(call: Call) -> Answer:
        state = call.memory(HandoverMemory)
        return UpdateModal(await entry.reviewed(call, replace(state, offset=state.offset + pages * review.PER_PAGE)))

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
        views.NEAR: Route(taken),
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
