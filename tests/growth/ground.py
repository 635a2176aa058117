"""A directory, work, history and messages of any size, generated inside the database: a million rows in seconds."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.services.directory.store import Store, for_bulk, settle
from bot.services.search.folding import customer_key, fold
from tests.benchmarks.full_size import PRODUCTS, company
from tests.conftest import MONDAY, PROVIDER
from tests.growth import work
from tests.growth.measure import GaugedDatabase
from tests.growth.sql import Rows, Sql
from tests.kit.world import provider

# Names that customers share, besides their number.
NAMES = 500


@dataclass(frozen=True)
class Ground:
    """A database with `size` subscriptions, and as many rows of history and of sent messages.

    Some own, support or did a share of everything: customer 0 and subscription 0 a hundredth, partner 1 a quarter,
    each of fifty people a fiftieth.
    """

    database: GaugedDatabase
    size: int
    now: datetime = MONDAY

    @property
    def partners(self) -> int:
        """Number of resellers; one more has no relationship yet."""
        return max(20, self.size // 200)


def subscription(number: int) -> str:
    """Return the id of a subscription."""
    return f"{scattered(number)}-0000-4000-9000-{number:012}"


def customer(number: int) -> str:
    """Return the id of a customer."""
    return f"{scattered(number)}-0000-4000-8000-{number:012}"


def partner(number: int) -> str:
    """Return the tenant id of a reseller; 0 is the provider."""
    return f"22222222-0000-4000-8000-{number:012}" if number else PROVIDER


def scattered(number: int) -> str:
    """Make eight digits that follow no order, as the first ones of Microsoft's ids do."""
    return f"{100_000_000 + number * 2_654_435_761 % 99_999_989}"[1:]


def build(ground: Ground) -> None:
    """Fill the empty database, and have it know what it holds."""

    def fill(session: Session) -> None:
        session.add(provider())
        session.flush()
        store = Store(session.connection())
        with for_bulk(store):
            rows = Rows(store, Sql(store.sqlite, ground.now))
            _names(rows)
            _directory(rows, ground)
            work.fill(rows, ground.size, ground.partners)
            store.run("DROP TABLE growth_name")
        settle(store, changed=True)
        if not store.sqlite:
            # PostgreSQL does so by itself sooner or later; SQLite never does.
            store.run("ANALYZE")

    ground.database.write_now(fill)


def _names(rows: Rows) -> None:
    chosen = random.Random(20200504)
    rows.store.run("CREATE TEMPORARY TABLE growth_name (no integer, name text, folded text, product text)")
    for number in range(NAMES):
        name, product = company(chosen), PRODUCTS[number % len(PRODUCTS)]
        rows.store.run("INSERT INTO growth_name VALUES (?, ?, ?, ?)", number, name, fold(name), product)


# Every tenth customer is known by another name, too.
_ALIAS = "CASE WHEN i % 10 = 3 THEN 'known ' || i || '\n' ELSE '' END"


def _aliases(sql: Sql) -> Mapping[str, str]:
    said = {"party": "'customer'", "kind": "'alias'", "said_by": "'U1'", "noted_at": sql.at(0)}
    return {**said, "tenant_id": sql.customer("i"), "folded": "'known ' || i", "name": "'Known ' || i"}


def _directory(rows: Rows, ground: Ground) -> None:
    customers = ground.size // 10
    _partners(rows, ground.partners + 1)
    rows.add("customer", customers, _customers(rows.sql), "JOIN growth_name ON no = i % 500")
    rows.add("other_name", customers, _aliases(rows.sql), "WHERE i % 10 = 3")
    both = f"JOIN growth_name p ON p.no = i % 500 JOIN growth_name c ON c.no = {work.OWNER} % 500"
    rows.add("subscription", ground.size, _subscriptions(rows.sql), both)
    for which in (rows.sql.partner("1"), rows.sql.partner(f"2 + i % {ground.partners - 1}")):
        rows.add("customer_relationship", customers, _relationships(rows.sql, which))


def _partners(rows: Rows, count: int) -> None:
    number = "i + 1"
    columns = {
        "tenant_id": rows.sql.partner(number),
        "mpn_id": "CAST(4000001 + i AS text)",
        "name": "name || ' ' || i",
        "kind": "'indirect_reseller'",
        "location": "'ES'",
        "mpa_signed": "true",
        "program_active": "true",
        "other_mpn_ids": "''",
        "search_key": rows.sql.key("folded || ' ' || i", "CAST(4000001 + i AS text)"),
    }
    rows.add("partner", count, columns, "JOIN growth_name ON no = i % 500")
    links = {
        "provider_tenant_id": f"'{PROVIDER}'",
        "reseller_tenant_id": rows.sql.partner(number),
        "state": "'Active'",
    }
    rows.add("partnership", count, links)


def _customers(sql: Sql) -> Mapping[str, str]:
    assert customer_key("A", "b.example").count("\n") > 1  # the shape that is built here in SQL
    return {
        "id": sql.customer("i"),
        "company_name": "name || ' ' || i",
        "domain": "'c' || i || '.example'",
        "relationship_to_partner": "'reseller'",
        "country": "'ES'",
        "search_key": sql.key("folded || ' ' || i", "'c' || i || '.example'") + f" || {_ALIAS}",
    }


def _subscriptions(sql: Sql) -> Mapping[str, str]:
    owner = work.OWNER
    return {
        "id": sql.subscription("i"),
        "customer_id": sql.customer(owner),
        "friendly_name": "p.product || ' (SUB-' || i || ')'",
        "offer_name": "p.product",
        "billing_type": "'license'",
        "quantity": "i % 500",
        "status": "'active'",
        "partner_id": "'4000001'",
        "channel": "'csp'",
        "creation_date": sql.at(-86_400 * 1_000),
        "search_key": sql.key(f"c.folded || ' ' || {owner}", "lower(p.product) || ' (sub-' || i || ')'"),
    }


def _relationships(sql: Sql, partner_id: str) -> Mapping[str, str]:
    return {
        "customer_id": sql.customer("i"),
        "partner_tenant_id": partner_id,
        "state": "'established'",
        "delegated_admin": "'gdap'",
        "delegated_admin_expires_at": f"CASE WHEN i % 10 = 3 THEN {sql.at('86400 * (10 + i % 30)')} END",
        "auto_extend": "false",
        "source": "'import'",
    }
