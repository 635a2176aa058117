"""Delivery of the outbox: once, in order of need, with a reason where not."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.clock import ManualClock, SystemClock
from bot.db import Database
from bot.models import AuditEvent
from bot.services.outbox import Notice
from bot.services.outbox.sender import EVENT_TYPE, MOST_TRIES
from bot.services.outbox.store import Backlog
from bot.services.store.sql import table
from bot.text import reader
from tests.kit.fakes import (
    ANA,
    CHANNEL,
    OTHER,
    POINTS,
    Crash,
    FakeSlack,
    Fault,
    Post,
    busy,
    dies_at,
    make_post,
    refused,
    unclear,
)


@pytest.fixture
def post(database: Database, clock: ManualClock) -> Post:
    return make_post(database, clock)


def audited(post: Post) -> list[tuple[str, str]]:
    events = table(AuditEvent)
    found = post.database.read_now(lambda session: session.execute(select(events.c.action, events.c.after)).all())
    return [(action, after["error"]) for action, after in found]


async def test_a_notice_is_posted_once_with_a_mark_that_finds_it_again(post: Post) -> None:
    post.add("hello")
    post.add("hello")
    assert await post.worker.run() == 1
    assert await post.worker.run() == 0
    (message,) = post.slack.messages
    assert (message.channel, message.text) == (CHANNEL, "hello")
    assert message.metadata["event_type"] == EVENT_TYPE
    assert len(message.metadata["event_payload"]["k"]) == 32
    (row,) = post.rows()
    assert (row["state"], row["slack_channel"], row["slack_ts"]) == ("sent", CHANNEL, message.ts)
    assert (row["attempts"], row["last_error"], row["lease_until"]) == (1, None, None)


async def test_not_before_it_is_due(post: Post) -> None:
    post.add("soon")
    post.clock.advance(timedelta(seconds=-5))
    assert await post.worker.run() == 0
    post.clock.advance(timedelta(seconds=5))
    assert await post.worker.run() == 1


async def test_a_person_reads_it_in_their_language_in_one_direct_message_channel(post: Post) -> None:
    post.add("a", "b", to=ANA, kind="greeting")
    await post.deliver(3)
    assert post.slack.texts("D0ANA") == ["Cerrar", "Cerrar"]
    assert post.slack.opened == [ANA]


async def test_a_channel_and_an_unreadable_person_get_the_default_language(post: Post) -> None:
    post.add("a", kind="greeting")
    post.add("b", to="U0GONE", kind="greeting")
    await post.deliver(2)
    assert post.slack.texts() == ["Close"]
    assert post.slack.texts("D0GONE") == ["Close"]


async def test_a_later_notice_updates_the_message_in_place(post: Post) -> None:
    post.add("first", "second", subject="batch:1")
    await post.deliver(3)
    (message,) = post.slack.messages
    assert (message.text, message.edits) == ("second", 1)
    assert [row["slack_ts"] for row in post.rows()] == [message.ts, message.ts]


async def test_the_same_subject_for_another_recipient_is_another_message(post: Post) -> None:
    post.enqueue(*(Notice(f"k{to}", "plain", "batch:1", to, {"text": "x"}) for to in (CHANNEL, OTHER)))
    await post.deliver(2)
    assert [message.edits for message in post.slack.messages] == [0, 0]


async def test_a_message_someone_deleted_is_posted_anew_and_updated_from_then_on(post: Post) -> None:
    post.add("first", subject="batch:1")
    await post.deliver(2)
    post.slack.messages.clear()
    post.add("second", "third", subject="batch:1")
    await post.deliver(4)
    (message,) = post.slack.messages
    assert (message.text, message.edits) == ("third", 1)


async def test_what_is_obsolete_is_not_said(post: Post) -> None:
    post.add("x", kind="gone")
    await post.deliver(2)
    assert post.slack.messages == []
    (row,) = post.rows()
    assert (row["state"], row["last_error"], row["slack_ts"]) == ("sent", "obsolete", None)


async def test_a_permanent_refusal_ends_it_with_a_reason_and_a_history_row(post: Post) -> None:
    post.slack.faults.append(Fault(refused("is_archived", permanent=True)))
    post.add("x")
    await post.deliver(3)
    (row,) = post.rows()
    assert (row["state"], row["last_error"]) == ("dead", "is_archived")
    assert audited(post) == [("outbox.dead", "is_archived")]
    assert len(post.slack.calls) == 1


async def test_a_revoked_token_kills_nothing(post: Post) -> None:
    post.slack.faults.extend([Fault(refused("token_revoked"))] * 40)
    post.add("x")
    await post.deliver(40, step=3600)
    assert post.rows()[0]["state"] == "pending"
    post.slack.faults.clear()
    await post.deliver(2, step=3600)
    assert post.slack.texts() == ["x"]


async def test_poison_is_given_up_after_many_tries_and_holds_up_nobody(post: Post) -> None:
    post.add("poison", kind="broken")
    post.add(*(f"n{number}" for number in range(5)), to=OTHER)
    await post.deliver(6)
    assert len(post.slack.texts(OTHER)) == 5
    await post.deliver(30, step=3600)
    row = post.rows()[0]
    assert (row["state"], row["attempts"]) == ("dead", MOST_TRIES)
    assert row["last_error"].startswith("not made [")


async def test_a_kind_that_another_version_knows_waits_for_that_version(post: Post) -> None:
    post.add("later", kind="newer")
    post.add("x")
    await post.deliver(MOST_TRIES + 2, step=3600)
    assert post.slack.texts() == ["x"]
    row = post.rows()[0]
    assert (row["state"], row["attempts"]) == ("pending", 0)
    assert row["last_error"] == "waits for the version that knows its kind"


async def test_a_limited_channel_waits_and_the_others_go_on(post: Post) -> None:
    post.slack.faults.append(Fault(busy(30)))
    post.add("a", "b")
    post.add("c", to=OTHER)
    await post.deliver(29)
    assert (post.slack.texts(), post.slack.texts(OTHER)) == ([], ["c"])
    assert [channel for channel, _ in post.slack.calls] == [CHANNEL, OTHER]
    await post.deliver(5)
    assert sorted(post.slack.texts()) == ["a", "b"]
    assert [row["attempts"] for row in post.rows()] == [1, 1, 1]
    assert post.slack.histories == 0


async def test_one_message_a_second_to_each_recipient(post: Post) -> None:
    post.add(*(f"m{number}" for number in range(45)))
    post.add("other", to=OTHER)
    await post.deliver(2)
    assert post.slack.texts(OTHER) == ["other"]
    await post.deliver(60)
    assert post.slack.texts() == [f"m{number}" for number in range(45)]
    times = [at for channel, at in post.slack.calls if channel == CHANNEL]
    assert min(b - a for a, b in zip(times, times[1:], strict=False)) >= 1.0
    assert times[-1] - times[0] <= 46


async def test_nothing_more_goes_to_a_recipient_while_one_is_on_its_way(post: Post) -> None:
    async def slow() -> None:
        post.clock.advance(timedelta(seconds=5))
        assert post.slack.before_post is slow
        post.slack.before_post = None
        assert await post.worker.run() >= 0
        assert post.slack.calls == []

    post.slack.before_post = slow
    post.add("a", "b")
    await post.worker.run()
    await post.deliver(3)
    assert post.slack.texts() == ["a", "b"]


@pytest.mark.parametrize("after", [False, True])
async def test_unclear_is_looked_into_before_it_is_sent_again(post: Post, after: bool) -> None:
    post.slack.faults.append(Fault(unclear(), after=after))
    post.add("x")
    await post.deliver(59)
    assert len(post.slack.calls) == 1
    await post.deliver(3)
    assert post.slack.texts() == ["x"]
    assert post.slack.histories == 1
    assert post.rows()[0]["slack_ts"] == post.slack.messages[0].ts


async def test_a_marked_message_is_found_behind_many_others(post: Post) -> None:
    post.slack.faults.append(Fault(unclear(), after=True))
    post.add("x")
    await post.worker.run()
    for number in range(9):
        await post.slack.post(CHANNEL, f"chat {number}")
    post.slack.calls.clear()
    await post.deliver(65)
    assert post.slack.texts().count("x") == 1
    assert (post.slack.histories, post.slack.calls) == (5, [])


async def test_an_unclear_update_is_done_again_because_that_is_harmless(post: Post) -> None:
    post.add("first", subject="s")
    await post.deliver(2)
    post.slack.faults.append(Fault(unclear(), after=True))
    post.add("second", subject="s")
    await post.deliver(65)
    (message,) = post.slack.messages
    assert (message.text, message.edits, post.slack.histories) == ("second", 2, 0)


async def test_where_history_is_forbidden_it_is_sent_again_and_written_down(post: Post) -> None:
    post.slack.faults.append(Fault(unclear()))
    post.slack.history_faults.append(refused("missing_scope"))
    post.add("x")
    await post.deliver(65)
    assert post.slack.texts() == ["x"]
    assert audited(post) == [("outbox.resent_unverified", "missing_scope")]


async def test_where_history_is_forbidden_it_can_be_parked_instead(database: Database, clock: ManualClock) -> None:
    post = make_post(database, clock, when_unreadable="park")
    post.slack.faults.append(Fault(unclear(), after=True))
    post.slack.history_faults.append(refused("not_in_channel"))
    post.add("x")
    await post.deliver(65)
    assert post.slack.texts() == ["x"]
    assert audited(post) == [("outbox.dead", "perhaps posted, history unreadable: not_in_channel")]


async def test_a_limited_history_leaves_the_row_in_doubt(post: Post) -> None:
    post.slack.faults.append(Fault(unclear(), after=True))
    post.slack.history_faults.append(busy(20))
    post.add("x")
    await post.deliver(62)
    assert (post.rows()[0]["state"], post.slack.histories) == ("sending", 1)
    await post.deliver(25)
    assert (post.rows()[0]["state"], post.slack.texts(), post.slack.histories) == ("sent", ["x"], 2)


async def test_opening_direct_messages_too_fast_pauses_opening_only(post: Post) -> None:
    post.slack.open_faults.append(busy(30))
    post.add("a", to="U1")
    await post.worker.run()
    post.add("b", to="U2")
    post.add("c")
    await post.deliver(10)
    assert (post.slack.opened, post.slack.texts()) == ([], ["c"])
    await post.deliver(61)
    assert sorted(post.slack.opened) == ["U1", "U2"]


async def test_doubt_of_three_days_is_the_end(post: Post) -> None:
    post.slack.faults.extend([Fault(unclear())] * 200)
    post.add("x")
    await post.deliver(90, step=3700)
    assert post.rows()[0]["state"] == "dead"
    assert audited(post)[0][1].startswith("outcome unknown for")


async def test_a_paused_process_sends_nothing_when_its_lease_is_nearly_over(
    database: Database, clock: ManualClock
) -> None:
    def pause(point: str) -> None:
        if point == "before_send":
            clock.advance(timedelta(seconds=51))

    post = make_post(database, clock, crash=pause)
    post.add("x")
    await post.worker.run()
    assert post.slack.calls == []
    successor = make_post(database, clock, post.slack)
    await successor.deliver(3)
    assert post.slack.texts() == ["x"]


async def test_an_outcome_is_not_written_over_a_successors(database: Database, clock: ManualClock) -> None:
    slack = FakeSlack(clock)
    first, second = make_post(database, clock, slack), make_post(database, clock, slack)

    async def taken_over() -> None:
        slack.before_post = None
        clock.advance(timedelta(seconds=61))
        await second.worker.run()

    slack.before_post = taken_over
    first.add("x")
    await first.worker.run()
    (row,) = first.rows()
    assert row["attempts"] == 2
    assert row["slack_ts"] == slack.messages[0].ts


@pytest.mark.parametrize("subject", ["new", "known"])
@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point_nothing_is_lost_or_doubled(
    database: Database, clock: ManualClock, point: str, subject: str
) -> None:
    slack = FakeSlack(clock)
    before = make_post(database, clock, slack)
    before.add("known", subject="known")
    await before.deliver(2)

    slack.faults.append(Fault(busy(5)) if point == "busy" else None)
    dying = make_post(database, clock, slack, crash=dies_at(point))
    dying.add("x", subject=subject)
    with pytest.raises(Crash):
        await dying.worker.run()
    await make_post(database, clock, slack).deliver(70)
    assert [row["state"] for row in before.rows()] == ["sent", "sent"]
    assert Counter(slack.texts()) == Counter(["x"] if subject == "known" else ["known", "x"])


async def test_leases_are_not_freed_at_the_start(database: Database, clock: ManualClock) -> None:
    dying = make_post(database, clock, crash=dies_at("claimed"))
    dying.add("x")
    with pytest.raises(Crash):
        await dying.worker.run()
    successor = make_post(database, clock)
    assert await successor.worker.run() == 0
    clock.advance(timedelta(seconds=61))
    assert await successor.worker.run() == 1


class _Ahead(SystemClock):
    """A machine whose clock is wrong."""

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=40)


async def test_what_is_due_goes_by_the_clock_of_who_wrote_it(database: Database) -> None:
    clock = _Ahead()
    post = make_post(database, cast(ManualClock, clock), FakeSlack(cast(ManualClock, clock)))
    post.add("now")
    assert (await post.worker.backlog()).due == 1
    assert await post.worker.run() == 1
    assert post.slack.texts() == ["now"]


async def test_backlog_counts_what_waits(post: Post) -> None:
    post.slack.faults.append(Fault(refused("is_archived", permanent=True)))
    post.add("dead")
    await post.worker.run()
    post.add("due", to=OTHER)
    since = post.clock.now()
    post.clock.advance(timedelta(seconds=5))
    assert await post.worker.backlog() == Backlog(open=1, due=1, dead=1, oldest=since)
    assert post.worker.outcomes == {"dead": 1}


async def test_payload_values_survive_as_they_were(post: Post) -> None:
    texts: list[Any] = ["<!channel> & ‮אב ñ 🙂", "x" * 5000]
    post.add(*texts)
    await post.deliver(3)
    assert post.slack.texts() == texts


async def test_channels_have_words_of_their_own(database: Database, clock: ManualClock) -> None:
    post = make_post(database, clock, team=reader("es-ES", "Europe/Madrid"))
    post.add("c", kind="greeting")
    post.add("a", to="UNKNOWN", kind="greeting")
    await post.worker.run()
    assert {message.channel: message.text for message in post.slack.messages} == {
        CHANNEL: reader("es", "UTC").plain("button-close"),
        "DNKNOWN": reader("en", "UTC").plain("button-close"),
    }


async def test_people_are_named_where_slack_tells_their_names(post: Post) -> None:
    post.add(f"{ANA} UNKNOWN import", kind="who")
    await post.worker.run()
    assert post.slack.texts() == ["ana <@UNKNOWN> import"]
