"""The server: TLS, and who is kept out."""

from __future__ import annotations

import ssl

import pytest
import trustme
from aiohttp import ClientSession, TCPConnector, web

from bot.local_slack import ManualClock, Workspace, serve
from bot.local_slack.server import loopback_host
from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ANN, GENERAL, manifest, seed


async def test_both_directions_work_over_tls() -> None:
    authority = trustme.CA()
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(server_side)
    client_side = ssl.create_default_context()
    authority.configure_trust(client_side)
    got: list[str] = []

    async def listen(request: web.Request) -> web.Response:
        got.append(request.scheme)
        return web.Response(text="heard")

    app = web.Application()
    app.router.add_post("/in", listen)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server_side).start()
    url = f"https://127.0.0.1:{runner.addresses[0][1]}/in"
    ws = Workspace(seed(manifest(False, url)), clock=ManualClock(), http_ssl=client_side)
    async with serve(ws, ssl=server_side) as server:
        async with ClientSession(connector=TCPConnector(ssl=client_side)) as http:
            assert (await Api(ws, server, http)("auth.test"))["ok"]
        assert server.api_url.startswith("https://")
        assert (await ws.person(ANN).command("/desk")).ack == "heard"
    await runner.cleanup()
    assert got == ["https"]


async def test_foreign_hosts_and_origins_are_refused(api: Api) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        for path in ("_/state", "api/auth.test", "_/live"):
            answer = await api.http.get(f"{api.server.url}/{path}", headers=headers)
            assert answer.status == 403
    other = await api.http.get(f"{api.server.url}/_/state", headers={"Origin": "http://127.0.0.1:1"})
    assert other.status == 403, "a page on another port of this machine is a stranger's, too"
    same = await api.http.get(f"{api.server.url}/_/state", headers={"Origin": api.server.url})
    assert same.status == 200
    text = await api.http.post(f"{api.server.url}/_/act", data="{}", headers={"Content-Type": "text/plain"})
    assert text.status == 400


async def test_pictures_and_links_of_other_sites_do_nothing(api: Api) -> None:
    """They carry no origin, every method may be asked by GET, and the tokens of a local workspace are no secret."""
    url = f"{api.server.url}/api/chat.postMessage?token=xoxb-local-workspace&channel={GENERAL}&text=hello"
    for site, mode in (("cross-site", "no-cors"), ("cross-site", "navigate"), ("same-site", "no-cors")):
        answer = await api.http.get(url, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode})
        assert answer.status == 403
    assert api.ws.person(ANN).messages(GENERAL) == []
    assert (await api.http.get(url, headers={"Sec-Fetch-Site": "none"})).status == 200
    linked = await api.http.get(f"{api.server.url}/", headers={"Sec-Fetch-Site": "cross-site"})
    assert linked.status == 200


@pytest.mark.parametrize(
    ("host", "fine"),
    [
        ("127.0.0.1:80", True),
        ("localhost", True),
        ("[::1]:4390", True),
        ("[::1]", True),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example:80", False),
        ("evil.example:127.0.0.1", False),
        ("", False),
    ],
)
def test_loopback_names(host: str, fine: bool) -> None:
    assert loopback_host(host) is fine
