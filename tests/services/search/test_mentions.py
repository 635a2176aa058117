"""Customers and resellers that a message names: whole names and domains first, never somebody it does not name."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from bot.db import Database
from bot.models import Customer, OtherName, Partner
from bot.services.search import index, mentions
from bot.services.search.folding import customer_key, fold, partner_key
from bot.services.search.mentions import MOST_WORDS, plain, typed
from tests.conftest import MONDAY
from tests.kit.examples import examples

CUSTOMERS = {
    "Contoso S.L.": "contoso.com",
    "Contoso Iberia": "contoso.es",
    "Northwind": "northwind.example",
    "Ñandú & Hijos": "nandu.example",
    "株式会社 Tailspin": "tailspin.example",
    "The Phone Company": "phone.example",
}
RESELLERS = {"Trey Research": "4391507", "Fabrikam": "4391508", "Iberia": "4391509"}


@pytest.fixture
def directory(database: Database) -> Database:
    database.write_now(_build)
    return database


def _build(session: Session) -> None:
    for number, (name, domain) in enumerate(CUSTOMERS.items()):
        key = f"3333333{number}-0000-4000-8000-000000000000"
        session.add(Customer(id=key, company_name=name, domain=domain, search_key=customer_key(name, domain)))
    for number, (name, mpn) in enumerate(RESELLERS.items()):
        key = f"2222222{number}-0000-4000-8000-000000000000"
        kind = "indirect_reseller"
        others = "4391599" if name == "Fabrikam" else ""
        found_by = partner_key(name, mpn, other_mpn_ids=others)
        session.add(Partner(tenant_id=key, mpn_id=mpn, other_mpn_ids=others, name=name, kind=kind, search_key=found_by))


def find(database: Database, text: str, *, customers: bool = True) -> tuple[list[str], list[str]]:
    found = database.read_now(lambda s: mentions.find(s, text, customers=customers))
    return [hit.company_name for hit in found.customers], [hit.name for hit in found.resellers]


@pytest.mark.parametrize(
    ("text", "customers", "resellers"),
    [
        ("Northwind wants support from trey research, please", ["Northwind"], ["Trey Research"]),
        ("NORTHWIND's admin called", ["Northwind"], []),
        ("write to bob@northwind.example!", ["Northwind"], []),
        ("el cliente nandu & hijos", ["Ñandú & Hijos"], []),
        ("ÑANDÚ Y HIJOS", ["Ñandú & Hijos"], []),
        ("Contoso Iberia, no other", ["Contoso Iberia"], ["Iberia"]),
        ("contoso s.l. and contoso iberia", ["Contoso Iberia", "Contoso S.L."], ["Iberia"]),
        ("Contoso wants help", ["Contoso Iberia", "Contoso S.L."], []),
        ("the admin of contoso wants help", [], []),
        ("see contoso.com", ["Contoso S.L."], []),
        ("the page www.contoso.com is down", ["Contoso S.L."], []),
        ("https://www.northwind.example/shop does not open", ["Northwind"], []),
        ("PartnerID 4391599 sells to them", [], ["Fabrikam"]),
        ("PartnerID 4391508", [], ["Fabrikam"]),
        ("The customer called about the phone", [], []),
        ("the phone of the company", [], []),
        ("research by Trey", [], ["Trey Research"]),
        ("東京の株式会社 Tailspin です", [], []),
        ("依頼: 株式会社 Tailspin です", ["株式会社 Tailspin"], []),
        ("", [], []),
        ("?! <> & -- ..", [], []),
    ],
)
def test_who_is_meant(directory: Database, text: str, customers: list[str], resellers: list[str]) -> None:
    assert find(directory, text) == (customers, resellers)


FORMER = {
    "33333330-0000-4000-8000-000000000000": ("customer", "Adatum"),
    "33333332-0000-4000-8000-000000000000": ("customer", "Fourth Coffee"),
    "33333331-0000-4000-8000-000000000000": ("customer", "Northwind"),
    "22222220-0000-4000-8000-000000000000": ("partner", "Proseware"),
    "22222221-0000-4000-8000-000000000000": ("partner", "Iberia"),
}


@pytest.fixture
def renamed(directory: Database) -> Database:
    """The same, where some had another name before: one of a name of today, too."""

    def write(session: Session) -> None:
        for key, (party, name) in FORMER.items():
            folded = fold(name)
            session.add(OtherName(party=party, tenant_id=key, folded=folded, name=name, noted_at=MONDAY))
            row = session.get(Customer, key) or session.get_one(Partner, key)
            row.search_key += f"{folded}\n"

    directory.write_now(write)
    return directory


@pytest.mark.parametrize(
    ("text", "customers", "resellers"),
    [
        ("Adatum and Proseware called", ["Contoso S.L."], ["Trey Research"]),
        ("write to fourth coffee", ["Northwind"], []),
        ("Northwind wants help from Iberia", ["Northwind"], ["Iberia"]),
        ("Adatum is Contoso S.L. now", ["Contoso S.L."], []),
    ],
)
def test_who_was_renamed_is_meant_by_the_former_name(
    renamed: Database, text: str, customers: list[str], resellers: list[str]
) -> None:
    assert find(renamed, text) == (customers, resellers)


def test_namesakes_are_all_meant(directory: Database) -> None:
    def twin(session: Session) -> None:
        domain = "north.example"
        key = "33333339-0000-4000-8000-000000000000"
        found_by = customer_key("NORTHWIND", domain)
        session.add(Customer(id=key, company_name="NORTHWIND", domain=domain, search_key=found_by))

    directory.write_now(twin)
    assert sorted(find(directory, "Northwind wants help")[0]) == ["NORTHWIND", "Northwind"]
    assert find(directory, "help north.example")[0] == ["NORTHWIND"]


def test_whoever_may_not_ask_customers_learns_of_none(directory: Database) -> None:
    assert find(directory, "Northwind and Fabrikam", customers=False) == ([], ["Fabrikam"])


def test_a_long_text_costs_no_more_searches_than_a_page(directory: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = index.customers

    def counting(session: Session, query: str, limit: int, why: bool) -> object:
        asked.append(query)
        return real(session, query, limit, why=why)

    monkeypatch.setattr(index, "customers", counting)
    text = f"Northwind {' '.join(f'word{n}' for n in range(5000))}"
    assert find(directory, text)[0] == ["Northwind"]
    assert len(asked) == MOST_WORDS


@given(st.text(max_size=80), st.sampled_from([*CUSTOMERS, ""]), st.text(max_size=80))
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_searched_and_a_whole_name_is_found(
    directory: Database, before: str, name: str, after: str
) -> None:
    few_words = " ".join(before.split()[:5])
    customers, _ = find(directory, f"{few_words} — {name} — {after}")
    if name and not any(other in f"{before}{after}" for other in CUSTOMERS):
        assert name in customers


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U1> asks <!here|here> in <#C1|general>", "asks in"),
        ("<mailto:bob@contoso.com|bob@contoso.com> &amp; co", "bob@contoso.com & co"),
        ("<mailto:bob@contoso.com>", "bob@contoso.com"),
        (
            "see <https://contoso.com/a?b=1|their site> and <https://contoso.com>",
            "see their site and https://contoso.com",
        ),
        ("1 &lt; 2  &gt; 0", "1 < 2 > 0"),
        ("a < b", "a < b"),
    ],
)
def test_slacks_markup_is_taken_off(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("  Contoso ", "Contoso"),
        ("“Contoso”", "Contoso"),
        ('"Contoso" Iberia', '"Contoso" Iberia'),
        ("Ñandú &amp; Hijos", "Ñandú & Hijos"),
        (" <http://contoso.com|contoso.com> ", "contoso.com"),
        ("<https://contoso.com/a?b=1&amp;c=2>", "contoso.com/a?b=1&c=2"),
        ("<mailto:ann@contoso.com|ann@contoso.com> <mailto:b@c.d>", "ann@contoso.com b@c.d"),
        ("&gt;14 A&amp;B &lt;x&gt;", ">14 A&B <x>"),
        ("R&D <!channel> <@U1> <x> &copy", "R&D <!channel> <@U1> <x> &copy"),
        ("&amp;lt;", "&lt;"),
        ('"', '"'),
        ('""', '""'),
        ("", ""),
    ],
)
def test_what_is_typed_after_a_command_is_freed_of_links_escapes_and_quotes_only(sent: str, meant: str) -> None:
    assert typed(sent) == meant


@pytest.mark.parametrize(("text", "shown"), [("<a <b|c>", "<a c"), ("<@U1 <@U2> d", "<@U1 d"), ("<x|y <z>", "<x|y z")])
def test_an_open_mark_ends_at_the_next_one(text: str, shown: str) -> None:
    """Looked for to the end of the text, each of 40,000 open marks, two minutes went by."""
    assert plain(text) == shown
