"""Finding the handler: one lookup, one listener per kind, no two claims to one name."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from bot.commands.base import Answer, Call, Command, Nothing, Route
from bot.dispatch.delivery import Delivery, DeliveryKind, Malformed, read
from bot.dispatch.routes import Routes
from bot.services.policy import Action
from tests.kit.desk import Desk
from tests.kit.transport.probe import Probe
from tests.kit.transport.sending import carry, command, deliver, event, interaction, view


async def handler(call: Call) -> Answer:
    return Nothing()


def declared(name: str, **more: Any) -> Command:
    return Command(name=name, key=name.strip("/"), action=Action.VIEW, run=handler, **more)


def test_two_commands_of_one_name_stop_the_start() -> None:
    with pytest.raises(ValueError, match="/a"):
        Routes((declared("/a"), declared("/a")))


@pytest.mark.parametrize("kind", ["actions", "options", "submissions", "closed"])
def test_two_handlers_of_one_id_stop_the_start(kind: str) -> None:
    routes = {kind: {"same": Route(handler)}}
    with pytest.raises(ValueError, match="same"):
        Routes((declared("/a", **routes), declared("/b", **routes)))


def test_permissions_of_a_route_its_command_or_any_of_several() -> None:
    own = Route(handler, Action.ASSIGN)
    several = declared("/a", actions={"x": own, "y": Route(handler)}, any_of=(Action.VIEW, Action.REQUEST_GDAP))
    routes = Routes((several, declared("/b", actions={"z": Route(handler)})))
    found = [routes.find(DeliveryKind.CLICK, name) for name in "xyz"]
    assert [target.actions for target in found if target] == [
        (Action.ASSIGN,),
        (Action.VIEW, Action.REQUEST_GDAP),
        (Action.VIEW,),
    ]
    assert routes.find(DeliveryKind.CLICK, "nothing") is None
    assert routes.find(DeliveryKind.OPTIONS, "x") is None


async def test_every_payload_reaches_the_dispatcher_exactly_once(
    desk: Desk, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bolt goes on to the next listener when one is slow (docs/slack.md#next-listener): there must be no next one."""
    seen: Counter[DeliveryKind] = Counter()
    handle = desk.bot.dispatcher.handle

    async def counted(delivery: Delivery) -> Any:
        seen[delivery.kind] += 1
        return await handle(delivery)

    monkeypatch.setattr(desk.bot.dispatcher, "handle", counted)
    action = {"action_id": "probe.go", "action_ts": "1.1", "type": "button"}
    await deliver(desk, command(desk), "slash_commands")
    await deliver(desk, interaction(desk, "block_actions", trigger_id="1.1.a", actions=[action], view=view()))
    await deliver(desk, interaction(desk, "block_suggestion", action_id="probe.pick", value="", view=view()), "options")
    await deliver(desk, interaction(desk, "view_submission", trigger_id="1.1.b", view=view()))
    await deliver(desk, interaction(desk, "view_closed", view=view(), is_cleared=False))
    await deliver(desk, interaction(desk, "shortcut", callback_id="shortcut.assign", trigger_id="1.1.c"))
    await deliver(desk, interaction(desk, "message_action", callback_id="unknown", trigger_id="1.1.d"))
    await carry(desk, event(desk, "Ev9", type="user_change", user={"id": "U0HUGO"}), "events_api")
    await desk.settle()
    assert seen == {kind: 2 if kind is DeliveryKind.SHORTCUT else 1 for kind in DeliveryKind}
    assert probe.calls == {"run": 1, "click": 1, "options": 1, "submit": 1, "closed": 1, "shortcut": 1}


def test_deliveries_without_a_name_or_a_person_are_malformed() -> None:
    for body in ({}, {"command": "/x"}, {"command": "", "user_id": "U1AB"}, {"command": "/x", "user_id": "u1"}):
        with pytest.raises(Malformed):
            read(DeliveryKind.COMMAND, body, 0.0)


def test_thirty_more_commands_change_nothing_for_the_others() -> None:
    few = Routes((declared("/a"),))
    many = Routes((*(declared(f"/c{n}") for n in range(30)), declared("/a")))
    one, other = few.find(DeliveryKind.COMMAND, "/a"), many.find(DeliveryKind.COMMAND, "/a")
    assert one is not None
    assert other is not None
    assert replace(one, command=None) == replace(other, command=None)
