"""Customers and resellers that a person worked with lately, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.models import Assignment, AssignmentState, Customer, RelationshipRequest, RequestState, RequestType
from bot.services.people import recent
from tests.conftest import MONDAY, PROVIDER
from tests.kit import rows
from tests.kit.world import ANN, CONTOSO, FABRIKAM, THREE, TREY, build

ADATUM, LITWARE, TAILSPIN = (rows.guid(number) for number in (5, 6, 7))


def assigned(number: int, customer: Customer, target: str, state: str) -> list[Customer | object]:
    """Make a subscription of the customer and an assignment of it, `number` hours old."""
    return [
        rows.subscription(number, customer, f"Seat {number}"),
        Assignment(
            batch_id=f"B{number}",
            customer_id=customer.id,
            subscription_id=rows.guid(number, 2),
            from_tenant_id=PROVIDER,
            to_tenant_id=target,
            state=state,
            requested_by=ANN.user_id,
            requested_at=MONDAY - timedelta(hours=number),
            reference="REF",
        ),
    ]


def asked(customer_id: str | None, reseller_id: str | None, state: str, hours: int) -> RelationshipRequest:
    """Make a request of Ann's that is so many hours old."""
    return RelationshipRequest(
        type=RequestType.CUSTOMER_INDIRECT_RESELLER,
        inviter_tenant_id=PROVIDER,
        target_key=f"target {hours}",
        target_name="Target",
        customer_id=customer_id,
        reseller_tenant_id=reseller_id,
        state=state,
        created_by="UGLO",
        owner=ANN.user_id,
        created_at=MONDAY - timedelta(hours=hours),
        reference="REF",
    )


@pytest.fixture
def worked(database: Database) -> Database:
    """Let Ann have closed Adatum, opened Litware, asked Tailspin for one and given up on Contoso."""
    names = {5: "Adatum", 6: "Litware", 7: "Tailspin", 8: "Never touched"}

    def work(session: Session) -> None:
        build(session, *THREE)
        customers = {number: rows.customer(number, name) for number, name in names.items()}
        session.add_all(customers.values())
        session.flush()
        # The oldest first, as their ids say.
        for number, state, target in ((6, AssignmentState.APPLIED, TREY), (5, AssignmentState.CLOSED, FABRIKAM)):
            session.add_all(assigned(number, customers[number], target, state))
            session.flush()
        session.add(asked(CONTOSO, TREY, RequestState.WITHDRAWN, 9))
        session.add(asked(TAILSPIN, None, RequestState.PENDING, 3))

    database.write_now(work)
    return database


def customers(database: Database, person: str = ANN.user_id, query: str = "") -> tuple[list[str], list[str]]:
    found = database.read_now(lambda s: recent.customers(s, person, query))
    return rows.names(found.own), rows.names(found.lately)


def test_what_waits_for_one_comes_before_what_one_did_last(worked: Database) -> None:
    assert customers(worked) == (["Tailspin", "Litware"], ["Adatum", "Contoso"])
    assert customers(worked, "USOMEBODY") == ([], [])


def test_what_is_typed_narrows_both(worked: Database) -> None:
    assert customers(worked, query="TAIL") == (["Tailspin"], [])
    assert customers(worked, query="adat") == ([], ["Adatum"])
    assert customers(worked, query=CONTOSO[:12]) == ([], ["Contoso"])
    assert customers(worked, query="never") == ([], [])


def test_resellers_come_of_both_and_the_provider_of_neither(worked: Database) -> None:
    def back(session: Session) -> None:
        session.add_all(assigned(4, session.get_one(Customer, ADATUM), PROVIDER, AssignmentState.APPLIED))

    worked.write_now(back)
    found = worked.read_now(lambda s: recent.resellers(s, ANN.user_id, ""))
    assert (rows.names(found.own), rows.names(found.lately)) == (["Trey Research"], ["Fabrikam"])


def test_a_customer_of_another_provider_is_of_nobody_here(worked: Database) -> None:
    def move(session: Session) -> None:
        session.get_one(Customer, TAILSPIN).elsewhere = True
        session.get_one(Customer, ADATUM).elsewhere = True

    worked.write_now(move)
    assert customers(worked) == (["Litware"], ["Contoso"])


def test_a_large_submission_hides_nobody(worked: Database) -> None:
    def many(session: Session) -> None:
        contoso = session.get_one(Customer, CONTOSO)
        for number in range(100, 140):
            session.add_all(assigned(number, contoso, TREY, AssignmentState.SUPERSEDED))

    worked.write_now(many)
    assert customers(worked) == (["Tailspin", "Litware"], ["Adatum", "Contoso"])


def test_groups_are_bounded(worked: Database) -> None:
    def many(session: Session) -> None:
        for number in range(200, 230):
            one = rows.customer(number, f"Many {number}")
            session.add(one)
            session.flush()
            session.add_all(assigned(number, one, TREY, AssignmentState.APPLIED))

    worked.write_now(many)
    own, lately = customers(worked)
    assert (len(own), len(lately)) == (recent.MOST, 2)
