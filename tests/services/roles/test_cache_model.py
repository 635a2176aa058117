"""Whatever becomes of the events, nobody keeps a role past the next reading, and deltas in order need none."""

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.services.roles import RoleCache
from tests.kit.fakes import START
from tests.kit.roles import AGENTS, STANDARD, Source, delta, group, role_map

users = st.sampled_from([f"U{number}" for number in range(6)])
changes = st.lists(st.tuples(st.sets(users, max_size=3), st.integers(0, 1)), min_size=1, max_size=8)
fates = st.lists(st.sampled_from(["kept", "lost", "twice", "late"]), min_size=8, max_size=8)


@given(changes=changes, fates=fates)
async def test_events_lost_late_or_twice_never_grant_what_the_workspace_took(
    changes: list[tuple[set[str], int]], fates: list[str]
) -> None:
    truth, now = {"U0"}, 100
    source, late = Source(group(AGENTS, *truth)), []
    clock = ManualClock(START)
    cache = RoleCache(source, clock, role_map(STANDARD))
    await cache.refresh()
    for (wanted, seconds), fate in zip(changes, fates, strict=False):
        event = delta(now, now + seconds, sorted(wanted - truth), sorted(truth - wanted))
        truth, now = set(wanted), now + seconds
        source.answer = (group(AGENTS, *truth, date_update=now),)
        if fate == "late":
            late.append(event)
        for _ in range({"kept": 1, "twice": 2}.get(fate, 0)):
            await cache.on_event(event)
    for event in late:
        await cache.on_event(event)
    if set(fates[: len(changes)]) == {"kept"}:
        assert cache.members() == truth
        assert source.calls == 1
    await cache.refresh()
    assert cache.members() == truth
