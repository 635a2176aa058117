"""The page beside the API."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession

from bot.local_slack import Workspace, serve
from bot.local_slack.browser.pages import wanted_locales
from tests.local_slack.tiny_bot import ANN, BEN, seed


async def test_the_page_is_served_beside_the_api() -> None:
    async with serve(Workspace(seed())) as server, ClientSession() as http:
        assert "<title>Local workspace</title>" in await (await http.get(server.url)).text()
        assert (await http.get(f"{server.url}/js/main.js")).status == 200
        assert (await http.get(f"{server.url}/../pyproject.toml")).status == 404
        assert (await http.get(f"{server.url}/_/state")).status == 200


@pytest.mark.parametrize(
    ("header", "locales"),
    [
        ("", []),
        ("es-ES", ["es-ES"]),
        ("en;q=0.5, es-MX, fr;q=0.7,*;q=0.1", ["es-MX", "fr", "en"]),
        ("es;q=0, de;q=1.000", ["de"]),
        ("<script>, es; q=0.9, pt;q=much", ["pt", "es"]),
    ],
)
def test_the_browsers_languages_are_read_in_its_order(header: str, locales: list[str]) -> None:
    assert wanted_locales(header) == locales


@pytest.mark.parametrize(
    ("header", "person"),
    [("es-MX,en;q=0.5", BEN), ("en-GB,es;q=0.9", ANN), ("fr", ANN), ("fr, es;q=0.1", BEN), ("", ANN)],
)
async def test_the_bare_address_leads_to_a_person_of_the_browsers_language(header: str, person: str) -> None:
    async with serve(Workspace(seed())) as server, ClientSession(headers={"Accept-Language": header}) as http:
        answer = await http.get(server.url, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (302, f"/?as={person}&welcome")


def test_a_whole_locale_goes_before_its_language() -> None:
    people = [
        {"id": "U1", "name": "a", "locale": "es-ES"},
        {"id": "U2", "name": "b", "locale": "es-MX"},
        {"id": "U3", "name": "c", "locale": "de-DE", "deleted": True},
    ]
    found = Workspace({"people": people}).people
    assert [found.first([wanted]) for wanted in ("es-mx", "es-AR", "de-DE")] == ["U2", "U1", "U1"]
    assert Workspace({}).people.first() == ""
