"""Screens that people read before anything was imported."""

import pytest

from bot.db import Database
from bot.models import Partner
from bot.services.search.folding import partner_key
from tests.conftest import PROVIDER
from tests.kit.desk import GLORIA, HUGO, Desk, screen


@pytest.fixture
def directory(database: Database) -> None:
    """Write a directory of the provider alone."""
    own = Partner(
        tenant_id=PROVIDER,
        mpn_id="1000001",
        name="Iberia Cloud",
        kind="indirect_provider",
        search_key=partner_key("Iberia Cloud", "1000001"),
    )
    database.write_now(lambda session: session.add(own))


@pytest.mark.parametrize("command", ["/assign-support", "/assign-many"])
async def test_a_name_in_an_empty_directory_is_not_called_misspelt(desk: Desk, command: str) -> None:
    hugo = await desk.opened(HUGO, command, "Contoso")
    assert "The directory has no customers yet. Ask the engineer" in screen(hugo)
    gloria = await desk.opened(GLORIA, command, "Contoso")
    assert "El directorio aún no tiene clientes. Pide a quien administra este bot" in screen(gloria)
