"""Replies: under the message of another notice, after it, in order, and not at all without it."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.db import Database
from bot.services.outbox import Notice, enqueue
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


def settled(post: Post, text: str) -> tuple[str, str | None]:
    """State and reason of the row that says so."""
    (row,) = [row for row in post.rows() if row["payload"]["text"] == text]
    return row["state"], row["last_error"]


async def test_a_reply_is_posted_under_its_message_and_changes_nothing_else(post: Post) -> None:
    post.add("first", subject="r:1")
    await post.deliver(2)
    post.add("told", thread="r:1")
    post.add("second", subject="r:1")
    await post.deliver(3)
    assert post.slack.texts() == ["second", "told"]
    assert post.slack.under("second") == ["told"]
    assert [message.edits for message in post.slack.messages] == [1, 0]


@pytest.mark.parametrize("subject", ["r:1", "s:told"])
async def test_a_reply_is_no_message_that_others_update(post: Post, subject: str) -> None:
    """Not even when it bears the subject of the message it replies to."""
    post.add("first", subject="r:1")
    post.add("told", subject=subject, thread="r:1")
    await post.deliver(3)
    post.add("second", subject="r:1")
    post.add("again", subject=subject, thread="r:1")
    await post.deliver(4)
    assert post.slack.under("second") == ["told", "again"]
    assert [message.edits for message in post.slack.messages] == [1, 0, 0]


async def test_written_before_its_message_it_waits_for_it(post: Post) -> None:
    post.enqueue(
        Notice("reply", "plain", "x", CHANNEL, {"text": "reply"}, thread="r:1"),
        Notice("parent", "plain", "r:1", CHANNEL, {"text": "parent"}),
    )
    await post.deliver(3)
    assert post.slack.texts() == ["parent", "reply"]
    assert post.slack.under("parent") == ["reply"]


async def test_it_waits_while_its_message_is_put_off(post: Post) -> None:
    post.slack.faults.extend([Fault(busy(30)), Fault(refused("odd"))])
    post.add("parent", subject="r:1")
    post.add("reply", thread="r:1")
    await post.deliver(29)
    assert post.slack.texts() == []
    await post.deliver(20)
    assert post.slack.under("parent") == ["reply"]


async def test_a_doubtful_message_first(post: Post) -> None:
    post.slack.faults.append(Fault(unclear(), after=True))
    post.add("parent", subject="r:1")
    post.add("reply", thread="r:1")
    await post.deliver(59)
    assert post.slack.texts() == ["parent"]
    await post.deliver(5)
    assert post.slack.under("parent") == ["reply"]


@pytest.mark.parametrize("fate", ["never", "dead", "obsolete", "elsewhere"])
async def test_without_a_message_there_is_no_reply(post: Post, fate: str) -> None:
    if fate == "dead":
        post.slack.faults.append(Fault(refused("is_archived", permanent=True)))
    if fate != "never":
        kind, to = "gone" if fate == "obsolete" else "plain", OTHER if fate == "elsewhere" else CHANNEL
        post.add("parent", subject="r:1", kind=kind, to=to)
    post.add("reply", thread="r:1")
    await post.deliver(5)
    assert "reply" not in post.slack.texts()
    assert settled(post, "reply") == ("sent", "obsolete")


async def test_a_reply_to_nothing_takes_no_turn(post: Post) -> None:
    post.add(*(f"reply {number}" for number in range(20)), thread="r:1")
    post.add("message")
    # A thread's replies go one after the other, so each pass settles one of them.
    while await post.worker.run():
        pass
    assert post.slack.texts() == ["message"]
    assert {row["state"] for row in post.rows()} == {"sent"}


@pytest.mark.parametrize("error", ["cannot_reply_to_message", "thread_not_found", "message_not_found"])
async def test_a_message_that_is_gone_from_slack_takes_its_history_along(post: Post, error: str) -> None:
    post.add("parent", subject="r:1")
    await post.deliver(2)
    post.slack.faults.append(Fault(refused(error, permanent=error == "cannot_reply_to_message")))
    post.add("reply", thread="r:1")
    await post.deliver(3)
    assert settled(post, "reply") == ("sent", "obsolete")
    assert post.slack.texts() == ["parent"]


async def test_a_message_posted_anew_has_the_replies_from_then_on(post: Post) -> None:
    post.add("first", subject="r:1")
    await post.deliver(2)
    post.slack.messages.clear()
    post.add("reply", thread="r:1")
    post.add("second", subject="r:1")
    await post.deliver(4)
    assert post.slack.under("second") == ["reply"]


async def test_replies_in_order_whatever_befalls_the_first(post: Post) -> None:
    post.add("parent", subject="r:1")
    await post.deliver(2)
    post.slack.faults.extend([Fault(busy(7)), Fault(refused("odd")), Fault(unclear()), None])
    post.add("one", "two", thread="r:1")
    await post.deliver(3)
    post.add("three", thread="r:1")
    await post.deliver(90)
    assert post.slack.under("parent") == ["one", "two", "three"]


async def test_replies_by_their_time_and_not_before_it(post: Post) -> None:
    post.add("parent", subject="r:1")
    for text, seconds in (("later", 20), ("soon", 10)):
        due = post.clock.now() + timedelta(seconds=seconds)
        notice = Notice(text, "plain", text, CHANNEL, {"text": text}, "r:1")
        post.database.write_now(
            lambda session, notice=notice, due=due: enqueue(session, post.clock.now(), notice, due_at=due)  # type: ignore[misc]
        )
    post.add("now", thread="r:1")
    await post.deliver(5)
    assert post.slack.under("parent") == ["now"]
    # Both are late when the program comes back.
    post.clock.advance(timedelta(hours=1))
    await post.deliver(3)
    assert post.slack.under("parent") == ["now", "soon", "later"]


async def test_one_thread_does_not_hold_up_another(post: Post) -> None:
    post.add("one", subject="r:1")
    post.add("two", subject="r:2")
    await post.deliver(3)
    post.add("poison", kind="broken", thread="r:1")
    post.add("stuck", thread="r:1")
    post.add("free", thread="r:2")
    await post.deliver(4)
    assert post.slack.under("two") == ["free"]
    assert post.slack.under("one") == []
    await post.deliver(30, step=3600)
    assert post.slack.under("one") == ["stuck"]


@pytest.mark.parametrize("after", [False, True])
async def test_a_doubtful_reply_is_looked_for_in_its_thread(post: Post, after: bool) -> None:
    post.add("parent", subject="r:1")
    post.add("noise 1", "noise 2", "noise 3", thread="r:1")
    await post.deliver(6)
    post.slack.faults.append(Fault(unclear(), after=after))
    post.add("reply", thread="r:1")
    await post.deliver(66)
    assert post.slack.under("parent") == ["noise 1", "noise 2", "noise 3", "reply"]
    assert post.slack.histories == (3 if after else 2)
    assert post.rows()[-1]["slack_ts"] == post.slack.messages[-1].ts


@pytest.mark.parametrize("park", [False, True])
async def test_a_doubtful_reply_whose_thread_is_gone(database: Database, clock: ManualClock, park: bool) -> None:
    post = make_post(database, clock, when_unreadable="park" if park else "resend")
    post.add("parent", subject="r:1")
    await post.deliver(2)
    post.slack.faults.append(Fault(unclear()))
    post.add("reply", thread="r:1")
    await post.worker.run()
    post.slack.messages.clear()
    await post.deliver(65)
    assert settled(post, "reply") == ("sent", "obsolete")


async def test_in_a_direct_message_too(post: Post) -> None:
    post.add("parent", subject="r:1", to=ANA)
    post.add("reply", thread="r:1", to=ANA)
    await post.deliver(3)
    assert post.slack.under("parent") == ["reply"]
    assert post.slack.texts("D0ANA") == ["parent", "reply"]


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_any_point_each_reply_is_there_once_and_in_order(
    database: Database, clock: ManualClock, point: str
) -> None:
    slack = FakeSlack(clock)
    before = make_post(database, clock, slack)
    before.add("parent", subject="r:1")
    await before.deliver(2)

    slack.faults.append(Fault(busy(5)) if point == "busy" else None)
    dying = make_post(database, clock, slack, crash=dies_at(point))
    dying.add("one", "two", thread="r:1")
    with pytest.raises(Crash):
        await dying.worker.run()
    await make_post(database, clock, slack).deliver(70)
    assert slack.under("parent") == ["one", "two"]
    assert {row["state"] for row in before.rows()} == {"sent"}


async def test_rival_workers_keep_the_order_of_every_thread(database: Database, clock: ManualClock) -> None:
    slack = FakeSlack(clock)
    rivals = [make_post(database, clock, slack) for _ in range(4)]
    for number in range(12):
        rivals[0].add(f"parent {number}", subject=f"r:{number}", to=f"C{number % 3}")
        rivals[0].add(*(f"reply {number} {line}" for line in range(5)), thread=f"r:{number}", to=f"C{number % 3}")
    for _ in range(60):
        await asyncio.gather(*(rival.worker.run() for rival in rivals))
        clock.advance(timedelta(seconds=1))
    for number in range(12):
        assert slack.under(f"parent {number}") == [f"reply {number} {line}" for line in range(5)]
    assert {row["state"] for row in rivals[0].rows()} == {"sent"}


@pytest.mark.parametrize("thread", [None, "r:1"])
async def test_one_that_comes_in_with_an_earlier_time_does_not_block_a_doubtful_one_for_ever(
    post: Post, thread: str | None
) -> None:
    """Two machines' clocks differ: each would wait for the other."""
    if thread:
        post.add("parent", subject="r:1")
        await post.deliver(2)
    post.slack.faults.append(Fault(unclear()))
    post.add("doubtful", subject="s", thread=thread)
    await post.worker.run()
    notice = Notice("early", "plain", "s", CHANNEL, {"text": "early"}, thread)
    post.database.write_now(lambda session: enqueue(session, post.clock.now() - timedelta(seconds=5), notice))
    await post.deliver(70)
    assert {row["state"] for row in post.rows()} == {"sent"}
    assert post.slack.seen >= {"doubtful", "early"}
