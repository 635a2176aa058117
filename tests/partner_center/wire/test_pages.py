"""Lists end: on their last page, and where their links lead in circles."""

import pytest

from bot.partner_center.wire import bodies
from bot.partner_center.wire.failures import PartnerCenterUnreadable
from bot.partner_center.wire.pages import CONTINUATION, Place, pages
from bot.services.mirror.ports import CustomerSeen
from tests.kit.bodies import wire


def listing(name: str, following: str | None = None, uri: str = "/customers?size=1&seekOperation=Next") -> bytes:
    headers = [{"key": CONTINUATION, "value": following}]
    links = {"next": {"uri": uri, "method": "GET", "headers": headers}} if following else {}
    return wire({"totalCount": 9, "items": [{"id": name}] if name else [], "links": links})


async def collected(bodies_in_order: list[bytes], asked: list[Place]) -> list[CustomerSeen]:
    left = iter(bodies_in_order)

    async def fetch(place: Place) -> bytes:
        asked.append(place)
        return next(left)

    found: list[CustomerSeen] = []
    async for each in pages(Place("customers?size=1"), fetch, bodies.customer):
        found += each.items
    return found


async def test_links_are_followed_with_their_headers() -> None:
    asked: list[Place] = []
    found = await collected([listing("a", "one"), listing("b", "two"), listing("")], asked)
    assert [each.id for each in found] == ["a", "b"]
    assert [place.headers.get(CONTINUATION) for place in asked] == [None, "one", "two"]


async def test_a_repeated_token_ends_the_list_as_not_whole() -> None:
    asked: list[Place] = []
    with pytest.raises(PartnerCenterUnreadable, match="without end"):
        await collected([listing("a", "one"), listing("b", "one")], asked)
    assert len(asked) == 2


async def test_only_the_token_is_sent_along() -> None:
    asked: list[Place] = []
    stray = [{"key": "Authorization", "value": "Bearer x"}, {"key": CONTINUATION, "value": "one"}]
    first = wire({"items": [], "links": {"next": {"uri": "/customers", "headers": stray}}})
    await collected([first, listing("")], asked)
    assert asked[1].headers == {CONTINUATION: "one"}


@pytest.mark.parametrize("raw", [b"<html>", b"{}", b'{"items":{}}', b"[]", b'"x"'])
async def test_what_is_no_list_is_not_an_empty_one(raw: bytes) -> None:
    with pytest.raises(PartnerCenterUnreadable):
        await collected([raw], [])
