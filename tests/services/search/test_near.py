"""Near misses on both databases: what a mistake was nearly, and nothing where nothing is near."""

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.models import Customer
from bot.services import search
from bot.services.search import near
from bot.services.search.typed import the_one
from tests.kit import rows

NAMES = ("Contoso Limited", "Northwind Traders", "Fabrikam S.L.", "Müller GmbH", "Adventure Works")


@pytest.fixture
def directory(database: Database) -> Database:
    """Write customers of these names, and a reseller and a provider."""

    def work(session: Session) -> None:
        session.add_all(rows.customer(n, name, f"{name.split()[0].lower()}.example") for n, name in enumerate(NAMES))
        session.add_all(
            [
                rows.partner(1, "Trey Research", "4000001"),
                rows.partner(2, "Treyy Provider", "4000002", kind="indirect_provider"),
            ]
        )

    database.write_now(work)
    return database


def customers(database: Database, text: str) -> list[str]:
    return [hit.company_name for hit in database.read_now(lambda s: near.customers(s, text))]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Contosso", "Contoso Limited"),
        ("northwnid traders", "Northwind Traders"),
        ("Nortwind Traders", "Northwind Traders"),
        ("fabrykam sl", "Fabrikam S.L."),
        ("Nortwind", "Northwind Traders"),
        ("adventure wroks", "Adventure Works"),
        ("contozo.example", "Contoso Limited"),
    ],
)
def test_a_mistake_is_nearly_the_name(directory: Database, typed: str, meant: str) -> None:
    assert customers(directory, typed)[:1] == [meant]


@pytest.mark.parametrize("typed", ["", "x", "Tailspin", "%_\\'\"", "\x00", "xontosox", "a b c d e f g h contosso"])
def test_nothing_is_near_what_is_like_nothing(directory: Database, typed: str) -> None:
    assert customers(directory, typed) == []


def test_resellers_only_and_no_customers_of_other_providers(directory: Database) -> None:
    found = directory.read_now(lambda s: near.find(s, "Tray Research"))
    assert [hit.name for hit in found.resellers] == ["Trey Research"]
    directory.write_now(lambda s: setattr(s.get_one(Customer, rows.guid(0)), "elsewhere", True))
    assert customers(directory, "contosso") == []


def test_a_legal_form_spelt_otherwise_finds_the_company_and_another_form_does_not(directory: Database) -> None:
    found = directory.read_now(lambda s: search.customers(s, "Contoso Ltd."))
    assert [hit.company_name for hit in found.items] == ["Contoso Limited"]
    assert the_one("contoso ltd", found) == found.items[0]
    assert directory.read_now(lambda s: search.customers(s, "Contoso GmbH")).items == ()
    assert customers(directory, "Contoso GmbH") == ["Contoso Limited"]
