"""Overview of who supports what, on both databases: pages, filter, sources, and the partner on record apart."""

from datetime import timedelta
from itertools import product

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.errors import NotFound
from bot.models import AssignmentState
from bot.services import commerce
from bot.services.contacts import reviews, support_contact
from bot.services.contacts.support_contact import PER_PAGE, Supporter, SupportPage
from bot.services.search import matching
from bot.services.search.matching import Matches
from bot.services.store.paging import Page
from tests.conftest import MONDAY, PROVIDER
from tests.kit import rows, world
from tests.kit.submitting import BOB, assign
from tests.kit.world import CONTOSO, EXCHANGE, FABRIKAM, OFFICE


def page(database: Database, query: str = "", offset: int = 0, customer: str = CONTOSO) -> SupportPage:
    return database.read_now(lambda s: support_contact.page(s, PROVIDER, customer, query, offset))


def named(found: SupportPage) -> list[str]:
    return [entry.line.name for entry in found.entries.items]


def matches(database: Database, text: str) -> Matches:
    return database.read_now(lambda s: matching.matches(s, text))


def test_the_default_is_the_provider_and_the_partner_on_record_someone_else(contoso: Database) -> None:
    (entry,) = page(contoso, "exchange").entries.items
    assert (entry.line.contact_name, entry.line.origin, entry.line.since) == ("Iberia Cloud", "default", MONDAY)
    assert entry.contact.tenant_id == PROVIDER
    assert (entry.line.partner_on_record, entry.on_record) == ("4000001", "Trey Research")
    assert entry.attention is None


def test_an_assignment_shows_who_and_when_and_waits_for_its_review(contoso: Database) -> None:
    batch_id = assign(contoso, FABRIKAM, OFFICE, 1)
    (entry,) = [found for found in page(contoso).entries.items if found.line.subscription_id == OFFICE]
    assert (entry.contact.name, entry.line.origin, entry.line.set_by) == ("Fabrikam Support", "assigned", "UANN")
    assert entry.line.since == MONDAY + timedelta(days=1)
    assert entry.attention is AssignmentState.APPLIED
    assert entry.on_record == "Trey Research"
    contoso.write_now(lambda s: reviews.close(s, BOB, batch_id, world.scene(MONDAY + timedelta(days=2), key="k2")))
    assert all(found.attention is None for found in page(contoso).entries.items)


def test_the_filter_looks_at_names_and_contacts_but_not_at_the_customer(contoso: Database) -> None:
    assign(contoso, FABRIKAM, OFFICE, 1)
    assert named(page(contoso, "fabrikam")) == ["Office 365"]
    assert named(page(contoso, "FÁBRIKAM óffice")) == ["Office 365"]
    assert named(page(contoso, "iberia exch")) == ["Exchange Online"]
    assert named(page(contoso, "trey")) == []
    found = page(contoso, "nothing like it")
    assert (found.entries, found.total) == (Page(), 6)


def test_the_list_stands_by_contact_and_ends_with_those_that_can_have_none(contoso: Database) -> None:
    contoso.info[commerce.REFUSED] = True
    assign(contoso, FABRIKAM, OFFICE, 1)
    found = page(contoso)
    assert [(entry.supporter, entry.line.name) for entry in found.entries.items] == [
        (Supporter.RESELLER, "Office 365"),
        (Supporter.OURSELVES, "Exchange Online"),
        (Supporter.OURSELVES, "Old Office"),
        (Supporter.NOBODY, "Azure"),
        (Supporter.NOBODY, "Teams"),
        (Supporter.NOBODY, "Visio"),
    ]
    said = [(tally.supporter, tally.contact_name, tally.count) for tally in found.tallies]
    assert said == [
        (Supporter.RESELLER, "Fabrikam Support", 1),
        (Supporter.OURSELVES, "Iberia Cloud", 2),
        (Supporter.NOBODY, "Iberia Cloud", 3),
    ]
    filtered = page(contoso, "office")
    assert [tally.count for tally in filtered.tallies] == [1, 1]
    assert named(page(contoso, "iberia")) == ["Exchange Online", "Old Office"]


@pytest.mark.parametrize("refused", [True, False])
def test_sql_and_python_judge_a_subscription_alike(database: Database, refused: bool) -> None:
    database.info[commerce.REFUSED] = refused
    customer = rows.customer(1, "Contoso")
    shapes = list(
        product(
            ("active", "deleted", "suspended"),
            (None, "", "OnlineServicesNCE", "OnlineServicesnce", "NCEish"),
            (None, "", "license", "usage", "other"),
            ("csp", "open"),
        )
    )

    def work(session: Session) -> None:
        world.build(session)
        session.add(customer)
        session.flush()
        for number, (status, product_type, billing_type, channel) in enumerate(shapes):
            one = rows.subscription(number, customer, f"Seat {number:04d}")
            one.status, one.product_type, one.billing_type, one.channel = status, product_type, billing_type, channel
            session.add(one)

    database.write_now(work)
    offsets = range(0, len(shapes), PER_PAGE)
    pages = [page(database, offset=at, customer=rows.guid(1)) for at in offsets]
    entries = [entry for found in pages for entry in found.entries.items]
    judged = [bool(entry.line.failures) for entry in entries]
    assert judged == sorted(judged)
    nobody = [tally.count for tally in pages[0].tallies if tally.supporter is Supporter.NOBODY]
    assert nobody == [sum(judged)]
    assert 0 < sum(judged) < len(shapes) == len(entries)


def test_the_customers_own_name_does_not_match_every_subscription(database: Database) -> None:
    customer = rows.customer(1, "Office Experts")

    def work(session: Session) -> None:
        world.build(session)
        session.add(customer)
        session.flush()
        session.add_all([rows.subscription(1, customer, "Office 365"), rows.subscription(2, customer, "Visio")])

    database.write_now(work)
    assert named(page(database, "office", customer=rows.guid(1))) == ["Office 365"]


@pytest.fixture
def crowded(database: Database) -> Database:
    """A customer with 2,000 subscriptions."""
    customer = rows.customer(1, "Contoso Ibérica")

    def work(session: Session) -> None:
        world.build(session)
        session.add(customer)
        session.flush()
        session.add_all(rows.subscription(number, customer, f"Seat {number:04d}") for number in range(2000))

    database.write_now(work)
    return database


def test_pages_hold_25_each_and_miss_none(crowded: Database) -> None:
    def at(offset: int, query: str = "") -> SupportPage:
        return page(crowded, query, offset, rows.guid(1))

    first, second, last = at(0), at(PER_PAGE), at(1990)
    assert (first.total, first.entries.total, first.entries.offset) == (2000, 2000, 0)
    assert named(first)[:2] == ["Seat 0000", "Seat 0001"]
    assert named(second)[0] == "Seat 0025"
    assert named(last)[-1] == "Seat 1999"
    assert at(5000).entries.offset == 1975
    assert at(-10).entries.offset == 0
    filtered = at(100, "seat 19")
    assert (filtered.entries.offset, filtered.entries.total, named(filtered)[-1]) == (75, 100, "Seat 1999")
    assert [(tally.supporter, tally.count) for tally in filtered.tallies] == [(Supporter.OURSELVES, 100)]


def test_no_subscriptions_and_no_such_customer_are_different_things(contoso: Database) -> None:
    empty = page(contoso, customer=world.STRANGER)
    assert (empty.customer.name, empty.entries, empty.total) == ("Stranger", Page(), 0)
    with pytest.raises(NotFound):
        page(contoso, customer="nobody")
    with pytest.raises(NotFound):
        contoso.read_now(lambda s: support_contact.single(s, PROVIDER, "nothing"))


def test_one_subscription_alone(contoso: Database) -> None:
    found = contoso.read_now(lambda s: support_contact.single(s, PROVIDER, EXCHANGE))
    assert named(found) == ["Exchange Online"]
    assert (found.customer.id, found.entries.total, found.total) == (CONTOSO, 1, 6)


def test_what_a_typed_text_names(database: Database) -> None:
    assert matches(database, "contoso") == Matches(directory_empty=True)
    names = ["Contoso", "Contoso Ibérica", "Fabrikam", "Tailwind"]
    customers = [rows.customer(number, name, f"{number}.example") for number, name in enumerate(names)]

    def work(session: Session) -> None:
        session.add_all(customers)
        session.flush()
        session.add(rows.subscription(1, customers[2], "Azure"))
        session.add_all(rows.subscription(number, customers[3], f"Visio {number:02d}") for number in range(20, 40))

    database.write_now(work)

    def only(text: str) -> str | None:
        found = matches(database, text).only
        return getattr(found, "id", None)

    assert only("CONTOSO") == rows.guid(0)  # exactly one has that very name
    assert only("iberica") == rows.guid(1)
    assert only("1.example") == rows.guid(1)
    assert only(rows.guid(2)) == rows.guid(2)
    assert len(matches(database, "conto").customers) == 2
    assert only("conto") is None
    assert only("azure") == rows.guid(1, 2)
    several = matches(database, "visio")
    assert (len(several.subscriptions), several.more, several.only) == (10, True, None)
    assert matches(database, "no such thing") == Matches()
    assert only("\x00%_\\'\"") is None


def test_a_name_that_a_customer_and_a_reseller_have_means_both(contoso: Database) -> None:
    def work(session: Session) -> None:
        session.add_all([rows.customer(7, "Tailspin", "tailspin.example"), rows.partner(7, "Tailspin", "4000077")])

    contoso.write_now(work)
    both = matches(contoso, "TAILSPIN")
    assert ([hit.id for hit in both.customers], [hit.tenant_id for hit in both.resellers]) == (
        [rows.guid(7)],
        [rows.guid(7, 3)],
    )
    assert both.only is None
    (only,) = matches(contoso, "4000077").resellers
    assert only.tenant_id == rows.guid(7, 3)
    assert matches(contoso, "tailspin.example").only == both.customers[0]
