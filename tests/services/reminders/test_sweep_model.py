"""No sequence of what time, people and sweeps do tells twice, misses one, or speaks at night (A9, A10, F10)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.clock import ManualClock
from bot.db import Database
from tests.kit.examples import examples
from tests.kit.relationships import directory
from tests.kit.reminders.machine import ZONES, Machine

STARTS = ("2026-03-02T09:00+00:00", "2026-03-20T16:30+00:00", "2026-10-16T07:00+00:00", "2026-12-24T20:00+00:00")
answers = st.tuples(
    st.sampled_from(["snooze", "snooze", "stop", "resend", "establish", "decline", "expire", "give"]),
    st.integers(0, 5),
    st.integers(1, 200),
)
sweeps = st.tuples(st.just("sweep"), st.integers(1, 2), st.sampled_from([0, 0, 1, 5, 24, 24, 70, 190]))
adds = st.tuples(st.just("add"), st.integers(0, 2), st.just(0))


@pytest.fixture
def books(database: Database) -> Database:
    """The directory, once per database: examples bring customers of their own."""
    database.write_now(directory)
    return database


def forget(database: Database) -> None:
    """Put out of the sweep's way what an earlier example left; ids go on, as history refuses to be deleted."""
    database.write_now(lambda s: s.execute(text("DELETE FROM outbox_message")))
    ended = "UPDATE relationship_request SET state = 'withdrawn', next_reminder_at = NULL"
    database.write_now(lambda s: s.execute(text(ended)))


@settings(max_examples=examples(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from(STARTS),
    script=st.lists(st.one_of(sweeps, sweeps, sweeps, answers, adds), min_size=4, max_size=22),
)
async def test_no_sequence_tells_twice_or_misses_one(
    books: Database, start: str, script: list[tuple[str, int, int]]
) -> None:
    forget(books)
    machine = Machine(books, ManualClock(datetime.fromisoformat(start)))
    for owner in ZONES:
        machine.add(owner)
    for event, pick, hours in script:
        match event:
            case "add":
                machine.add(sorted(ZONES)[pick])
            case "sweep":
                machine.clock.advance(timedelta(hours=hours))
                await machine.sweep(pick)
                await machine.deliver()
            case _:
                machine.do(event, pick, hours)
    machine.check()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_month_hour_by_hour_is_told_by_the_calendar(books: Database) -> None:
    """Three owners, two requests each, nobody answers: days 3, 7, 14, then weekly, two last calls, and the end."""
    machine = Machine(books, ManualClock(datetime.fromisoformat("2026-03-11T10:00+00:00")))
    for owner in (*ZONES, *ZONES):
        machine.add(owner)
    start, process = machine.clock.now(), machine.sweeper()
    for hour in range(1, 24 * 32 + 1):
        machine.clock.advance(start + timedelta(hours=hour) - machine.clock.now())
        await machine.sweep(by=process)
        await machine.deliver()
    machine.check()
    # Sent on a Wednesday: Mar 14 is a Saturday (so the 16th), 18, 25, Apr 1, 3 (last call), 8, 9 (last call).
    assert {facts[0] for facts in machine.facts().values()} == {"expired"}
    assert {facts[1] for facts in machine.facts().values()} == {7}
    for owner in ZONES:
        days = [row.subject.rpartition(":")[2] for row in machine.digests() if row.recipient == owner]
        assert days[:7] == [f"2026-{day}" for day in ("03-16", "03-18", "03-25", "04-01", "04-03", "04-08", "04-09")]
        posted = [message for message in machine.slack.messages if message.channel == f"D{owner[1:]}"]
        # One summary for each request, seven digests, and one that says both ended.
        assert len(posted) == 2 + 7 + 1
    said = ("wait longer", "Older reminders", "dealt with since")
    team = [m for m in machine.slack.messages if m.channel.startswith("C") and any(words in m.text for words in said)]
    assert len(team) == len({row.subject for row in machine.digests() if row.recipient.startswith("C")})


async def test_a_week_down_is_one_catch_up(books: Database) -> None:
    machine = Machine(books)
    for _ in range(8):
        machine.add("UMADRID")
    await machine.sweep()
    machine.clock.advance(timedelta(days=10, hours=14))  # Thursday, midnight in Madrid
    await machine.sweep(2)
    await machine.deliver()
    assert not [message for message in machine.slack.messages if "wait for you" in message.text]
    machine.clock.advance(timedelta(hours=9))
    await machine.sweep(2)
    await machine.deliver()
    (message,) = [message for message in machine.slack.messages if "wait for you" in message.text]
    assert message.text.count("late") == 8
    assert all(name in message.text for name in machine.names.values())
    machine.check()
