"""The customer's end of an invitation as the demo plays it: accept or decline, and take the roles away later."""

import pytest

from bot.db import Database
from bot.demo.story import OtherSide
from bot.local_slack import Visit
from tests.conftest import PROVIDER

LINK = f"https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship&partnerId={PROVIDER}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("locale", "action", "title", "then"),
    [
        ("en-US", "", "Partner authorization", ["accept", "decline"]),
        ("en-US", "accept", "Accepted", ["remove"]),
        ("es-ES", "accept", "Aceptado", ["remove"]),
        ("en-US", "remove", "Roles removed", []),
        ("es-ES", "remove", "Roles quitados", []),
        ("en-US", "decline", "Declined", []),
        ("en-US", "nonsense", "Declined", []),
    ],
)
async def test_each_answer_has_its_page(
    database: Database, locale: str, action: str, title: str, then: list[str]
) -> None:
    page = await OtherSide(database)(Visit(LINK, action, {"locale": locale}, "2026-03-02T09:00:00Z"))
    assert page is not None
    assert (page["title"], [button["id"] for button in page["actions"]]) == (title, then)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_other_addresses_are_not_its_own(database: Database) -> None:
    assert await OtherSide(database)(Visit("https://example.com/", "", {}, "2026-03-02T09:00:00Z")) is None
