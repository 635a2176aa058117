"""Whatever Microsoft says becomes rows that the directory takes, or is counted."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.services.mirror import rows
from bot.services.mirror.ports import CustomerSeen, GdapSeen, SubscriptionSeen
from tests.kit.microsoft import guid

TEXT = st.text(max_size=40)
WORDS = st.sampled_from(["", "active", "Active", "none", "a word of tomorrow"]) | TEXT
CUSTOMERS = st.builds(CustomerSeen, st.sampled_from([guid("a"), guid("b"), "no-guid"]) | TEXT, TEXT, TEXT, WORDS, TEXT)
SUBSCRIPTIONS = st.builds(
    SubscriptionSeen,
    st.sampled_from([guid("a"), guid("b"), "x"]) | TEXT,
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    WORDS,
    st.none() | st.integers(),
    WORDS,
    TEXT,
    st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(seen=st.lists(CUSTOMERS, max_size=5))
def test_customers_are_rows_or_counted(seen: list[CustomerSeen]) -> None:
    found = rows.customers(seen)
    ids = {each.id for each in seen if each.id in {guid("a"), guid("b")}}
    assert ids <= {row[2] for row in found.rows}
    assert len(found.rows) + found.refused <= len(seen)
    assert all(row[3] for row in found.rows)


@given(seen=st.lists(SUBSCRIPTIONS, max_size=5))
def test_an_odd_field_costs_only_itself(seen: list[SubscriptionSeen]) -> None:
    found = rows.of_subscriptions(rows.subscriptions(guid("customer"), seen))
    ids = {each.id for each in seen if each.id in {guid("a"), guid("b")}}
    assert ids <= {row[2] for row in found.rows}


def gdap(name: str, ends: int | None, extend: str = "PT0S", **more: Any) -> GdapSeen:
    at = datetime(ends, 1, 1, tzinfo=UTC) if ends else None
    said: dict[str, Any] = {"status": "active", "customer_id": guid("a"), **more}
    return GdapSeen(name, name, customer_name="", duration="", auto_extend=extend, created_at=None,
                    activated_at=None, ends_at=at, changed_at=None, **said)  # fmt: skip


def test_of_several_gdaps_the_one_that_lasts_longest_counts() -> None:
    extending, long, short = gdap("a", 2027, "P180D"), gdap("b", 2028), gdap("c", 2026)
    for seen, year in (([short, long], "2028"), ([long, extending], "2027")):
        (row,) = rows.privileges(guid("own"), seen).rows
        assert str(row[6]).startswith(year)


def test_a_gdap_that_is_not_in_force_or_for_a_reseller_is_not_ours() -> None:
    ended = gdap("a", 2027, status="terminated")
    theirs = gdap("b", 2027, provider_id=guid("own"))
    nobody = gdap("c", 2027, customer_id="")
    assert rows.privileges(guid("own"), [ended, theirs, nobody]).rows == ()
