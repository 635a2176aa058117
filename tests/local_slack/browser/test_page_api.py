"""Routes for the page alone."""

from __future__ import annotations

from aiohttp import ClientSession

from bot.local_slack import Workspace, serve
from tests.local_slack.tiny_bot import ANN, BEN, GENERAL, SECRET, seed


async def test_a_file_is_sent_to_those_who_see_it_and_never_run_as_a_page() -> None:
    ws = Workspace(seed())
    ann = ws.person(ANN)
    shared, hidden, own = (ann.attach(name, b"<h1>x</h1>") for name in ("ñ;.html", "secret.html", "own.html"))
    await ann.say(GENERAL, "", files=[shared])
    await ann.say(SECRET, "", files=[hidden])

    async with serve(ws) as server, ClientSession() as http:

        async def statuses(person: str) -> list[int]:
            asked = [f"{server.url}/_/file?as={person}&id={file}" for file in (shared, hidden, own, "F404")]
            return [(await http.get(address)).status for address in asked]

        assert await statuses(ANN) == [200, 200, 200, 400]
        assert await statuses(BEN) == [200, 400, 400, 400]
        answer = await http.get(f"{server.url}/_/file?as={BEN}&id={shared}")
        assert await answer.read() == b"<h1>x</h1>"
        assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%B1%3B.html"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
