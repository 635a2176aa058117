"""The customer's end of an invitation as the demo plays it: who asks, for which roles, until when, and the answer."""

from datetime import datetime, timedelta

import pytest

from bot.db import Database
from bot.demo.story import OtherSide
from bot.local_slack import Visit
from bot.local_slack.base.models import Json
from bot.models import RequestType
from bot.services.invitations.letter import mailto
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import requests
from tests.conftest import MONDAY
from tests.kit.relationships import GLO, MAIL, NORTHWIND, NOWHERE, directory, ours, pending, stored
from tests.kit.world import CONTOSO, FABRIKAM, TREY, scene

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DAY = timedelta(days=1)
ENGLISH = {"id": "U1", "locale": "en-GB", "tz": "Europe/Dublin"}
SPANISH = {"id": "U2", "locale": "es-ES", "tz": "Europe/Madrid"}
BOTH_IN_ONE = RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, customer_id=NORTHWIND, reseller_id=TREY, dap=True)


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(directory)
    return database


async def seen(side: OtherSide, url: str, viewer: dict[str, str], action: str = "", now: datetime = MONDAY) -> Json:
    page = await side(Visit(url, action, viewer, now.isoformat()))
    assert page is not None
    return page


def lines(page: Json) -> list[str]:
    return [line for line in str(page["text"]).split("\n") if line]


async def test_the_page_names_who_asks_for_which_roles_until_when(books: Database) -> None:
    url = stored(books, pending(books, MONDAY, BOTH_IN_ONE)).url or ""
    page = await seen(OtherSide(books), url, ENGLISH)
    due = int((MONDAY + 30 * DAY).timestamp())
    asked, you, roles, until, answer = lines(page)
    assert asked == (
        "*Trey Research* asks *Northwind* for a reseller relationship with itself and with its provider, "
        "Iberia Cloud, in one."
    )
    assert "Global admin of Northwind" in you
    assert roles == (
        "*Roles:* Global administrator for the admin agents of Trey Research, "
        "Helpdesk administrator for its helpdesk agents."
    )
    assert until.startswith("*Until:* you remove it")
    assert f"<!date^{due}^" in answer
    assert [button["label"] for button in page["actions"]] == ["Accept", "Decline"]


@pytest.mark.parametrize(
    ("wish", "asked", "roles", "until"),
    [
        (ours(), "pide a *Northwind* una relación de revendedor.", "*Roles:* ninguno.", "hasta que lo retires"),
        (ours(dap=True), "pide a *Northwind*", "*Roles:* administrador global para", "hasta que lo retires"),
        (
            RequestWish(RequestType.PARTNERSHIP, reseller_id=FABRIKAM),
            "invita a *Fabrikam* a ser su revendedor indirecto.",
            "*Roles:* ninguno en tu inquilino.",
            "hasta que retires ese acceso",
        ),
        (
            RequestWish(RequestType.GDAP, customer_id=CONTOSO, reseller_id=TREY),
            "*Trey Research* pide a *Contoso* privilegios de administrador delegados granulares (GDAP).",
            "*Roles:* los que Trey Research eligió",
            "dos años como máximo",
        ),
    ],
    ids=["none", "DAP", "partnership", "GDAP"],
)
async def test_each_kind_has_its_own_terms(
    books: Database, wish: RequestWish, asked: str, roles: str, until: str
) -> None:
    if wish.kind is RequestType.GDAP:
        contoso = RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, customer_id=CONTOSO, reseller_id=TREY)
        pending(books, MONDAY, contoso)
    url = stored(books, pending(books, MONDAY, wish)).url or ""
    page = lines(await seen(OtherSide(books), url, SPANISH))
    assert asked in page[0]
    assert page[2].startswith(roles)
    assert until in page[3]
    assert page[4].startswith("*Plazo para responder:* <!date^")


async def test_an_answer_may_come_late_and_before_it_was_noted_as_sent(books: Database) -> None:
    made = books.write_now(lambda s: requests.create(s, GLO, ours(), scene()))
    url = stored(books, made).url or ""
    side = OtherSide(books)
    assert "no date yet" in lines(await seen(side, url, ENGLISH))[4]
    books.write_now(lambda s: requests.mark_sent(s, GLO, made, MAIL, scene(key="sent")))
    assert "it was <!date^" in lines(await seen(side, url, ENGLISH, now=MONDAY + 31 * DAY))[4]


async def test_the_mail_tells_whom_a_link_without_a_name_was_sent_to(books: Database) -> None:
    first = books.write_now(lambda s: requests.create(s, GLO, ours(), scene(key="first")))
    books.write_now(lambda s: requests.mark_sent(s, GLO, first, "admin@northwind.example", scene(key="first:sent")))
    second = books.write_now(lambda s: requests.create(s, GLO, ours(NOWHERE), scene(key="second")))
    books.write_now(lambda s: requests.mark_sent(s, GLO, second, "admin@nowhere.example", scene(key="second:sent")))
    url = stored(books, first).url or ""
    assert url == stored(books, second).url
    side = OtherSide(books)
    assert "Global admin of Nowhere" in lines(await seen(side, url, ENGLISH))[1]
    mail = await seen(side, mailto("admin@northwind.example", "Ask", f"Here:\n{url}"), ENGLISH)
    assert f"<{url}>".replace("&", "&amp;") in mail["text"]
    assert mail["text"].startswith(":email: admin@northwind.example\n")
    assert "Global admin of Northwind" in lines(await seen(side, url, ENGLISH))[1]
    assert "Nowhere" in lines(await seen(side, url, SPANISH))[1]
    assert (await seen(side, mailto(None, "Ask", "Here"), ENGLISH))["text"] == "Here"


@pytest.mark.parametrize(
    ("viewer", "action", "title", "then", "next_steps"),
    [
        (ENGLISH, "accept", "Accepted", "*Mark as accepted* in `/relationships`", ["remove"]),
        (SPANISH, "accept", "Aceptado", "*Marcar como aceptada* en `/relationships`", ["remove"]),
        (ENGLISH, "decline", "Declined", "*Mark as declined* in `/relationships`", []),
        (ENGLISH, "nonsense", "Declined", "*Mark as declined*", []),
        (ENGLISH, "remove", "Roles removed", "`/remove-relationship`", []),
        (SPANISH, "remove", "Roles quitados", "`/remove-relationship`", []),
    ],
)
async def test_each_answer_has_its_page(
    books: Database, viewer: dict[str, str], action: str, title: str, then: str, next_steps: list[str]
) -> None:
    url = stored(books, pending(books, MONDAY, ours())).url or ""
    page = await seen(OtherSide(books), url, viewer, action)
    assert (page["title"], [button["id"] for button in page["actions"]]) == (title, next_steps)
    assert then in page["text"]


@pytest.mark.parametrize("url", ["https://example.com/", "https://admin.microsoft.com/Adminportal/Home?partnerId=1"])
async def test_addresses_of_no_request_are_not_its_own(books: Database, url: str) -> None:
    assert await OtherSide(books)(Visit(url, "", ENGLISH, MONDAY.isoformat())) is None
