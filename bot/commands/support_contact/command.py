"""Handlers of `/support-contact`: find a customer or subscription, page through its contacts, see their history."""

from collections.abc import Callable

from sqlmodel import Session

from bot.commands.base import (
    Answer,
    Call,
    Command,
    Nothing,
    OpenModal,
    PushModal,
    Route,
    UpdateModal,
    View,
)
from bot.commands.shared import blocks as b
from bot.commands.shared import pickers, type_ahead
from bot.commands.support_contact import history as history_view
from bot.commands.support_contact import views
from bot.commands.support_contact.views import ViewerMemory
from bot.errors import InvalidInput
from bot.services import search
from bot.services.contacts import support_contact, timeline
from bot.services.contacts.support_contact import SupportPage
from bot.services.policy import Action, may


async def run(call: Call) -> Answer:
    """Open an empty search, or a loading view while the name after the command is looked up."""
    if not call.text:
        return await shortcut(call)
    return OpenModal(b.loading(call.t, "support-contact-title", close="button-close"), lambda: _named(call))


async def shortcut(call: Call) -> Answer:
    """Open an empty search."""
    return OpenModal(views.start(call.t))


async def customer_chosen(call: Call) -> Answer:
    """Show the first page of the chosen customer."""
    customer_id = pickers.picked(call, views.CUSTOMER)
    return await _update(call, ViewerMemory(customer_id)) if customer_id else Nothing()


async def subscription_chosen(call: Call) -> Answer:
    """Show the chosen subscription alone, or, once the field is cleared, all of the customer's again."""
    subscription_id = pickers.picked(call, views.FIND)
    if subscription_id:
        return await _update(call, ViewerMemory(subscription=subscription_id))
    before = call.memory(ViewerMemory)
    return await _update(call, ViewerMemory(before.customer)) if before.subscription else Nothing()


async def customer_shown(call: Call) -> Answer:
    """Show a customer that matches what was typed ("Show" beside it)."""
    return await _update(call, ViewerMemory(call.value))


async def subscription_shown(call: Call) -> Answer:
    """Show a subscription that matches what was typed ("Show" beside it)."""
    return await _update(call, ViewerMemory(subscription=call.value))


async def filtered(call: Call) -> Answer:
    """Show the first page of what matches the filter (Enter in its field)."""
    return await _update(call, ViewerMemory(call.memory(ViewerMemory).customer, call.typed(views.FILTER) or ""))


async def submitted(call: Call) -> Answer:
    """Show what the fields say, for people who do not press Enter (the Show button)."""
    state = call.memory(ViewerMemory)
    customer_id = pickers.picked(call, views.CUSTOMER)
    if customer_id is None:
        raise InvalidInput("customer", "support-contact-customer-missing")
    if customer_id == state.customer and state.subscription:
        return await _update(call, state)
    return await _update(call, ViewerMemory(customer_id, call.typed(views.FILTER) or ""))


async def all_shown(call: Call) -> Answer:
    """Show all of the customer's subscriptions, without filter and choice ("Show all")."""
    return await _update(call, ViewerMemory(call.memory(ViewerMemory).customer))


async def history(call: Call) -> Answer:
    """Open the timeline of a subscription on top of the page ("History" beside it)."""
    subscription_id = call.value
    loading = b.loading(call.t, "support-contact-history", close="button-back")
    return PushModal(loading, lambda: _history(call, subscription_id, 0))


async def subscription_options(call: Call) -> Answer:
    """Search the chosen customer's subscriptions, or everybody's while none is chosen."""
    customer_id = call.memory(ViewerMemory).customer
    if customer_id:
        found = await call.bot.db.read(lambda s: search.subscriptions_of(s, customer_id, call.query))
    else:
        found = await call.bot.db.read(lambda s: search.subscriptions(s, call.query))
    return pickers.subscription_options(call.t, found, call.query, with_customer=not customer_id)


def _turn(pages: int) -> Route:
    async def handle(call: Call) -> Answer:
        state = call.memory(ViewerMemory)
        return await _update(
            call, ViewerMemory(state.customer, state.query, state.offset + pages * support_contact.PER_PAGE)
        )

    return Route(handle)


def _turn_history(pages: int) -> Route:
    async def handle(call: Call) -> Answer:
        state = call.memory(ViewerMemory)
        offset = state.offset + pages * timeline.PER_PAGE
        return UpdateModal(await _history(call, str(state.subscription), offset))

    return Route(handle)


async def _named(call: Call) -> View:
    """Draw the one customer or subscription that the typed text names, or else what it may mean."""
    matches = await call.bot.db.read(lambda s: support_contact.matches(s, call.text))
    only = matches.only
    if only is None:
        return views.found(call.t, call.text, matches)
    return await _page(call, ViewerMemory(only.id) if matches.customers else ViewerMemory(subscription=only.id))


async def _update(call: Call, state: ViewerMemory) -> Answer:
    return UpdateModal(await _page(call, state))


async def _page(call: Call, state: ViewerMemory) -> View:
    page = await call.bot.db.read(_reading(call, state))
    shown = ViewerMemory(page.customer.id, state.query, page.entries.offset, state.subscription)
    return views.build(call.t, page, shown, may_change=may(call.actor, Action.ASSIGN))


def _reading(call: Call, state: ViewerMemory) -> Callable[[Session], SupportPage]:
    provider = call.bot.provider_tenant_id
    if state.subscription:
        subscription_id = state.subscription
        return lambda session: support_contact.single(session, provider, subscription_id)
    return lambda session: support_contact.page(session, provider, state.customer or "", state.query, state.offset)


async def _history(call: Call, subscription_id: str, offset: int) -> View:
    provider = call.bot.provider_tenant_id
    found = await call.bot.db.read(lambda s: timeline.history(s, provider, subscription_id, offset))
    return history_view.build(call.t, found)


COMMAND = Command(
    name="/support-contact",
    key="support-contact",
    action=Action.VIEW,
    run=run,
    shortcut=shortcut,
    actions={
        views.CUSTOMER: Route(customer_chosen),
        views.FIND: Route(subscription_chosen),
        views.FILTER: Route(filtered),
        views.SHOW_CUSTOMER: Route(customer_shown),
        views.SHOW_SUBSCRIPTION: Route(subscription_shown),
        views.ALL: Route(all_shown),
        views.PREVIOUS: _turn(-1),
        views.NEXT: _turn(1),
        views.HISTORY: Route(history),
        history_view.PREVIOUS: _turn_history(-1),
        history_view.NEXT: _turn_history(1),
    },
    options={views.CUSTOMER: Route(type_ahead.customer_options), views.FIND: Route(subscription_options)},
    submissions={views.CALLBACK: Route(submitted)},
)
