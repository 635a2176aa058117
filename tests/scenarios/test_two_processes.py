"""Two processes of the bot on one database, and Slack brings the same thing to both (F16)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.app import respond
from bot.bootstrap import Bot, running_bot
from bot.services.people import settings
from bot.services.people.settings import Choices
from bot.services.policy import POLICIES, Actor, Role
from tests.kit.desk import HELPDESK, HUGO, Desk, settings_for
from tests.kit.steps import contact, filled, rows


@dataclass(frozen=True)
class Pair:
    """The desk's own bot and another beside it."""

    desk: Desk
    bots: tuple[Bot, Bot]

    async def both(self, payload: dict[str, Any], times: int = 1) -> list[BoltResponse]:
        """Bring a payload to both at once, to each `times` times, and return the answers."""
        requests = [respond(bot.app, self._request(payload)) for bot in self.bots for _ in range(times)]
        answers = await asyncio.gather(*requests)
        for bot in self.bots:
            await bot.dispatcher.background.idle()
        await self.desk.settle()
        return list(answers)

    def _request(self, payload: dict[str, Any]) -> AsyncBoltRequest:
        return AsyncBoltRequest(mode="socket_mode", body=payload, context={"arrived": self.desk.clock.monotonic()})


@pytest.fixture
async def pair(desk: Desk, database_url: str) -> AsyncIterator[Pair]:
    used = settings_for(desk.ws, f"{desk.ws.base_url}/api/", database_url, "http")
    async with running_bot(used, clock=desk.clock, timers=False) as other:
        yield Pair(desk, (desk.bot, other))


async def test_a_submission_to_both_changes_once_and_both_show_it(pair: Pair) -> None:
    hugo = await filled(pair.desk, HUGO)
    workspace = pair.desk.ws
    workspace.faults.add("drop_envelope", "view_submission")
    pressed = asyncio.ensure_future(hugo.submit())
    await workspace.settle(lambda: workspace.wire.records("fault", "drop_envelope"))
    await pair.desk.advance(timedelta(seconds=3))
    payload = (await pressed).payload
    assert payload is not None
    answers = await pair.both(payload, times=2)
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert "is now the designated support contact" in answers[0].body
    assert contact(pair.desk.db) == ("Trey Research", "assigned")
    assert rows(pair.desk.db) == (1, 1, 1, 2)
    await pair.desk.notices()
    assert len(hugo.dms) == 1


async def learned(pair: Pair, condition: Callable[[Bot], bool]) -> bool:
    """Tell if the other bot comes to know it by the timer that runs each second."""
    await pair.desk.settle()
    other = pair.bots[1]
    for _ in range(100):
        await next(tick for tick in other.sweeps if tick.name == "replicas").run()
        if condition(other):
            return True
        await asyncio.sleep(0.02)  # the event is still on its way to the first bot
    return False


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_role_taken_away_is_gone_on_both_within_a_second(pair: Pair) -> None:
    """Slack tells one of them; the other used to serve her until it read the groups again."""
    assert pair.bots[1].roles.roles_of(HUGO)
    pair.desk.ws.admin.set_group_members(HELPDESK, [])
    assert await learned(pair, lambda other: not other.roles.roles_of(HUGO))
    pair.desk.ws.admin.set_group_members(HELPDESK, [HUGO])
    assert await learned(pair, lambda other: bool(other.roles.roles_of(HUGO)))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_deactivated_person_is_read_anew_by_the_other(pair: Pair) -> None:
    other = pair.bots[1]
    assert await other.people.fetch(HUGO)
    pair.desk.ws.admin.deactivate(HUGO)
    assert await learned(pair, lambda other: other.people.get(HUGO) is None)
    known = await other.people.fetch(HUGO)
    assert known is not None
    assert known.is_deleted


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_language_chosen_at_one_is_spoken_by_the_other(pair: Pair) -> None:
    actor = Actor(HUGO, "Hugo", frozenset({Role.HELPDESK_AGENT}), POLICIES["partner-center-2020"], "REF")
    pair.desk.db.write_now(lambda s: settings.save(s, actor, Choices(language="es"), pair.desk.clock.now(), "key"))
    assert await learned(pair, lambda other: settings.languages(other.runtime.db).of(HUGO) == "es")
