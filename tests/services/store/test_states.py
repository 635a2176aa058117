"""Steps of states: those of the tables can be written, no other can."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from bot.models import (
    ASSIGN_MANY_TRANSITIONS,
    ASSIGNMENT_TRANSITIONS,
    REQUEST_TRANSITIONS,
    AssignManyJob,
    AssignManyState,
    Assignment,
    AssignmentState,
    RelationshipRequest,
    RequestState,
)
from bot.services.store.states import moving

TABLES: list[tuple[Any, type[StrEnum], Mapping[Any, frozenset[Any]], set[StrEnum]]] = [
    (
        Assignment,
        AssignmentState,
        ASSIGNMENT_TRANSITIONS,
        {AssignmentState.WAITING_RELATIONSHIP, AssignmentState.APPLIED, AssignmentState.INVALIDATED},
    ),
    (AssignManyJob, AssignManyState, ASSIGN_MANY_TRANSITIONS, {AssignManyState.CHECKED}),
    (RelationshipRequest, RequestState, REQUEST_TRANSITIONS, {RequestState.DRAFT}),
]
each_table = pytest.mark.parametrize(
    ("model", "states", "table", "first"), TABLES, ids=lambda part: getattr(part, "__name__", "")
)


@each_table
def test_every_step_of_the_table_can_be_written_and_no_other(
    model: Any, states: type[StrEnum], table: Mapping[Any, frozenset[Any]], first: set[StrEnum]
) -> None:
    for before in states:
        for to in states:
            if to in table[before]:
                assert "SET state=" in str(moving(model, table, [before], to))
            else:
                with pytest.raises(ValueError, match=f"does not go from {before} to {to}"):
                    moving(model, table, [before], to)


@each_table
def test_every_state_can_be_reached(
    model: Any, states: type[StrEnum], table: Mapping[Any, frozenset[Any]], first: set[StrEnum]
) -> None:
    reached, news = set(first), set(first)
    while news:
        news = {to for before in news for to in table[before]} - reached
        reached |= news
    assert reached == set(states)


def test_several_states_at_once_must_all_lead_there() -> None:
    applied, closed, ready = AssignmentState.APPLIED, AssignmentState.CLOSED, AssignmentState.READY
    moving(Assignment, ASSIGNMENT_TRANSITIONS, [applied, closed], AssignmentState.SUPERSEDED)
    for before in ([applied, ready], []):
        with pytest.raises(ValueError, match="does not go"):
            moving(Assignment, ASSIGNMENT_TRANSITIONS, before, AssignmentState.SUPERSEDED)
