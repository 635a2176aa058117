"""Handlers of departures; `/remove-relationship`, the list of relationships, App Home and messages lead to them."""

from collections.abc import Callable
from dataclasses import replace

from sqlmodel import Session

from bot.commands.base import Answer, Call, OpenModal, Panel, Route, UpdateModal, View
from bot.commands.departures import forms, views
from bot.commands.departures.export import exported
from bot.commands.departures.forms import LeaverMemory
from bot.commands.departures.views import DepartureMemory
from bot.commands.remove_relationship import entry as removing
from bot.commands.remove_relationship import views as removal_view
from bot.commands.remove_relationship.views import RemovalMemory
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.shared.scene import scene_of
from bot.errors import Conflict, InvalidInput, NotFound
from bot.models import StepKind
from bot.services.departures import changes, listing, noting, remains, room
from bot.services.departures.facts import Leaver
from bot.services.departures.room import KEEPING, DepartureRoom, require_sight
from bot.services.policy import Action, require
from bot.services.relationships.removal import Removal, RemovalKind
from bot.services.search.folding import fold
from bot.text import Mrkdwn

# Folded words of both languages, for people type in either.
_WORDS = frozenset({"departures", "leaving", "salidas", "bajas"})


def typed(text: str) -> bool:
    """Tell if the one word typed asks for the list of departures."""
    return fold(text.strip()) in _WORDS


async def leaving(call: Call) -> Answer:
    """Show the departure of whoever is named in the form of removals, or the form that begins it ("Departure")."""
    leaver = _named(call)

    def look(s: Session) -> tuple[int | None, str]:
        return room.find(s, leaver), room.name_of(s, leaver)

    under_way, name = await call.bot.db.read(look)
    if under_way is not None:
        return UpdateModal(await _room(call, DepartureMemory(under_way)))
    require(call.actor, *KEEPING)
    return UpdateModal(forms.begin(call.t, leaver, name))


def _named(call: Call) -> Leaver:
    kept = removal_view.named(call)
    if kept.kind == RemovalKind.OURS:
        if kept.customer is None:
            raise InvalidInput("customer", "request-choose-customer")
        return Leaver(customer_id=kept.customer)
    if kept.partner is None:
        raise InvalidInput("reseller", "request-choose-reseller")
    return Leaver(reseller_id=kept.partner)


async def begin(call: Call) -> Answer:
    """Begin the departure and show its room."""
    leaver, actor = call.memory(LeaverMemory).leaver, call.because(call.typed(forms.REASON))
    scene = scene_of(call)
    made = await call.bot.db.write(lambda s: changes.begin(s, actor, leaver, scene))
    return UpdateModal(await _room(call, DepartureMemory(made)))


async def opened(call: Call) -> Answer:
    """Show the room of a departure in place of a list, or in a modal of its own ("Open")."""
    require_sight(call.actor)
    state = DepartureMemory(call.row_id)
    if call.view:
        return UpdateModal(await _room(call, state))
    return OpenModal(b.loading(call.t, "departure-title", close="button-done"), lambda: _room(call, state))


async def back(call: Call) -> Answer:
    """Show the room again ("Back", "Refresh")."""
    return UpdateModal(await _room(call, call.memory(DepartureMemory)))


async def hand_over(call: Call) -> Answer:
    """Push the form that hands over what a reseller supports, or the review of what a customer's others do."""
    leaver = await _leaver(call)
    if leaver.reseller_id:
        return await removing.form_for(call, RemovalMemory(removal_view.LEAVES, partner=leaver.reseller_id))
    return await removing.review_for(call, leaver.customer_id or "")


async def remove(call: Call) -> Answer:
    """Push what removing the partnership, or our relationship with the customer, would do."""
    leaver = await _leaver(call)
    kind = RemovalKind.PARTNERSHIP if leaver.reseller_id else RemovalKind.OURS
    return await removing.preview_for(call, Removal(kind, leaver.customer_id, leaver.reseller_id))


async def remove_one(call: Call) -> Answer:
    """Push what removing one relationship of a reseller with a customer would do."""
    customer, _, partner = call.value.partition(":")
    return await removing.preview_for(call, Removal(RemovalKind.RESELLER, customer or None, partner or None))


async def show(call: Call) -> Answer:
    """Show what is left of a step."""
    return UpdateModal(await _remains(call, replace(call.memory(DepartureMemory), step=_step(call.value), left=0)))


async def tick(call: Call) -> Answer:
    """Show the form that takes the person's word for a step."""
    state, kind = call.memory(DepartureMemory), _step(call.value)
    return UpdateModal(forms.say(call.t, await _read(call, state), kind, state))


async def said(call: Call) -> Answer:
    """Take the person's word that a step is done."""
    state, remark, scene = call.memory(DepartureMemory), forms.remark(call), scene_of(call)
    kind = state.kind
    return await _act(call, lambda s: changes.tick(s, call.actor, state.departure, kind, scene, remark))


async def untick(call: Call) -> Answer:
    """Take such a word back."""
    state, kind, scene = call.memory(DepartureMemory), _step(call.value), scene_of(call)
    return await _act(call, lambda s: changes.untick(s, call.actor, state.departure, kind, scene))


async def take(call: Call) -> Answer:
    """Let the person look after it."""
    state, scene = call.memory(DepartureMemory), scene_of(call)
    return await _act(call, lambda s: changes.take(s, call.actor, state.departure, scene))


async def close(call: Call) -> Answer:
    """Show what is left, before it is closed with that."""
    state = call.memory(DepartureMemory)
    return UpdateModal(forms.end(call.t, await _read(call, state), state))


async def closed(call: Call) -> Answer:
    """Close it with what was shown to be left; when that changed, show it first."""
    state, remark, scene = call.memory(DepartureMemory), forms.remark(call), scene_of(call)
    try:
        await call.bot.db.write(lambda s: changes.close(s, call.actor, state.departure, scene, state.digest, remark))
    except Conflict as error:
        found, hint = await _read(call, state), call.t.mrkdwn(error.key, **error.args_for_text)
        if found.is_open:
            return UpdateModal(forms.end(call.t, found, state, hint))
        return UpdateModal(views.room(call.t, found, state, call.actor, hint=hint))
    return UpdateModal(await _room(call, state))


async def listed(call: Call) -> Answer:
    """Show all departures, in place of the modal or in one of its own ("Departures")."""
    require_sight(call.actor)
    if call.view:
        return UpdateModal(await _list(call, DepartureMemory()))
    return opened_list(call)


def opened_list(call: Call) -> Answer:
    """Open the list of all departures."""
    require_sight(call.actor)
    return OpenModal(b.loading(call.t, "departure-list", close="button-done"), lambda: _list(call, DepartureMemory()))


def _step(value: str) -> StepKind:
    kind = next((kind for kind in StepKind if kind == value), None)
    if kind is None:
        raise NotFound("error-view-outdated")
    return kind


async def _act(call: Call, step: Callable[[Session], None]) -> Answer:
    """Take the step, then show the room; when somebody was quicker, with that said."""
    state, hint = call.memory(DepartureMemory), None
    try:
        await call.bot.db.write(step)
    except Conflict as error:
        hint = call.t.mrkdwn(error.key, **error.args_for_text)
    return UpdateModal(await _room(call, state, hint))


async def _leaver(call: Call) -> Leaver:
    """Read who leaves and no more: a modal is to be pushed while its trigger lives."""
    require_sight(call.actor)
    departure_id = call.memory(DepartureMemory).departure
    return await call.bot.db.read(lambda s: room.leaver_of(room.load(s, departure_id)))


async def _read(call: Call, state: DepartureMemory) -> DepartureRoom:
    require_sight(call.actor)
    provider, now = call.bot.provider_tenant_id, call.bot.clock.now()
    found = await call.bot.db.read(lambda s: room.read(s, state.departure, provider, now))
    if not found.is_open or found.is_noted:
        return found
    # What nobody noted yet is noted now, so that the screen says who did it.
    scene = scene_of(call)
    await call.bot.db.write(lambda s: noting.note(s, state.departure, scene))
    return await call.bot.db.read(lambda s: room.read(s, state.departure, provider, now))


async def _room(call: Call, state: DepartureMemory, hint: Mrkdwn | None = None) -> View:
    found = await _read(call, state)
    return views.room(call.t, found, replace(state, step=None, left=0, digest=""), call.actor, hint=hint)


async def _remains(call: Call, state: DepartureMemory) -> View:
    found, provider, now = await _read(call, state), call.bot.provider_tenant_id, call.bot.clock.now()
    kind = found.step(state.kind).kind
    page = await call.bot.db.read(lambda s: remains.page(s, found.leaver, kind, provider, now, state.left))
    return views.remains(call.t, found, page, replace(state, left=page.offset), call.actor, now)


async def _list(call: Call, state: DepartureMemory) -> View:
    page = await call.bot.db.read(lambda s: listing.page(s, state.offset))
    return views.listed(call.t, page, DepartureMemory(offset=page.offset))


def _turn_list(pages: int) -> Route:
    async def handle(call: Call) -> Answer:
        require_sight(call.actor)
        state = call.memory(DepartureMemory)
        return UpdateModal(await _list(call, replace(state, offset=max(0, state.offset + pages * listing.PER_PAGE))))

    return Route(handle)


def _turn_remains(pages: int) -> Route:
    async def handle(call: Call) -> Answer:
        state = call.memory(DepartureMemory)
        return UpdateModal(await _remains(call, replace(state, left=max(0, state.left + pages * remains.PER_PAGE))))

    return Route(handle)


PANEL = Panel(
    any_of=(Action.VIEW, *KEEPING),
    actions={
        action_ids.LEAVING: Route(leaving),
        action_ids.OPEN_DEPARTURE: Route(opened),
        action_ids.DEPARTURES: Route(listed),
        views.REFRESH: Route(back),
        views.BACK: Route(back),
        views.HAND_OVER: Route(hand_over, Action.ASSIGN),
        views.REMOVE: Route(remove),
        views.REMOVE_ONE: Route(remove_one),
        views.SHOW: Route(show),
        views.TICK: Route(tick),
        views.UNTICK: Route(untick),
        views.TAKE: Route(take),
        views.CLOSE: Route(close),
        views.EXPORT: Route(exported),
        views.PREVIOUS: _turn_list(-1),
        views.NEXT: _turn_list(1),
        views.LEFT_PREVIOUS: _turn_remains(-1),
        views.LEFT_NEXT: _turn_remains(1),
    },
    submissions={forms.BEGIN: Route(begin), forms.SAY: Route(said), forms.END: Route(closed)},
)
