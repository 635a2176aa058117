"""Adapter, roles, people and outbox together on the local workspace's real wire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.db import Database
from bot.local_slack import ManualClock, Workspace, serve
from bot.services.outbox.sender import EVENT_TYPE
from bot.services.outbox.worker import OutboxWorker
from bot.services.people.profiles import OurWorkspace, People
from bot.services.policy import Action
from bot.services.roles import RoleCache
from bot.services.slack.client import make_client
from bot.services.slack.web import SlackRefused, SlackWeb
from bot.settings import Settings
from bot.text import reader
from tests.kit.fakes import FakeSlack, Post, render
from tests.kit.roles import AGENTS, STANDARD, role_map

SCOPES = "chat:write im:write users:read usergroups:read channels:history groups:history im:history".split()  # noqa: SIM905
ANA, GUEST = "U0ANA", "U0GUEST"
TEAM_CHANNEL = "C0TEAM"
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]}
SEED: dict[str, Any] = {
    "people": [
        {"id": ANA, "name": "ana", "real_name": "Ana López", "tz": "Europe/Madrid", "locale": "es-ES"},
        {"id": GUEST, "name": "guest", "is_restricted": True},
        {"id": "U0FAR", "name": "far", "team_id": "T0OTHER"},
    ],
    "groups": [{"id": AGENTS, "handle": "csp-agents", "name": "Agents", "users": [ANA]}],
    "channels": [{"id": TEAM_CHANNEL, "name": "team", "members": [ANA, "U0FAR", "U0LOCALBOT"]}],
    "app": {"scopes": SCOPES, "manifest": {"settings": {"socket_mode_enabled": True}}},
}


@dataclass
class Office:
    """Everything on Slack's side, with the workspace's clock."""

    ws: Workspace
    slack: SlackWeb
    people: People
    roles: RoleCache
    post: Post

    async def deliver(self, rounds: int = 3, step: float = 1.0) -> None:
        """Let the outbox deliver all that is due, `rounds` times, with `step` seconds between."""
        for _ in range(rounds):
            while await self.post.worker.run():
                pass
            self.ws.advance(timedelta(seconds=step))

    def texts(self, channel: str = TEAM_CHANNEL) -> list[str]:
        """Return the texts of the messages that Ana sees in a channel."""
        return [message.text for message in self.ws.person(ANA).messages(channel)]


@pytest.fixture
async def office(database: Database, settings: Settings) -> AsyncIterator[Office]:
    ws = Workspace(SEED, clock=ManualClock())
    async with serve(ws) as server, ClientSession() as session:
        own = settings.model_copy(
            update={
                "slack_api_base_url": server.api_url,
                "slack_bot_token": type(settings.database_url)(ws.app.bot_token),
            }
        )
        slack = SlackWeb(make_client(own, session), ws.clock)
        identity = await slack.auth_test()
        people = People(slack, ws.clock, OurWorkspace(identity.team_id, identity.enterprise_id, "en-US", "UTC"))
        roles = RoleCache(slack, ws.clock, role_map(STANDARD))
        worker = OutboxWorker(database, slack, render, ws.clock, people, reader("en-US", "UTC"))
        post = Post(database, ws.clock, FakeSlack(ws.clock), worker)  # type: ignore[arg-type]
        yield Office(ws, slack, people, roles, post)
        await people.close()
        await roles.close()
        assert ws.wire.violations() == []


async def test_who_we_are_and_where_to_connect(office: Office) -> None:
    identity = await office.slack.auth_test()
    assert identity.user_id == office.ws.app.bot_user_id
    assert (await office.slack.app_connection(office.ws.app.app_token)).startswith("ws://")


async def test_people_with_their_language_and_standing(office: Office) -> None:
    ana, guest, far = [await office.people.fetch(user_id) for user_id in (ANA, GUEST, "U0FAR")]
    assert ana is not None
    assert guest is not None
    assert far is not None
    assert (ana.locale, ana.zone, guest.is_guest, far.is_foreign) == ("es-ES", "Europe/Madrid", True, True)
    assert await office.people.fetch("U0NOBODY") is None


async def test_roles_follow_the_groups_and_their_events(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[dict[str, Any]] = []
    monkeypatch.setattr(office.ws.delivery, "emit", events.append)
    ana = await office.people.fetch(ANA)
    assert ana is not None
    assert (await office.roles.admit(ana, (Action.ASSIGN,))).roles
    office.ws.admin.remove_from_group(AGENTS, ANA)
    office.ws.admin.add_to_group(AGENTS, GUEST)
    assert {event["type"] for event in events} == {"subteam_members_changed", "subteam_updated"}
    for event in events:
        await office.roles.on_event(event)
    assert office.roles.members() == {GUEST}
    assert office.slack.counts.calls["usergroups.list"] == 1


async def test_a_workspace_without_user_groups_leaves_nobody_a_group_role(office: Office) -> None:
    office.ws.admin.set_user_groups_plan(False)
    assert await office.roles.refresh()
    assert office.roles.status().no_user_groups
    assert office.roles.roles_of(ANA) == frozenset()


async def test_a_direct_message_and_a_channel_message_updated_in_place(office: Office) -> None:
    office.post.add("a", to=ANA, kind="greeting")
    office.post.add("first", "second", subject="s", to=TEAM_CHANNEL)
    await office.deliver(4)
    assert [message.text for message in office.ws.person(ANA).dms] == ["Cerrar"]
    assert office.texts() == ["second"]


@pytest.mark.parametrize("fault", ["http_500_before", "http_500_after", "drop_before", "drop_after"])
async def test_a_fault_on_the_wire_neither_loses_nor_doubles(office: Office, fault: Any) -> None:
    office.ws.faults.add(fault, "chat.postMessage")
    office.post.add("x", to=TEAM_CHANNEL)
    await office.deliver(2)
    await office.deliver(4, step=31)
    assert office.texts() == ["x"]
    assert [row["state"] for row in office.post.rows()] == ["sent"]


async def test_a_thread_is_read_with_its_marks_and_in_pages(office: Office) -> None:
    office.post.add("parent", subject="r:1", to=TEAM_CHANNEL)
    office.post.add(*(f"reply {number}" for number in range(3)), thread="r:1", to=TEAM_CHANNEL)
    await office.deliver(5)
    parent = office.post.rows()[0]["slack_ts"]
    page = await office.slack.replies(TEAM_CHANNEL, parent, oldest="1.0")
    assert [message.ts for message in page.messages] == [row["slack_ts"] for row in office.post.rows()]
    assert {message.event_type for message in page.messages} == {EVENT_TYPE}
    assert len({message.marks["k"] for message in page.messages}) == 4
    history = await office.slack.history(TEAM_CHANNEL, oldest="1.0")
    assert [message.ts for message in history.messages] == [parent]
    with pytest.raises(SlackRefused) as caught:
        await office.slack.replies(TEAM_CHANNEL, "1.000001", oldest="1.0")
    assert caught.value.error == "thread_not_found"


@pytest.mark.parametrize("fault", ["http_500_before", "http_500_after", "drop_before", "drop_after"])
async def test_a_fault_on_the_wire_neither_loses_nor_doubles_a_reply(office: Office, fault: Any) -> None:
    office.post.add("parent", subject="r:1", to=TEAM_CHANNEL)
    await office.deliver(2)
    office.ws.faults.add(fault, "chat.postMessage")
    office.post.add("reply", thread="r:1", to=TEAM_CHANNEL)
    await office.deliver(2)
    await office.deliver(4, step=31)
    assert office.texts() == ["parent", "reply"]
    assert [row["state"] for row in office.post.rows()] == ["sent", "sent"]
    assert office.ws.wire.calls("conversations.replies")


async def test_a_limit_is_respected(office: Office) -> None:
    office.ws.faults.add("rate_limited", "chat.postMessage", seconds=20)
    office.post.add("x", to=TEAM_CHANNEL)
    await office.deliver(19)
    assert office.texts() == []
    await office.deliver(4)
    assert office.texts() == ["x"]


async def test_an_archived_channel_is_the_end_with_slacks_own_reason(office: Office) -> None:
    office.ws.admin.archive(TEAM_CHANNEL)
    office.post.add("x", to=TEAM_CHANNEL)
    await office.deliver()
    assert [(row["state"], row["last_error"]) for row in office.post.rows()] == [("dead", "is_archived")]


async def test_a_revoked_token_waits_for_the_new_one(office: Office) -> None:
    office.ws.admin.revoke_tokens()
    office.post.add("x", to=TEAM_CHANNEL)
    await office.deliver()
    office.ws.admin.revoke_tokens("")
    await office.deliver(20)
    assert office.texts() == ["x"]


async def test_a_trigger_that_does_not_exist_is_a_refusal(office: Office) -> None:
    with pytest.raises(SlackRefused) as caught:
        await office.slack.open_view("1.2.x", MODAL)
    assert caught.value.error == "invalid_trigger_id"
