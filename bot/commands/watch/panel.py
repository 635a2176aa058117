"""Handlers of the boards; App Home's buttons and `/relationships access` and `record` open them."""

from bot.commands.base import Answer, Call, Nothing, OpenModal, Panel, PushModal, Route, UpdateModal, View
from bot.commands.payload import number_of
from bot.commands.request_relationship.entry import renew
from bot.commands.shared import action_ids
from bot.commands.shared import blocks as b
from bot.commands.watch import access as access_view
from bot.commands.watch import memory
from bot.commands.watch import record as record_view
from bot.commands.watch.export import exported
from bot.commands.watch.memory import BoardMemory
from bot.services.policy import Action, require
from bot.services.search.folding import fold
from bot.services.watch import access, record
from bot.services.watch.access import WITHIN, AccessState

# Folded words of both languages, for people type in either.
_WORDS = {
    **dict.fromkeys(("access", "acceso", "accesos"), BoardMemory()),
    **dict.fromkeys(("record", "registro"), BoardMemory(record=True)),
}


def typed(text: str) -> BoardMemory | None:
    """Return the board that the one word typed names, if it names one."""
    return _WORDS.get(fold(text.strip()))


def opened(call: Call, state: BoardMemory) -> Answer:
    """Open a board."""
    require(call.actor, Action.VIEW)
    title = "watch-record-title" if state.record else "watch-access-title"
    open_one = PushModal if call.view else OpenModal
    return open_one(b.loading(call.t, title, close="button-done"), lambda: _draw(call, state))


async def access_shown(call: Call) -> Answer:
    """Open the board of access ("Access watch")."""
    return opened(call, BoardMemory())


async def record_shown(call: Call) -> Answer:
    """Open the board of partners on record ("Partners on record")."""
    return opened(call, BoardMemory(record=True))


async def narrowed(call: Call) -> Answer:
    """Show what is in the chosen state, or all."""
    chosen = next((state for state in AccessState if state == call.clicked.option), None)
    days = call.memory(BoardMemory).days if chosen is AccessState.ENDING else None
    return UpdateModal(await _draw(call, BoardMemory(state=chosen, days=days)))


async def ending(call: Call) -> Answer:
    """Show what ends within the chosen days, or again all in the state that was shown."""
    days = next((days for days in WITHIN if str(days) == call.clicked.option), None)
    state = call.memory(BoardMemory).state if days is None else AccessState.ENDING
    return UpdateModal(await _draw(call, BoardMemory(state=state, days=days)))


async def following(call: Call) -> Answer:
    """Turn to the page that begins at the key of the button."""
    place, found, after = call.value.partition(":")
    if not found:
        return Nothing()
    return UpdateModal(await _draw(call, call.memory(BoardMemory).turned(number_of(place), after)))


async def previous(call: Call) -> Answer:
    """Turn back a page."""
    return UpdateModal(await _draw(call, call.memory(BoardMemory).turned_back()))


async def partner_shown(call: Call) -> Answer:
    """Show the subscriptions of a partner on record ("Subscriptions" beside it)."""
    number = call.value.removeprefix("#")
    return UpdateModal(await _draw(call, BoardMemory(record=True, number=number)))


async def back(call: Call) -> Answer:
    """Show all partners on record again ("All partners")."""
    return UpdateModal(await _draw(call, BoardMemory(record=True)))


async def _draw(call: Call, state: BoardMemory) -> View:
    read, t, now, provider = call.bot.db.read, call.t, call.bot.clock.now(), call.bot.provider_tenant_id
    if state.number is not None:
        number = state.number
        of = await read(lambda s: record.partner(s, number))
        sold = await read(lambda s: record.subscriptions(s, number, state.cursor))
        return record_view.listed(t, of, sold, state)
    if state.record:
        partners = await read(lambda s: record.partners(s, provider, state.cursor))
        return record_view.build(t, partners, state)
    until = access_view.until(t, state, now)
    found = await read(lambda s: access.page(s, state.state, state.cursor, now, until))
    return access_view.build(t, found, state, call.actor, now)


PANEL = Panel(
    any_of=(Action.VIEW,),
    actions={
        action_ids.ACCESS_WATCH: Route(access_shown),
        action_ids.RECORD_WATCH: Route(record_shown),
        access_view.STATE: Route(narrowed),
        access_view.DAYS: Route(ending),
        access_view.RENEW: Route(renew, Action.REQUEST_GDAP),
        record_view.LIST: Route(partner_shown),
        memory.NEXT: Route(following),
        memory.PREVIOUS: Route(previous),
        memory.BACK: Route(back),
        memory.EXPORT: Route(exported),
    },
)
