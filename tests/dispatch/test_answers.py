"""Every answer of a handler, in every kind of delivery, as the person sees it."""

import pytest

from bot.commands.base import CloseModal, FieldErrors, OpenModal, Option, Options, PushModal, Say, UpdateModal, View
from bot.commands.shared.blocks import modal, option, section
from bot.local_slack import Person
from bot.text import Mrkdwn
from tests.kit.desk import DESK, HUGO, Desk
from tests.kit.transport.probe import Probe, form, words


def plain_view(text: str) -> View:
    return modal("Result", [section(Mrkdwn(text))], callback_id="probe.result", close="Close")


def shown(person: Person) -> str:
    assert person.modal is not None
    return str(person.modal.blocks[0]["text"]["text"])


async def opened(desk: Desk) -> Person:
    hugo = desk.person(HUGO)
    assert (await hugo.command("/probe", channel=DESK)).ok
    await desk.settle()
    assert hugo.modal is not None
    return hugo


async def test_command_opens_its_modal(desk: Desk) -> None:
    hugo = await opened(desk)
    assert hugo.modal is not None
    assert hugo.modal.title == "Probe"
    assert hugo.ephemerals == []


async def test_command_says_something_only_to_the_person(desk: Desk, probe: Probe) -> None:
    probe.set("run", Say(words("Hello *you*")))
    outcome = await desk.person(HUGO).command("/probe", channel=DESK)
    assert outcome.ok
    assert isinstance(outcome.ack, dict)
    assert outcome.ack["response_type"] == "ephemeral"
    assert [message.text for message in desk.person(HUGO).ephemerals] == ["Hello *you*"]
    assert desk.wire.calls("views.open") == []


async def test_loading_view_is_filled(desk: Desk, probe: Probe) -> None:
    async def fill() -> View:
        return plain_view("Here it is")

    probe.set("run", OpenModal(plain_view("Loading…"), fill))
    hugo = await opened(desk)
    assert shown(hugo) == "Here it is"
    assert [c.name for c in desk.wire.calls() if c.name.startswith("views.")] == ["views.open", "views.update"]


async def test_shortcut_opens_the_modal(desk: Desk) -> None:
    hugo = desk.person(HUGO)
    assert (await hugo.shortcut("shortcut.assign")).ok
    await desk.settle()
    assert hugo.modal is not None


async def test_shortcut_says_by_direct_message(desk: Desk, probe: Probe) -> None:
    probe.set("shortcut", Say(words("Only you see this")))
    hugo = desk.person(HUGO)
    assert (await hugo.shortcut("shortcut.assign")).ok
    await desk.settle()
    assert [message.text for message in hugo.dms] == ["Only you see this"]


async def test_type_ahead_options_and_groups(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    assert (await hugo.search("probe.pick", "on")).labels == ["One"]
    assert probe.seen[-1].query == "on"
    groups: tuple[tuple[str, list[Option]], ...] = (
        ("Best", [option("Two", "2")]),
        ("Empty", []),
        ("Rest", [option("Three", "3")]),
    )
    probe.set("options", Options(groups=groups))
    menu = await hugo.search("probe.pick", "t")
    assert menu.labels == ["Two", "Three"]
    assert [group["label"]["text"] for group in menu.groups] == ["Best", "Rest"]


async def test_type_ahead_never_answers_more_than_slack_takes(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    probe.set("options", Options([option(f"Customer {n}", str(n)) for n in range(150)]))
    assert len(await hugo.search("probe.pick", "customer")) == 100


async def test_click_updates_the_view_by_hash(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    probe.set("click", UpdateModal(form(text="Changed")))
    await hugo.click("probe.go")
    await desk.settle()
    assert shown(hugo) == "Changed"
    call = desk.wire.calls("views.update")[-1]
    assert call.data["hash"]


async def test_click_overtaken_by_another_change_is_dropped_quietly(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    gate = probe.hold()
    probe.set("click", lambda call: UpdateModal(form(text=f"From {call.payload['actions'][0]['action_ts']}")))
    desk.ws.faults.add("error", "views.update", code="hash_conflict")
    gate.set()
    await hugo.click("probe.go")
    await desk.settle()
    assert shown(hugo) == "Fill this in"
    assert hugo.dms == []


async def test_click_pushes_a_view_and_fills_it(desk: Desk, probe: Probe) -> None:
    async def fill() -> View:
        return plain_view("Details")

    hugo = await opened(desk)
    probe.set("click", PushModal(plain_view("Loading…"), fill))
    await hugo.click("probe.go")
    await desk.settle()
    assert shown(hugo) == "Details"
    await hugo.close()
    assert shown(hugo) == "Fill this in"


async def test_open_from_inside_a_modal_is_a_push_that_keeps_what_was_typed(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    await hugo.type("probe.note", "half a sent")
    probe.set("click", OpenModal(plain_view("Other")))
    await hugo.click("probe.go")
    await desk.settle()
    assert shown(hugo) == "Other"
    await hugo.close()
    assert hugo.value("probe.note") == "half a sent"


async def test_click_in_a_modal_says_on_top_of_it(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    probe.set("click", Say(words("Look here")))
    await hugo.click("probe.go")
    await desk.settle()
    assert shown(hugo) == "Look here"


async def test_click_cannot_close_but_shows_that_it_is_over(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    probe.set("click", CloseModal(say=words("All done")))
    await hugo.click("probe.go")
    await desk.settle()
    assert shown(hugo) == "All done"


@pytest.mark.parametrize(("everything", "left"), [(True, None), (False, "Probe")])
async def test_submission_closes(desk: Desk, probe: Probe, everything: bool, left: str | None) -> None:
    hugo = await opened(desk)
    probe.set("click", PushModal(form("Second")))
    await hugo.click("probe.go")
    await desk.settle()
    probe.set("submit", CloseModal(all_views=everything, say=words("Saved")))
    assert (await hugo.submit()).ok
    await desk.settle()
    assert (hugo.modal.title if hugo.modal else None) == left
    assert [message.text for message in hugo.dms] == ["Saved"]


async def test_submission_updates_pushes_and_shows_field_errors(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    probe.set("submit", FieldErrors({"note": "Write more"}))
    assert (await hugo.submit()).errors == {"note": "Write more"}
    probe.set("submit", PushModal(form("Second")))
    assert (await hugo.submit()).ok
    assert hugo.modal is not None
    assert hugo.modal.title == "Second"
    probe.set("submit", UpdateModal(plain_view("Thanks")))
    assert (await hugo.submit()).ok
    assert shown(hugo) == "Thanks"
    assert probe.calls["submit"] == 3


async def test_submission_pushes_a_filled_view_at_once(desk: Desk, probe: Probe) -> None:
    async def fill() -> View:
        return plain_view("Review")

    hugo = await opened(desk)
    probe.set("submit", PushModal(plain_view("Loading…"), fill))
    assert (await hugo.submit()).ok
    assert shown(hugo) == "Review"


async def test_empty_field_errors_do_not_lose_the_acknowledgement(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    probe.set("submit", FieldErrors({}))
    assert (await hugo.submit()).ok
    assert "reference" in shown(hugo).lower()


async def test_close_is_told_to_its_handler(desk: Desk, probe: Probe) -> None:
    hugo = await opened(desk)
    assert (await hugo.close()).ok
    await desk.settle()
    assert probe.calls["closed"] == 1
