"""Slow handlers, dead triggers and a Slack that fails: acknowledged in time, and the person is told."""

import asyncio
from datetime import timedelta

import pytest

from bot.commands.base import CloseModal, FieldErrors, OpenModal, PushModal, Say, UpdateModal
from bot.dispatch import dispatcher
from bot.local_slack import Outcome, Person
from bot.local_slack.base.faults import FaultKind
from tests.kit.desk import DESK, HUGO, Desk
from tests.kit.transport.probe import Probe, form, words

slow = pytest.mark.parametrize("patience", [0.0])


def shown(person: Person) -> str:
    assert person.modal is not None
    return str(person.modal.blocks[0]["text"]["text"])


async def opened(desk: Desk) -> Person:
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    await desk.settle()
    return hugo


@slow
async def test_slow_command_is_acknowledged_with_words_and_answered_later(desk: Desk, probe: Probe) -> None:
    gate = probe.hold()
    probe.set("run", Say(words("The result")))
    hugo = desk.person(HUGO)
    outcome = await hugo.command("/probe", channel=DESK)
    assert outcome.ok
    assert "Still working" in hugo.ephemerals[-1].text
    gate.set()
    await desk.settle()
    assert hugo.ephemerals[-1].text == "The result"


@slow
async def test_slow_command_never_opens_a_modal_with_a_dead_trigger(desk: Desk, probe: Probe) -> None:
    gate = probe.hold()
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    desk.ws.advance(timedelta(seconds=2.6))
    gate.set()
    await desk.settle()
    assert desk.wire.calls("views.open") == []
    assert "took too long" in hugo.ephemerals[-1].text
    assert hugo.modal is None


async def test_in_time_handler_but_late_turn_is_told_too(desk: Desk, probe: Probe) -> None:
    """The handler answers within Slack's limit, yet its trigger is over 2.5 s old."""
    gate = probe.hold()
    hugo = desk.person(HUGO)
    command = asyncio.create_task(hugo.command("/probe", channel=DESK))
    await desk.ws.settle(lambda: probe.calls["run"])
    desk.ws.advance(timedelta(seconds=2.7))
    gate.set()
    assert (await command).ok
    await desk.settle()
    assert desk.wire.calls("views.open") == []
    assert "took too long" in hugo.ephemerals[-1].text


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (UpdateModal(form(text="Saved")), "Saved"),
        (PushModal(form(text="Next step")), "Next step"),
        (CloseModal(say=words("Over and done")), "Over and done"),
        (CloseModal(), "Done."),
        (FieldErrors({"note": "Too short"}), "Too short"),
        (ZeroDivisionError(), "Something went wrong"),
    ],
)
async def test_slow_submission_waits_in_the_modal(
    desk: Desk, probe: Probe, answer: CloseModal | Exception, said: str
) -> None:
    hugo = await opened(desk)
    desk.bot.dispatcher.patience = 0.0
    gate = probe.hold()
    probe.set("submit", answer)
    assert (await hugo.submit()).ok
    assert "Still working" in shown(hugo)
    gate.set()
    await desk.settle()
    assert said in shown(hugo)


async def test_slow_click_updates_when_ready(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    desk.bot.dispatcher.patience = 0.0
    gate = probe.hold()
    probe.set("click", UpdateModal(form(text="Ready")))
    assert (await hugo.click("probe.go")).ok
    assert shown(hugo) == "Fill this in"
    gate.set()
    await desk.settle()
    assert shown(hugo) == "Ready"


async def test_slow_type_ahead_gives_an_empty_menu(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    desk.bot.dispatcher.patience = 0.0
    gate = probe.hold()
    menu = await hugo.search("probe.pick", "x")
    assert menu.outcome.ok
    assert menu.all == []
    gate.set()
    await desk.settle()


FAILURES: list[tuple[FaultKind, str]] = [
    ("http_500_before", ""),
    ("http_500_after", ""),
    ("drop_before", ""),
    ("drop_after", ""),
    ("rate_limited", ""),
    ("error", "internal_error"),
    ("error", "expired_trigger_id"),
]


@pytest.mark.parametrize(("fault", "code"), FAILURES)
async def test_modal_that_slack_does_not_open(desk: Desk, fault: FaultKind, code: str) -> None:
    desk.ws.faults.add(fault, "views.open", code=code or "internal_error")
    hugo = desk.person(HUGO)
    assert (await hugo.command("/probe", channel=DESK)).ok
    await desk.settle()
    assert len(desk.wire.calls("views.open")) == 1
    assert "please try again" in hugo.ephemerals[-1].text
    assert "Reference: " in hugo.ephemerals[-1].text


async def test_failure_that_cannot_even_be_told_is_counted_and_ends(desk: Desk) -> None:
    desk.ws.faults.add("drop_before", "views.open")
    desk.ws.faults.add("drop_before", "*", times=None)
    await desk.person(HUGO).command("/probe", channel=DESK)
    desk.ws.faults.clear()
    await desk.settle()
    assert desk.bot.dispatcher.background.busy == 0


async def test_lost_acknowledgement(desk: Desk, probe: Probe) -> None:
    """An error right after the acknowledgement must not take it back (docs/slack.md#lost-acknowledgement)."""

    async def fill() -> None:
        raise RuntimeError

    probe.set("run", OpenModal(form(), fill))  # type: ignore[arg-type]
    outcome: Outcome = await desk.person(HUGO).command("/probe", channel=DESK)
    assert outcome.ok
    assert outcome.delay_ms is not None
    assert outcome.delay_ms < 1000


async def test_many_slow_handlers_do_not_keep_a_modal_from_opening(desk: Desk, probe: Probe) -> None:
    hugo = desk.person(HUGO)
    desk.bot.dispatcher.patience = 0.0
    gate = probe.hold()
    probe.set("run", Say(words("slow")))
    await asyncio.gather(*(hugo.command("/probe", str(n), channel=DESK) for n in range(60)))
    probe.gate = None
    desk.bot.dispatcher.patience = 2.0
    await hugo.shortcut("shortcut.assign")
    await desk.ws.settle(lambda: hugo.modal)
    gate.set()
    await desk.settle()


async def test_a_handler_that_never_ends_is_given_up_and_told(
    desk: Desk, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "HANDLER_SECONDS", 0.01)
    monkeypatch.setattr(dispatcher, "ENDING_SECONDS", 0.0)
    desk.bot.dispatcher.patience = 0.0
    probe.hold()
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    await desk.settle()
    assert "Something went wrong" in hugo.ephemerals[-1].text
    assert desk.bot.dispatcher.background.busy == 0
