"""What was typed after a command, also copied out of a ticket: whose it is, where that is clear."""

import pytest

from bot.db import Database
from bot.services import search
from bot.services.search.folding import fold, hosts
from bot.services.search.typed import the_one
from tests.kit.rows import customer, partner


@pytest.fixture
def directory(database: Database) -> Database:
    """Two customers, one domain of which ends like the other's, and a reseller."""
    rows = [customer(1, "Contoso", "contoso.com"), customer(2, "Contoso Ibérica", "shop-contoso.com")]
    database.write_now(lambda s: s.add_all([*rows, partner(3, "Trey", email="help@trey.example")]))
    return database


@pytest.mark.parametrize(
    "typed",
    [
        "contoso.com",
        "ana@contoso.com",
        "Ana.Perez@CONTOSO.com",
        "<ana@contoso.com>,",
        "mailto:ana@contoso.com",
        "www.contoso.com",
        "https://www.contoso.com/tickets?id=7",
        "http://contoso.com:8080",
    ],
)
def test_an_address_or_host_of_a_ticket_means_the_customer(directory: Database, typed: str) -> None:
    found = directory.read_now(lambda s: search.customers(s, typed))
    one = the_one(typed, found)
    assert one is not None
    assert one.company_name == "Contoso"


def test_partners_are_found_so_too(directory: Database) -> None:
    found = directory.read_now(lambda s: search.partners(s, "somebody@trey.example"))
    assert [hit.name for hit in found.items] == ["Trey"]


@pytest.mark.parametrize("name", ["C@fé", "www.", "x@.", "://", "A/B: C", "S.L.", "user@host"])
def test_what_is_no_host_stays_as_it_is(name: str) -> None:
    assert hosts(fold(name)) == fold(name)
