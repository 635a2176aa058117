"""One request and its history pass Slack's limits in both languages, with the worst the directory can hold."""

import ast
from pathlib import Path

import pytest

import bot
from bot.commands.base import View
from bot.commands.relationships import detail as detail_view
from bot.commands.relationships import followup
from bot.commands.relationships.views import ListMemory
from bot.local_slack.blockkit import check_message, check_modal
from bot.models import REQUEST_TRANSITIONS, AuditEvent, RequestState
from bot.text import Reader
from tests.conftest import MONDAY
from tests.kit.screens import WORST, detail


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("may_act", [True, False])
def test_the_request_fits(t: Reader, state: RequestState, may_act: bool) -> None:
    said = t.mrkdwn("relationships-snoozed")
    view = detail_view.build(t, detail(state), ListMemory(request=2**62), MONDAY, may_act=may_act, said=said)
    assert check_modal(view) == []
    assert may_act or "relations.withdraw" not in str(view)


def test_stopped_reminders_offer_no_stop(t: Reader) -> None:
    view = detail_view.build(t, detail(stopped=True), ListMemory(), MONDAY, may_act=True)
    assert check_modal(view) == []
    assert detail_view.STOP not in offered(view)


def offered(view: View) -> list[str]:
    """Return what the menu beside the decisions offers."""
    (row,) = (block for block in view["blocks"] if block.get("block_id") == "answer")
    return [option["value"] for each in row["elements"] for option in each.get("options", ())]


def test_a_request_that_waits_has_four_decisions_and_the_rest_in_a_menu(t: Reader) -> None:
    view = detail_view.build(t, detail(), ListMemory(), MONDAY, may_act=True)
    buttons = [e["text"]["text"] for part in view["blocks"] for e in part.get("elements", ()) if e["type"] == "button"]
    decisions = ("relationships-confirm", "request-resend", "relationships-decline", "relationships-withdraw")
    around = ("relationships-back", "relationships-trail")
    assert buttons == [t.plain(key) for key in (*decisions, *around)]
    assert offered(view) == ["snooze-hour", "snooze-morning", "snooze-at", "stop", "give"]


def test_the_forms_about_a_request_fit(t: Reader) -> None:
    for view in (
        followup.until(t, detail(), ListMemory(request=2**62), MONDAY),
        followup.hand_over(t, detail(), ListMemory(request=2**62)),
    ):
        assert check_modal(view) == []


def event(name: str, actor: str = "U0123456789", actor_name: str | None = WORST) -> AuditEvent:
    return AuditEvent(
        id=1,
        at=MONDAY,
        reference="REF00001",
        actor_id=actor,
        actor_name=actor_name,
        action=f"request.{name}",
        subject_type="relationship_request",
        subject_id="1",
        after={
            "recipient": WORST,
            "owner": "U0OWNER",
            "next_reminder_at": MONDAY.isoformat(),
            "escalated": True,
        },
        reason=f"{WORST}\n{WORST}",
    )


@pytest.mark.parametrize("name", [*sorted(detail_view.EVENTS), WORST])
@pytest.mark.parametrize("actor", ["U0123456789", "system:reminders"])
def test_a_line_of_a_thread_fits_and_rings_only_whom_it_is_handed_to(t: Reader, name: str, actor: str) -> None:
    line = detail_view.line(t, event(name, actor))
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": str(line)}}]
    assert check_message({"channel": "C1", "text": str(line), "thread_ts": "1.2", "blocks": blocks}) == []
    assert "\n" not in line
    assert ("<@U0OWNER>" in line) is (name == "handed_over")
    assert "<@U0123456789>" not in line
    assert ("<!channel>" in line, "REF00001" in line) == (False, False)


def test_who_has_no_name_in_the_history_is_mentioned(t: Reader) -> None:
    assert "<@U0123456789>" in detail_view.line(t, event("snoozed", actor_name=None))


def test_the_history_fits(t: Reader) -> None:
    names = [*detail_view.EVENTS, WORST]
    events = [
        event(names[number % len(names)], "system:reminders" if number % 2 else "U0123456789")
        for number in range(detail_view.MOST_EVENTS + 9)
    ]
    view = detail_view.trail(t, detail(), events)
    assert check_modal(view) == []
    assert "9" in str(view["blocks"][-1])


@pytest.mark.parametrize("name", [*sorted(detail_view.EVENTS), "no_name_of_ours"])
@pytest.mark.parametrize("actor", ["U0123456789", "import", "system:reminders"])
def test_every_event_is_told_in_the_readers_words(t: Reader, name: str, actor: str) -> None:
    told = str(detail_view.trail(t, detail(), [event(name, actor)]))
    assert not any(word in told for word in (f"request.{name}", f"*{name}*", "system:", "<@import>", "no_name"))


def test_every_step_of_a_request_has_a_name() -> None:
    steps = {state.value for after in REQUEST_TRANSITIONS.values() for state in after}
    assert steps <= detail_view.EVENTS


def test_everything_that_is_noted_of_a_request_has_a_name() -> None:
    noted: set[str] = set()
    for path in sorted((Path(bot.__file__).parent / "services" / "relationships").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("note", "_change") and len(node.args) > 4:
                noted |= {str(node.args[4].value)} if isinstance(node.args[4], ast.Constant) else set()
    assert {"created", "handed_over", "let_go", "reminders_stopped", "resent", "snoozed"} <= noted
    assert noted <= detail_view.EVENTS
