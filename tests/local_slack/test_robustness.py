"""Whatever a bot sends, the workspace answers with words and keeps its invariants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from bot.local_slack import ManualClock, Workspace
from bot.local_slack.api.call import Call
from bot.local_slack.api.methods import METHODS
from bot.local_slack.api.specs import SPECS
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import View
from bot.local_slack.blockkit import check_response_action
from bot.local_slack.core.modals import MAX_STACK
from bot.local_slack.transport.envelope import Ack
from tests.kit.examples import examples
from tests.local_slack.api_client import Api
from tests.local_slack.tiny_bot import ALL_SCOPES, ANN, BEN, GENERAL, Json, form, note, seed

T = TypeVar("T")
KNOWN = st.sampled_from([ANN, BEN, GENERAL, "S0ADMINS", "", "1.2", "next:3", "V000000001", f"{ANN},{BEN}", "#general"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | KNOWN
KEYS = st.sampled_from(["type", "text", "blocks", "id", "element", "options", "event_type"]) | st.text(max_size=4)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


def attempt(action: Callable[[], T]) -> tuple[T | None, str]:
    """The result, or the code of the business error; anything else escapes and fails the test."""
    try:
        return action(), ""
    except ApiError as error:
        return None, error.code


@given(st.data())
@settings(max_examples=examples(150))
def test_any_arguments_get_an_answer_or_a_business_error(data: st.DataObject) -> None:
    ws = Workspace(seed(), clock=ManualClock())
    method = data.draw(st.sampled_from(sorted(METHODS)))
    spec = SPECS[method]
    names = sorted(spec.known - {"token"})
    arguments: Json = data.draw(st.dictionaries(st.sampled_from(names), SCALARS | JSON, max_size=5))
    for name in spec.required:
        arguments.setdefault(name, data.draw(KNOWN | JSON))
    if "trigger_id" in arguments:
        arguments["trigger_id"] = ws.grants.trigger(ANN)
    call = Call(ws, method, arguments, "r", frozenset(ALL_SCOPES))
    answer, code = attempt(lambda: METHODS[method](call))
    assert code or isinstance(answer, dict)


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


@given(JSON, st.sampled_from(["act", "clock", "faults", "groups", "people", "channels", "app"]))
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.filterwarnings("ignore:.*coroutine.*was never awaited")
async def test_any_driver_request_gets_a_clear_answer(api: Api, body: Any, path: str) -> None:
    document = {"as": ANN, "do": "click", "id": ANN, "args": body, "change": body, "add": body}
    for content in (body, document, document | {"do": "set_group_members"}):
        answer = await api.http.post(f"{api.server.url}/_/{path}", json=content)
        assert answer.status in (200, 400)


class ModalStack(RuleBasedStateMachine):
    """Any order of opening, pushing, updating and closing keeps stacks, ids and hashes straight."""

    views: Bundle[View] = Bundle("views")

    @initialize()
    def start(self) -> None:
        self.ws = Workspace(seed(), clock=ManualClock())
        self.model: dict[str, list[str]] = {ANN: [], BEN: []}

    @rule(target=views, user=st.sampled_from([ANN, BEN]), external=st.sampled_from(["", "one", "two"]))
    def open(self, user: str, external: str) -> Any:
        taken = self._taken(external)
        view, code = attempt(lambda: self.ws.modals.open(user, note("Open", external_id=external)))
        assert code == ("duplicate_external_id" if taken else "")
        if view is None:
            return View("gone", user, {}, "", {}, "gone")
        self.model[user] = [view.id]
        return view

    @rule(target=views, user=st.sampled_from([ANN, BEN]), external=st.sampled_from(["", "one", "two"]))
    def push(self, user: str, external: str) -> Any:
        depth = len(self.model[user])
        full = "push_limit_reached" if depth == MAX_STACK else ""
        expected = full if depth else "not_found"
        expected = expected or ("duplicate_external_id" if self._taken(external) else "")
        view, code = attempt(lambda: self.ws.modals.push(user, note("Push", external_id=external)))
        assert code == expected
        if view is None:
            return View("gone", user, {}, "", {}, "gone")
        assert view.previous_id == self.model[user][-1]
        self.model[user].append(view.id)
        return view

    @rule(view=views)
    def update(self, view: View) -> None:
        if self.ws.state.views.get(view.id) is not view:
            with pytest.raises(ApiError, match="not_found"):
                self.ws.modals.find(view.id, None)
            return
        old = view.hash
        self.ws.modals.update(view, form(external_id=view.external_id), old)
        with pytest.raises(ApiError, match="hash_conflict"):
            self.ws.modals.update(view, form(), old)

    @rule(view=consumes(views))
    def close(self, view: View) -> None:
        self.ws.modals.close(view)
        if view.id in self.model[view.user]:
            self.model[view.user].remove(view.id)

    @rule(user=st.sampled_from([ANN, BEN]))
    def clear(self, user: str) -> None:
        self.ws.modals.clear(user)
        self.model[user] = []

    def _taken(self, external: str) -> bool:
        return bool(external) and any(v.external_id == external for v in self.ws.state.views.values())

    @invariant()
    def the_stacks_are_as_expected(self) -> None:
        state = self.ws.state
        for user, expected in self.model.items():
            assert state.stacks.get(user, []) == expected
            top = state.top_view(user)
            assert (top.id if top else None) == (expected[-1] if expected else None)
        assert set(state.views) == {view_id for ids in self.model.values() for view_id in ids}
        external = [view.external_id for view in state.views.values() if view.external_id]
        assert len(external) == len(set(external))


TestModalStack = ModalStack.TestCase
TestModalStack.settings = settings(max_examples=examples(40), stateful_step_count=15)
