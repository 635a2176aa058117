"""Every handler of the registry answers whatever it is sent, or refuses it in words: none fails."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.commands.base import Call, Command, Handler, OpenModal, Panel, PushModal
from bot.commands.registry import COMMANDS, PANELS
from bot.db import Database
from bot.dispatch.delivery import DeliveryKind
from bot.dispatch.routes import Routes
from bot.errors import BotError
from bot.runtime import Runtime
from bot.services.people.profiles import Person
from bot.services.policy import POLICIES, Action, Actor, Role
from bot.settings import Settings
from bot.text import reader
from tests.conftest import PROVIDER
from tests.kit.world import CONTOSO, OFFICE, TREY, Reseller, build

Json = dict[str, Any]
DECLARED: tuple[Command | Panel, ...] = (*COMMANDS, *PANELS)
CLICKS = {name: route.handle for each in DECLARED for name, route in each.actions.items()}
SEARCHES = {name: route.handle for each in DECLARED for name, route in each.options.items()}
SUBMISSIONS = {name: route.handle for each in DECLARED for name, route in each.submissions.items()}
ENTRIES = [handle for each in COMMANDS for handle in (each.run, each.shortcut, each.message_shortcut) if handle]
IDS = (CONTOSO, OFFICE, TREY, f"{CONTOSO}:{TREY}", "1", "1:pick", "all", "pending", "ours")
WRONG: tuple[Any, ...] = (
    None,
    "",
    "nonsense",
    "9" * 30,
    "a\0b\ud800",
    7,
    10**30,
    True,
    [],
    ["x"],
    {},
    {"value": 7},
    *IDS,
)
MEMORIES: tuple[Any, ...] = (
    None,
    "",
    "nonsense",
    "[]",
    7,
    {},
    '{"k": 1, "r": "x", "plan": {}, "kind": "?", "filter": 7, "c": [], "v": {"a": "b"}, "job": 1, "w": "x"}',
    f'{{"k": "gdap", "r": 1, "h": "x", "a": true, "kind": "leaves", "c": "{CONTOSO}", "customer": "{CONTOSO}"}}',
)
EVERYTHING = {action: frozenset({Role.ADMIN_AGENT}) for action in Action}
ANN = Actor("U0ANN", "Ann", frozenset({Role.ADMIN_AGENT}), EVERYTHING, "REF00001")


def element(value: Any) -> Json:
    """State of an element that carries `value` wherever one of any type could."""
    option = {"value": value}
    names = ("value", "selected_user", "selected_date", "selected_date_time", "files")
    return dict.fromkeys(names, value) | {"selected_option": option, "selected_options": [option, value]}


def view(memory: Any, value: Any) -> Json:
    state = {"values": {name: {name: element(value)} for name in _shown()}}
    return {"type": "modal", "private_metadata": memory, "state": state}


def _shown() -> set[str]:
    """Action ids of every input, those that send no click too."""
    names = ("reason", "agreement", "note", "text", "recipient", "tenant", "domain", "country", "mpn", "ends", "until")
    prefixes = ("assign", "bulk", "request", "relations", "remove", "home", "reminders", "contact")
    return {*CLICKS, *SEARCHES, *(f"{prefix}.{name}" for prefix, name in product(prefixes, names))}


def sent() -> Iterator[tuple[Handler, Json]]:
    for memory, value in [*((memory, CONTOSO) for memory in MEMORIES), *((MEMORIES[-1], value) for value in WRONG)]:
        click = {"block_id": value} | element(value)
        modal = view(memory, value)
        for handle in CLICKS.values():
            yield handle, {"actions": [click], "view": modal}
            yield handle, {"actions": [click], "message": {"blocks": value, "text": value}}
            yield handle, {"actions": value, "view": value, "message": value}
        for handle in SEARCHES.values():
            yield handle, {"value": value, "view": modal}
        for handle in SUBMISSIONS.values():
            yield handle, {"view": modal}
        for handle in ENTRIES:
            yield handle, {"text": value, "message": {"text": value}}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_no_handler_fails(database: Database, settings: Settings, clock: ManualClock) -> None:
    database.write_now(lambda session: build(session, Reseller(TREY, "Trey Research")))

    async def actor_of(user_id: str, reference: str) -> Actor:
        return ANN

    bot = Runtime(settings, database, clock, PROVIDER, actor_of)
    person = Person("U0ANN", "Ann", "en-US", "Europe/Madrid")
    t = reader(person.locale, person.zone)
    answered = refused = 0
    for number, (handle, payload) in enumerate(sent()):
        actor = replace(ANN, reference=f"REF{number:05}")
        try:
            answer = await handle(Call(person, actor, t, bot, payload, f"key{number}"))
            if isinstance(answer, OpenModal | PushModal) and answer.fill:
                await answer.fill()
            answered += 1
        except BotError:
            refused += 1
        except Exception as error:
            raise AssertionError(f"{handle.__module__}.{handle.__qualname__} of {payload}") from error
    assert answered > 1000
    assert refused > 1000


@pytest.mark.parametrize("policy", POLICIES)
def test_customers_are_searched_by_those_who_may_view_them(policy: str) -> None:
    routes, matrix = Routes(COMMANDS, PANELS), POLICIES[policy]
    searches = [name for name in SEARCHES if name.endswith(".customer")]
    assert len(searches) == 5
    for name in searches:
        target = routes.find(DeliveryKind.OPTIONS, name)
        assert target is not None
        let_in = {role for role in Role if any(role in matrix[action] for action in target.actions)}
        assert let_in <= matrix[Action.VIEW], name
