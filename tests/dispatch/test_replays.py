"""The same delivery again, concurrently and later: one effect, every copy acknowledged (docs/slack.md#repeats, F16)."""

import asyncio
import weakref
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.commands.base import CloseModal, FieldErrors, PushModal, Say
from bot.dispatch.replays import Replays
from tests.kit.desk import HELPDESK, HUGO, NOBODY, Desk
from tests.kit.transport.probe import Probe, form, words
from tests.kit.transport.sending import carry, command, deliver, event, interaction, view


async def test_a_command_delivered_four_times_at_once(desk: Desk, probe: Probe) -> None:
    probe.set("run", Say(words("Once")))
    gate = probe.hold()
    payload = command(desk)
    copies = [asyncio.create_task(carry(desk, payload, "slash_commands", retry)) for retry in range(4)]
    await desk.ws.settle(lambda: probe.calls["run"])
    gate.set()
    acks = await asyncio.gather(*copies)
    assert [ack.ok for ack in acks] == [True] * 4
    assert {str(ack.payload) for ack in acks} == {str(acks[0].payload)}
    assert probe.calls["run"] == 1
    # The one of the start: Bolt's own authorization asks again, and several times when requests come together.
    assert len(desk.wire.calls("auth.test")) == 1


async def test_a_command_replayed_later_gets_the_stored_answer_and_opens_nothing(desk: Desk, probe: Probe) -> None:
    payload = interaction(desk, "shortcut", callback_id="shortcut.assign", trigger_id="3.3.a", action_ts="1.1")
    for _ in range(2):
        await deliver(desk, payload)
        await desk.settle()
    assert probe.calls["shortcut"] == 1
    assert len(desk.wire.calls("views.open")) == 1


async def test_a_click_and_a_submission_again(desk: Desk, probe: Probe) -> None:
    probe.set("submit", CloseModal())
    action = {"action_id": "probe.go", "action_ts": "1.1", "type": "button"}
    click = interaction(desk, "block_actions", trigger_id="3.3.b", actions=[action], view=view())
    submission = interaction(desk, "view_submission", trigger_id="3.3.c", view=view())
    again = submission | {"trigger_id": "3.3.d"}
    acks = [await deliver(desk, payload) for payload in (click, click, submission, submission, again)]
    assert acks[2:] == [{"response_action": "clear"}] * 3
    assert probe.calls["click"] == 1
    assert probe.calls["submit"] == 1


async def test_another_click_or_another_entry_is_no_repeat(desk: Desk, probe: Probe) -> None:
    for number in range(2):
        action = {"action_id": "probe.go", "action_ts": f"1.{number}", "type": "button"}
        await deliver(desk, interaction(desk, "block_actions", trigger_id="3.3.e", actions=[action], view=view()))
        sent = view(note=f"text {number}")
        await deliver(desk, interaction(desk, "view_submission", trigger_id="3.3.f", view=sent))
    assert probe.calls["click"] == 2
    assert probe.calls["submit"] == 2


async def test_a_form_that_stays_can_be_sent_again_unchanged(desk: Desk, probe: Probe) -> None:
    """Slack does not change a view's hash for field errors or a view on top of it."""
    submission = interaction(desk, "view_submission", trigger_id="3.3.g", view=view())
    for answer in (FieldErrors({"note": "No"}), PushModal(form()), ValueError()):
        probe.set("submit", answer)
        await deliver(desk, submission)
    assert probe.calls["submit"] == 3


async def test_an_event_redelivered(desk: Desk) -> None:
    opened = event(desk, "Ev1", type="app_home_opened", user=HUGO, tab="home", channel="D1")
    for retry in range(4):
        assert (await carry(desk, opened, "events_api", retry)).ok
        await desk.settle()
    assert len(desk.wire.calls("views.publish")) == 1


async def test_delivery_keys_are_stable_for_repeats_across_processes(desk: Desk, probe: Probe) -> None:
    """Services keep them in the database, so the same delivery to a restarted bot changes nothing again."""
    submission = interaction(desk, "view_submission", trigger_id="3.3.h", view=view(note="x"))
    probe.set("submit", FieldErrors({"note": "No"}))
    await deliver(desk, submission)
    await deliver(desk, submission | {"trigger_id": "3.3.i"})
    assert probe.seen[0].delivery_key == probe.seen[1].delivery_key


async def test_memory_of_deliveries_is_bounded(clock: ManualClock) -> None:
    replays: Replays[int] = Replays(clock, limit=2)
    runs: list[str] = []

    async def make(key: str) -> int:
        runs.append(key)
        return len(runs)

    for key in ("a", "b", "c", "a", "a"):
        await replays.once(key, lambda key=key: make(key))  # type: ignore[misc]
    assert runs == ["a", "b", "c", "a"]


async def test_answers_are_let_go_once_nobody_can_ask_again(clock: ManualClock) -> None:
    replays: Replays[set[str]] = Replays(clock)

    async def answer() -> set[str]:
        return {"a whole view"}

    first, _ = await replays.once("a", answer)
    seen = weakref.ref(first)
    clock.advance(timedelta(minutes=9))
    assert await replays.once("a", answer) == (first, True)
    clock.advance(timedelta(minutes=2))
    del first
    await replays.once("b", answer)
    assert seen() is None


async def test_a_failed_first_delivery_does_not_poison_its_repeats(clock: ManualClock) -> None:
    replays: Replays[int] = Replays(clock)

    async def fail() -> int:
        raise ValueError

    async def work() -> int:
        return 7

    waiting = [asyncio.create_task(replays.once("a", fail)) for _ in range(2)]
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [ValueError, ValueError]
    assert await replays.once("a", work) == (7, False)


async def test_group_events_change_roles_at_once(desk: Desk, probe: Probe) -> None:
    desk.ws.admin.add_to_group(HELPDESK, NOBODY)
    await desk.settle()
    await desk.person(NOBODY).command("/probe")
    assert probe.calls["run"] == 1


async def test_unknown_and_foreign_events_are_acknowledged(desk: Desk) -> None:
    assert (await carry(desk, event(desk, "Ev2", type="team_rename", name="x"), "events_api")).ok
    foreign = event(desk, "Ev3", type="app_uninstalled") | {"team_id": "T0OTHER"}
    assert (await carry(desk, foreign, "events_api")).ok
    await desk.settle()
    assert not desk.bot.ended.done()


async def test_removal_of_the_app_ends_the_bot(desk: Desk) -> None:
    assert (await carry(desk, event(desk, "Ev4", type="app_uninstalled"), "events_api")).ok
    await desk.settle()
    assert desk.bot.ended.result().startswith("app_uninstalled: the app was removed")


@pytest.mark.parametrize(
    ("tokens", "fault", "ends"),
    [
        ({"oauth": [NOBODY], "bot": []}, "token_revoked", False),
        ({"bot": ["U0LOCALBOT"]}, "token_revoked", True),
        ({"bot": ["U0LOCALBOT"]}, None, False),
        ("U0LOCALBOT", None, False),
        (None, "internal_error", False),
        (["bot"], "token_revoked", True),
    ],
)
async def test_only_the_bots_own_token_ends_it(desk: Desk, tokens: object, fault: str | None, ends: bool) -> None:
    """Slack tells of people's tokens in the same event: one who leaves must not take the bot along."""
    if fault:
        desk.ws.faults.add("error", "auth.test", times=None, code=fault)
    assert (await carry(desk, event(desk, "Ev5", type="tokens_revoked", tokens=tokens), "events_api")).ok
    await desk.settle()
    assert desk.bot.ended.done() is ends
