"""Profiles: defaults, strangers, one request for many askers, renewal within the limit."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.errors import Unavailable
from bot.services.people.profiles import FRESH, PER_MINUTE, OurWorkspace, People, Person, person_from
from bot.services.slack.errors import SlackBusy
from tests.fuzz.strategies import JUNK
from tests.kit.fakes import ANA, ANA_USER, HOME, FakeUsers


@pytest.fixture
def users() -> FakeUsers:
    return FakeUsers(ANA_USER)


@pytest.fixture
def people(users: FakeUsers, clock: ManualClock) -> People:
    return People(users, clock, HOME)


def user(**more: Any) -> dict[str, Any]:
    return {"id": "U1", "name": "bo", "team_id": "T1"} | more


def test_a_profile_is_read_with_its_language_and_zone() -> None:
    assert person_from(ANA_USER, HOME) == Person(ANA, "ana", "es-ES", "Europe/Madrid")


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ({"display_name": "bo", "real_name": "Bo Berg"}, "Bo Berg"),
        ({"display_name": "Bo B", "real_name": ""}, "Bo B"),
        ({}, "bo"),
    ],
)
def test_names_as_people_chose_them(profile: dict[str, str], name: str) -> None:
    assert person_from(user(profile=profile), HOME).name == name


@pytest.mark.parametrize("locale", [None, "", "xx-nonsense-??", "zz"])
@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus", "../../etc/passwd", "Europe"])
def test_missing_or_odd_language_and_zone_become_the_defaults(locale: str | None, zone: str | None) -> None:
    made = person_from(user(locale=locale, tz=zone), HOME)
    assert (made.locale, made.zone) == ("en-US", "UTC")


@pytest.mark.parametrize(
    ("facts", "flag"),
    [
        ({"is_restricted": True}, "is_guest"),
        ({"is_ultra_restricted": True}, "is_guest"),
        ({"is_bot": True}, "is_bot"),
        ({"id": "USLACKBOT"}, "is_bot"),
        ({"is_stranger": True}, "is_foreign"),
        ({"team_id": "T2"}, "is_foreign"),
        ({"team_id": None}, "is_foreign"),
        ({"deleted": True}, "is_deleted"),
    ],
)
def test_who_is_not_one_of_ours_is_flagged(facts: dict[str, Any], flag: str) -> None:
    made = person_from(user(**facts), HOME)
    flags = [name for name in ("is_guest", "is_bot", "is_foreign", "is_deleted") if getattr(made, name)]
    assert flags == [flag]


def test_another_workspace_of_the_same_organisation_is_not_foreign() -> None:
    home = OurWorkspace("T1", "E1", "en-US", "UTC")
    assert not person_from(user(team_id="T2", enterprise_user={"enterprise_id": "E1"}), home).is_foreign
    assert person_from(user(team_id="T2", enterprise_user={"enterprise_id": "E2"}), home).is_foreign


@given(st.dictionaries(st.sampled_from(["name", "tz", "locale", "team_id", "real_name"]), st.text(max_size=20)))
def test_any_text_in_a_profile_is_taken(facts: dict[str, str]) -> None:
    assert person_from({"id": "U1", **facts}, HOME).name


async def test_read_once_then_from_memory(people: People, users: FakeUsers) -> None:
    assert people.get(ANA) is None
    found = await people.fetch(ANA)
    assert found is not None
    assert people.get(ANA) is found
    assert await people.fetch(ANA) is found
    assert users.asked == [ANA]


async def test_askers_at_the_same_time_share_a_request(people: People, users: FakeUsers) -> None:
    found = await asyncio.gather(*(people.fetch(ANA) for _ in range(20)))
    assert len(users.asked) == 1
    assert len(set(found)) == 1


async def test_nobody_by_that_id_is_none_and_a_silent_slack_is_an_error(people: People, users: FakeUsers) -> None:
    assert await people.fetch("U0NOBODY") is None
    users.error = SlackBusy(30)
    with pytest.raises(Unavailable):
        await people.fetch(ANA)


async def test_a_slow_answer_is_there_for_the_next_call(people: People, users: FakeUsers) -> None:
    users.gate = asyncio.Event()
    with pytest.raises(Unavailable) as caught:
        await people.fetch(ANA, 0.01)
    assert caught.value.key == "error-person-unreadable"
    users.gate.set()
    assert await people.fetch(ANA)
    assert users.asked == [ANA]


async def test_old_entries_are_served_and_renewed_in_the_background(
    people: People, users: FakeUsers, clock: ManualClock
) -> None:
    await people.fetch(ANA)
    users.users[ANA] = {**ANA_USER, "tz": "Asia/Tokyo"}
    clock.advance(FRESH + timedelta(seconds=1))
    known = people.get(ANA)
    assert known is not None
    assert known.zone == "Europe/Madrid"
    await people.refresh()
    renewed = people.get(ANA)
    assert renewed is not None
    assert renewed.zone == "Asia/Tokyo"
    await people.refresh()
    assert len(users.asked) == 2


async def test_warming_stays_under_the_limit_and_goes_on_later(clock: ManualClock) -> None:
    users = FakeUsers(*(user(id=f"U{number}") for number in range(PER_MINUTE * 2)))
    people = People(users, clock, HOME)
    await people.warm(users.users)
    assert len(users.asked) == PER_MINUTE
    await people.refresh()
    assert len(users.asked) == PER_MINUTE
    clock.advance(timedelta(minutes=1))
    await people.refresh()
    assert len(set(users.asked)) == PER_MINUTE * 2


async def test_a_failure_while_warming_is_quiet(people: People, users: FakeUsers) -> None:
    users.error = SlackBusy(30)
    await people.warm([ANA, "U1"])
    assert people.get(ANA) is None


async def test_a_change_is_taken_over_and_a_missing_language_kept_until_read(people: People, users: FakeUsers) -> None:
    await people.fetch(ANA)
    people.on_user_change({"id": ANA, "team_id": "T1", "name": "ana maria", "tz": "Asia/Tokyo", "deleted": True})
    changed = people.get(ANA)
    assert changed == Person(ANA, "ana maria", "es-ES", "Asia/Tokyo", is_deleted=True)
    await people.refresh()
    assert users.asked == [ANA, ANA]


async def test_changes_of_people_never_met_are_not_kept(people: People) -> None:
    people.on_user_change(user())
    people.on_user_change({})
    assert people.get("U1") is None


async def test_closing_gives_up_what_is_under_way(people: People, users: FakeUsers) -> None:
    users.gate = asyncio.Event()
    waiting = asyncio.create_task(people.fetch(ANA, 5))
    await asyncio.sleep(0)
    await people.close()
    with pytest.raises(Unavailable):
        await waiting


async def test_a_change_elsewhere_makes_whoever_waits_wait_for_the_newer_answer(
    people: People, users: FakeUsers
) -> None:
    users.gate = asyncio.Event()
    waiting = asyncio.create_task(people.fetch(ANA, 5))
    await asyncio.sleep(0)
    people.on_change_elsewhere(ANA)
    users.users[ANA] = {**ANA_USER, "tz": "Asia/Tokyo"}
    users.gate.set()
    found = await waiting
    assert found is not None
    assert found.zone == "Asia/Tokyo"


async def test_the_oldest_profile_in_use_is_told(people: People, clock: ManualClock) -> None:
    assert people.oldest() == 0.0
    await people.fetch(ANA)
    clock.advance(timedelta(minutes=5))
    assert people.oldest() == 300.0


FIELDS = ("name", "real_name", "profile", "locale", "tz", "team_id", "enterprise_user", "is_bot", "deleted")


@given(st.dictionaries(st.sampled_from(FIELDS), JUNK))
def test_a_user_of_any_shape_is_read_and_never_one_of_ours_by_accident(fields: dict[str, Any]) -> None:
    person = person_from({"id": "U1", **fields}, HOME)
    assert all(isinstance(text, str) for text in (person.name, person.locale, person.zone))
    assert person.is_foreign == (fields.get("team_id") != HOME.team_id)
