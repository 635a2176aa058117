"""Rows that whole texts name: found by the indexes however the texts are written, and no others."""

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.models import OtherName, Partner
from bot.services.search import exact
from bot.services.search.folding import fold
from tests.conftest import MONDAY
from tests.kit.rows import customer, guid, partner, subscription
from tests.kit.store.rivals import statements

LONG = "Sociedad " * 30


def fill(database: Database, *rows: object) -> None:
    database.write_now(lambda session: session.add_all(rows))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CONTOSO  ltd", {1}),
        ("Contoso Ltd.", {1}),
        ("contoso, LIMITED", {1}),
        ("Contoso GmbH", set()),
        ("Contoso", {2}),
        ("cámion ñandu", {3}),
        ("UNO.Example", {1}),
        ("uno", set()),
        ("DOS.example", {2, 3}),
        (guid(2).upper(), {2}),
        (guid(2)[:8], set()),
        (LONG + "Uno", {4}),
        (LONG + "Dos", set()),
        ("%", set()),
    ],
)
def test_customers_by_whole_name_domain_or_id(database: Database, text: str, found: set[int]) -> None:
    fill(
        database,
        customer(1, "Contoso Ltd", "uno.example"),
        customer(2, "Contoso", "Dos.Example"),
        customer(3, "Camión Ñandú", "dos.example"),
        customer(4, LONG + "Uno", ""),
    )
    assert set(database.read_now(lambda s: exact.customers(s, {text}))) == set(map(guid, found))


@pytest.mark.parametrize(
    ("text", "found"),
    [("trey RESEARCH", {1}), ("4000001", {1, 2}), ("4000009", {2}), ("400000", set()), (guid(2, 3).upper(), {2})],
)
def test_partners_by_whole_name_id_or_number_of_any_location(database: Database, text: str, found: set[int]) -> None:
    other = partner(2, "Trey Research Ibérica")
    assert isinstance(other, Partner)
    other.other_mpn_ids = "4000008 4000009"
    fill(database, partner(1, "Trey Research"), other)
    assert set(database.read_now(lambda s: exact.partners(s, {text}))) == {guid(n, 3) for n in found}


def test_the_very_name_wins_and_forms_alike_stay_ambiguous(database: Database) -> None:
    fill(database, customer(1, "Fabrikam S.L.", ""), customer(2, "Fabrikam, SL", ""), customer(3, "Fabrikam S.A.", ""))
    texts = {"Fabrikam, SL", "fabrikam sociedad limitada", "fabrikam ag"}
    meant = exact.Meanings(database.read_now(lambda s: exact.customers(s, texts)).values(), {})
    assert meant.of("fabrikam, sl") == {guid(2)}
    assert meant.of("fabrikam sociedad limitada") == {guid(1), guid(2)}
    assert not meant.of("fabrikam ag")
    assert not meant.of("fabrikam")


def test_partners_with_their_legal_form_otherwise(database: Database) -> None:
    fill(database, partner(1, "Trey Research S. L. U."))
    assert set(database.read_now(lambda s: exact.partners(s, {"trey research slu"}))) == {guid(1, 3)}


def test_aliases_count_where_nobody_is_called_so(database: Database) -> None:
    def also(party: str, key: str, name: str) -> OtherName:
        return OtherName(party=party, tenant_id=key, folded=fold(name), kind="alias", name=name, noted_at=MONDAY)

    rows = customer(1, "Contoso", "c.example"), customer(2, "Fabrikam", "f.example"), partner(3, "Trey")
    fill(database, *rows, also("customer", guid(2), "Contoso"), also("customer", guid(2), "Woodgrove Ltd"))
    fill(database, also("customer", guid(1), "Acme"), also("customer", guid(2), "Acme"))
    fill(database, also("partner", guid(3, 3), "Wood"))

    def meant(text: str) -> set[str]:
        def look(s: Session) -> set[str]:
            others = exact.other_names(s, "customer", {text})
            return set(exact.Meanings(exact.customers(s, {text, *others}).values(), others).of(fold(text)))

        return database.read_now(look)

    assert meant("CONTOSO") == {guid(1)}
    assert meant("Woodgrove LIMITED") == {guid(2)}
    assert meant("acme") == {guid(1), guid(2)}
    assert meant("wood") == set()


def test_subscriptions_by_both_names(database: Database) -> None:
    owners = customer(1, "Contoso"), customer(2, "Contoso Ltd")
    fill(database, *owners)
    fill(
        database,
        *(subscription(n, owner, "Office", "Office E3") for n, owner in enumerate(owners)),
        subscription(9, owners[0], "Office E3"),
    )
    assert database.read_now(lambda s: exact.subscriptions(s, {("CONTOSO", "office")})) == [guid(0, 2)]


def test_a_statement_for_hundreds_of_texts(database: Database) -> None:
    fill(database, *(customer(n, f"Name {n}", f"d{n}.example") for n in range(3 * exact.CHUNK)))

    def asked(count: int) -> int:
        texts = [f"NAME {n}" for n in range(count)]
        with statements(database) as said:
            assert len(database.write_now(lambda s: exact.customers(s, texts))) == count
        return sum(statement.startswith("SELECT") for statement in said)

    assert asked(exact.CHUNK) == asked(1)
    # Lower case is a text of its own where folding changed it; here it is the same.
    assert asked(3 * exact.CHUNK) == 3 * asked(1)
