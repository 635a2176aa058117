"""An event asks for what its addresses name, in whatever form, or for the activity of its day."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.partner_center.wire.bodies import event
from bot.partner_center.wire.reading import document
from bot.services.hearing.asking import Wanted, together, wanted
from bot.services.hearing.ports import EventSeen
from tests.kit.bodies import FOLDER

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ONE, TWO = "4b2a6e33-8791-4386-bd2b-0d55baf25039", "60d5c4bb-f78a-4200-a002-953d7cc1f5f8"
HOST = "https://api.partnercenter.microsoft.com"
GDAP = f"{ONE}-{TWO}"
PUBLISHED = FOLDER / "webhook-bodies.json"


@pytest.mark.parametrize(
    ("name", "uri", "audit", "expected"),
    [
        ("reseller-relationship-accepted-by-customer", f"{HOST}/v1/customers/{ONE.upper()}", "", Wanted({ONE})),
        ("subscription-updated", f"http://x/webhooks/v1/customers/{ONE}/subscriptions/{TWO}", "", Wanted({ONE})),
        ("subscription-updated", "", f"{HOST}/v1/auditrecords/{TWO}_{ONE}_order_638331855840159088", Wanted({ONE})),
        (
            "granular-admin-relationship-approved",
            f"https://partner.microsoft.com/granularAdminRelationships/{GDAP}",
            "",
            Wanted(privileges={GDAP}),
        ),
        (
            "granular-admin-access-assignment-created",
            f"https://partner.microsoft.com/granularAdminRelationships/{GDAP}/accessAssignments/odd-id",
            "",
            Wanted(privileges={GDAP}),
        ),
        ("dap-admin-relationship-terminated-by-microsoft", "", "", Wanted(days={date(2026, 3, 2)})),
        ("something-new", "", "", Wanted(days={date(2026, 3, 2)})),
        ("test-created", f"{HOST}/webhooks/v1/registration/validationEvents/{ONE}", "", Wanted()),
        ("invoice-ready", f"{HOST}/v1/invoices/G1", "", Wanted()),
    ],
)
def test_what_is_to_be_read(name: str, uri: str, audit: str, expected: Wanted) -> None:
    assert wanted(EventSeen(name, "", uri, audit, NOW), NOW) == expected


def test_every_published_body_is_understood() -> None:
    bodies = json.loads(PUBLISHED.read_text("utf-8"))
    asked = {each["EventName"]: wanted(event(document(json.dumps(each).encode())), NOW) for each in bodies}
    assert asked["reseller-relationship-accepted-by-customer"].customers == {ONE}
    assert asked["dap-admin-relationship-terminated-by-microsoft"].days == {date(2018, 2, 17)}
    assert not any(asked[name] for name in ("test-created", "invoice-ready", "referral-created"))


def test_many_events_name_a_thing_once() -> None:
    assert together([Wanted({ONE}), Wanted({ONE, TWO}), Wanted(days={date(2026, 3, 2)})]) == Wanted(
        {ONE, TWO}, days={date(2026, 3, 2)}
    )
    assert together([]) == Wanted()


@given(st.text(max_size=50), st.text(max_size=300), st.text(max_size=300))
def test_no_address_breaks_it(name: str, uri: str, audit: str) -> None:
    for each in wanted(EventSeen(name, "", uri, audit, None), NOW).customers:
        assert len(each) == 36
