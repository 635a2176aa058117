"""Idle strangers cannot switch the listener off: room is made, known visitors stay, and no file is one too many."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.services.running.metrics import Metrics
from bot.transport.connections import Connections
from bot.transport.server import SIGNED, HttpServer, answer, body_of

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _hello(_request: web.BaseRequest) -> web.Response:
    return answer(200, {})


async def _signed(request: web.BaseRequest) -> web.Response:
    request[SIGNED] = True
    return answer(200, {})


async def _heard(request: web.BaseRequest) -> web.Response:
    await body_of(request)
    return answer(200, {})


@asynccontextmanager
async def listening(connections: Connections) -> AsyncIterator[int]:
    routes = {("GET", "/hello"): _hello, ("GET", "/signed"): _signed, ("POST", "/heard"): _heard}
    server = HttpServer("127.0.0.1", 0, routes, Metrics(), connections)
    try:
        yield await server.start()
    finally:
        await server.stop(0.1)


async def ask(line: Line, path: str = "/hello") -> bytes:
    """The status line; nothing when the other side has closed."""
    line[1].write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    try:
        head = await line[0].readuntil(b"\r\n\r\n")
        await line[0].readexactly(2)
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""
    return head.partition(b"\r\n")[0]


async def visit(port: int, path: str = "/hello") -> Line:
    line = await asyncio.open_connection("127.0.0.1", port)
    assert (await ask(line, path)).endswith(b"200 OK")
    return line


async def test_who_comes_last_is_served_and_who_is_known_stays() -> None:
    connections = Connections(10)
    async with listening(connections) as port:
        known = await visit(port, "/signed")
        lines = [await visit(port) for _ in range(30)]
        assert len(connections) <= 6
        assert await ask(lines[0]) == b""
        assert (await ask(lines[-1])).endswith(b"200 OK")
        assert (await ask(known)).endswith(b"200 OK")
        for _, writer in (known, *lines):
            writer.close()


async def test_who_says_nothing_makes_room_too() -> None:
    connections = Connections(4)
    async with listening(connections) as port:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(10)]
        line = await visit(port)
        assert len(connections) <= 3
        for _, writer in (line, *silent):
            writer.close()


async def test_strangers_have_to_go_on_soon() -> None:
    connections = Connections(10, stranger_seconds=0.05)
    async with listening(connections) as port:
        known, stranger = await visit(port, "/signed"), await visit(port)
        async with asyncio.timeout(2):
            assert await stranger[0].read() == b""
        assert (await ask(known)).endswith(b"200 OK")
        known[1].close()
        stranger[1].close()


HALF = b"POST /heard HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"


async def test_who_is_sent_away_at_the_door_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """Everybody else is being served, so that the newcomer has to go, before it was looked at."""
    connections = Connections(4)
    async with listening(connections) as port:
        busy = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        for _, writer in busy:
            writer.write(HALF)
        await asyncio.sleep(0.05)
        newcomer = await asyncio.open_connection("127.0.0.1", port)
        assert await ask(newcomer) == b""
        for _, writer in (newcomer, *busy):
            writer.close()
    gc.collect()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_who_goes_before_the_body_is_looked_at_is_no_error(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the words of aiohttp, which come where the loop is busy while a thousand strangers leave."""

    async def gone(_request: web.BaseRequest) -> bytes:
        raise RuntimeError("Connection closed.")

    monkeypatch.setattr(web.BaseRequest, "read", gone)
    async with listening(Connections(4)) as port:
        line = await asyncio.open_connection("127.0.0.1", port)
        line[1].write(HALF)
        assert (await line[0].readline()).split()[1] == b"400"
        line[1].close()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
