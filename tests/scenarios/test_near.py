"""A name with a mistake in it after a command: what it nearly was is offered, in both transports, on both databases."""

import pytest

from bot.db import Database
from tests.kit import world
from tests.kit.desk import GLORIA, SARA, Desk, screen
from tests.kit.world import TREY, Reseller


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(lambda s: world.build(s, Reseller(TREY, "Trey Research")))


async def test_a_request_for_whom_the_name_nearly_was(desk: Desk) -> None:
    gloria = await desk.opened(GLORIA, "/request-relationship", "contosso")
    assert "¿Te refieres a" in screen(gloria)
    await gloria.click("request.near")
    await desk.settle()
    assert "¿Te refieres a" not in screen(gloria)
    assert "Contoso" in screen(gloria)


async def test_a_reseller_for_who_may_ask_no_customer(desk: Desk) -> None:
    sara = await desk.opened(SARA, "/request-relationship", "contosso")
    assert "Did you mean" not in screen(sara)
    await sara.dismiss()
    sara = await desk.opened(SARA, "/request-relationship", "trey reserch")
    await sara.click("request.near")
    await desk.settle()
    assert "Trey Research" in screen(sara)


async def test_a_removal_of_whom_the_name_nearly_was(desk: Desk) -> None:
    gloria = await desk.opened(GLORIA, "/remove-relationship", "contosso")
    assert "¿Te refieres a" in screen(gloria)
    await gloria.click("remove.near")
    await desk.settle()
    assert "Contoso" in screen(gloria)
    assert "¿Te refieres a" not in screen(gloria)
