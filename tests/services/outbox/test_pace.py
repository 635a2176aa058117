"""No message waits for less than a database can tell, or none would ever leave."""

from hypothesis import given
from hypothesis import strategies as st

from bot.services.outbox.pace import SPACING, Pacer

steps = st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.7, 1.0, 1.1, 5.0]), min_size=1, max_size=60)


@given(steps=steps, rows=st.integers(1, 8))
def test_who_waits_its_time_goes_and_a_second_lies_between(steps: list[float], rows: int) -> None:
    pacer, waiting, went, now = Pacer(), {row: 0.0 for row in range(rows)}, list[float](), 0.0
    for step in steps:
        for row in [row for row, until in waiting.items() if until <= now]:
            wait = pacer.wait("C1", row, now)
            # What a column of microseconds makes of it must still lie ahead.
            assert wait == 0.0 or round(now + wait, 6) > round(now, 6)
            waiting[row] = now + wait
            if wait == 0.0:
                pacer.done("C1", now)
                went.append(now)
                del waiting[row]
        now += step
    assert all(later - earlier >= SPACING - 0.001 for earlier, later in zip(went, went[1:], strict=False))
