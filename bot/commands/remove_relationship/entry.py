"""Entry for other commands: the form of `/remove-relationship` filled in, and its previews, on top of a modal."""

from dataclasses import replace

from sqlmodel import Session

from bot.commands.base import Call, Option, PushModal, View
from bot.commands.remove_relationship import handover as handover_view
from bot.commands.remove_relationship import views
from bot.commands.remove_relationship.handover import HandoverMemory
from bot.commands.remove_relationship.views import Kind, RemovalForm, RemovalMemory
from bot.commands.shared import blocks as b
from bot.commands.shared import pickers
from bot.commands.shared.scene import scene_of
from bot.errors import InvalidInput
from bot.models import Partner
from bot.services.handover import review
from bot.services.handover.scope import Handover, HandoverScope
from bot.services.policy import Action, may, require
from bot.services.relationships import removal
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.separation import our_customer
from bot.services.store import labels
from bot.services.store.labels import Labels
from bot.text import Mrkdwn

PERMISSION: dict[Kind, Action] = {
    **{kind: removal.PERMISSION[kind] for kind in RemovalKind},
    views.LEAVES: Action.ASSIGN,
}


async def form_for(call: Call, kept: RemovalMemory) -> PushModal:
    """Push the form, filled in, on top of a modal; raises Denied unless the person may do what it is for."""
    require(call.actor, PERMISSION[kept.kind])
    return PushModal(b.loading(call.t, "remove-title"), lambda: filled(call, kept))


async def preview_for(call: Call, what: Removal) -> PushModal:
    """Push what a removal would do, or what stands in its way; raises Denied unless the person may remove it."""
    require(call.actor, PERMISSION[what.kind])
    kept = RemovalMemory(what.kind, what.customer_id, what.partner_id)
    return PushModal(b.loading(call.t, "remove-title"), lambda: previewed(call, kept))


async def review_for(call: Call, customer_id: str) -> PushModal:
    """Push the review of all contacts of a customer that others are; they go back to the provider."""
    require(call.actor, Action.ASSIGN)
    bot = call.bot
    scope = HandoverScope(customer_id=customer_id)
    state = HandoverMemory(Handover(call.reference, scope, bot.provider_tenant_id, bot.clock.now()))
    return PushModal(b.loading(call.t, "handover-title"), lambda: reviewed(call, state))


async def filled(call: Call, kept: RemovalMemory, *, hint: Mrkdwn | None = None, taken: bool = False) -> View:
    """Draw the form with the parties that are still in the directory, told apart always."""

    def read(s: Session) -> RemovalForm:
        customer = our_customer(s, kept.customer)
        reseller, to = (s.get(Partner, key) if key else None for key in (kept.partner, kept.to))
        partners = [one.tenant_id for one in (reseller, to) if one]
        named = labels.read(s, customers=[customer.id] if customer else [], partners=partners, always=True)
        return replace(
            form(call, kept.kind),
            customer=pickers.customer_option(customer, named.customer(customer.id)) if customer else None,
            reseller=_partner(call, reseller, named),
            to=_partner(call, to, named),
            reason=kept.reason,
            typed=kept.typed,
            hint=hint,
            taken=taken,
        )

    return views.form(call.t, await call.bot.db.read(read))


def _partner(call: Call, partner: Partner | None, named: Labels) -> Option | None:
    return pickers.partner_option(call.t, partner, named.partner(partner.tenant_id)) if partner else None


def form(call: Call, kind: Kind | None = None) -> RemovalForm:
    """Return the empty form, of the kinds that the person may use."""
    kinds = [name for name, action in PERMISSION.items() if may(call.actor, action)]
    return RemovalForm(kinds, kind if kind in kinds else kinds[0])


async def previewed(call: Call, kept: RemovalMemory, hint: Mrkdwn | None = None) -> View:
    """Draw the preview as it is now, or that nothing is left to remove, for which it has no field."""
    try:
        return await preview(call, kept, hint)
    except InvalidInput as error:
        return views.gone(call.t, call.t.mrkdwn(error.key, **error.args_for_text))


async def preview(call: Call, kept: RemovalMemory, hint: Mrkdwn | None = None) -> View:
    """Draw the preview; InvalidInput at the field that names nothing to remove."""
    scene = scene_of(call)
    found = await call.bot.db.read(lambda s: removal.preview(s, kept.removal, scene))
    return views.preview(call.t, found, kept, hint=hint)


async def reviewed(call: Call, state: HandoverMemory) -> View:
    """Draw the review of a handover; raises Denied for whoever may not assign."""
    require(call.actor, Action.ASSIGN)
    provider = call.bot.provider_tenant_id
    found = await call.bot.db.read(lambda s: review.review(s, provider, state.plan, state.offset))
    return handover_view.build(call.t, found, replace(state, offset=found.rows.offset))
