"""Labels: namesakes are told apart by what the directory knows of them, and nobody else is; by the index."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from bot.db import Database
from bot.models import Customer, Subscription
from bot.services.store import labels
from bot.services.store.sql import table
from tests.conftest import MONDAY
from tests.kit import world
from tests.kit.rows import guid, partner


def customers(database: Database, *named: tuple[str, str], always: bool = False) -> list[str]:
    """Write customers of these names and domains, and return their labels in that order."""
    ids = [guid(number) for number, _ in enumerate(named, start=1)]
    rows = [world.customer(key, name, domain or " ") for key, (name, domain) in zip(ids, named, strict=True)]
    for row, (_, domain) in zip(rows, named, strict=True):
        row.domain = domain
    database.write_now(lambda s: s.add_all(rows))
    found = database.read_now(lambda s: labels.read(s, customers=[*ids, guid(99)], always=always))
    assert found.customer(guid(99)) == guid(99)
    return [found.customer(key) for key in ids]


def test_only_namesakes_are_told_apart(database: Database) -> None:
    given = [("Contoso", "contoso.com"), ("CONTOSÓ", "contoso.es"), ("Contoso Iberia", "iberia.example"), ("Cont", "")]
    assert customers(database, *given) == ["Contoso (contoso.com)", "CONTOSÓ (contoso.es)", "Contoso Iberia", "Cont"]


def test_always_is_said_of_anybody(database: Database) -> None:
    found = customers(database, ("Contoso", "contoso.com"), ("Northwind", ""), always=True)
    assert found == ["Contoso (contoso.com)", "Northwind (00000001)"]


@pytest.mark.parametrize("domain", ["", "same.example"])
def test_without_a_domain_of_their_own_the_id_tells_them_apart(database: Database, domain: str) -> None:
    def add(session: Session) -> None:
        for key in ("aaaaaaaa-1", "bbbbbbbb-1"):
            row = world.customer(key, "Contoso", "same.example")
            row.domain = domain
            session.add(row)

    database.write_now(add)
    found = database.read_now(lambda s: labels.read(s, customers=["aaaaaaaa-1", "bbbbbbbb-1"]))
    assert sorted(found.customers.values()) == ["Contoso (aaaaaaaa)", "Contoso (bbbbbbbb)"]


def test_a_long_name_leaves_room_for_what_tells_it_apart(database: Database) -> None:
    name, domain = "Contoso " * 20, "d" * 60 + ".example"
    first, second = customers(database, (name, domain), (name, "contoso.es"))
    assert first.endswith(f"… ({'d' * 39}…)")
    assert second.endswith("… (contoso.es)")
    assert len(first) == len(second) == 75


def test_partners_are_told_apart_by_their_partner_id(database: Database) -> None:
    rows = [partner(1, "Trey", "4000001"), partner(2, "trey", "4000002"), partner(3, "Fabrikam", "4000003")]
    rows += [partner(4, "Twin", "4000004"), partner(5, "Twin", "4000004")]
    ids = [row.tenant_id for row in rows]
    database.write_now(lambda s: s.add_all(rows))
    found = database.read_now(lambda s: labels.read(s, partners=ids))
    assert [found.partner(key) for key in ids[:3]] == [
        "Trey (PartnerID 4000001)",
        "trey (PartnerID 4000002)",
        "Fabrikam",
    ]
    assert [found.partner(key) for key in ids[3:]] == ["Twin (00000003)"] * 2  # the test's ids begin alike


def test_subscriptions_of_one_plan_are_told_apart_by_quantity_and_start(database: Database) -> None:
    later, keys = MONDAY + timedelta(days=40), [f"{n}{n}{n}{n}{n}{n}{n}{n}-0" for n in range(1, 8)]

    def add(session: Session) -> None:
        session.add_all([world.customer(world.CONTOSO, "Contoso"), world.customer(world.STRANGER, "Contoso", "b.es")])
        session.flush()
        session.add_all(
            [
                world.subscription(keys[0], "Microsoft 365 E3", quantity=25),
                world.subscription(keys[1], "MICROSOFT 365 E3", quantity=25, creation_date=later),
                world.subscription(keys[2], "Microsoft 365 E3", quantity=5),
                world.subscription(keys[3], "Microsoft 365 E3", quantity=5, creation_date=MONDAY + timedelta(hours=1)),
                world.subscription(keys[4], "Microsoft 365 E3", creation_date=None),
                world.subscription(keys[5], "Visio", quantity=1),
                world.subscription(keys[6], "Visio", owner=world.STRANGER, quantity=2),
            ]
        )

    database.write_now(add)
    found = database.read_now(lambda s: labels.read(s, subscriptions=keys))
    assert [found.subscription(key) for key in keys] == [
        "Microsoft 365 E3 (×25 · 2026-03-02)",
        "MICROSOFT 365 E3 (×25 · 2026-04-11)",
        "Microsoft 365 E3 (×5 · 2026-03-02 · 33333333)",
        "Microsoft 365 E3 (×5 · 2026-03-02 · 44444444)",
        "Microsoft 365 E3 (55555555)",
        "Visio",
        "Visio",
    ]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_namesakes_are_found_by_the_index(database: Database) -> None:
    def plan(session: Session) -> str:
        session.execute(
            text(
                "INSERT INTO customer (id, company_name, domain, relationship_to_partner, search_key) "
                "SELECT 'c' || n, 'C' || n, 'd', 'none', chr(10) || 'c' || n || chr(10) || 'd' || chr(10) "
                "FROM generate_series(1, 20000) AS n"
            )
        )
        session.execute(text("ANALYZE customer"))
        source = table(Customer)
        asked = select(labels.customer_label(source)).where(source.c.id == "c77")
        sql = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        return "\n".join(session.execute(text(f"EXPLAIN {sql}".replace(":", "\\:"))).scalars())

    found = database.write_now(plan)
    assert "Seq Scan" not in found
    assert "ix_customer_search_key" in found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_label_looks_at_namesakes_and_not_at_all_that_the_customer_has(database: Database) -> None:
    def plan(session: Session) -> str:
        source = table(Subscription)
        asked = select(source.c.id, labels.subscription_label(source))
        sql = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        rows = session.execute(text(f"EXPLAIN QUERY PLAN {sql}".replace(":", "\\:")))
        return "\n".join(row.detail for row in rows)

    found = database.read_now(plan)
    assert "ix_subscription_search_key" in found
    assert "ix_subscription_customer_id" not in found
