"""Two replicas that take turns: each step of a person's is answered by another than the step before."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot import manifest
from bot.bootstrap import Bot, running_bot
from bot.local_slack import Person
from tests.kit.desk import ANA, Desk, screen, settings_for
from tests.kit.relationships import MAIL
from tests.kit.steps import ineligible, opened

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

PRESS = "assign.request_customer"
ASKING = "Solicitar relación de revendedor"
UNSENT, UNDER_WAY = "sin enviar todavía", "se pidió Mar 2, 2026"


@dataclass(frozen=True)
class Turns:
    """The desk and the bots that take turns at it."""

    desk: Desk
    bots: Sequence[Bot]

    async def at(self, number: int, step: Callable[[], Awaitable[object]]) -> None:
        """Let one of the bots answer a step, and wait until all that follows is done."""
        await self.given(number, step)
        for bot in self.bots:
            await bot.dispatcher.background.idle()
        await self.desk.settle()

    async def given(self, number: int, step: Callable[[], Awaitable[object]]) -> None:
        """Let one of the bots answer a step, and wait until that bot is done."""
        self.desk.ws.state.app.manifest = manifest.build(url=f"http://127.0.0.1:{self.bots[number].port}")
        await step()
        await self.bots[number].dispatcher.background.idle()


@asynccontextmanager
async def beside(desk: Desk, database_url: str) -> AsyncIterator[Bot]:
    """Run another bot on the desk's database."""
    used = settings_for(desk.ws, f"{desk.ws.base_url}/api/", database_url, "http")
    async with running_bot(used, clock=desk.clock, timers=False) as other:
        yield other


@pytest.fixture
async def turns(desk: Desk, database_url: str) -> AsyncIterator[Turns]:
    async with beside(desk, database_url) as other:
        yield Turns(desk, (desk.bot, other))


async def sent_by(turns: Turns, ana: Person, made_at: int, sent_at: int) -> None:
    """Make the request on top at one bot, and send it at another."""
    await turns.at(made_at, ana.submit)
    await ana.type("request.recipient", MAIL)
    await turns.at(sent_at, ana.submit)
    await ana.close()


@pytest.mark.parametrize(("made_at", "sent_at"), [(0, 1), (1, 0), (1, 1)])
async def test_the_form_below_says_what_another_replica_sent(turns: Turns, made_at: int, sent_at: int) -> None:
    ana = await opened(turns.desk, ANA, "stranger")
    await turns.at(0, lambda: ana.click(PRESS))
    await sent_by(turns, ana, made_at, sent_at)
    assert UNDER_WAY in screen(ana)
    assert UNSENT not in screen(ana)
    assert f"[{ASKING}]" not in screen(ana)


async def test_what_waits_below_says_what_another_replica_sent(turns: Turns) -> None:
    """The press keeps the assignment and draws the form at once, which is the first drawing of three."""
    ana = await ineligible(turns.desk, ANA)
    await turns.at(0, lambda: ana.click("assign.request_relationship"))
    await sent_by(turns, ana, 1, 0)
    assert UNDER_WAY in screen(ana)
    assert UNSENT not in screen(ana)


async def test_a_replica_that_began_later_knows_what_was_drawn_before(turns: Turns, database_url: str) -> None:
    ana = await opened(turns.desk, ANA, "stranger")
    await turns.at(0, lambda: ana.click(PRESS))
    await turns.at(1, ana.submit)
    async with beside(turns.desk, database_url) as newcomer:
        await ana.type("request.recipient", MAIL)
        await Turns(turns.desk, (newcomer,)).at(0, ana.submit)
    await ana.close()
    assert UNDER_WAY in screen(ana)


async def test_what_the_person_did_below_meanwhile_is_not_drawn_over(
    turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She left the request at once, and chose another customer at the other replica before the drawing came."""
    ana = await opened(turns.desk, ANA, "stranger")
    await turns.at(0, lambda: ana.click(PRESS))
    await turns.at(1, ana.submit)
    update, first = turns.bots[0].slack.update_view, list[object]()

    async def late(*given: object, **more: object) -> object:
        if not first:
            first.append(given)
            await ana.close()
            await ana.search("assign.customer", "contoso")
            await turns.given(1, lambda: ana.select("assign.customer", "Contoso"))
        return await update(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(turns.bots[0].slack, "update_view", late)
    await ana.type("request.recipient", MAIL)
    await turns.at(0, ana.submit)
    assert first
    assert ana.value("assign.customer")["text"]["text"] == "Contoso"
    assert "Stranger" not in screen(ana)
