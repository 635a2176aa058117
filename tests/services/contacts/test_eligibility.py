"""Conditions E1 to E10: each alone, all together, and the list of candidates built from them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db import Database
from bot.errors import NotFound
from bot.models import CustomerRelationship, Partnership
from bot.services import commerce
from bot.services.commerce import KeptHere
from bot.services.contacts import lookup
from bot.services.contacts.eligibility import (
    Condition,
    Pair,
    eligible_resellers,
    is_ours,
    pair_failures,
    subscription_failures,
    target_failures,
)
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import (
    AZURE,
    CONTOSO,
    DELETED,
    FABRIKAM,
    NCE,
    NEWCOMER,
    OFFICE,
    OPEN_CHANNEL,
    STRANGER,
    TREY,
    Reseller,
    build,
    subscription,
)

ELIGIBLE = Reseller(TREY, "Trey Research")
ONE_FAILURE = [
    ({"partnership": None}, Condition.NO_PARTNERSHIP),
    ({"partnership": "Removed"}, Condition.NO_PARTNERSHIP),
    ({"kind": "direct_bill"}, Condition.NOT_A_RESELLER),
    ({"mpa_signed": False}, Condition.MPA_UNSIGNED),
    ({"program_active": False}, Condition.INACTIVE),
    ({"location": "US"}, Condition.OTHER_REGION),
    ({"relationship": None, "delegated_admin": "gdap"}, Condition.NO_RELATIONSHIP),
    ({"relationship": "removed"}, Condition.NO_RELATIONSHIP),
    ({"delegated_admin": "none"}, Condition.NO_DELEGATED_ADMIN),
    ({"delegated_admin": "unknown"}, Condition.NO_DELEGATED_ADMIN),
    ({"expires_at": MONDAY}, Condition.DELEGATED_ADMIN_EXPIRED),
    # What follows from the condition that fails is not said as well.
    ({"kind": "direct_bill", "partnership": None}, Condition.NOT_A_RESELLER),
    ({"delegated_admin": "none", "expires_at": MONDAY}, Condition.NO_DELEGATED_ADMIN),
]


@pytest.mark.parametrize(("flaw", "check"), ONE_FAILURE)
def test_each_condition_is_named(database: Database, flaw: dict[str, object], check: Condition) -> None:
    reseller = Reseller(TREY, "Trey Research", **flaw)  # type: ignore[arg-type]
    database.write_now(lambda s: build(s, reseller))
    failures = database.read_now(lambda s: target_failures(s, PROVIDER, CONTOSO, TREY, MONDAY))
    # Without any relationship row there are no privileges either, and both are said (5.5: all, not the first).
    bare = () if reseller.relationship else (Condition.NO_DELEGATED_ADMIN,)
    assert failures == (check, *bare)
    assert database.read_now(lambda s: eligible_resellers(s, PROVIDER, CONTOSO, MONDAY)) == ()


@pytest.mark.parametrize("granted", ["dap", "gdap", "attested"])
def test_candidates_are_the_provider_and_whoever_passes(database: Database, granted: str) -> None:
    later = MONDAY + timedelta(days=1)
    database.write_now(
        lambda s: build(
            s,
            Reseller(TREY, "Trey Research", delegated_admin=granted, expires_at=later),
            Reseller(FABRIKAM, "fabrikam", mpa_signed=None, program_active=None, location=None),
            Reseller(NEWCOMER, "Newcomer", relationship=None),
        )
    )
    cards = database.read_now(lambda s: lookup.candidates(s, PROVIDER, CONTOSO, MONDAY))
    assert [summary.name for summary in cards] == ["Iberia Cloud", "fabrikam", "Trey Research"]


def test_provider_may_always_unless_the_customer_is_not_ours(database: Database) -> None:
    database.write_now(lambda s: build(s, ELIGIBLE))
    ours = database.read_now(lambda s: target_failures(s, PROVIDER, CONTOSO, PROVIDER, MONDAY))
    strange = database.read_now(lambda s: target_failures(s, PROVIDER, STRANGER, PROVIDER, MONDAY))
    assert ours == ()
    assert strange == (Condition.NOT_OUR_CUSTOMER,)


def test_what_a_reseller_has_elsewhere_counts_for_nothing(database: Database) -> None:
    elsewhere = (
        CustomerRelationship(customer_id=STRANGER, partner_tenant_id=TREY, delegated_admin="gdap"),
        Partnership(provider_tenant_id=FABRIKAM, reseller_tenant_id=TREY),
    )
    bare = Reseller(TREY, "Trey Research", partnership=None, relationship=None)
    database.write_now(lambda s: build(s, bare, Reseller(FABRIKAM, "Fabrikam")))
    database.write_now(lambda s: s.add_all(elsewhere))
    failures = database.read_now(lambda s: target_failures(s, PROVIDER, CONTOSO, TREY, MONDAY))
    assert failures == (Condition.NO_PARTNERSHIP, Condition.NO_RELATIONSHIP, Condition.NO_DELEGATED_ADMIN)
    assert database.read_now(lambda s: eligible_resellers(s, PROVIDER, CONTOSO, MONDAY)) == (FABRIKAM,)
    assert database.read_now(lambda s: lookup.lines(s, PROVIDER, STRANGER, [OFFICE])) == ()


@pytest.mark.parametrize("relation", ["reseller", "advisor", "syndication", "none", "unknown"])
def test_e3_whose_customers_are_ours(relation: str) -> None:
    assert is_ours(relation) is (relation not in ("none", "unknown"))


def test_who_left_the_directory_is_said_to_be_gone(database: Database) -> None:
    database.write_now(lambda s: build(s, ELIGIBLE))
    for customer_id, target_id, key in ((NCE, PROVIDER, "error-customer-gone"), (CONTOSO, NCE, "error-partner-gone")):
        with pytest.raises(NotFound, match=key):
            database.read_now(lambda s, c=customer_id, t=target_id: target_failures(s, PROVIDER, c, t, MONDAY))  # type: ignore[misc]


def test_all_failures_at_once() -> None:
    worst = Pair("none", "indirect_reseller", "US", "ES", False, False, None, None, "gdap", MONDAY)
    assert set(pair_failures(worst, MONDAY)) == {
        Condition.NOT_OUR_CUSTOMER,
        Condition.NO_PARTNERSHIP,
        Condition.MPA_UNSIGNED,
        Condition.INACTIVE,
        Condition.OTHER_REGION,
        Condition.NO_RELATIONSHIP,
        Condition.DELEGATED_ADMIN_EXPIRED,
    }


def test_a1_a_new_subscription_is_supported_by_the_provider(database: Database) -> None:
    database.write_now(lambda s: build(s, ELIGIBLE))
    ids = [OFFICE, NCE, DELETED, AZURE, OPEN_CHANNEL]
    lines = database.read_now(lambda s: lookup.lines(s, PROVIDER, CONTOSO, ids))
    assert [(line.contact_name, line.origin, line.since, line.version) for line in lines] == [
        ("Iberia Cloud", "default", MONDAY, 0)
    ] * 5
    assert [line.failures for line in lines] == [(), (), (Condition.GONE,), (), ()]
    assert [line.kept_here for line in lines] == [None, KeptHere.NEW_COMMERCE, None, KeptHere.USAGE, None]


def test_what_microsoft_has_no_contact_of_is_refused_where_the_operator_says_so(database: Database) -> None:
    database.info[commerce.REFUSED] = True
    database.write_now(lambda s: build(s, ELIGIBLE))
    ids = [OFFICE, NCE, DELETED, AZURE, OPEN_CHANNEL]
    lines = database.read_now(lambda s: lookup.lines(s, PROVIDER, CONTOSO, ids))
    assert [line.failures for line in lines] == [
        (),
        (Condition.NEW_COMMERCE,),
        (Condition.GONE,),
        (Condition.NOT_LICENSED,),
        (),
    ]


def test_new_commerce_is_known_by_the_end_of_its_product_type_in_any_case() -> None:
    nce = subscription(NCE, "Teams", product_type="onlineservicesnce")
    assert subscription_failures(nce, refused=True) == (Condition.NEW_COMMERCE,)
    assert subscription_failures(nce, refused=False) == ()


def test_only_what_csp_sold_has_a_shape_to_check_and_an_unknown_billing_type_passes() -> None:
    elsewhere = subscription(NCE, "Teams", product_type="OnlineServicesNCE", billing_type="usage", channel="open")
    assert subscription_failures(elsewhere, refused=True) == ()
    assert subscription_failures(subscription(OFFICE, "Office", billing_type=None), refused=True) == ()


FLAG = st.sampled_from([True, False, None])


@given(
    st.builds(
        Pair,
        st.sampled_from(["reseller", "none", "advisor", "unknown"]),
        st.sampled_from(["indirect_reseller", "direct_bill", "indirect_provider"]),
        st.sampled_from(["ES", "FR", "US", None]),
        st.just("ES"),
        FLAG,
        FLAG,
        st.sampled_from(["Active", "Removed", None]),
        st.sampled_from(["established", "removed", None]),
        st.sampled_from(["none", "dap", "gdap", "attested", "unknown", None]),
        st.none() | st.datetimes(timezones=st.just(UTC)),
    )
)
def test_passing_means_every_condition_of_invariant_6(pair: Pair) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    expires = pair.delegated_admin_expires_at
    holds = (
        pair.partnership_state == "Active"
        and pair.relationship_state == "established"
        and pair.delegated_admin in {"dap", "gdap", "attested"}
        and (expires is None or expires > now)
        and pair.mpa_signed is not False
        and pair.program_active is not False
        and pair.partner_location != "US"
        and pair.partner_kind == "indirect_reseller"
        and pair.customer_relationship_to_partner in {"reseller", "advisor"}
    )
    assert (pair_failures(pair, now) == ()) == holds
