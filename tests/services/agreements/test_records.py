"""Agreements recorded, changed and chosen, on both databases: once each, by who may, never of another provider."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput, NotFound
from bot.models import Customer, SupportAgreement
from bot.services.agreements import naming, records
from bot.services.agreements.records import AgreementWish
from bot.services.agreements.terms import Terms
from bot.services.contacts import assignments, submissions, support_contact
from bot.services.contacts.submissions import Submission
from bot.services.policy import Actor
from bot.services.search import matching, references
from bot.services.store import audit
from tests.conftest import MONDAY, PROVIDER
from tests.kit.submitting import BOB
from tests.kit.world import (
    ANN,
    CONTOSO,
    EXCHANGE,
    FABRIKAM,
    OFFICE,
    SALES,
    STRANGER,
    THREE,
    TREY,
    UNKNOWN,
    build,
    proposal,
    scene,
)

FIRST, LAST = date(2026, 3, 2), date(2026, 12, 31)
WISH = AgreementWish(TREY, None, "AGR-7 / 2026", FIRST, LAST, 30, "Europe/Madrid")


@pytest.fixture
def desk(database: Database) -> Database:
    database.write_now(lambda s: build(s, *THREE))
    return database


def record(database: Database, wish: AgreementWish = WISH, key: str = "agreed", by: Actor = ANN) -> int:
    return database.write_now(lambda s: records.record(s, by, wish, scene(key=key)))


def read(database: Database, agreement_id: int) -> records.Agreement:
    return database.read_now(lambda s: records.read(s, PROVIDER, agreement_id))


def due_at(database: Database, agreement_id: int) -> datetime | None:
    return database.read_now(lambda s: s.get_one(SupportAgreement, agreement_id).due_at)


def test_it_is_read_as_it_was_recorded_and_in_the_history(desk: Database) -> None:
    made = record(desk, replace(WISH, customer_id=CONTOSO))
    one = read(desk, made)
    assert (one.reseller, one.customer, one.reference, one.owner) == (
        "Trey Research",
        "Contoso",
        WISH.reference,
        "UANN",
    )
    assert one.terms == Terms(FIRST, LAST, 30, "Europe/Madrid")
    (event,) = desk.read_now(lambda s: audit.trail(s, (records.SUBJECT, made)))
    assert (event.action, event.actor_id, event.customer_id) == (records.RECORDED, "UANN", CONTOSO)
    assert event.after is not None
    assert event.after["to"] == "2026-12-31"


def test_the_same_delivery_records_once_and_the_same_reference_never_twice(desk: Database) -> None:
    assert record(desk) == record(desk)
    with pytest.raises(InvalidInput, match="agreement-known"):
        record(desk, replace(WISH, reference="agr-7/2026"), "again")
    assert record(desk, replace(WISH, reseller_id=FABRIKAM), "other") > 0


@pytest.mark.parametrize(
    ("field", "wish"),
    [
        ("reference", replace(WISH, reference=" # ")),
        ("reference", replace(WISH, reference="x" * 65)),
        ("last", replace(WISH, last=FIRST - timedelta(days=1))),
        ("first", replace(WISH, first=date(1, 1, 1))),
        ("last", replace(WISH, last=date(9999, 12, 31))),
        ("remind", replace(WISH, remind=366)),
        ("remind", replace(WISH, remind=-1)),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(desk: Database, field: str, wish: AgreementWish) -> None:
    with pytest.raises(InvalidInput) as refused:
        record(desk, wish)
    assert refused.value.field == field


def test_roles_and_strangers_are_refused(desk: Database) -> None:
    with pytest.raises(Denied):
        record(desk, by=SALES)
    with pytest.raises(NotFound):
        record(desk, replace(WISH, reseller_id=UNKNOWN))
    made = record(desk)
    with pytest.raises(Denied):
        desk.write_now(lambda s: records.change(s, SALES, made, 1, WISH.terms, scene(key="no")))


def test_a_change_goes_from_the_version_that_was_shown(desk: Database) -> None:
    made = record(desk)
    later = replace(WISH.terms, last=LAST + timedelta(days=90))
    desk.write_now(lambda s: records.change(s, BOB, made, 1, later, scene(key="c1")))
    assert (read(desk, made).terms, read(desk, made).owner, read(desk, made).version) == (later, "UBOB", 2)
    with pytest.raises(Conflict):
        desk.write_now(lambda s: records.change(s, ANN, made, 1, WISH.terms, scene(key="c2")))
    desk.write_now(lambda s: records.change(s, BOB, made, 1, later, scene(key="c1")))
    assert read(desk, made).version == 2


def test_only_other_days_bring_a_reminder_again(desk: Database) -> None:
    made = record(desk)
    told = MONDAY + timedelta(days=1)

    def tell(session: Session) -> None:
        session.get_one(SupportAgreement, made).due_at = told

    desk.write_now(tell)
    same = replace(WISH.terms, first=FIRST + timedelta(days=1))
    desk.write_now(lambda s: records.change(s, ANN, made, 1, same, scene(key="c1")))
    assert due_at(desk, made) == told
    other = replace(same, remind=10)
    desk.write_now(lambda s: records.change(s, ANN, made, 2, other, scene(key="c2")))
    assert due_at(desk, made) == other.next_due(MONDAY)


def test_what_holds_is_offered_first_and_only_what_is_about_the_customer(desk: Database) -> None:
    past = replace(WISH, reference="OLD-1", first=date(2024, 1, 1), last=date(2024, 12, 31))
    ahead = replace(WISH, reference="NEXT-1", first=date(2027, 1, 1), last=None)
    other = replace(WISH, reference="OTHER", customer_id=STRANGER)
    for number, wish in enumerate((past, ahead, WISH, other)):
        record(desk, wish, f"k{number}")
    found = desk.read_now(lambda s: records.of_reseller(s, PROVIDER, TREY))
    assert [one.reference for one in found][0] == "NEXT-1"
    chosen = to_choose(desk, CONTOSO)
    assert [one.reference for one in chosen] == ["AGR-7 / 2026", "NEXT-1", "OLD-1"]
    assert to_choose(desk, STRANGER)[0].reference == "OTHER"


def to_choose(database: Database, customer_id: str) -> tuple[records.Agreement, ...]:
    return database.read_now(lambda s: records.to_choose(s, PROVIDER, TREY, customer_id, MONDAY))


def test_newer_ones_about_other_customers_push_none_out_of_the_menu(desk: Database) -> None:
    record(desk, replace(WISH, customer_id=CONTOSO), "own")
    for number in range(records.MOST):
        newer = replace(WISH, reference=f"N-{number}", customer_id=STRANGER, first=FIRST + timedelta(days=1))
        record(desk, newer, f"n{number}")
    assert [one.reference for one in to_choose(desk, CONTOSO)] == [WISH.reference]


def assigned(database: Database, *ids: str, reference: str = "#AGR-7/2026", key: str = "assigned") -> str:
    return submitted(database, *ids, reference=reference, key=key).batch_id


def submitted(database: Database, *ids: str, reference: str, key: str) -> Submission:
    wish = replace(proposal(TREY, *ids), agreement_ref=reference)
    return database.write_one_now(
        lambda s: assignments.submit(s, replace(ANN, reference=key), wish, scene(key=key))
    ).submission


def test_contacts_name_it_however_they_write_its_reference_before_or_after(desk: Database) -> None:
    batch = assigned(desk, OFFICE)
    one = read(desk, record(desk))
    assigned(desk, EXCHANGE, reference="agr-7 / 2026", key="later")
    found = desk.read_now(lambda s: naming.contacts(s, one))
    assert ([row.subscription for row in found.shown], found.total) == (["Office 365", "Exchange Online"], 2)
    assert desk.read_now(lambda s: submissions.read(s, batch)).agreement_last == LAST
    (entry,) = desk.read_now(lambda s: support_contact.single(s, PROVIDER, OFFICE)).entries.items
    assert entry.papers.agreement_last == LAST


def test_one_about_another_customer_is_not_what_they_name(desk: Database) -> None:
    batch = assigned(desk, OFFICE)
    one = read(desk, record(desk, replace(WISH, customer_id=STRANGER)))
    assert desk.read_now(lambda s: naming.count(s, one)) == 0
    assert desk.read_now(lambda s: submissions.read(s, batch)).agreement_last is None


def test_a_submission_says_at_once_what_it_is_read_with_later(desk: Database) -> None:
    record(desk, replace(WISH, customer_id=STRANGER))
    record(desk, replace(WISH, reference="AGR-8", customer_id=CONTOSO), "k8")
    other = submitted(desk, OFFICE, reference=WISH.reference, key="other")
    own = submitted(desk, EXCHANGE, reference="agr-8", key="own")
    assert (other.agreement_last, own.agreement_last) == (None, LAST)
    assert [other, own] == desk.read_now(lambda s: [submissions.read(s, one.batch_id) for one in (other, own)])


def test_it_is_found_by_its_reference(desk: Database) -> None:
    record(desk)
    alone = desk.read_now(lambda s: matching.matches(s, "agr-7"))
    assert [hit.tenant_id for hit in alone.resellers] == [TREY]
    assigned(desk, OFFICE)
    both = desk.read_now(lambda s: matching.matches(s, "agr-7"))
    assert ([hit.name for hit in both.resellers], [hit.id for hit in both.subscriptions]) == (
        ["Trey Research"],
        [OFFICE],
    )
    assert desk.read_now(lambda s: references.resellers(s, "ag", 5)).items == ()


def test_nothing_of_another_providers_customer_is_read(desk: Database) -> None:
    made = record(desk, replace(WISH, customer_id=CONTOSO))

    def move(session: Session) -> None:
        session.get_one(Customer, CONTOSO).elsewhere = True

    desk.write_now(move)
    with pytest.raises(NotFound):
        read(desk, made)
    assert desk.read_now(lambda s: records.of_reseller(s, PROVIDER, TREY)) == ()
    assert desk.read_now(lambda s: references.resellers(s, "agr-7", 5)).items == ()
    with pytest.raises(InvalidInput):
        record(desk, replace(WISH, customer_id=CONTOSO, reference="B"), "b")
