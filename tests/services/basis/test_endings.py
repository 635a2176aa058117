"""Contacts end with their subscription: once, whoever finds it, in one transaction, told in one message."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.clock import ManualClock
from bot.db import Database
from bot.models import (
    Assignment,
    AuditEvent,
    Customer,
    CustomerRelationship,
    OutboxMessage,
    Subscription,
    SupportContact,
)
from bot.services.basis import ended, endings, looking
from bot.services.basis.endings import ENDED, EndingSweep
from bot.services.basis.looking import FoundContacts
from bot.services.contacts import form, lookup, submissions, support_contact, timeline
from bot.services.contacts.timeline import EventKind
from bot.services.policy import system_actor
from bot.services.scene import Scene
from bot.services.store.sql import table
from tests.conftest import MONDAY, PROVIDER
from tests.kit import files
from tests.kit.store.rivals import together
from tests.kit.submitting import assign, submit
from tests.kit.world import (
    ANN,
    CONTOSO,
    EXCHANGE,
    FABRIKAM,
    NCE,
    OFFICE,
    OPEN_CHANNEL,
    TREY,
    Reseller,
    build,
    customer,
    subscription,
)

OTHER = "33333333-0000-4000-8000-000000000009"
NOW = MONDAY + timedelta(days=9)


@pytest.fixture
def books(database: Database) -> Database:
    """CONTOSO with contacts of TREY on two subscriptions, and another customer whom TREY does not serve."""
    database.write_now(lambda s: build(s, Reseller(TREY, "Trey Research"), Reseller(FABRIKAM, "Fabrikam")))
    database.write_now(lambda s: s.add(customer(OTHER, "Adatum")))
    submit(database, TREY, OFFICE, EXCHANGE)
    return database


def here(delivery: str = "") -> Scene:
    return Scene(PROVIDER, NOW, delivery, channel="C0DESK")


def change(books: Database, subscription_id: str, **values: Any) -> None:
    at = table(Subscription).c.id == subscription_id
    books.write_now(lambda s: s.connection().execute(update(table(Subscription)).where(at).values(**values)))


def end(books: Database, reference: str = "END00001") -> int:
    actor = system_actor("test", reference)
    return books.write_now(lambda s: endings.settle(s, actor, here()))


def rows(books: Database, model: type[Any], **which: object) -> list[Any]:
    return books.read_now(lambda s: list(s.scalars(select(model).filter_by(**which))))


def notices(books: Database) -> list[str]:
    return sorted(row.recipient for row in rows(books, OutboxMessage, kind=ENDED))


@pytest.mark.parametrize(
    ("values", "why"),
    [({"status": "deleted"}, "deleted"), ({"customer_id": OTHER}, "moved")],
)
def test_a_contact_ends_with_its_subscription_once(books: Database, values: dict[str, str], why: str) -> None:
    assert end(books) == 0
    change(books, OFFICE, **values)
    assert (end(books), end(books, "END00002")) == (1, 0)
    (contact,) = rows(books, SupportContact, subscription_id=OFFICE)
    assert (contact.support_tenant_id, contact.origin, contact.version) == (PROVIDER, "default", 2)
    assert (contact.ended_tenant_id, contact.ended_why, contact.ended_at) == (TREY, why, NOW)
    (event,) = rows(books, AuditEvent, action=ENDED)
    assert (event.subject_id, event.customer_id, event.after) == (OFFICE, CONTOSO, {"why": why})
    assert [row.state for row in rows(books, Assignment, subscription_id=OFFICE)] == ["superseded"]
    assert [row.state for row in rows(books, Assignment, subscription_id=EXCHANGE)] == ["applied"]
    assert notices(books) == ["C0DESK", "UANN"]


@pytest.mark.parametrize("status", ["suspended", "expired", "disabled", "canceled", "unknown"])
def test_what_may_come_back_keeps_its_contact(books: Database, status: str) -> None:
    change(books, OFFICE, status=status)
    assert end(books) == 0


def test_a_move_to_a_customer_whom_the_contact_serves_ends_nothing(books: Database) -> None:
    served = CustomerRelationship(customer_id=OTHER, partner_tenant_id=TREY, state="established")
    books.write_now(lambda s: s.add(served))
    change(books, OFFICE, customer_id=OTHER)
    assert end(books) == 0


def test_the_review_the_viewer_and_the_history_say_it(books: Database) -> None:
    change(books, OFFICE, customer_id=OTHER)
    end(books)
    found = books.read_now(lambda s: submissions.read(s, "REF1"))
    assert [(change.ended, change.in_force) for change in found.changes] == [(True, False), (False, True)]
    (entry,) = books.read_now(lambda s: support_contact.single(s, PROVIDER, OFFICE)).entries.items
    assert entry.line.ended == lookup.PastContact("Trey Research", NOW, "moved")
    assert entry.contact.name == "Iberia Cloud"
    events = books.read_now(lambda s: timeline.history(s, PROVIDER, OFFICE)).events.items
    assert [(event.kind, event.why, event.standing) for event in events] == [
        (EventKind.ENDED, "moved", None),
        (EventKind.ASSIGNED, None, "ended"),
    ]
    assert events[0].from_name == "Trey Research"


def test_a_new_assignment_takes_the_place_of_what_ended(books: Database) -> None:
    change(books, OFFICE, customer_id=OTHER)
    end(books)
    change(books, OFFICE, customer_id=CONTOSO)
    assign(books, FABRIKAM, OFFICE, 10, version=2)
    (line,) = books.read_now(lambda s: lookup.lines(s, PROVIDER, CONTOSO, [OFFICE]))
    assert (line.contact_name, line.ended, line.version) == ("Fabrikam", None, 3)


def test_a_form_that_was_open_meanwhile_does_not_overwrite_the_end(books: Database) -> None:
    shown = books.read_now(lambda s: form.read(s, PROVIDER, CONTOSO, [OFFICE], None, NOW)).lines[0].version
    change(books, OFFICE, customer_id=OTHER)
    end(books)
    (line,) = books.read_now(lambda s: lookup.lines(s, PROVIDER, OTHER, [OFFICE]))
    assert line.version == shown + 1


def test_owners_hear_of_their_own_and_the_channel_of_all(books: Database) -> None:
    submit(books, TREY, OPEN_CHANNEL, key="d2", reference="REF2")
    bobs = table(Assignment).c.subscription_id == OPEN_CHANNEL
    books.write_now(lambda s: s.connection().execute(update(table(Assignment)).where(bobs).values(requested_by="UBOB")))
    for key in (OFFICE, EXCHANGE, OPEN_CHANNEL):
        change(books, key, status="deleted")
    assert end(books) == 3
    assert notices(books) == ["C0DESK", "UANN", "UBOB"]
    totals = {
        owner: books.read_now(lambda s, owner=owner: ended.ended(s, "END00001", owner)).total  # type: ignore[misc]
        for owner in (None, "UANN", "UBOB", "UEVE")
    }
    assert totals == {None: 3, "UANN": 2, "UBOB": 1, "UEVE": 0}
    (first, *_) = books.read_now(lambda s: ended.ended(s, "END00001", most=1)).shown
    assert (first.subscription, first.customer, first.contact, first.why) == (
        "Office 365",
        "Contoso",
        "Trey Research",
        "deleted",
    )


def test_an_observed_contact_ends_too_and_the_channel_hears_it(books: Database) -> None:
    seen = SupportContact(subscription_id=NCE, support_tenant_id=TREY, origin="observed", since=MONDAY)
    books.write_now(lambda s: s.add(seen))
    change(books, NCE, status="deleted")
    assert end(books) == 1
    assert notices(books) == ["C0DESK"]
    history = books.read_now(lambda s: timeline.history(s, PROVIDER, NCE))
    assert history.came_with == "Trey Research"


async def test_the_sweep_ends_many_in_small_transactions_and_tells_once(
    books: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endings, "CHUNK", 1)
    clock.advance(timedelta(days=9))
    for key in (OFFICE, EXCHANGE):
        change(books, key, status="deleted")
    for _ in range(2):
        await EndingSweep(books, lambda key: replace(here(key), now=clock.now())).run()
    assert len(rows(books, AuditEvent, action=ENDED)) == 2
    # Each reader has one message, which is drawn again for the second.
    assert {(row.subject, row.recipient) for row in rows(books, OutboxMessage, kind=ENDED)} == {
        (f"ended:{reference}", reader)
        for reference in {event.reference for event in rows(books, AuditEvent, action=ENDED)}
        for reader in ("C0DESK", "UANN")
    }
    assert len({event.reference for event in rows(books, AuditEvent, action=ENDED)}) == 1


async def test_the_sweep_looks_piece_by_piece_and_reaches_what_lies_behind(
    books: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "LOOKED_AT", 1)
    first, last = sorted((OFFICE, EXCHANGE))
    change(books, last, status="deleted")
    assert books.read_now(lambda s: endings.find(s, here())) == FoundContacts([], first)
    await EndingSweep(books, here).run()
    assert [event.subject_id for event in rows(books, AuditEvent, action=ENDED)] == [last]


def test_several_at_once_end_it_once(books: Database) -> None:
    change(books, OFFICE, status="deleted")

    def ending(number: int) -> Callable[[Session], int]:
        return lambda s: endings.settle(s, system_actor("test", f"END0000{number}"), here())

    assert sorted(together(books, *(ending(number) for number in range(3)))) == [0, 0, 1]
    assert len(rows(books, AuditEvent, action=ENDED)) == 1


def test_an_import_ends_what_it_brings_to_an_end(database: Database, tmp_path: Path) -> None:
    files.load(database, files.write(tmp_path / "a"))
    contact = SupportContact(subscription_id=files.OFFICE, support_tenant_id=files.TREY, since=MONDAY, set_by="UANN")
    database.write_now(lambda s: s.add(contact))
    gone = [row.replace(",active,", ",deleted,") for row in files.SMALL["subscriptions.csv"]]
    files.load(database, files.write(tmp_path / "b", subscriptions=gone))
    (found,) = rows(database, SupportContact, subscription_id=files.OFFICE)
    assert (found.origin, found.ended_why, found.ended_tenant_id) == ("default", "deleted", files.TREY)
    assert [event.actor_id for event in rows(database, AuditEvent, action=ENDED)] == ["import"]


def test_what_an_import_brings_deleted_never_had_a_contact_to_end(database: Database, tmp_path: Path) -> None:
    header, first, *_ = files.SMALL["subscriptions.csv"]
    columns = dict(zip(header.split(","), first.split(","), strict=True))
    row = {**columns, "status": "deleted", "supportTenantId": files.TREY}
    folder = files.write(tmp_path / "d", subscriptions=[header, ",".join(row.values())])
    files.load(database, folder)
    assert rows(database, SupportContact) == []
    assert rows(database, AuditEvent, action=ENDED) == []


@pytest.mark.parametrize(
    ("added", "follows"),
    [
        ({"friendly_name": "Office 365", "product_type": "OnlineServicesNCE"}, ["new"]),
        ({"friendly_name": "Something else"}, ["new", NCE]),
        ({"friendly_name": "Office 365", "status": "deleted"}, [NCE]),
        ({"friendly_name": "Office 365", "creation_date": MONDAY - timedelta(days=900)}, [NCE]),
    ],
)
def test_what_follows_is_what_the_customer_has_without_a_contact(
    books: Database, added: dict[str, Any], follows: list[str]
) -> None:
    new = "77777777-0000-4000-8000-000000000001"

    def work(session: Session) -> None:
        one = subscription(new, added["friendly_name"])
        for name, value in {"creation_date": NOW, **added}.items():
            setattr(one, name, value)
        session.add(one)

    books.write_now(work)
    for key in ("44444444-0000-4000-8000-000000000000", OPEN_CHANNEL):
        change(books, key, status="deleted")
    change(books, OFFICE, status="deleted")
    end(books)
    found = books.read_now(lambda s: ended.succession(s, PROVIDER, OFFICE))
    assert (found.customer_id, found.contact_id) == (CONTOSO, TREY)
    assert list(found.subscription_ids) == [new if key == "new" else key for key in follows]


def test_what_moved_is_followed_by_itself(books: Database) -> None:
    change(books, OFFICE, customer_id=OTHER)
    end(books)
    found = books.read_now(lambda s: ended.succession(s, PROVIDER, OFFICE))
    assert (found.customer_id, found.subscription_ids, found.contact_id) == (OTHER, (OFFICE,), None)


def test_what_went_to_another_providers_customer_is_told_as_our_customers(books: Database) -> None:
    books.write_now(
        lambda s: s.connection().execute(
            update(table(Customer)).where(col(Customer.id) == OTHER).values(elsewhere=True)
        )
    )
    change(books, OFFICE, customer_id=OTHER)
    assert end(books) == 1
    (told,) = books.read_now(lambda s: ended.ended(s, "END00001")).shown
    assert (told.customer, told.why) == ("Contoso", "moved")
    assert "Adatum" not in str(told)


def test_nothing_is_ended_for_anybody_but_the_actor_of_the_history(books: Database) -> None:
    change(books, OFFICE, status="deleted")
    books.write_now(lambda s: endings.write(s, ANN, here(), [OFFICE, EXCHANGE]))
    assert [event.subject_id for event in rows(books, AuditEvent, action=ENDED)] == [OFFICE]
