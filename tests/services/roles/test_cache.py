"""Roles from user groups: fresh or refused, and told why."""

import asyncio
import weakref
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.errors import Denied, Unavailable
from bot.services.people.profiles import Person
from bot.services.policy import Action, Actor, Role, require
from bot.services.roles import RoleCache, RoleMap, denial_mrkdwn, denial_plain
from bot.services.slack.errors import SlackBusy, SlackRefused
from bot.settings import Settings
from bot.text import reader
from tests.kit.fakes import until
from tests.kit.roles import AGENTS, MATRIX, SALES, STANDARD, Source, delta, group, role_map


def person(user_id: str = "U1") -> Person:
    return Person(user_id, "Ana", "en-US", "UTC")


def flagged(flag: str) -> Person:
    more: dict[str, Any] = {flag: True}
    return replace(person(), **more)


@pytest.fixture
def source() -> Source:
    return Source(group(AGENTS, "U1", "U2"), group(SALES, "U3"))


@pytest.fixture
async def cache(source: Source, clock: ManualClock) -> RoleCache:
    made = RoleCache(source, clock, role_map(STANDARD))
    assert await made.refresh()
    return made


def check(cache: RoleCache, who: Person, action: Action) -> Actor:
    actor = cache.actor(who)
    require(actor, action)
    return actor


def denied(cache: RoleCache, who: Person, action: Action = Action.ASSIGN) -> Denied:
    with pytest.raises(Denied) as caught:
        check(cache, who, action)
    return caught.value


def unanswered(cache: RoleCache, who: Person) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        check(cache, who, Action.ASSIGN)
    return caught.value


async def test_one_call_gives_every_role(cache: RoleCache, source: Source) -> None:
    assert cache.roles_of("U1") == {Role.ADMIN_AGENT, Role.SALES_AGENT}
    assert cache.roles_of("U3") == {Role.SALES_AGENT}
    assert cache.roles_of("U9") == frozenset()
    assert cache.members() == {"U1", "U2", "U3"}
    assert source.calls == 1


async def test_an_actor_carries_roles_matrix_and_reference(cache: RoleCache) -> None:
    actor = cache.actor(person(), "REF12345")
    assert (actor.user_id, actor.reference) == ("U1", "REF12345")
    assert actor.roles == {Role.ADMIN_AGENT, Role.SALES_AGENT}
    require(actor, Action.ASSIGN)
    assert cache.actor(person()).reference != cache.actor(person()).reference


async def test_a_denial_names_roles_groups_and_what_to_do(cache: RoleCache) -> None:
    refusal = denied(cache, person("U3"))
    assert refusal.key == "denied-role"
    assert refusal.args_for_text["roles"] == (Role.GLOBAL_ADMIN, Role.ADMIN_AGENT, Role.HELPDESK_AGENT)
    english, spanish = reader("en-US", "UTC"), reader("es-ES", "Europe/Madrid")
    said = denial_mrkdwn(english, refusal)
    assert "Global admin, Admin agent, and Helpdesk agent" in said
    assert "<!subteam^S0AGENTS>" in said
    assert "@csp-agents" in denial_plain(english, refusal)
    assert "<!" not in denial_plain(english, refusal)
    assert "Agente de administrador" in denial_mrkdwn(spanish, refusal)


async def test_where_no_group_gives_the_role_it_says_so(cache: RoleCache) -> None:
    refusal = denied(cache, person("U3"), Action.REMOVE_CUSTOMER)
    assert refusal.args_for_text["groups"] == ()
    assert "ROLE_GROUP_" in denial_mrkdwn(reader("en-US", "UTC"), refusal)


@pytest.mark.parametrize("language", ["en-US", "es-ES"])
@pytest.mark.parametrize(
    ("flag", "key"),
    [
        ("is_bot", "denied-bot"),
        ("is_guest", "denied-guest"),
        ("is_foreign", "denied-foreign"),
        ("is_deleted", "denied-deleted"),
    ],
)
async def test_only_people_of_ours_act(cache: RoleCache, flag: str, key: str, language: str) -> None:
    refusal = denied(cache, flagged(flag))
    assert refusal.key == key
    assert denial_mrkdwn(reader(language, "UTC"), refusal) == denial_plain(reader(language, "UTC"), refusal)


async def test_never_read_is_no_answer(source: Source, clock: ManualClock) -> None:
    cache = RoleCache(source, clock, role_map(STANDARD))
    silence = unanswered(cache, person())
    assert (silence.key, silence.args_for_text["reason"]) == ("denied-roles-unreadable", "not_read_yet")
    assert "not" in reader("en-US", "UTC").mrkdwn(silence.key, **silence.args_for_text)


async def test_stale_past_the_limit_is_no_answer(cache: RoleCache, clock: ManualClock) -> None:
    clock.advance(timedelta(minutes=30))
    check(cache, person(), Action.ASSIGN)
    clock.advance(timedelta(seconds=1))
    assert unanswered(cache, person()).args_for_text["reason"] == "stale"


async def test_a_clock_set_back_does_not_hide_the_age(cache: RoleCache, clock: ManualClock) -> None:
    clock.advance(timedelta(minutes=31))
    clock.advance(timedelta(hours=-1))
    assert unanswered(cache, person()).key == "denied-roles-unreadable"


async def test_unreadable_serves_what_is_known_until_the_limit(
    cache: RoleCache, source: Source, clock: ManualClock
) -> None:
    source.error = SlackRefused("missing_scope", permanent=False, needed="usergroups:read")
    clock.advance(timedelta(minutes=29))
    await cache.refresh_if_due()
    assert cache.roles_of("U1")
    clock.advance(timedelta(minutes=2))
    silence = unanswered(cache, person())
    assert silence.args_for_text["reason"] == "missing_scope (needs usergroups:read)"
    assert cache.status().problems == ("user groups cannot be read: missing_scope (needs usergroups:read)",)


async def test_configured_user_ids_need_no_groups_and_never_grow_stale(source: Source, clock: ManualClock) -> None:
    cache = RoleCache(source, clock, role_map({}, {Role.GLOBAL_ADMIN: frozenset({"U7"})}))
    clock.advance(timedelta(days=3))
    assert check(cache, person("U7"), Action.REMOVE_CUSTOMER).roles == {Role.GLOBAL_ADMIN}
    assert await cache.refresh()
    assert not await cache.recheck()
    clock.advance(timedelta(days=3))
    assert (source.calls, cache.status().age) == (0, 0.0)
    assert denied(cache, person("U1")).key == "denied-role"


async def test_a_plan_without_user_groups_leaves_the_configured_people(source: Source, clock: ManualClock) -> None:
    source.answer = None
    cache = RoleCache(source, clock, role_map(STANDARD, {Role.ADMIN_AGENT: frozenset({"U7"})}))
    assert await cache.refresh()
    assert check(cache, person("U7"), Action.ASSIGN)
    assert denied(cache, person("U1")).key == "denied-role"
    assert cache.status().no_user_groups
    assert "use ROLE_USERS_" in cache.status().problems[0]


async def test_a_handle_is_resolved_once_and_survives_its_renaming(clock: ManualClock) -> None:
    source = Source(group(AGENTS, "U1"))
    cache = RoleCache(source, clock, role_map({Role.ADMIN_AGENT: ("@CSP-agents",)}))
    await cache.refresh()
    assert cache.status().found["@CSP-agents"].id == AGENTS
    source.answer = (group(AGENTS, "U1", handle="renamed"), group("S0EVIL", "U6", handle="csp-agents"))
    await cache.refresh()
    assert cache.roles_of("U1") == {Role.ADMIN_AGENT}
    assert cache.roles_of("U6") == frozenset()


async def test_a_handle_means_the_active_group_of_our_own(clock: ManualClock) -> None:
    source = Source(
        group("S0THEIRS", "U6", handle="csp-agents", is_external=True),
        group("S0FORMER", "U7", handle="csp-agents", date_delete=99),
        group(AGENTS, "U1"),
    )
    cache = RoleCache(source, clock, role_map({Role.ADMIN_AGENT: ("@csp-agents",)}))
    await cache.refresh()
    assert cache.status().found["@csp-agents"].id == AGENTS
    assert cache.members() == {"U1"}


async def test_missing_and_disabled_groups_give_nothing_and_are_reported(clock: ManualClock) -> None:
    source = Source(group(AGENTS, "U1", date_delete=1700000000))
    cache = RoleCache(source, clock, role_map({Role.ADMIN_AGENT: (AGENTS, "@nobody")}))
    await cache.refresh()
    assert cache.roles_of("U1") == frozenset()
    assert cache.status().problems == ("user group @nobody does not exist", f"user group {AGENTS} is disabled")
    assert denied(cache, person()).args_for_text["groups"] == ()


async def test_deltas_that_fit_are_applied(cache: RoleCache, source: Source) -> None:
    await cache.on_event(delta(100, 101, ["U5"], ["U2"]))
    await cache.on_event(delta(101, 102, ["U6"]))
    assert cache.members() == {"U1", "U5", "U6", "U3"}
    assert source.calls == 1


async def test_two_changes_within_one_second_both_count(cache: RoleCache) -> None:
    await cache.on_event(delta(100, 101, ["U5"]))
    await cache.on_event(delta(101, 101, [], ["U5"]))
    assert cache.roles_of("U5") == frozenset()


@pytest.mark.parametrize(
    "gap",
    [
        delta(105, 110, ["U5"], ["U2"]),
        delta(100, 110, [], ["U2"]) | {"added_users_count": 9},
        delta(100, 110, ["U5"], ["U2"]) | {"removed_users_count": "9"},
    ],
)
async def test_a_missed_or_cut_delta_is_read_again_and_removals_count_at_once(
    cache: RoleCache, source: Source, clock: ManualClock, gap: dict[str, Any]
) -> None:
    await cache.on_event(gap)
    assert (cache.roles_of("U2"), cache.roles_of("U5"), source.calls) == (frozenset(), frozenset(), 1)
    source.answer = (group(AGENTS, "U1", "U5", date_update=110),)
    clock.advance(timedelta(seconds=15))
    await cache.refresh_if_due()
    assert cache.members() == {"U1", "U5"}
    clock.advance(timedelta(seconds=15))
    await cache.refresh_if_due()
    assert source.calls == 2


async def test_late_and_repeated_events_change_nothing(cache: RoleCache, source: Source) -> None:
    await cache.on_event(delta(100, 101, ["U5"]))
    await cache.on_event(delta(90, 95, ["U8"], ["U1"]))
    await cache.on_event({"type": "subteam_updated", "subteam": group(AGENTS, "U8", date_update=99)})
    assert cache.members() == {"U1", "U2", "U5", "U3"}


async def test_a_snapshot_replaces_and_a_cut_one_is_read_again(
    cache: RoleCache, source: Source, clock: ManualClock
) -> None:
    await cache.on_event({"type": "subteam_updated", "subteam": group(AGENTS, "U9", date_update=101)})
    assert cache.roles_of("U1") == frozenset()
    clock.advance(timedelta(minutes=1))
    many = [f"U{number}" for number in range(600)]
    source.answer = (group(AGENTS, *many, date_update=102),)
    cut = group(AGENTS, *many[:500], date_update=102, user_count=600)
    await cache.on_event({"type": "subteam_updated", "subteam": cut})
    assert cache.roles_of("U599") == {Role.ADMIN_AGENT, Role.SALES_AGENT}
    assert source.calls == 2


async def test_disabling_a_group_takes_its_role_at_once(cache: RoleCache) -> None:
    off = group(AGENTS, "U1", date_update=101, date_delete=101)
    await cache.on_event({"type": "subteam_updated", "subteam": off})
    assert cache.roles_of("U1") == frozenset()
    await cache.on_event(delta(101, 102, ["U5"]))
    assert cache.roles_of("U5") == frozenset()


async def test_other_groups_cause_no_reading(cache: RoleCache, source: Source, clock: ManualClock) -> None:
    clock.advance(timedelta(minutes=1))
    await cache.on_event(delta(100, 101, ["U5"]) | {"subteam_id": "S0UNKNOWN"})
    await cache.on_event({"type": "subteam_updated", "subteam": {}})
    await cache.on_event({"type": "subteam_created", "subteam": group("S0NEW", user_count=4)})
    assert source.calls == 1


async def test_a_removal_during_a_reading_is_not_undone_by_its_older_answer(
    cache: RoleCache, source: Source, clock: ManualClock
) -> None:
    source.gate = asyncio.Event()
    reading = asyncio.create_task(cache.refresh())
    await until(lambda: source.calls == 2)
    await cache.on_event(delta(100, 101, [], ["U1"]))
    source.gate.set()
    assert await reading
    assert cache.roles_of("U1") == frozenset()


async def test_a_removal_during_the_very_first_reading_counts_too(source: Source, clock: ManualClock) -> None:
    """Slack was down when the bot started: the first answer comes when events flow already."""
    source.error = SlackBusy(30)
    cache = RoleCache(source, clock, role_map(STANDARD))
    assert not await cache.refresh()
    source.error, source.gate = None, asyncio.Event()
    reading = asyncio.create_task(cache.refresh())
    await until(lambda: source.calls == 2)
    told = asyncio.create_task(cache.on_event(delta(100, 101, [], ["U1"])))
    await asyncio.sleep(0)
    source.gate.set()
    assert await reading
    await told
    assert cache.roles_of("U1") == frozenset()
    assert cache.roles_of("U2")


class Event(dict[str, Any]):
    """An event whose end can be seen."""


@pytest.mark.parametrize("groups", [STANDARD, {}])
async def test_events_are_not_kept(source: Source, clock: ManualClock, groups: dict[Role, tuple[str, ...]]) -> None:
    """Nobody reads groups where none is configured, so nothing would ever empty what is kept for a reading."""
    cache = RoleCache(source, clock, role_map(groups))
    await cache.refresh()
    event = Event(delta(100, 101, ["U5"]))
    await cache.on_event(event)
    seen = weakref.ref(event)
    del event
    assert seen() is None


async def test_someone_just_added_does_not_wait_for_the_timer(
    cache: RoleCache, source: Source, clock: ManualClock
) -> None:
    clock.advance(timedelta(seconds=15))
    source.answer = (group(AGENTS, "U1", "U8"),)
    assert (await cache.admit(person("U8"), (Action.ASSIGN,))).roles
    assert source.calls == 2


async def test_denials_read_again_four_times_a_minute_at_most(
    cache: RoleCache, source: Source, clock: ManualClock
) -> None:
    for _ in range(60):
        with pytest.raises(Denied):
            await cache.admit(person("U8"), (Action.ASSIGN,))
        clock.advance(timedelta(seconds=1))
    assert source.calls <= 5


async def test_readers_at_the_same_time_share_one_call(source: Source, clock: ManualClock) -> None:
    cache = RoleCache(source, clock, role_map(STANDARD))
    assert all(await asyncio.gather(*(cache.refresh() for _ in range(10))))
    assert source.calls == 1


async def test_a_hanging_slack_does_not_hold_up_the_denial(
    cache: RoleCache, source: Source, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=1))
    source.gate = asyncio.Event()
    assert not await cache.recheck(deadline=0.01)
    await cache.close()


async def test_the_timer_reads_every_ten_minutes_and_after_failures(
    cache: RoleCache, source: Source, clock: ManualClock
) -> None:
    for _ in range(39):
        clock.advance(timedelta(seconds=15))
        await cache.refresh_if_due()
    assert source.calls == 1
    source.error = SlackBusy(30)
    clock.advance(timedelta(seconds=15))
    await cache.refresh_if_due()
    source.error = None
    clock.advance(timedelta(seconds=15))
    await cache.refresh_if_due()
    assert (source.calls, cache.status().age, cache.status().problems) == (3, 0.0, ())


async def test_a_reading_that_failed_is_tried_again_at_the_next_tick(
    cache: RoleCache, source: Source, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=5))
    source.error = SlackBusy(30)
    assert not await cache.recheck()
    source.error = None
    clock.advance(timedelta(seconds=15))
    await cache.refresh_if_due()
    assert (source.calls, cache.status().age, cache.status().problems) == (3, 0.0, ())


async def test_a_jump_of_days_is_healed_by_the_next_click(cache: RoleCache, clock: ManualClock) -> None:
    clock.advance(timedelta(days=3))
    assert await cache.admit(person(), (Action.ASSIGN,))


def test_configuration_becomes_a_map(settings: Settings) -> None:
    made = RoleMap.of(
        settings.model_copy(update={"role_group_admin_agent": ("S1", "@x"), "role_users_sales_agent": ("U1",)})
    )
    assert made.configured_groups == ("S1", "@x")
    assert made.users[Role.SALES_AGENT] == {"U1"}
    assert made.matrix is MATRIX
