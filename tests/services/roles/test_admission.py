"""Admission: any permitted action lets in, only a real lack of roles keeps out, and no answer is neither."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.errors import BotError, Denied, Unavailable
from bot.services.people.profiles import Person
from bot.services.policy import Action, Role, require_any
from bot.services.roles import RoleCache, admission
from bot.services.slack.errors import SlackRefused, SlackUnclear
from tests.kit.roles import AGENTS, SALES, STANDARD, Source, group, role_map


def person(user_id: str) -> Person:
    return Person(user_id, "Ana", "en-US", "UTC")


SELLING = (Action.REMOVE_CUSTOMER, Action.REMOVE_PARTNERSHIP)


@pytest.fixture
def source() -> Source:
    return Source(group(AGENTS, "U1"), group(SALES, "U3"))


@pytest.fixture
async def cache(source: Source, clock: ManualClock) -> RoleCache:
    made = RoleCache(source, clock, role_map(STANDARD, {Role.BILLING_ADMIN: frozenset({"U7"})}))
    assert await made.refresh()
    clock.advance(timedelta(seconds=15))
    return made


async def test_any_of_the_actions_lets_in_without_reading_again(cache: RoleCache, source: Source) -> None:
    actor = await cache.admit(person("U3"), SELLING, "REF12345")
    assert (actor.roles, actor.reference, actor.doubt) == (frozenset({Role.SALES_AGENT}), "REF12345", None)
    assert source.calls == 1


async def test_a_denial_names_what_the_first_action_takes_and_comes_after_one_more_reading(
    cache: RoleCache, source: Source
) -> None:
    for _ in range(2):
        with pytest.raises(Denied) as caught:
            await cache.admit(person("U9"), SELLING)
        assert caught.value.args_for_text["roles"] == (Role.GLOBAL_ADMIN,)
    assert source.calls == 2


async def test_what_cannot_be_read_is_no_answer_until_it_can(
    cache: RoleCache, source: Source, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=31))
    source.error = SlackUnclear("timeout")
    with pytest.raises(Unavailable, match="denied-roles-unreadable"):
        await cache.admit(person("U1"), (Action.ASSIGN,))
    clock.advance(timedelta(seconds=15))
    source.error = None
    assert (await cache.admit(person("U1"), (Action.ASSIGN,))).doubt is None


async def test_roles_by_configuration_hold_in_doubt_and_what_they_lack_is_unknown(
    cache: RoleCache, source: Source, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=31))
    source.error = SlackUnclear("timeout")
    actor = cache.actor(person("U7"))
    assert (actor.roles, actor.doubt) == (frozenset({Role.BILLING_ADMIN}), "stale")
    with pytest.raises(Unavailable):
        require_any(actor)
    with pytest.raises(Denied):
        require_any(replace(actor, doubt=None))


@pytest.mark.parametrize(
    ("found", "refusal", "key"),
    [
        (person("U1"), None, ""),
        (person("U9"), Denied, "denied-role"),
        (None, Denied, "denied-deleted"),
        (replace(person("U1"), is_deleted=True), Denied, "denied-deleted"),
        (replace(person("U1"), is_guest=True), Denied, "denied-guest"),
        (SlackUnclear("timeout"), Unavailable, "slack-unavailable"),
        (SlackRefused("invalid_auth", permanent=False), Unavailable, "slack-unavailable"),
    ],
    ids=["may", "lacks the role", "unknown", "deactivated", "guest", "Slack away", "Slack refuses to tell"],
)
async def test_by_id_for_what_is_done_in_their_name(
    cache: RoleCache, found: Person | BotError | None, refusal: type[BotError] | None, key: str
) -> None:
    async def person_of(_user_id: str) -> Person | None:
        if isinstance(found, BotError):
            raise found
        return found

    admit = admission(person_of, cache, Action.ASSIGN)
    if refusal is None:
        assert (await admit("U1", "REF12345")).reference == "REF12345"
        return
    with pytest.raises(refusal) as caught:
        await admit("U1", "REF12345")
    assert caught.value.key == key
