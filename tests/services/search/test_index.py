"""Type-ahead: what is found, in which order, and that nothing is cut silently, on both databases."""

import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.db import Database
from bot.services import search
from bot.services.search.folding import FoldedQuery, fold
from tests.kit.examples import examples
from tests.kit.rows import customer, guid, names, partner, subscription


def fill(database: Database, *rows: object) -> None:
    database.write_now(lambda session: session.add_all(rows))


def found_customers(database: Database, query: str, limit: int = 100) -> search.Found[search.CustomerHit]:
    return database.read_now(lambda session: search.customers(session, query, limit))


def test_best_matches_first(database: Database) -> None:
    everyone = ["Zeta Contoso", "Contoso Ltd", "contoso", "MyContoso", "Fabrikam", "Contoso Iberia"]
    fill(database, *(customer(n, name) for n, name in enumerate(everyone)))
    found = found_customers(database, "CONTOSO")
    assert names(found.items) == ["contoso", "Contoso Iberia", "Contoso Ltd", "Zeta Contoso", "MyContoso"]
    assert not found.more


@pytest.mark.parametrize("query", ["camion", "CAMIÓN", "amió", "ñandu camion", "camio\u0301n ÑANDÚ", "  camión "])
def test_case_accents_and_word_order_do_not_matter(database: Database, query: str) -> None:
    fill(database, customer(1, "Camión Ñandú S.A."), customer(2, "Otro"))
    assert names(found_customers(database, query).items) == ["Camión Ñandú S.A."]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Łódź Handel", "lodz"),
        ("Ørsted", "orsted"),
        ("Encyclopædia", "clopae"),
        ("L'Oréal", "l’oreal"),
        ("Işık", "isik"),
    ],
)
def test_accents_that_are_part_of_the_letter_do_not_matter(database: Database, name: str, query: str) -> None:
    fill(database, customer(1, name), customer(2, "Otro"))
    assert names(found_customers(database, query).items) == [name]
    assert names(found_customers(database, name).items) == [name]


def test_found_by_domain_and_by_the_start_of_the_id(database: Database) -> None:
    fill(database, customer(1, "Uno", "uno.onmicrosoft.com"), customer(2, "Dos", "dos.example"))
    assert names(found_customers(database, "uno.onmicrosoft").items) == ["Uno"]
    assert names(found_customers(database, guid(2)).items) == ["Dos"]
    assert names(found_customers(database, guid(2).upper()).items) == ["Dos"]
    assert names(found_customers(database, guid(2)[:8]).items) == ["Dos", "Uno"]


def test_found_by_ideographs_without_spaces(database: Database) -> None:
    fill(database, customer(1, "株式会社青空商事"), customer(2, "株式会社みどり"), customer(3, "مكتبة النور"))
    assert names(found_customers(database, "青空").items) == ["株式会社青空商事"]
    assert names(found_customers(database, "空商事").items) == ["株式会社青空商事"]
    assert names(found_customers(database, "ミドリ").items) == []
    assert names(found_customers(database, "النور").items) == ["مكتبة النور"]


def test_short_words_match_where_words_start(database: Database) -> None:
    fill(database, customer(1, "Casa Or"), customer(2, "Oro Fino"), customer(3, "Motor"))
    assert names(found_customers(database, "or").items) == ["Oro Fino", "Casa Or"]
    assert names(found_customers(database, "o").items) == ["Oro Fino", "Casa Or"]
    assert names(found_customers(database, "casa o").items) == ["Casa Or"]


def test_says_when_more_match(database: Database) -> None:
    fill(database, *(customer(n, f"Tienda {n:03}") for n in range(101)), customer(500, "La Tienda"))
    for query in ("", "t", "tienda", "ienda", "ti ienda"):
        found = found_customers(database, query)
        assert (len(found.items), found.more) == (100, True), query
    exactly = found_customers(database, "tienda", limit=102)
    assert (len(exactly.items), exactly.more) == (102, False)


def test_an_exact_match_is_shown_however_many_others_match(database: Database) -> None:
    crowd = [customer(n, f"Grupo {n:03} oficina", "grupo.example") for n in range(150)]
    fill(database, *crowd, customer(900, "Zeta", "oficina"), customer(901, "Ya oficina"))
    assert names(found_customers(database, "oficina", limit=5).items)[0] == "Zeta"
    assert names(found_customers(database, "ficina", limit=5).items)[0].startswith("Grupo")


def test_partners_by_mpn_id_site_and_mail(database: Database) -> None:
    rows = [
        partner(1, "Trey", "4567001", website="https://www.trey-research.es/soporte"),
        partner(2, "Litware", "4567002", email="ayuda@litware.example"),
        partner(3, "Iberia", "1000001", kind="indirect_provider"),
    ]
    fill(database, *rows)

    def found(query: str, kind: str | None = "indirect_reseller") -> list[str]:
        return names(database.read_now(lambda s: search.partners(s, query, kind=kind)).items)

    assert found("4567002") == ["Litware"]
    assert found("67001") == ["Trey"]
    assert found("trey-research.es") == ["Trey"]
    assert found("litware.example") == ["Litware"]
    assert found("ayuda") == []
    assert found("") == ["Litware", "Trey"]
    assert found("ibe") == []
    assert found("ibe", kind=None) == ["Iberia"]


def test_subscriptions_by_customer_product_and_offer(database: Database) -> None:
    alfa, beta = customer(1, "Alfa"), customer(2, "Beta")
    fill(database, alfa, beta)
    fill(
        database,
        subscription(1, alfa, "Office 365 E3"),
        subscription(2, beta, "Office 365 E3", "Enterprise"),
        subscription(3, beta, "Visio"),
    )
    found = database.read_now(lambda s: search.subscriptions(s, "beta office"))
    assert [(hit.customer_name, hit.friendly_name) for hit in found.items] == [("Beta", "Office 365 E3")]
    assert len(database.read_now(lambda s: search.subscriptions(s, "office 365 e3")).items) == 2
    assert database.read_now(lambda s: search.subscriptions(s, "enterprise")).items[0].id == guid(2, 2)
    assert database.read_now(lambda s: search.subscriptions(s, guid(3, 2))).items[0].friendly_name == "Visio"
    assert len(database.read_now(lambda s: search.subscriptions(s, "b")).items) == 2
    assert len(database.read_now(lambda s: search.subscriptions(s, "b v")).items) == 1
    assert len(database.read_now(lambda s: search.subscriptions(s, "e3 of")).items) == 2


def test_one_customers_subscriptions(database: Database) -> None:
    alfa, beta = customer(1, "Alfa Visio"), customer(2, "Beta")
    fill(database, alfa, beta)
    fill(database, *(subscription(n, alfa, f"Plan {n:04}", "Teams" if n == 7 else None) for n in range(2000)))
    fill(database, subscription(5000, beta, "Plan 0007"))

    def found(query: str) -> search.Found[search.SubscriptionHit]:
        return database.read_now(lambda s: search.subscriptions_of(s, alfa.id, query))

    assert names(found("").items)[:2] == ["Plan 0000", "Plan 0001"]
    assert (len(found("").items), found("").more) == (100, True)
    assert names(found("0007").items) == ["Plan 0007"]
    assert names(found("teams").items) == ["Plan 0007"]
    assert names(found(guid(9, 2)).items) == ["Plan 0009"]
    assert found("visio").items == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_says_when_not_every_candidate_was_looked_at(database: Database) -> None:
    # Every trigram of "abcab" is in these names, the word itself in none but the last.
    crowd = [customer(n, f"abca bcab {n:04}") for n in range(1_100)]
    fill(database, *crowd, customer(9_000, "xabcabx"))
    found = found_customers(database, "abcab")
    assert (names(found.items), found.more) == ([], True)
    assert names(found_customers(database, "xabcab").items) == ["xabcabx"]


def test_follows_changes_and_vacuum(database: Database) -> None:
    fill(database, *(customer(n, f"Cliente {n}") for n in range(9)))
    with database.writer.begin() as connection:
        connection.execute(text(f"DELETE FROM customer WHERE id = '{guid(2)}'"))
        connection.execute(text(f"UPDATE customer SET search_key = '\nnuevo\n' WHERE id = '{guid(5)}'"))
    if database.is_sqlite:
        raw = database.writer.raw_connection()
        raw.cursor().execute("VACUUM")
        raw.close()
    assert names(found_customers(database, "uevo").items) == ["Cliente 5"]
    assert found_customers(database, "liente 5").items == found_customers(database, "liente 2").items == ()
    assert names(found_customers(database, "liente 8").items) == ["Cliente 8"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_without_trigrams_finds_the_same(database: Database) -> None:
    with database.writer.begin() as connection:
        connection.execute(text("DROP EXTENSION pg_trgm CASCADE"))
    fill(database, customer(1, "Contoso"), customer(2, "Fabrikam"))
    assert names(found_customers(database, "ontos").items) == ["Contoso"]
    assert names(found_customers(database, "kam").items) == ["Fabrikam"]


LETTERS = "abAB áñß 空青 %_\\\"'*\u200b\n1-"
NASTY = [
    "%",
    "_",
    "\\",
    '"',
    "'",
    "*",
    "AND",
    "NEAR(",
    "a AND",
    '"a',
    "%%%",
    "___",
    "\\\\\\",
    "-",
    "^",
    "a*",
    "{",
    ";--",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(30))
@given(queries=st.lists(st.text(LETTERS, max_size=6) | st.text(max_size=12), min_size=5, max_size=20))
@example(queries=[*NASTY, "a" * 10_000, "a b " * 3_000, "空" * 5_000, " ", "\x00", "a\x00b", "\ud800", "🎉", "ﷺ" * 400])
def test_any_text_finds_exactly_what_the_rules_say(database: Database, queries: list[str]) -> None:
    everyone = _crowd(database)
    for query in queries:
        asked = FoldedQuery.read(query)
        expected = sorted((row for row in everyone if _expected(asked, row[0], row[1])), key=asked.order)
        found = found_customers(database, query, limit=1000)
        assert [hit.id for hit in found.items] == [row[1] for row in expected], query
        few = found_customers(database, query, limit=3)
        assert (len(few.items), few.more) == (min(len(expected), 3), len(expected) > 3), query


def _expected(asked: FoldedQuery, key: str, row_id: str) -> bool:
    return key.startswith(f"\n{asked.phrase}") or asked.matches(key) or asked.starts_id(row_id)


def _crowd(database: Database) -> list[tuple[str, str]]:
    rows = database.read_now(lambda s: s.connection().exec_driver_sql("SELECT search_key, id FROM customer").all())
    if not rows:
        chosen = random.Random(7)
        texts = ["".join(chosen.choices(LETTERS, k=chosen.randint(1, 12))) for _ in range(200)]
        fill(database, *(customer(n, name) for n, name in enumerate(texts) if fold(name)))
        return _crowd(database)
    return [(row[0], row[1]) for row in rows]
