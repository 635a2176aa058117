"""A subscription's history: each change once, newest first, in pages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from bot.db import Database
from bot.errors import NotFound
from bot.models import CustomerRelationship, SupportContact
from bot.services.basis import settling
from bot.services.contacts import reviews, timeline, waiting
from bot.services.contacts.support_contact import PER_PAGE
from bot.services.contacts.timeline import EventKind
from bot.services.policy import system_actor
from bot.services.scene import Scene
from bot.services.store import audit
from bot.services.store.paging import Page
from tests.conftest import MONDAY, PROVIDER
from tests.kit import world
from tests.kit.submitting import BOB, assign
from tests.kit.world import ANN, EXCHANGE, FABRIKAM, NEWCOMER, OFFICE, TREY, Reseller, link, proposal


def history(database: Database, subscription_id: str = OFFICE, offset: int = 0) -> timeline.History:
    return database.read_now(lambda s: timeline.history(s, PROVIDER, subscription_id, offset))


def test_the_history_tells_each_change_once_newest_first(contoso: Database) -> None:
    first = assign(contoso, FABRIKAM, OFFICE, 1, reason="They know the tenant")
    contoso.write_now(lambda s: reviews.close(s, BOB, first, world.scene(MONDAY + timedelta(days=2), key="close")))
    assign(contoso, TREY, OFFICE, 3, version=1)
    assign(contoso, FABRIKAM, EXCHANGE, 4)
    found = history(contoso)
    told = [(event.kind, event.from_name, event.to_name, event.by, event.state) for event in found.events.items]
    assert told == [
        ("contact.assigned", "Fabrikam Support", "Trey Research", "UANN", "applied"),
        ("contact.reviewed", None, None, "UBOB", None),
        ("contact.assigned", "Iberia Cloud", "Fabrikam Support", "UANN", "superseded"),
    ]
    oldest = found.events.items[-1]
    assert (oldest.reason, oldest.agreement_ref, oldest.reference) == ("They know the tenant", "AGR-7", "REF00001")
    assert (oldest.at, found.created) == (MONDAY + timedelta(days=1), MONDAY)
    assert (found.subscription_name, found.customer_name, found.provider_name) == (
        "Office 365",
        "Contoso",
        "Iberia Cloud",
    )


def test_a_change_seen_from_outside_is_in_the_history(contoso: Database) -> None:
    def work(session: Session) -> None:
        session.add(SupportContact(subscription_id=OFFICE, support_tenant_id=TREY, origin="observed", since=MONDAY))
        before, after = {"support_tenant_id": PROVIDER}, {"support_tenant_id": TREY}
        importer = replace(ANN, user_id="import", name="import", reference="IMPORT01")
        subject = ("support_contact", OFFICE)
        audit.record(session, importer, MONDAY, "contact.observed", subject, before=before, after=after)

    contoso.write_now(work)
    (event,) = history(contoso).events.items
    assert (event.kind, event.by, event.from_name, event.to_name) == (
        "contact.observed",
        "import",
        "Iberia Cloud",
        "Trey Research",
    )


def test_a_long_history_has_pages(contoso: Database) -> None:
    for day in range(12):
        assign(contoso, (FABRIKAM, TREY)[day % 2], OFFICE, day, version=day)
    first, second = history(contoso).events, history(contoso, offset=PER_PAGE).events
    assert (len(first.items), len(second.items), second.offset, second.total) == (10, 2, 10, 12)
    assert second.items[-1].at == MONDAY
    assert history(contoso, offset=500).events.offset == 10


def test_of_a_very_long_history_the_newest_is_read(contoso: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(6):
        batch_id = assign(contoso, (FABRIKAM, TREY)[day % 2], OFFICE, 2 * day, version=day)
        contoso.write_now(lambda s, b=batch_id, d=day: reviews.close(s, BOB, b, on(2 * d + 1)))  # type: ignore[misc]
    whole = history(contoso).events
    assert (len(whole.items), whole.total, whole.more) == (10, 12, False)
    some = contoso.read_now(lambda s: timeline.history(s, PROVIDER, OFFICE, most=3)).events
    assert (some.items, some.total, some.more) == (whole.items[:3], 3, True)
    older = contoso.read_now(lambda s: timeline.history(s, PROVIDER, OFFICE, 10, most=5)).events
    assert (older.items, older.more) == (whole.items[:5], True)


def test_what_was_seen_often_is_read_no_further_back_than_its_oldest_event(contoso: Database) -> None:
    assign(contoso, FABRIKAM, OFFICE, 0)
    importer = replace(ANN, user_id="import", name="import", reference="IMPORT01")

    def see(session: Session) -> None:
        for day in range(1, 6):
            both = {"support_tenant_id": PROVIDER}, {"support_tenant_id": TREY}
            subject = ("support_contact", OFFICE)
            at = MONDAY + timedelta(days=day)
            audit.record(session, importer, at, "contact.observed", subject, before=both[0], after=both[1])

    contoso.write_now(see)
    found = contoso.read_now(lambda s: timeline.history(s, PROVIDER, OFFICE, most=4)).events
    assert [(event.kind, (event.at - MONDAY).days) for event in found.items] == [
        (EventKind.OBSERVED, n) for n in (5, 4, 3, 2)
    ]
    assert found.more


def test_nothing_happened_yet(contoso: Database) -> None:
    found = history(contoso, EXCHANGE)
    assert found.events == Page()
    with pytest.raises(NotFound):
        history(contoso, "nothing")


def kinds(database: Database) -> list[tuple[str, str, int]]:
    """Kind, who and day of each event, oldest first."""
    events = reversed(history(database).events.items)
    return [(event.kind, event.by, (event.at - MONDAY).days) for event in events]


def test_what_waited_was_proposed_then_assigned_one_line_each(contoso: Database) -> None:
    batch_id = wait(contoso)
    (proposed,) = history(contoso).events.items
    assert (proposed.kind, proposed.state) == (EventKind.PROPOSED, "waiting_relationship")
    assert (proposed.from_name, proposed.to_name, proposed.reason) == ("Iberia Cloud", "Newcomer", "On leave")
    contoso.write_now(lambda s: link(s, Reseller(NEWCOMER, "Newcomer")))
    contoso.write_now(lambda s: waiting.evaluate(s, system_actor("waiting", "SYS"), on(1)))
    contoso.write_now(lambda s: waiting.apply_ready(s, BOB, batch_id, on(2)))
    contoso.write_now(lambda s: reviews.close(s, BOB, batch_id, on(3)))
    assert kinds(contoso) == [
        (EventKind.PROPOSED, "UANN", 0),
        (EventKind.READY, "system:waiting", 1),
        (EventKind.ASSIGNED, "UBOB", 2),
        (EventKind.REVIEWED, "UBOB", 3),
    ]
    assert [event.state for event in history(contoso).events.items] == [None, "closed", None, None]


def test_what_was_given_up_was_never_assigned(contoso: Database) -> None:
    batch_id = wait(contoso)
    contoso.write_now(lambda s: waiting.cancel(s, BOB, batch_id, on(1)))
    assert kinds(contoso) == [(EventKind.PROPOSED, "UANN", 0), (EventKind.CANCELLED, "UBOB", 1)]


def came_with_trey(database: Database) -> None:
    seen = SupportContact(subscription_id=OFFICE, support_tenant_id=TREY, origin="observed", since=MONDAY)
    database.write_now(lambda s: s.add(seen))


def test_an_imported_contact_that_lost_its_basis_was_there_from_the_beginning(contoso: Database) -> None:
    came_with_trey(contoso)
    gone = update(CustomerRelationship).where(col(CustomerRelationship.partner_tenant_id) == TREY)
    contoso.write_now(lambda s: s.execute(gone.values(state="removed")))
    contoso.write_now(lambda s: settling.settle(s, system_actor("basis", "SYS"), on(1)))
    assert kinds(contoso) == [(EventKind.INVALIDATED, "system:basis", 1)]
    assert history(contoso).came_with == "Trey Research"


def test_the_provider_was_no_default_of_what_came_with_a_reseller(contoso: Database) -> None:
    assert history(contoso).came_with is None
    came_with_trey(contoso)
    assert (history(contoso).events.total, history(contoso).came_with) == (0, "Trey Research")
    assign(contoso, FABRIKAM, OFFICE, 1, version=1)
    assign(contoso, TREY, OFFICE, 2, version=2)
    assert history(contoso).came_with == "Trey Research"
    assign(contoso, TREY, EXCHANGE, 3)
    assert history(contoso, EXCHANGE).came_with is None


def wait(database: Database) -> str:
    """Propose the newcomer, which has no relationship yet, for ANN."""
    actor = replace(ANN, reason="On leave")
    database.write_now(lambda s: s.add(world.partner(NEWCOMER, "Newcomer", "4000009")))
    wish = proposal(NEWCOMER, OFFICE)
    return database.write_now(lambda s: waiting.propose(s, actor, wish, on(0), by_itself=False)).batch_id


def on(day: int) -> Scene:
    return world.scene(MONDAY + timedelta(days=day), key=f"day-{day}")
