"""A TCP proxy whose connections can go silent, as after a failover or behind a NAT that forgot them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from sqlalchemy import URL, make_url


class Proxy:
    """Stands before a server; `silence` keeps all present connections open and carries nothing more over them."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._server: asyncio.Server | None = None
        self._pipes: set[asyncio.Task[None]] = set()
        self._ends: set[asyncio.StreamWriter] = set()
        self._losing: bytes | None = None
        self._swallows = False
        self.made = 0
        self.port = 0

    async def start(self) -> None:
        """Listen, at the same port once more after `stop`."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def silence(self) -> None:
        """Carry nothing more over the connections there are."""
        for pipe in self._pipes:
            pipe.cancel()

    def lose_answer_to(self, words: bytes) -> None:
        """Carry the next request with these words, and nothing more of what is said on its connection."""
        self._losing = words

    def swallow(self) -> None:
        """Let in whoever comes from now on, and carry nothing for them."""
        self._swallows = True

    def refuse(self) -> None:
        """Let nobody new in."""
        if self._server is not None:
            self._server.close()

    async def stop(self) -> None:
        """Refuse new connections and reset those there are."""
        if self._server is not None:
            self._server.close()
        self.silence()
        for end in self._ends:
            end.transport.abort()
        await asyncio.gather(*self._pipes, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.made += 1
        if self._swallows:
            self._ends.add(writer)
            return
        try:
            far_reader, far_writer = await self._connect()
        except OSError:  # the server is away, and whoever asks for it must notice
            writer.transport.abort()
            return
        self._ends |= {writer, far_writer}
        back = self._pipe(far_reader, writer, lambda _data: None)
        self._pipe(reader, far_writer, lambda data: self._lose(data, back))

    def _pipe(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, seen: Callable[[bytes], None]
    ) -> asyncio.Task[None]:
        pipe = asyncio.ensure_future(_carry(source, target, seen))
        self._pipes.add(pipe)
        pipe.add_done_callback(self._pipes.discard)
        return pipe

    def _lose(self, data: bytes, back: asyncio.Task[None]) -> None:
        if self._losing and self._losing in data:
            self._losing = None
            back.cancel()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        folder, port = self._url.query.get("host"), self._url.port or 5432
        if folder:
            return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}")
        return await asyncio.open_connection(self._url.host, port)


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter, seen: Callable[[bytes], None]) -> None:
    with suppress(ConnectionError):
        while data := await source.read(65536):
            seen(data)
            target.write(data)
            await target.drain()
    target.close()


@asynccontextmanager
async def before(url: str) -> AsyncIterator[tuple[Proxy, str]]:
    """Stand before the PostgreSQL of a URL; yields the proxy and the URL that leads through it."""
    parsed = make_url(url)
    proxy = Proxy(parsed)
    await proxy.start()
    through = parsed.difference_update_query(["host"]).set(host="127.0.0.1", port=proxy.port)
    try:
        yield proxy, through.render_as_string(hide_password=False)
    finally:
        await proxy.stop()
