"""A subscription's history: each change once, newest first, in pages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.errors import NotFound
from bot.models import SupportContact
from bot.services.contacts import reviews, timeline
from bot.services.contacts.support_contact import PER_PAGE
from bot.services.store import audit
from bot.services.store.paging import Page
from tests.conftest import MONDAY, PROVIDER
from tests.kit import world
from tests.kit.submitting import BOB, assign
from tests.kit.world import ANN, EXCHANGE, FABRIKAM, OFFICE, TREY


def history(database: Database, subscription_id: str = OFFICE, offset: int = 0) -> timeline.History:
    return database.read_now(lambda s: timeline.history(s, PROVIDER, subscription_id, offset))


def test_the_history_tells_each_change_once_newest_first(contoso: Database) -> None:
    first = assign(contoso, FABRIKAM, OFFICE, 1, reason="They know the tenant")
    contoso.write_now(lambda s: reviews.close(s, BOB, first, world.scene(MONDAY + timedelta(days=2), key="close")))
    assign(contoso, TREY, OFFICE, 3, version=1)
    assign(contoso, FABRIKAM, EXCHANGE, 4)
    found = history(contoso)
    told = [(event.action, event.from_name, event.to_name, event.by, event.state) for event in found.events.items]
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
    assert (event.action, event.by, event.from_name, event.to_name) == (
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


def test_nothing_happened_yet(contoso: Database) -> None:
    found = history(contoso, EXCHANGE)
    assert found.events == Page()
    with pytest.raises(NotFound):
        history(contoso, "nothing")
