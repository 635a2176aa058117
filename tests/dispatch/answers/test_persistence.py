"""A screen that Slack does not take at once is drawn all the same, or its words reach the person another way."""

import asyncio

import pytest

from bot.commands.base import OpenModal, UpdateModal, View
from bot.dispatch.answers import effects, persistence
from bot.dispatch.answers.persistence import persist
from bot.services.slack.errors import SlackBusy, SlackRefused, SlackUnclear
from tests.kit.desk import ANA, DESK, HUGO, Desk, screen
from tests.kit.transport.probe import Probe, form

FAULTS = ("http_500_before", "http_500_after", "drop_before", "drop_after", "error", "rate_limited")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persistence, "PAUSES", (0.01,) * 4)


async def filled() -> View:
    """The view that replaces the loading one."""
    return form(text="All there")


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_loading_view_is_filled_though_slack_fails_once(desk: Desk, probe: Probe, fault: str) -> None:
    probe.set("run", OpenModal(form(text="Loading…"), filled))
    desk.ws.faults.add(fault, "views.update")  # type: ignore[arg-type]
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    await desk.settle()
    assert "All there" in screen(hugo)
    assert silent(desk) == 0


@pytest.mark.parametrize("fault", ["http_500_after", "drop_after"])
async def test_a_modal_whose_opening_is_unclear_is_filled_by_its_external_id(
    desk: Desk, probe: Probe, fault: str
) -> None:
    probe.set("run", OpenModal(form(text="Loading…"), filled))
    desk.ws.faults.add(fault, "views.open")  # type: ignore[arg-type]
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    await desk.settle()
    assert "All there" in screen(hugo)


@pytest.mark.parametrize("fault", ["http_500_before", "drop_before"])
async def test_a_modal_that_did_not_open_is_told(desk: Desk, probe: Probe, fault: str) -> None:
    probe.set("run", OpenModal(form(text="Loading…"), filled))
    desk.ws.faults.add(fault, "views.open")  # type: ignore[arg-type]
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    await desk.settle()
    assert hugo.modal is None
    assert "did not open the form" in hugo.ephemerals[-1].text


async def test_what_cannot_be_drawn_is_said_where_the_command_was_given(desk: Desk, probe: Probe) -> None:
    probe.set("run", OpenModal(form(text="Loading…"), filled))
    desk.ws.faults.add("error", "views.update", times=None)
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    await desk.settle()
    assert "All there" in hugo.ephemerals[-1].text
    assert "may still say" in hugo.ephemerals[-1].text
    assert silent(desk) == 0


async def test_a_click_that_cannot_be_drawn_is_said_in_a_direct_message(desk: Desk, probe: Probe) -> None:
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    await desk.settle()
    probe.set("click", UpdateModal(form(text="After the click")))
    desk.ws.faults.add("error", "views.update", times=None)
    await hugo.click("probe.go")
    await desk.settle()
    assert "After the click" in hugo.dms[-1].text


async def test_a_fill_that_takes_too_long_is_told(desk: Desk, probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stuck() -> View:
        await asyncio.sleep(60)
        raise AssertionError

    monkeypatch.setattr(effects, "FILL_SECONDS", 0.05)
    probe.set("run", OpenModal(form(text="Loading…"), stuck))
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    await desk.settle()
    assert "This took too long" in screen(hugo)


async def test_two_hundred_slow_fills_keep_no_other_form_from_opening(desk: Desk, probe: Probe) -> None:
    gate = asyncio.Event()

    async def slow() -> View:
        await gate.wait()
        return form(text="Late, but there")

    desk.ws.limits.enabled = False
    hugo, ana = desk.person(HUGO), desk.person(ANA)
    probe.set("run", OpenModal(form(text="Loading…"), slow))
    for _ in range(200):
        await hugo.command("/probe", channel=DESK)
    probe.set("run", OpenModal(form(text="Loading…"), filled))
    await ana.command("/probe", channel=DESK)
    async with asyncio.timeout(2.0):
        while ana.modal is None or "All there" not in screen(ana):  # noqa: ASYNC110 - the bot draws it
            await asyncio.sleep(0.01)
    assert len(desk.wire.calls("views.open")) == 201
    gate.set()
    await desk.settle()
    assert "Late, but there" in screen(hugo)
    assert ana.ephemerals == []


async def test_whom_nothing_reaches_is_counted(desk: Desk, probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    async def used_up(*_args: object, **_options: object) -> None:
        raise SlackRefused("used_url", permanent=True)

    monkeypatch.setattr(desk.bot.slack, "respond", used_up)
    probe.set("run", OpenModal(form(text="Loading…"), filled))
    for target in ("views.update", "conversations.open"):
        desk.ws.faults.add("error", target, times=None)
    await desk.person(HUGO).command("/probe", channel=DESK)
    await desk.settle()
    assert silent(desk) == 1


async def test_a_slack_that_hangs_leaves_time_for_the_last_resort(
    desk: Desk, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deadline that cut the tries off would leave the person before "Loading…"."""

    async def hangs(*_args: object) -> None:
        await asyncio.sleep(0.2)
        raise SlackUnclear("timeout")

    monkeypatch.setattr(persistence, "LONGEST", 0.2)
    monkeypatch.setattr(desk.bot.dispatcher.background, "_deadline", 0.8)
    monkeypatch.setattr(desk.bot.slack, "update_view", hangs)
    probe.set("run", OpenModal(form(text="Loading…"), filled))
    hugo = desk.person(HUGO)
    await hugo.command("/probe", channel=DESK)
    await desk.settle()
    assert "All there" in hugo.ephemerals[-1].text
    assert silent(desk) == 0


async def test_whose_answer_is_cut_off_is_counted(desk: Desk, probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs(*_args: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(desk.bot.dispatcher.background, "_deadline", 0.2)
    monkeypatch.setattr(desk.bot.slack, "update_view", hangs)
    probe.set("run", OpenModal(form(text="Loading…"), filled))
    await desk.person(HUGO).command("/probe", channel=DESK)
    await desk.bot.dispatcher.background.idle()
    assert silent(desk) == 1


async def test_waits_end(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def busy() -> None:
        raise SlackBusy(4.0)

    async def unclear() -> None:
        raise SlackUnclear("timeout")

    async def refused() -> None:
        raise SlackRefused("hash_conflict", permanent=False)

    with pytest.raises(SlackBusy):
        await persist(busy, sleep)
    assert waited == [4.0, 4.0]
    waited.clear()
    with pytest.raises(SlackUnclear):
        await persist(unclear, sleep)
    assert waited == [0.01] * 4
    waited.clear()
    with pytest.raises(SlackRefused):
        await persist(refused, sleep)
    assert waited == []


def silent(desk: Desk) -> float:
    """People whom no answer reached."""
    return desk.bot.metrics.registry.get_sample_value("bot_silent_failures_total") or 0.0
