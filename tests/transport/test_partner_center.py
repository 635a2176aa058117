"""What Partner Center's webhook is answered, whatever is sent there."""

from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import ClientSession

from bot.services.hearing.ports import EVENTS_PATH, Unprovable, Unproven
from bot.services.running.metrics import Metrics
from bot.transport.partner_center import MOST_BYTES, partner_center_routes
from bot.transport.server import HttpServer

SEEN: list[bytes] = []


async def receive(headers: Mapping[str, str], body: bytes) -> bool:
    """Take, know, refuse or put off, as the body says."""
    assert headers["X-MS-Signature"] == "Signature x"
    SEEN.append(body)
    match body:
        case b"unproven":
            raise Unproven("wrong_signature")
        case b"unprovable":
            raise Unprovable("no answer")
    return body != b"known"


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """The address of a server that has only this route."""
    server = HttpServer("127.0.0.1", 0, partner_center_routes(receive), Metrics())
    yield f"http://127.0.0.1:{await server.start()}{EVENTS_PATH}"
    await server.stop(1.0)


async def post(url: str, body: bytes) -> tuple[int, str]:
    async with ClientSession() as session, session.post(url, data=body, headers={"X-MS-Signature": "Signature x"}) as a:
        return a.status, await a.text()


async def test_each_outcome_has_its_answer(url: str) -> None:
    assert await post(url, b"new") == (200, '{"status": "kept"}')
    assert await post(url, b"known") == (200, '{"status": "known"}')
    assert await post(url, b"unproven") == (401, '{"error": "wrong_signature"}')
    # Microsoft repeats what has no 200: no answer about a certificate is no refusal.
    assert await post(url, b"unprovable") == (503, '{"error": "certificate"}')
    assert SEEN[-4:] == [b"new", b"known", b"unproven", b"unprovable"]


async def test_long_bodies_and_other_methods_are_refused_unread(url: str) -> None:
    before = len(SEEN)
    assert (await post(url, b"x" * (MOST_BYTES + 1)))[0] == 413
    async with ClientSession() as session, session.get(url) as answer:
        assert answer.status == 405
    assert len(SEEN) == before


def test_nothing_is_served_where_it_is_off() -> None:
    assert partner_center_routes(None) == {}
