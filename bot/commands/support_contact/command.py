"""Handlers of `/support-contact`: find a customer or subscription, page through its contacts, see their history."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from sqlmodel import Session

from bot.commands.assign_support import entry as assign_support
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
from bot.commands.memory import load
from bot.commands.shared import blocks as b
from bot.commands.shared.action_ids import SHOW_SUBSCRIPTION
from bot.commands.shared.covered import Covered, below, clicked_in
from bot.commands.shared.scene import scene_of
from bot.commands.support_contact import card, ended, export, finder, menu, names, notices, reseller, views
from bot.commands.support_contact import history as history_view
from bot.commands.support_contact.finder import ViewerMemory
from bot.commands.support_contact.names import NamesMemory
from bot.services.aliases import editing
from bot.services.aliases.editing import PartyKey, PartyKind, PartyNames
from bot.services.basis import ended as ended_contacts
from bot.services.contacts import support_contact, timeline
from bot.services.contacts.support_contact import SupportPage
from bot.services.directory import observed
from bot.services.policy import Action, may
from bot.services.resellers import supported
from bot.services.search import CustomerHit, PartnerHit, SubscriptionHit, matching
from bot.text import Reader

T = TypeVar("T")


async def run(call: Call) -> Answer:
    """Open an empty search, or a loading view while the name after the command is looked up."""
    if not call.text:
        return await shortcut(call)
    return OpenModal(b.loading(call.t, "support-contact-title", close="button-done"), lambda: _named(call))


async def shortcut(call: Call) -> Answer:
    """Open an empty search."""
    return OpenModal(views.start(call.t))


async def chosen(call: Call) -> Answer:
    """Show what was found: a customer's first page, a subscription, or what of the customer's fits the words."""
    wanted = finder.choice(call)
    return await _update(call, wanted) if wanted else Nothing()


async def find_options(call: Call) -> Answer:
    """Search everything that can be shown."""
    return await finder.options(call)


async def acted(call: Call) -> Answer:
    """Do what was chosen in the menu beside a subscription."""
    what, _, subscription_id = (call.clicked.option or "").partition(":")
    match what:
        case menu.SEE_DETAILS:
            return await _update(call, ViewerMemory(subscription=subscription_id))
        case menu.SEE_HISTORY:
            return _history_of(call, subscription_id)
        case menu.CHANGE:
            return assign_support.of_subscription(call, subscription_id)
    return Nothing()


async def customer_shown(call: Call) -> Answer:
    """Show a customer that matches what was typed ("Show" beside it)."""
    return await _update(call, ViewerMemory(call.value))


async def subscription_shown(call: Call) -> Answer:
    """Show a subscription that matches what was typed ("Show" beside it)."""
    return await _update(call, ViewerMemory(subscription=call.value))


async def reseller_shown(call: Call) -> Answer:
    """Show what a reseller supports ("Show" beside it)."""
    return await _update(call, ViewerMemory(reseller=call.value))


async def further(call: Call) -> Answer:
    """Show the part of a reseller's contacts that follows the one that ends here ("More")."""
    return await _update(call, replace(call.memory(ViewerMemory), after=call.value, offset=0))


async def beginning(call: Call) -> Answer:
    """Show the first part of a reseller's contacts again ("From the start")."""
    return await _update(call, replace(call.memory(ViewerMemory), after="", offset=0))


async def all_shown(call: Call) -> Answer:
    """Show all of the customer's or reseller's subscriptions, without filter and choice ("Show all")."""
    shown = call.memory(ViewerMemory)
    return await _update(call, ViewerMemory(shown.customer, reseller=shown.reseller))


async def refused_shown(call: Call) -> Answer:
    """Show those of the customer whose partner on record is missing or not valid ("Show them")."""
    return await _update(call, ViewerMemory(call.memory(ViewerMemory).customer, refused=True))


async def history(call: Call) -> Answer:
    """Open the timeline of a subscription on top of the page ("History" beside it)."""
    return _history_of(call, call.value)


def _history_of(call: Call, subscription_id: str) -> PushModal:
    loading = b.loading(call.t, "support-contact-history", close="button-back")
    return PushModal(loading, lambda: _history(call, subscription_id, 0))


async def drift(call: Call) -> Answer:
    """List which support contacts an import moved away from assignments ("Open" in the notice)."""
    return _behind_notice(call, "drift-title", partial(observed.drift, most=notices.LISTED), notices.build)


async def over(call: Call) -> Answer:
    """List which support contacts ended together ("Open" in the notice)."""
    return _behind_notice(call, "ended-title", partial(ended_contacts.ended, most=ended.LISTED), ended.build)


def _behind_notice(
    call: Call, title: str, read: Callable[[Session, str], T], build: Callable[[Reader, T, bool], View]
) -> OpenModal:
    """Open the list that a notice tells of by the reference in its button; changed only by who may assign."""
    reference = call.value

    async def fill() -> View:
        found = await call.bot.db.read(lambda s: read(s, reference))
        return build(call.t, found, may(call.actor, Action.ASSIGN))

    return OpenModal(b.loading(call.t, title, close="button-done"), fill)


def _turn(pages: int) -> Route:
    async def handle(call: Call) -> Answer:
        state = call.memory(ViewerMemory)
        size = supported.PER_PAGE if state.reseller else support_contact.PER_PAGE
        return await _update(call, replace(state, offset=max(state.offset + pages * size, 0), subscription=None))

    return Route(handle)


def _turn_history(pages: int) -> Route:
    async def handle(call: Call) -> Answer:
        state = call.memory(ViewerMemory)
        offset = state.offset + pages * timeline.PER_PAGE
        return UpdateModal(await _history(call, str(state.subscription), offset))

    return Route(handle)


async def _named(call: Call) -> View:
    """Draw the one customer, reseller or subscription that the typed text names, or else what it may mean."""
    matches = await call.bot.db.read(lambda s: matching.matches(s, call.text))
    only = matches.only
    if only is None:
        return views.found(call.t, call.text, matches)
    return await _page(call, _meant(only))


async def names_shown(call: Call) -> Answer:
    """Open the form of the names by which a customer or reseller is found besides ("Edit names")."""
    party, covered = names.pressed(call.value), clicked_in(call, call.metadata)
    if party is None:
        return Nothing()

    async def fill() -> View:
        found = await call.bot.db.read(lambda s: editing.read(s, party))
        return names.form(call.t, party, found, covered)

    return PushModal(b.loading(call.t, "names-title"), fill)


async def names_saved(call: Call) -> Answer:
    """Keep the names as typed, say what finds the party now, and draw its page anew."""
    kept = call.memory(NamesMemory)
    text, scene = names.typed(call), scene_of(call)

    def work(s: Session) -> PartyNames:
        editing.change(s, call.actor, kept.whose, text, kept.shown, scene)
        return editing.read(s, kept.whose)

    found = await call.bot.db.write(work)
    return UpdateModal(names.saved(call.t, found), below(call, kept.covered, _redrawn) if kept.covered else None)


async def _redrawn(call: Call, covered: Covered) -> View:
    return await _page(call, load(ViewerMemory, covered.memory))


def _meant(only: CustomerHit | PartnerHit | SubscriptionHit) -> ViewerMemory:
    if isinstance(only, PartnerHit):
        return ViewerMemory(reseller=only.tenant_id)
    return ViewerMemory(only.id) if isinstance(only, CustomerHit) else ViewerMemory(subscription=only.id)


async def _update(call: Call, state: ViewerMemory) -> Answer:
    return UpdateModal(await _page(call, state))


async def _page(call: Call, state: ViewerMemory) -> View:
    if state.reseller:
        return await _supported(call, state, state.reseller)
    reading = _reading(call, state)

    def read(session: Session) -> tuple[SupportPage, PartyNames]:
        page = reading(session)
        return page, editing.read(session, PartyKey(PartyKind.CUSTOMER, page.customer.id))

    page, called = await call.bot.db.read(read)
    shown = replace(state, customer=page.customer.id, offset=page.entries.offset)
    return views.build(call.t, page, shown, may_change=may(call.actor, Action.ASSIGN), names=called)


async def _supported(call: Call, state: ViewerMemory, reseller_id: str) -> View:
    found, called = await call.bot.db.read(
        lambda s: (
            supported.page(s, reseller_id, state.query, state.after, state.offset),
            editing.read(s, PartyKey(PartyKind.PARTNER, reseller_id)),
        )
    )
    shown, now = replace(state, offset=found.rows.offset), call.bot.clock.now()
    return views.supported(call.t, found, shown, now, called, may_change=may(call.actor, Action.ASSIGN))


def _reading(call: Call, state: ViewerMemory) -> Callable[[Session], SupportPage]:
    provider = call.bot.provider_tenant_id
    if state.subscription:
        subscription_id = state.subscription
        return lambda session: support_contact.single(session, provider, subscription_id)
    customer, refused = state.customer or "", state.refused
    return lambda s: support_contact.page(s, provider, customer, state.query, state.offset, refused=refused)


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
        finder.FIND: Route(chosen),
        menu.MENU: Route(acted),
        views.SHOW_CUSTOMER: Route(customer_shown),
        reseller.SHOW_RESELLER: Route(reseller_shown),
        reseller.FURTHER: Route(further),
        reseller.BEGINNING: Route(beginning),
        SHOW_SUBSCRIPTION: Route(subscription_shown),
        menu.ALL: Route(all_shown),
        views.REFUSED: Route(refused_shown),
        menu.PREVIOUS: _turn(-1),
        menu.NEXT: _turn(1),
        menu.EXPORT: Route(export.contacts),
        names.EDIT: Route(names_shown, Action.ASSIGN),
        history_view.EXPORT: Route(export.history),
        card.HISTORY: Route(history),
        notices.OPEN: Route(drift),
        ended.OPEN: Route(over),
        history_view.PREVIOUS: _turn_history(-1),
        history_view.NEXT: _turn_history(1),
    },
    submissions={names.CALLBACK: Route(names_saved, Action.ASSIGN)},
    options={finder.FIND: Route(find_options)},
)
