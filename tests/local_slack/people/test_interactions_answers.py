"""Any answer of a bot is shown or recorded."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.local_slack import ManualClock, Workspace
from bot.local_slack.blockkit import check_response_action
from bot.local_slack.transport.envelope import Ack
from tests.kit.examples import examples
from tests.local_slack.strategies import JSON
from tests.local_slack.tiny_bot import ANN, GENERAL, Json, form, note, seed


def answering(ws: Workspace, payload: Any) -> None:
    async def send(_kind: str, _name: str, _payload: Json) -> tuple[str, Ack]:
        return "ref", Ack(payload, 1.0)

    ws.delivery.send = send  # type: ignore[assignment]


ANSWERS = JSON | st.builds(
    lambda action, rest: {"response_action": action} | rest,
    st.sampled_from(["errors", "update", "push", "clear", "dance"]),
    st.fixed_dictionaries({}, optional={"view": JSON | st.just(note("Fine")), "errors": JSON}),
)


@given(ANSWERS)
@example([])
@example("text")
@example({"response_action": "push", "view": note("Fine")})
@settings(max_examples=examples(100))
def test_any_answer_is_shown_or_recorded(answer: Any) -> None:
    async def story() -> None:
        ws = Workspace(seed(), clock=ManualClock())
        answering(ws, answer)
        ann = ws.person(ANN)
        await ann.command("/desk", channel=GENERAL)
        view = ws.modals.open(ANN, note("Root", submit=form()["submit"]))
        outcome = await ann.submit()
        refused = bool(check_response_action(answer, []))
        assert outcome.shown == ("invalid_answer" if refused else "")
        assert bool(ws.wire.records("violation", "view_submission")) == refused
        assert view.id in ws.state.views or not refused
        ws.modals.open(ANN, form())
        shown = await ann.search("customer", "ac")
        assert all(isinstance(label, str) for label in shown)

    asyncio.run(story())
