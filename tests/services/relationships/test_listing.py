"""The list of requests: what is typed, who sees what in which order, and what people decide about one that waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import Conflict, Denied, InvalidInput, Unavailable
from bot.models import OutboxMessage, RequestState, RequestType
from bot.services.invitations.rules import RequestWish
from bot.services.relationships import followup, listing, requests, summaries
from bot.services.relationships.filters import LONGEST_QUERY, RequestFilter, RequestScope, parse
from tests.kit.relationships import GLO, HELP, NORTHWIND, NOWHERE, directory, notices, ours, pending, stored, trail
from tests.kit.store.rivals import together
from tests.kit.world import FABRIKAM, SALES, TREY, scene

DAY = timedelta(days=1)
EVERY = tuple(RequestType)
ANA = replace(GLO, user_id="UANA", reference="REF10002")


@pytest.fixture
def books(database: Database) -> Database:
    database.write_now(directory)
    return database


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", RequestFilter()),
        ("mine", RequestFilter(RequestScope.MINE)),
        ("MÍAS", RequestFilter(RequestScope.MINE)),
        ("waiting", RequestFilter(RequestScope.WAITING)),
        ("pendientes contoso", RequestFilter(state=RequestState.PENDING, query="contoso")),
        ("Contoso  Ltd pending", RequestFilter(state=RequestState.PENDING, query="Contoso Ltd")),
        ("mine mine", RequestFilter(RequestScope.MINE, query="mine")),
        (">14 <@U0ANA|ana>", RequestFilter(older_than=14, owner="U0ANA")),
        ("A&B", RequestFilter(query="A&B")),
        ("draft", RequestFilter(state=RequestState.LINK_READY)),
    ],
)
def test_what_is_typed_after_the_command(typed: str, meant: RequestFilter) -> None:
    assert parse(typed) == meant


@given(st.text(max_size=400))
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    found = parse(typed)
    assert len(found.query) <= LONGEST_QUERY
    assert 0 <= found.older_than <= 9999
    assert parse(found.query).owner is None or "<@" in found.query


def page(
    books: Database, wanted: RequestFilter, clock: ManualClock, offset: int = 0, reader: str = "UGLO", most: int = 1000
) -> listing.RequestPage:
    return books.read_now(lambda s: listing.page(s, reader, EVERY, wanted, clock.now(), offset, most=most))


def ids(books: Database, wanted: RequestFilter, clock: ManualClock, reader: str = "UGLO") -> list[int]:
    return [row.id for row in page(books, wanted, clock, reader=reader).rows.items]


def five(books: Database, clock: ManualClock) -> tuple[int, int, int, int]:
    """Pending of GLO, pending of ANA, a draft of GLO, declined of GLO."""
    old = pending(books, clock.now(), ours())
    clock.advance(10 * DAY)
    ana = pending(books, clock.now(), RequestWish(RequestType.PARTNERSHIP, reseller_id=FABRIKAM), actor=ANA)
    wish = RequestWish(RequestType.CUSTOMER_INDIRECT_RESELLER, NOWHERE, TREY)
    draft = books.write_now(lambda s: requests.create(s, GLO, wish, scene(clock.now(), "draft")))
    gone = pending(books, clock.now(), ours(NOWHERE))
    books.write_now(lambda s: requests.decline(s, GLO, gone, scene(clock.now(), "no")))
    return old, ana, draft, gone


def test_open_first_oldest_first_and_each_scope_its_own(books: Database, clock: ManualClock) -> None:
    old, ana, draft, gone = five(books, clock)
    assert ids(books, RequestFilter(), clock) == [old, ana, draft, gone]
    assert ids(books, RequestFilter(RequestScope.WAITING), clock) == [old, draft]
    assert ids(books, RequestFilter(RequestScope.MINE), clock, "UANA") == [ana]
    assert ids(books, RequestFilter(owner="UANA"), clock) == [ana]
    assert ids(books, RequestFilter(state=RequestState.DECLINED), clock) == [gone]
    assert ids(books, RequestFilter(state=RequestState.LINK_READY), clock) == [draft]
    assert ids(books, RequestFilter(older_than=7), clock) == [old]
    assert page(books, RequestFilter(), clock).waiting == 2


def test_search_by_customer_or_reseller_blind_to_case_and_literal(books: Database, clock: ManualClock) -> None:
    old, ana, draft, gone = five(books, clock)
    named = pending(books, clock.now(), RequestWish(RequestType.CUSTOMER_RESELLER, new_name="Nuevo 100% Ñandú"))
    assert ids(books, RequestFilter(query="NORTH"), clock) == [old]
    assert ids(books, RequestFilter(query="trey"), clock) == [draft]
    assert ids(books, RequestFilter(query="fabrikam"), clock) == [ana]
    assert ids(books, RequestFilter(query="nowhere"), clock) == [draft, gone]
    assert ids(books, RequestFilter(query="nandu 100%"), clock) == [named]
    assert ids(books, RequestFilter(query="_"), clock) == []
    assert ids(books, RequestFilter(query="nobody"), clock) == []


def test_without_the_right_to_view_only_what_one_may_ask_for(books: Database, clock: ManualClock) -> None:
    _, ana, _, _ = five(books, clock)
    found = books.read_now(lambda s: listing.page(s, "UGLO", [RequestType.PARTNERSHIP], RequestFilter(), clock.now()))
    assert [row.id for row in found.rows.items] == [ana]


def test_pages_and_an_offset_past_the_end(books: Database, clock: ManualClock) -> None:
    for number in range(listing.PER_PAGE + 3):
        pending(books, clock.now(), RequestWish(RequestType.CUSTOMER_RESELLER, new_name=f"Kunde {number:02}"))
    first, last = page(books, RequestFilter(), clock).rows, page(books, RequestFilter(), clock, 500).rows
    assert (len(first.items), first.offset, first.total) == (listing.PER_PAGE, 0, listing.PER_PAGE + 3)
    assert (len(last.items), last.offset) == (3, listing.PER_PAGE)
    assert not {row.id for row in first.items} & {row.id for row in last.items}


def test_a10_snoozed_until_then_and_never_past_the_due_date(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    until = clock.now() + 20 * DAY
    for _ in range(2):
        books.write_now(lambda s: followup.snooze(s, GLO, made, until, scene(clock.now(), "z")))
    assert stored(books, made).next_reminder_at == until
    assert trail(books, made).count("request.snoozed") == 1
    books.write_now(lambda s: followup.snooze(s, GLO, made, clock.now() + 60 * DAY, scene(clock.now(), "z2")))
    row = stored(books, made)
    assert row.next_reminder_at == row.due_at
    books.write_now(lambda s: followup.snooze(s, GLO, made, clock.now() + 90 * DAY, scene(clock.now(), "z3")))
    assert trail(books, made).count("request.snoozed") == 3


def test_the_history_has_one_entry_for_each_decision(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    assert trail(books, made) == ["request.created", "request.link_ready", "request.pending"]
    told = books.read_now(lambda s: [event.action for event in listing.trail(s, made)])
    assert told == ["request.pending", "request.created"]


@pytest.mark.parametrize("by", [timedelta(0), timedelta(seconds=-1), timedelta(days=91)])
def test_a_snooze_into_the_past_or_beyond_all_sense_is_refused(
    books: Database, clock: ManualClock, by: timedelta
) -> None:
    made = pending(books, clock.now(), ours())
    with pytest.raises(InvalidInput) as refused:
        books.write_now(lambda s: followup.snooze(s, GLO, made, clock.now() + by, scene(clock.now(), "z")))
    assert refused.value.field == "until"
    assert trail(books, made) == ["request.created", "request.link_ready", "request.pending"]


def test_stopped_reminders_still_let_it_expire_and_a_snooze_starts_them_again(
    books: Database, clock: ManualClock
) -> None:
    made = pending(books, clock.now(), ours())
    books.write_now(lambda s: followup.stop_reminders(s, GLO, made, scene(clock.now(), "stop")))
    row = stored(books, made)
    assert row.reminders_stopped
    assert row.next_reminder_at == row.due_at
    books.write_now(lambda s: followup.snooze(s, GLO, made, clock.now() + DAY, scene(clock.now(), "z")))
    assert not stored(books, made).reminders_stopped


def test_handed_over_once_and_both_are_told(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    for _ in range(2):
        books.write_now(lambda s: followup.hand_over(s, GLO, ANA, made, scene(clock.now(), "give")))
    assert stored(books, made).owner == "UANA"
    told = [reader for kind, reader in notices(books, made) if kind == followup.HANDED_OVER]
    assert told == ["UGLO", "UANA", "C0DESK"]
    assert trail(books, made).count("request.handed_over") == 1
    books.write_now(lambda s: followup.hand_over(s, ANA, GLO, made, scene(clock.now(), "back")))
    books.write_now(lambda s: followup.hand_over(s, GLO, ANA, made, scene(clock.now(), "again")))
    assert len([kind for kind, _ in notices(books, made) if kind == followup.HANDED_OVER]) == 9


def test_nobody_without_the_role_decides_or_is_handed_anything(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    at = scene(clock.now(), "x")
    works: list[Callable[..., object]] = [
        lambda s: followup.snooze(s, HELP, made, clock.now() + DAY, at),
        lambda s: followup.stop_reminders(s, HELP, made, at),
        lambda s: followup.hand_over(s, HELP, GLO, made, at),
    ]
    for work in works:
        with pytest.raises(Denied):
            books.write_now(work)
    with pytest.raises(InvalidInput) as refused:
        books.write_now(lambda s: followup.hand_over(s, GLO, SALES, made, at))
    assert refused.value.field == "owner"
    # Of roles that cannot be read nobody knows what they permit.
    with pytest.raises(Unavailable):
        books.write_now(lambda s: followup.hand_over(s, GLO, replace(SALES, doubt="stale"), made, at))
    assert stored(books, made).owner == "UGLO"


def test_what_has_ended_cannot_be_snoozed_or_handed_over(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    books.write_now(lambda s: requests.withdraw(s, GLO, made, scene(clock.now(), "w")))
    at = scene(clock.now(), "late")
    works: list[Callable[..., object]] = [
        lambda s: followup.snooze(s, GLO, made, clock.now() + DAY, at),
        lambda s: followup.stop_reminders(s, GLO, made, at),
        lambda s: followup.hand_over(s, GLO, ANA, made, at),
    ]
    for work in works:
        with pytest.raises(Conflict):
            books.write_now(work)


def test_snoozed_and_declined_at_once_never_wakes_a_request_that_ended(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours(NORTHWIND))
    together(
        books,
        lambda s: followup.snooze(s, GLO, made, clock.now() + DAY, scene(clock.now(), "z")),
        lambda s: requests.decline(s, GLO, made, scene(clock.now(), "no")),
    )
    row = stored(books, made)
    if row.state == "declined":
        assert row.next_reminder_at is None
    else:
        assert row.next_reminder_at == clock.now() + DAY


EAST = replace(ANA, user_id="UEAST", zone="Asia/Tokyo", reference="REFEAST")


def test_a_new_owner_is_told_and_reminded_at_their_own_hour(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    books.write_now(lambda s: followup.hand_over(s, GLO, EAST, made, scene(clock.now(), "give")))
    row = stored(books, made)
    assert (row.created_by, row.sent_by, row.owner) == ("UGLO", "UGLO", "UEAST")
    assert row.next_reminder_at == datetime(2026, 3, 5, tzinfo=UTC)
    given = books.read_now(lambda s: s.exec(select(OutboxMessage).where(OutboxMessage.kind == followup.GIVEN)).all())
    assert [(told.recipient, told.payload["by"]) for told in given] == [("UEAST", "UGLO")]


def test_a_snooze_outlives_a_hand_over_within_working_hours(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    until = clock.now() + DAY + timedelta(hours=4)
    books.write_now(lambda s: followup.snooze(s, GLO, made, until, scene(clock.now(), "z")))
    books.write_now(lambda s: followup.hand_over(s, GLO, EAST, made, scene(clock.now(), "give")))
    # 22:00 there: the next morning.
    assert stored(books, made).next_reminder_at == datetime(2026, 3, 4, tzinfo=UTC)


def test_whoever_looked_after_it_sees_how_it_ended(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    books.write_now(lambda s: followup.hand_over(s, GLO, ANA, made, scene(clock.now(), "give")))
    books.write_now(lambda s: requests.withdraw(s, ANA, made, scene(clock.now(), "no")))
    told = [reader for kind, reader in notices(books, made) if kind == "request.withdrawn"]
    assert sorted(told) == ["C0DESK", "UANA", "UGLO"]


def test_whoever_sends_it_again_is_its_sender(books: Database, clock: ManualClock) -> None:
    made = pending(books, clock.now(), ours())
    books.write_now(lambda s: requests.resend(s, ANA, made, "a@b.example", scene(clock.now(), "again")))
    summary = books.read_now(lambda s: summaries.read(s, made))
    assert (summary.asker, summary.sender, summary.owner) == ("UGLO", "UANA", "UGLO")


def test_a_long_list_says_that_there_is_more_without_counting_it(books: Database, clock: ManualClock) -> None:
    for number in range(14):
        made = pending(books, clock.now(), RequestWish(RequestType.CUSTOMER_RESELLER, new_name=f"Kunde {number:02}"))
        if number % 2:
            books.write_now(lambda s, r=made: requests.decline(s, GLO, r, scene(clock.now(), f"no {r}")))  # type: ignore[misc]
    first, last = (page(books, RequestFilter(), clock, offset, most=12).rows for offset in (0, 10))
    assert (first.total, first.more, len(first.items)) == (12, True, listing.PER_PAGE)
    assert [row.state for row in first.items] == [RequestState.PENDING] * 7 + [RequestState.DECLINED] * 3
    # The page past what is counted is the last one, and none stands on both.
    assert not {row.id for row in first.items} & {row.id for row in last.items}
    assert not page(books, RequestFilter(state=RequestState.PENDING), clock, most=12).rows.more
