"""Admission, and the words of refusal: at the command, each click, type-ahead and submission."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.commands.base import OpenModal, Say, UpdateModal
from bot.commands.shared.blocks import actions, button
from bot.errors import Conflict, Denied, InvalidInput, NotFound, Unavailable
from bot.local_slack import Person
from tests.kit.desk import ANA, DESK, GUEST, HELPDESK, HUGO, NOBODY, OUTSIDER, SARA, Desk
from tests.kit.fakes import full_disk
from tests.kit.transport.probe import Probe, form, words
from tests.kit.transport.sending import command, deliver, interaction, view


def last(person: Person) -> str:
    return person.ephemerals[-1].text


def shown(person: Person) -> str:
    assert person.modal is not None
    return str(person.modal.blocks[0]["text"]["text"])


async def opened(desk: Desk, user_id: str = HUGO) -> Person:
    person = desk.person(user_id)
    await person.command("/probe", channel=DESK)
    await desk.settle()
    return person


async def test_without_a_role_the_answer_names_roles_groups_and_what_to_do(desk: Desk, probe: Probe) -> None:
    nobody = desk.person(NOBODY)
    assert (await nobody.command("/probe", channel=DESK)).ok
    assert "Helpdesk agent" in last(nobody)
    assert f"<!subteam^{HELPDESK}>" in last(nobody)
    assert "add you" in last(nobody)
    assert "Reference: " in last(nobody)
    assert probe.calls["run"] == 0


async def test_denial_is_in_the_readers_language(desk: Desk) -> None:
    await desk.bot.people.warm([ANA])
    desk.ws.admin.remove_from_group("S0AGENTS", ANA)
    await desk.settle()
    ana = desk.person(ANA)
    await ana.command("/probe", channel=DESK)
    assert "Referencia: " in last(ana)


async def test_roles_that_do_not_permit_are_refused(desk: Desk, probe: Probe) -> None:
    await desk.person(SARA).command("/probe", channel=DESK)
    assert probe.calls["run"] == 0


async def test_guests_are_refused(desk: Desk, probe: Probe) -> None:
    desk.ws.admin.add_to_group(HELPDESK, GUEST)
    await desk.settle()
    guest = desk.person(GUEST)
    await guest.command("/probe", channel=DESK)
    assert "Guests" in last(guest)
    assert probe.calls["run"] == 0


async def test_someone_just_added_need_not_wait(desk: Desk, probe: Probe) -> None:
    await desk.advance(timedelta(seconds=20))
    desk.ws.admin.add_to_group(HELPDESK, NOBODY, silent=True)
    await desk.person(NOBODY).command("/probe", channel=DESK)
    assert probe.calls["run"] == 1


async def test_moved_out_while_the_modal_is_open(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    desk.ws.admin.remove_from_group(HELPDESK, HUGO)
    await desk.settle()
    assert (await hugo.search("probe.pick", "x")).all == []
    await hugo.click("probe.go")
    await desk.settle()
    assert "You cannot do this" in shown(hugo)
    await hugo.close()
    assert (await hugo.submit()).ok
    assert "You cannot do this" in shown(hugo)
    assert probe.calls["click"] == probe.calls["submit"] == probe.calls["options"] == 0


async def test_unreadable_roles_deny_everyone(desk: Desk, probe: Probe) -> None:
    desk.ws.faults.add("error", "usergroups.list", times=None, code="invalid_auth")
    await desk.advance(timedelta(minutes=31))
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    assert "cannot check your roles" in last(hugo)
    assert probe.calls["run"] == 0


async def test_outsiders_click_in_a_shared_channel(desk: Desk, probe: Probe) -> None:
    """An external member cannot type commands but can click what the bot posted there (docs/slack.md#slack-connect)."""
    action = {"action_id": "probe.go", "action_ts": "1.1", "type": "button"}
    payload = interaction(desk, "block_actions", trigger_id="1.2.x", actions=[action])
    payload["user"] = {"id": "U0OUTSIDER", "team_id": "T0OTHER"}
    assert not await deliver(desk, payload)
    assert probe.calls["click"] == 0
    await desk.settle()
    assert desk.wire.calls("views.push") == desk.wire.calls("chat.postMessage") == []


async def test_outsiders_who_click_are_told_and_only_they(desk: Desk, probe: Probe) -> None:
    buttons = [actions(button("Go", "probe.go", "1"))]
    await desk.bot.slack.post(DESK, "Something to click", buttons)
    outsider, hugo = desk.person(OUTSIDER), desk.person(HUGO)
    assert (await outsider.click("probe.go", message=outsider.messages(DESK)[-1])).ok
    await desk.settle()
    assert "only for members" in last(outsider)
    assert hugo.ephemerals == []
    assert probe.calls["click"] == 0


@pytest.mark.parametrize("change", [{"team_id": "T0ELSE"}, {"api_app_id": "A0ELSE"}, {"team_id": None}])
async def test_other_workspaces_and_apps(desk: Desk, probe: Probe, change: dict[str, object]) -> None:
    ack = await deliver(desk, command(desk) | change, "slash_commands")
    assert "where the bot is installed" in ack["text"]
    assert probe.calls["run"] == 0


async def test_a_delivery_that_names_no_app_is_ours_by_its_signature(desk: Desk, probe: Probe) -> None:
    ours = command(desk)
    del ours["api_app_id"]
    await deliver(desk, ours, "slash_commands")
    assert probe.calls["run"] == 1


async def test_people_slack_does_not_know(desk: Desk, probe: Probe) -> None:
    ack = await deliver(desk, command(desk, user_id="U0GHOST"), "slash_commands")
    assert "only for members" in ack["text"]
    assert probe.calls["run"] == 0


async def test_slack_that_cannot_say_who_it_is(desk: Desk, probe: Probe) -> None:
    desk.ws.faults.add("error", "users.info", times=None, code="invalid_auth")
    ack = await deliver(desk, command(desk, user_id="U0NEW"), "slash_commands")
    assert "Slack did not" in ack["text"]
    assert probe.calls["run"] == 0


@pytest.mark.parametrize("text", ["help", " HELP ", "ayuda", "?"])
async def test_help_is_for_everybody_and_lists_what_they_may(desk: Desk, probe: Probe, text: str) -> None:
    hugo, nobody = desk.person(HUGO), desk.person(NOBODY)
    await hugo.command("/probe", text, channel=DESK)
    assert "/probe [customer]" in last(hugo)
    assert "Reference" not in last(hugo)
    await nobody.command("/probe", text, channel=DESK)
    assert "/probe" not in last(nobody)
    assert "user groups" in last(nobody)
    assert probe.calls["run"] == 0


async def test_help_does_not_take_roles_that_cannot_be_read_for_none(desk: Desk) -> None:
    desk.ws.faults.add("error", "usergroups.list", times=None, code="invalid_auth")
    await desk.advance(timedelta(minutes=31))
    hugo = desk.person(HUGO)
    await hugo.command("/probe", "help", channel=DESK)
    assert "cannot check your roles" in last(hugo)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Denied("denied-bot", roles=(), groups=()), "Bots and workflows"),
        (NotFound("error-unexpected"), "Something went wrong"),
        (Conflict("error-too-late"), "took too long"),
        (Unavailable("slack-unavailable", error="why"), "why"),
        (
            OperationalError("SELECT secret detail", {}, ValueError("database is locked")),
            "database cannot be reached",
        ),
        (full_disk(), "disk of this bot's database is full"),
        (InvalidInput("note", "error-fields", errors=["this"]), "another look: this"),
        (NotFound("no-such-words"), "Something went wrong"),
        (ZeroDivisionError("secret detail"), "Something went wrong"),
    ],
)
async def test_errors_of_handlers_are_told_where_the_person_looks(
    desk: Desk, probe: Probe, error: Exception, said: str
) -> None:
    hugo = await opened(desk)
    probe.set("submit", error)
    outcome = await hugo.submit()
    field = isinstance(error, InvalidInput)
    assert (outcome.errors.get("note", "") if field else shown(hugo)).count(said) == 1
    await hugo.dismiss()
    probe.set("run", error)
    assert (await hugo.command("/probe", channel=DESK)).ok
    assert said in last(hugo)
    assert "secret detail" not in last(hugo)
    assert "Reference: " in last(hugo)


async def test_an_error_while_filling_replaces_the_loading_view(desk: Desk, probe: Probe) -> None:
    async def fill() -> None:
        raise NotFound("error-unexpected")

    probe.set("run", OpenModal(form(text="Loading…"), fill))  # type: ignore[arg-type]
    hugo = await opened(desk)
    assert "Something went wrong" in shown(hugo)
    probe.set("run", Say(words("alive")))
    await hugo.dismiss()
    await hugo.command("/probe", channel=DESK)
    assert last(hugo) == "alive"


async def test_unknown_command_click_type_ahead_view_and_shortcut(desk: Desk) -> None:
    hugo = await opened(desk)
    await hugo.click("probe.lost")
    await desk.settle()
    assert "I do not know this" in shown(hugo)
    ack = await deliver(desk, command(desk, command="/old"), "slash_commands")
    assert "I do not know this" in ack["text"]
    suggestion = interaction(desk, "block_suggestion", action_id="old", block_id="b", value="x")
    assert await deliver(desk, suggestion, "options") == {"options": []}
    ack = await deliver(desk, interaction(desk, "view_submission", view=view("old"), trigger_id="7.7.b"))
    assert ack["response_action"] == "update"
    assert not await deliver(desk, interaction(desk, "view_closed", view=view("old"), is_cleared=False))
    shortcut = interaction(desk, "shortcut", callback_id="old", trigger_id="7.7.c", action_ts="1.1")
    assert not await deliver(desk, shortcut)
    await desk.settle()
    assert "I do not know this" in hugo.dms[-1].text


async def test_link_buttons_need_no_handler(desk: Desk) -> None:
    await desk.bot.people.warm([HUGO])
    action = {"action_id": "link", "action_ts": "1.1", "type": "button", "url": "https://example.com"}
    before = len(desk.wire.calls())
    assert not await deliver(desk, interaction(desk, "block_actions", trigger_id="7.7.d", actions=[action]))
    await desk.settle()
    assert len(desk.wire.calls()) == before


async def test_a_submission_replaces_and_a_click_keeps_what_was_typed(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    await hugo.type("probe.note", "kept")
    probe.set("click", UpdateModal(form(text="Same blocks")))
    await hugo.click("probe.go")
    await desk.settle()
    assert hugo.value("probe.note") == "kept"
