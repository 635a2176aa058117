"""Two processes of the bot on one database, and Slack brings the same thing to both (F16)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from sqlalchemy.exc import OperationalError

from bot.app import respond
from bot.bootstrap import Bot, running_bot
from bot.errors import OutcomeUnknown
from bot.services.people import settings
from bot.services.people.settings import Choices
from bot.services.policy import POLICIES, Actor, Role
from tests.kit.desk import DESK, HELPDESK, HUGO, NOBODY, Desk, settings_for
from tests.kit.fakes import until
from tests.kit.steps import contact, filled, rows


@dataclass(frozen=True)
class Pair:
    """The desk's own bot and another beside it."""

    desk: Desk
    bots: tuple[Bot, Bot]

    async def both(self, payload: dict[str, Any], times: int = 1) -> list[BoltResponse]:
        """Bring a payload to both at once, to each `times` times, and return the answers."""
        requests = [respond(bot.app, self.request(payload)) for bot in self.bots for _ in range(times)]
        answers = await asyncio.gather(*requests)
        for bot in self.bots:
            await bot.dispatcher.background.idle()
        await self.desk.settle()
        return list(answers)

    def request(self, payload: dict[str, Any]) -> AsyncBoltRequest:
        """Make the request that brings a payload now."""
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


async def ticked(bot: Bot) -> None:
    """Run the timer of each second by which replicas tell and learn."""
    await next(tick for tick in bot.sweeps if tick.name == "replicas").run()


async def learned(pair: Pair, condition: Callable[[Bot], bool]) -> bool:
    """Tell if the other bot comes to know it by the timer that runs each second."""
    await pair.desk.settle()
    other = pair.bots[1]
    for _ in range(100):
        await ticked(other)
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


def typed(pair: Pair, command: str, text: str = "", person: str = HUGO) -> dict[str, Any]:
    """Make a person's command as Slack sends it, with a trigger and an address that work."""
    state = pair.desk.ws.state
    return pair.desk.ws.payloads.command(state.users[person], state.channels[DESK], command, text)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("times", [1, 3])
async def test_a_command_to_both_opens_one_form_and_nobody_says_that_it_did_not(pair: Pair, times: int) -> None:
    answers = await pair.both(typed(pair, "/support-contact"), times)
    assert {(answer.status, answer.body) for answer in answers} == {(200, "")}
    hugo = pair.desk.person(HUGO)
    assert hugo.modal is not None
    assert len(pair.desk.wire.calls("views.open")) == 1
    assert (hugo.ephemerals, hugo.dms) == ([], [])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_late_copy_does_not_say_that_the_form_could_not_open(pair: Pair) -> None:
    payload = typed(pair, "/support-contact")
    first, second = (pair.request(payload) for _ in range(2))
    await respond(pair.bots[0].app, first)
    await pair.desk.settle()
    pair.desk.ws.advance(timedelta(seconds=4))
    answer = await respond(pair.bots[1].app, second)
    await pair.bots[1].dispatcher.background.idle()
    hugo = pair.desk.person(HUGO)
    assert answer.body == ""
    assert (hugo.ephemerals, hugo.dms) == ([], [])
    assert len(pair.desk.wire.calls("views.open")) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_words_are_said_by_one_of_them(pair: Pair) -> None:
    answers = await pair.both(typed(pair, "/support-contact", "help"))
    assert sorted(bool(answer.body) for answer in answers) == [False, True]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_copy_answers_where_the_database_does_not_say_who_was_first(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_work: object) -> bool:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(pair.bots[1].runtime.db, "write_one", away)
    answer = await respond(pair.bots[1].app, pair.request(typed(pair, "/support-contact", "help")))
    assert "/support-contact" in str(answer.body)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_refused_command_brought_again_is_refused_in_the_same_words(pair: Pair) -> None:
    """The first acknowledgement may be the one that was lost; another replica than the first stays silent."""
    payload = typed(pair, "/assign-support", person=NOBODY)
    first, again, other = [await respond(bot.app, pair.request(payload)) for bot in (*pair.bots[:1] * 2, pair.bots[1])]
    assert "helpdesk" in first.body.casefold()
    assert again.body == first.body
    assert other.body == ""


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "error", [OperationalError("INSERT", {}, Exception()), OutcomeUnknown("error-outcome-unknown")]
)
async def test_what_could_not_be_told_is_told_once_the_database_is_back(
    pair: Pair, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it is away: until the next reading of the groups she would be served for ten minutes."""

    async def away(*_args: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(pair.bots[0].runtime.db, "write", away)
        pair.desk.ws.admin.set_group_members(HELPDESK, [])
        await until(lambda: not pair.bots[0].roles.roles_of(HUGO))
        await ticked(pair.bots[1])
        assert pair.bots[1].roles.roles_of(HUGO)
    await ticked(pair.bots[0])
    assert await learned(pair, lambda other: not other.roles.roles_of(HUGO))
