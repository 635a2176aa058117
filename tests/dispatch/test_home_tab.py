"""Redraws of App Home: for whom, how often at most, and with a failing Slack."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.clock import ManualClock
from bot.commands.base import View
from bot.commands.registry import COMMANDS
from bot.db import Database
from bot.dispatch import home_tab
from bot.dispatch.home_tab import AT_ONCE, LATELY, MOST_VIEWERS, PER_MINUTE, HomeTab
from bot.errors import Denied, Unavailable
from bot.runtime import Runtime
from bot.services.people.profiles import Person
from bot.services.policy import Action, Actor
from bot.services.roles.texts import group_mention
from bot.services.slack.errors import SlackBusy, SlackRefused, SlackUnclear
from bot.services.slack.web import ViewRef
from bot.services.store import audit
from bot.services.store.after_commit import listen
from bot.settings import Settings
from tests.conftest import MONDAY, PROVIDER
from tests.kit.world import ANN, Reseller, build

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class FakeSlack:
    """views.publish with Slack's rule for hashes; `failures` are raised one after the other."""

    def __init__(self) -> None:
        self.homes: dict[str, tuple[str, View]] = {}
        self.calls: Counter[str] = Counter()
        self.failures: list[Exception] = []
        self.meanwhile: Any = None

    async def publish_home(self, user_id: str, view: View, hash_: str | None = None) -> ViewRef:
        self.calls[user_id] += 1
        if self.meanwhile is not None:
            self.meanwhile()
        if self.failures:
            raise self.failures.pop(0)
        known = self.homes.get(user_id)
        if hash_ and known and known[0] != hash_:
            raise SlackRefused("hash_conflict", permanent=True)
        self.homes[user_id] = (f"h{sum(self.calls.values())}", view)
        return ViewRef("V1", self.homes[user_id][0])


class FakeGate:
    """Everybody is a helpdesk agent, but for those in `denied`; Slack does not tell of those in `silent`."""

    def __init__(self) -> None:
        self.denied: dict[str, Exception] = {}
        self.silent: set[str] = set()

    async def person(self, user_id: str) -> Person:
        if user_id in self.silent:
            raise Unavailable("error-person-unreadable")
        return Person(user_id, user_id, "en-US", "UTC")

    async def actor(self, person: Person, _actions: tuple[Action, ...], reference: str) -> Actor:
        if person.user_id in self.denied:
            raise self.denied[person.user_id]
        return replace(ANN, user_id=person.user_id, reference=reference)


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
def gate() -> FakeGate:
    return FakeGate()


@pytest.fixture
def tab(database: Database, clock: ManualClock, settings: Settings, slack: Any, gate: Any) -> HomeTab:
    database.write_now(lambda s: build(s, Reseller("2", "Trey")))
    return HomeTab(Runtime(settings, database, clock, PROVIDER), slack, gate, COMMANDS)


def opened(user_id: str, tab: str = "home") -> Mapping[str, Any]:
    return {"event": {"type": "app_home_opened", "user": user_id, "tab": tab}}


def happen(database: Database, number: int = 0) -> None:
    """Commit something that everybody's Home tells of."""
    at, who = MONDAY + timedelta(seconds=number), replace(ANN, reference=f"R{number}")
    database.write_now(lambda s: audit.record(s, who, at, "contact.assigned", ("subscription", "s"), customer_id="c"))


async def test_the_messages_tab_draws_nothing(tab: HomeTab, slack: FakeSlack) -> None:
    await tab.opened(opened("U1", "messages"))
    assert not slack.calls


async def test_redrawn_only_when_it_tells_something_new(tab: HomeTab, slack: FakeSlack, database: Database) -> None:
    await tab.opened(opened("U1"))
    await tab.run()
    assert slack.calls["U1"] == 1
    tab.changed()
    await tab.run()  # read again, the same: not published
    assert slack.calls["U1"] == 1
    happen(database)
    await tab.run()  # nobody said so yet
    assert slack.calls["U1"] == 1
    tab.changed()
    await tab.run()
    await tab.run()
    assert slack.calls["U1"] == 2


async def test_commits_of_this_process_are_heard_and_only_of_history(tab: HomeTab, database: Database) -> None:
    heard: list[int] = []
    end = listen(database.writer, audit.TOPIC, lambda: heard.append(1))
    happen(database)
    with pytest.raises(RuntimeError):
        database.write_now(_fails)
    database.write_now(lambda s: s.connection().exec_driver_sql("SELECT 1"))
    end()
    happen(database, 1)
    assert heard == [1]


def _fails(session: Session) -> None:
    audit.record(session, ANN, MONDAY, "contact.assigned", ("subscription", "s"))
    raise RuntimeError


async def test_other_processes_commits_show_after_a_minute(
    tab: HomeTab, slack: FakeSlack, database: Database, clock: ManualClock
) -> None:
    await tab.opened(opened("U1"))
    happen(database)
    await tab.run()
    assert slack.calls["U1"] == 1
    clock.advance(timedelta(seconds=60))
    await tab.run()
    assert slack.calls["U1"] == 2


async def test_a_page_turned_meanwhile_stays(tab: HomeTab, slack: FakeSlack, database: Database) -> None:
    await tab.opened(opened("U1"))
    view = slack.homes["U1"][1] | {"private_metadata": '{"w": 10}'}
    slack.homes["U1"] = ("turned", view)

    def turn() -> None:
        slack.meanwhile = None
        tab.published("U1", view, ViewRef("V1", "turned"))

    slack.meanwhile = turn
    happen(database)
    tab.changed()
    await tab.run()  # refused by its hash, and not tried over the person's page
    assert slack.homes["U1"][0] == "turned"
    await tab.run()
    assert slack.homes["U1"][0] != "turned"
    assert slack.calls["U1"] == 3


async def test_drawn_by_another_process_meanwhile(tab: HomeTab, slack: FakeSlack, database: Database) -> None:
    await tab.opened(opened("U1"))
    slack.homes["U1"] = ("elsewhere", slack.homes["U1"][1])
    happen(database)
    tab.changed()
    await tab.run()
    assert slack.homes["U1"][0] == "elsewhere"
    await tab.run()
    assert "a subscription" in str(slack.homes["U1"][1])


async def test_no_more_than_slack_allows_and_everybody_in_turn(
    tab: HomeTab, slack: FakeSlack, database: Database, clock: ManualClock
) -> None:
    everybody = [f"U{n}" for n in range(30)]
    for user_id in everybody:
        await tab.opened(opened(user_id))
    clock.advance(timedelta(seconds=61))
    slack.calls.clear()
    for number in range(30):
        happen(database, number)
        tab.changed()
        before = sum(slack.calls.values())
        await tab.run()
        assert sum(slack.calls.values()) - before <= AT_ONCE
        clock.advance(timedelta(seconds=2))
    assert sum(slack.calls.values()) == PER_MINUTE
    assert set(slack.calls) == set(everybody)
    clock.advance(timedelta(seconds=60))
    for _ in everybody:
        await tab.run()
    latest = {str(view["blocks"]).count("<!date^") for _, view in slack.homes.values()}
    assert latest == {9}  # eight lines of news and the hour of the drawing


async def test_busy_slack_is_left_alone_as_long_as_it_asks(
    tab: HomeTab, slack: FakeSlack, database: Database, clock: ManualClock
) -> None:
    slack.failures = [SlackBusy(30.0)]
    await tab.opened(opened("U1"))
    assert slack.calls["U1"] == 1
    await tab.run()
    clock.advance(timedelta(seconds=29))
    await tab.run()
    assert slack.calls["U1"] == 1
    clock.advance(timedelta(seconds=1))
    await tab.run()
    assert slack.calls["U1"] == 2
    assert "U1" in slack.homes


@pytest.mark.parametrize("unclear", [1, 3])
async def test_an_unclear_outcome_is_tried_again(
    tab: HomeTab, slack: FakeSlack, clock: ManualClock, unclear: int
) -> None:
    slack.failures = [SlackUnclear("timeout") for _ in range(unclear)]
    await tab.opened(opened("U1"))
    for _ in range(unclear):
        assert "U1" not in slack.homes
        clock.advance(timedelta(seconds=home_tab.DOUBT_SECONDS))
        await tab.run()
    assert "U1" in slack.homes


@pytest.mark.parametrize("failure", [SlackRefused("user_not_found", permanent=True), ZeroDivisionError()])
async def test_one_failing_home_does_not_hold_up_the_others(
    tab: HomeTab, slack: FakeSlack, database: Database, failure: Exception
) -> None:
    await tab.opened(opened("U1"))
    await tab.opened(opened("U2"))
    happen(database)
    tab.changed()
    slack.failures = [failure]
    await tab.run()
    await tab.run()
    assert slack.calls == {"U1": 2, "U2": 2}


async def test_whoever_looked_long_ago_is_not_drawn_for(
    tab: HomeTab, slack: FakeSlack, database: Database, clock: ManualClock
) -> None:
    await tab.opened(opened("U1"))
    clock.advance(timedelta(seconds=LATELY + 1))
    happen(database)
    tab.changed()
    await tab.run()
    assert slack.calls["U1"] == 1


async def test_the_memory_is_bounded(
    tab: HomeTab, slack: FakeSlack, database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_VIEWERS < 1_000
    few = 30
    monkeypatch.setattr("bot.dispatch.home_tab.MOST_VIEWERS", few)
    for number in range(few + 1):
        tab.published(f"U{number}", {"blocks": []}, ViewRef("V", "h"))
    clock.advance(timedelta(seconds=61))
    for _ in range(few):
        clock.advance(timedelta(seconds=2))
        await tab.run()
    assert len(slack.homes) == few
    assert "U0" not in slack.homes


@pytest.mark.parametrize(
    ("key", "told"),
    [("denied-role", True), ("denied-guest", True), ("denied-foreign", False), ("denied-bot", False)],
)
async def test_who_has_no_role_is_told_why_once(
    tab: HomeTab, slack: FakeSlack, gate: FakeGate, database: Database, key: str, told: bool
) -> None:
    gate.denied["U1"] = Denied(key, roles=("helpdesk_agent",), groups=(group_mention("S1"),), handles=("@help",))
    await tab.opened(opened("U1"))
    assert ("U1" in slack.homes) is told
    if key == "denied-role":
        assert "Helpdesk agent" in str(slack.homes["U1"])
        assert "<!subteam^S1>" in str(slack.homes["U1"])
    happen(database)
    tab.changed()
    await tab.run()
    assert slack.calls["U1"] == int(told)


async def test_a_role_lost_while_looking_empties_home(
    tab: HomeTab, slack: FakeSlack, gate: FakeGate, database: Database
) -> None:
    await tab.opened(opened("U1"))
    gate.denied["U1"] = Denied("denied-role", roles=("helpdesk_agent",), groups=(), handles=())
    tab.changed()
    await tab.run()
    assert "Lately" not in str(slack.homes["U1"])


async def test_whoever_slack_does_not_tell_of_in_time_is_asked_for_again(
    tab: HomeTab, slack: FakeSlack, gate: FakeGate
) -> None:
    gate.silent.add("U1")
    await tab.opened(opened("U1"))
    assert "U1" not in slack.homes
    gate.silent.clear()
    await tab.run()
    assert "Waiting for me" in str(slack.homes["U1"])


async def test_unreadable_roles_are_looked_at_again(tab: HomeTab, slack: FakeSlack, gate: FakeGate) -> None:
    gate.denied["U1"] = Unavailable("denied-roles-unreadable", reason="stale")
    await tab.opened(opened("U1"))
    assert "cannot check your roles" in str(slack.homes["U1"])
    gate.denied.clear()
    tab.changed()
    await tab.run()
    assert "Waiting for me" in str(slack.homes["U1"])
