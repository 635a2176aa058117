"""Numbers of the report: each counts what it says and nothing else, on both databases."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from bot.db import Database
from bot.models import (
    Customer,
    CustomerRelationship,
    Partner,
    PartnerIdCheck,
    RelationshipRequest,
    RequestState,
    Subscription,
    SupportContact,
)
from bot.services.report import figures
from bot.services.report.figures import DeskFigures, ResellerShare, Supporters
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import (
    CONTOSO,
    EXCHANGE,
    FABRIKAM,
    NCE,
    OFFICE,
    STRANGER,
    THREE,
    TREY,
    build,
    partner,
    subscription,
)

DAY = timedelta(days=1)


def read(database: Database) -> DeskFigures:
    return database.read_now(lambda s: figures.read(s, PROVIDER, MONDAY))


def request(number: int, age: timedelta, *, took: timedelta | None = None) -> RelationshipRequest:
    """Make a request sent `age` before MONDAY; accepted after `took`, pending without."""
    sent = MONDAY - age
    return RelationshipRequest(
        inviter_tenant_id=PROVIDER,
        target_key=f"target {number}",
        target_name="Target",
        state=RequestState.PENDING if took is None else RequestState.ESTABLISHED,
        created_by="U1",
        owner="U1",
        created_at=sent - DAY,
        sent_at=sent,
        resolved_at=None if took is None else sent + took,
        reference="REF00001",
    )


def contact(subscription_id: str, partner_id: str) -> SupportContact:
    return SupportContact(subscription_id=subscription_id, support_tenant_id=partner_id, since=MONDAY)


def test_an_empty_desk_has_zeros(database: Database) -> None:
    assert read(database) == DeskFigures(MONDAY, (0, 0, 0, 0), 0, None, Supporters(), (0, 0), {})


def test_requests_count_by_the_days_since_they_were_sent(database: Database) -> None:
    ages = (0, 2, 3, 6, 7, 13, 14, 40)
    database.write_now(lambda s: s.add_all([request(number, days * DAY) for number, days in enumerate(ages)]))
    assert read(database).ages == (2, 2, 2, 2)


def test_the_median_is_of_what_was_accepted_within_the_week(database: Database) -> None:
    def accepted(*took: tuple[float, float]) -> None:
        rows = [request(n, (ago + days) * DAY, took=days * DAY) for n, (ago, days) in enumerate(took)]
        database.write_now(lambda s: s.add_all(rows))

    # Eight days ago is another week's.
    accepted((1, 2), (2, 10), (8, 90))
    assert (read(database).established, read(database).median_days) == (2, 6.0)
    accepted((3, 4.5))
    assert (read(database).established, read(database).median_days) == (3, 4.5)


def test_subscriptions_count_by_whom_they_have(database: Database) -> None:
    def world(session: Session) -> None:
        build(session, *THREE)
        session.flush()
        session.add_all([contact(OFFICE, TREY), contact(EXCHANGE, PROVIDER), contact(NCE, FABRIKAM)])

    database.write_now(world)
    # Six in all, of which one is deleted; what nobody chose is the provider's by default.
    named = (ResellerShare(TREY, 1), ResellerShare(FABRIKAM, 1))
    assert read(database).supporters == Supporters(named, ours=1, unset=2)
    assert read(database).supporters.total == 5


def test_neither_deleted_subscriptions_count_nor_those_of_others_customers(database: Database) -> None:
    def world(session: Session) -> None:
        build(session, *THREE)
        session.add(subscription("theirs", "Office", STRANGER))
        session.flush()
        session.add_all([contact("04444444-0000-4000-8000-000000000000", TREY), contact("theirs", TREY)])
        session.add_all([contact("34444444-0000-4000-8000-000000000000", TREY)])  # deleted

    database.write_now(world)
    assert read(database).supporters == Supporters((ResellerShare(TREY, 1),), unset=4)
    database.write_now(lambda s: s.connection().execute(update(Customer).values(relationship_to_partner="none")))
    assert read(database).supporters == Supporters()


def test_resellers_beyond_the_first_are_counted_together(database: Database) -> None:
    resellers = [f"55555555-0000-4000-8000-{number:012}" for number in range(figures.NAMED + 3)]

    def world(session: Session) -> None:
        build(session, *THREE)
        for number, key in enumerate(resellers):
            session.add(partner(key, f"Reseller {number}", f"{5_000_000 + number}"))
            ids = [f"{key}-{n}" for n in range(number + 1)]
            session.add_all([subscription(one, "Office") for one in ids])
            session.flush()
            session.add_all([contact(one, key) for one in ids])

    database.write_now(world)
    found = read(database).supporters
    assert [share.count for share in found.named] == [11, 10, 9, 8, 7, 6, 5, 4]
    assert (found.others, found.other_resellers) == (6, 3)


def test_privileges_count_that_end_by_themselves(database: Database) -> None:
    def ends(after: float, *, auto: bool = False, **more: Any) -> CustomerRelationship:
        number = f"{after}{auto}{more}"
        usual: dict[str, Any] = {"customer_id": CONTOSO, "delegated_admin": "gdap"} | more
        partner_id = f"partner {number}"
        at = MONDAY + after * DAY
        return CustomerRelationship(
            partner_tenant_id=partner_id, delegated_admin_expires_at=at, auto_extend=auto, **usual
        )

    counted = [ends(1), ends(7), ends(7.5), ends(30)]
    others = [ends(-1), ends(31), ends(5, auto=True), ends(5, state="removed"), ends(5, delegated_admin="dap")]
    others.append(ends(5, customer_id=STRANGER))

    def world(session: Session) -> None:
        build(session, *THREE)
        links = [*counted, *others]
        session.add_all([partner(link.partner_tenant_id, "P", str(n)) for n, link in enumerate(links)])
        session.flush()
        session.add_all(links)

    database.write_now(world)
    assert read(database).ends == (2, 2)


def test_what_changes_is_counted_at_once(database: Database) -> None:
    database.write_now(lambda s: s.add(request(1, DAY)))
    assert read(database).ages == (1, 0, 0, 0)
    database.write_now(
        lambda s: s.connection().execute(
            update(RelationshipRequest).where(col(RelationshipRequest.id) == 1).values(state="withdrawn")
        )
    )
    assert read(database).ages == (0, 0, 0, 0)


def test_active_subscriptions_count_by_the_health_of_their_partner_on_record(database: Database) -> None:
    def world(session: Session) -> None:
        build(session, *THREE)
        session.add(PartnerIdCheck(partner_id="4000002", is_valid=False, reason="Account suspended", checked_at=MONDAY))
        session.flush()
        numbers = {"one": "4000002", "two": "4000002", "three": "", "four": "9999999", "five": None}
        session.add_all([on_record(key, number) for key, number in numbers.items()])
        # None of these needs one: bought elsewhere, not active, of another provider's customer.
        session.add(on_record("six", "4000002", channel="marketplace"))
        session.add(on_record("seven", "4000002", status="suspended"))
        session.add(on_record("eight", "4000002", STRANGER))

    def others(session: Session) -> None:
        session.connection().execute(
            update(Subscription).where(col(Subscription.id).not_in(MADE)).values(status="deleted")
        )
        session.connection().execute(update(Customer).where(col(Customer.id) == STRANGER).values(elsewhere=True))

    database.write_now(world)
    database.write_now(others)
    assert read(database).record == {"suspended": 2, "missing": 1, "unknown": 2}
    assert read(database).refused == 3
    direct = update(Partner).where(col(Partner.tenant_id) == PROVIDER).values(kind="direct_bill")
    database.write_now(lambda s: s.connection().execute(direct))
    assert read(database).record == {"suspended": 2, "unknown": 3}


MADE = ("one", "two", "three", "four", "five", "six", "seven", "eight")


def on_record(key: str, number: str | None, customer: str = CONTOSO, **more: Any) -> Subscription:
    """Make a subscription with this PartnerID on record."""
    made = subscription(key, "Office", customer)
    made.partner_id = number
    for name, value in more.items():
        setattr(made, name, value)
    return made
