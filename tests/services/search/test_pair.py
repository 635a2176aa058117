"""Two names, or a subscription's id, typed after a command: who is meant, and what of it nobody is called."""

import pytest

from bot.db import Database
from bot.services.search import pair
from bot.services.search.pair import Parties
from tests.kit.rows import customer, guid, partner, subscription

PROVIDER, SUBSCRIPTION = guid(9, 3), guid(20, 2)


@pytest.fixture
def directory(database: Database) -> Database:
    contoso = customer(1, "Contoso", "contoso.com")
    rows = [
        contoso,
        customer(2, "Contoso Ibérica", "contoso.es"),
        customer(3, "Smith, Jones & Co", "smith.example"),
        customer(4, "Gemelos", "gemelos-uno.es"),
        customer(5, "Gemelos", "gemelos-dos.es"),
        partner(6, "Nébula Sistemas"),
        partner(7, "Trey Research"),
        partner(8, "Trey Norte"),
        partner(9, "Iberia Cloud", kind="indirect_provider"),
        partner(10, "Direct Bill", kind="direct_bill"),
    ]
    database.write_now(lambda s: s.add_all(rows))
    database.write_now(lambda s: s.add(subscription(20, contoso, "Office 365")))
    return database


def parties(directory: Database, text: str) -> Parties:
    return directory.read_now(lambda s: pair.read(s, text, PROVIDER))


def names(found: Parties) -> tuple[str | None, str | None]:
    customer, partner = found.customer and found.customer.one, found.partner and found.partner.one
    return customer.company_name if customer else None, partner.name if partner else None


@pytest.mark.parametrize(
    "text",
    [
        "Contoso Ibérica Nébula Sistemas",
        "contoso iberica nebula",
        "nebula contoso iberica",
        "Contoso Ibérica, Nébula",
        "Contoso Ibérica → Nébula Sistemas",
        "Contoso Ibérica -> Nébula Sistemas",
        "Contoso Ibérica; Nébula",
        "Nébula para Contoso Ibérica",
        "Contoso Ibérica for Nébula",
        '"Contoso Ibérica" "Nébula Sistemas"',
        # As the command hands it over: without the quotes around everything.
        'Contoso Ibérica" "Nébula Sistemas',
        "«Contoso Ibérica» → «Nébula Sistemas»",
        '"Contoso Ibérica" Nébula',
        'Contoso Ibérica "Nébula Sistemas"',
        "contoso.es nebula",
    ],
)
def test_a_customer_and_a_reseller_in_either_order_and_with_any_mark(directory: Database, text: str) -> None:
    assert names(parties(directory, text)) == ("Contoso Ibérica", "Nébula Sistemas")


def test_one_name_is_a_customer_first_even_with_a_comma_in_it(directory: Database) -> None:
    assert names(parties(directory, "Smith, Jones & Co")) == ("Smith, Jones & Co", None)
    assert names(parties(directory, "Smith, Jones & Co, Nébula")) == ("Smith, Jones & Co", "Nébula Sistemas")
    assert names(parties(directory, "contoso")) == ("Contoso", None)
    assert parties(directory, "contoso").partner is None


def test_a_contact_is_a_reseller_or_the_provider_itself(directory: Database) -> None:
    assert names(parties(directory, "Contoso, Iberia Cloud")) == ("Contoso", "Iberia Cloud")
    assert names(parties(directory, "Contoso, Direct Bill")) == ("Contoso", None)
    alone = parties(directory, "nebula")
    assert (alone.customer, names(alone)) == (None, (None, "Nébula Sistemas"))


@pytest.mark.parametrize("text", ["Contoso Ibérica Zzz", "Contoso Ibérica, Zzz", "Contoso Ibérica → Zzz"])
def test_who_is_not_found_is_said_beside_who_is(directory: Database, text: str) -> None:
    found = parties(directory, text)
    assert found.customer is not None
    assert found.partner is not None
    assert (names(found)[0], found.partner.text, found.partner.found.items) == ("Contoso Ibérica", "Zzz", ())


def test_names_of_several_are_nobody_in_particular(directory: Database) -> None:
    found = parties(directory, "Contoso Ibérica, Trey")
    assert found.partner is not None
    assert (names(found), len(found.partner.found.items)) == (("Contoso Ibérica", None), 2)
    found = parties(directory, "Gemelos Nébula")
    assert found.customer is not None
    assert (names(found), len(found.customer.found.items)) == ((None, "Nébula Sistemas"), 2)


@pytest.mark.parametrize("text", ["", "zzz", "zzz yyy", "z " * 200, "→", "for", ", , ,", '""', "a\0b"])
def test_nobody_at_all_is_a_customer_that_is_not_there(directory: Database, text: str) -> None:
    found = parties(directory, text)
    assert names(found) == (None, None)
    assert found.subscription_id is None


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        (SUBSCRIPTION, None),
        (SUBSCRIPTION.upper(), None),
        (f"“{SUBSCRIPTION}”", None),
        (f"{SUBSCRIPTION} Nébula", "Nébula Sistemas"),
        (f"Nébula para {SUBSCRIPTION}", "Nébula Sistemas"),
        (f"{SUBSCRIPTION}, zzz", None),
    ],
)
def test_a_subscriptions_id_tells_the_customer(directory: Database, text: str, contact: str | None) -> None:
    found = parties(directory, text)
    assert (found.subscription_id, found.customer_id, names(found)) == (SUBSCRIPTION, guid(1), (None, contact))


def test_an_id_of_no_subscription_is_looked_for_among_the_customers(directory: Database) -> None:
    assert names(parties(directory, guid(2))) == ("Contoso Ibérica", None)
    assert parties(directory, guid(99)).customer is not None
