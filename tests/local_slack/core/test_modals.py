"""Whatever a bot sends, the workspace answers with words and keeps its invariants."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from bot.local_slack import ManualClock, Workspace
from bot.local_slack.base.errors import ApiError
from bot.local_slack.base.models import View
from bot.local_slack.core.modals import MAX_STACK
from tests.kit.examples import examples
from tests.local_slack.strategies import attempt
from tests.local_slack.tiny_bot import ANN, BEN, form, note, seed


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
