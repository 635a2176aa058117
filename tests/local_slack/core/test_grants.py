"""Trigger ids: one use, in time."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.local_slack import ManualClock
from bot.local_slack.base.errors import ApiError
from bot.local_slack.core.grants import Grants


@given(st.lists(st.tuples(st.sampled_from(["wait", "use"]), st.floats(0, 2)), max_size=12))
def test_a_trigger_opens_at_most_once_and_only_in_time(steps: list[tuple[str, float]]) -> None:
    clock = ManualClock()
    grants = Grants(clock)
    trigger = grants.trigger("U1")
    age, used = 0.0, False
    for step, seconds in steps:
        if step == "wait":
            clock.advance(timedelta(seconds=seconds))
            age += timedelta(seconds=seconds).total_seconds()
            continue
        expected = "exchanged_trigger_id" if used else "expired_trigger_id" if age > 3 + 1e-9 else ""
        try:
            grants.exchange(trigger)
            outcome, used = "", True
        except ApiError as error:
            outcome = error.code
        if abs(age - 3) > 1e-6:
            assert outcome == expected
