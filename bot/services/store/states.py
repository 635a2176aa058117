"""Changes of state as conditional updates, held to the tables of bot.models: no other step can be written."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Update, update
from sqlmodel import SQLModel

from bot.services.store.sql import table

S = TypeVar("S", bound=StrEnum)


def moving(model: type[SQLModel], transitions: Mapping[S, frozenset[S]], before: Sequence[S], to: S) -> Update:
    """Return the UPDATE that puts rows of `model` which are in a state of `before` into the state `to`.

    Which rows, and what else changes, is the caller's to add. ValueError for a step that `transitions` does not have.
    """
    missing = [state for state in before if to not in transitions[state]]
    if missing or not before:
        raise ValueError(f"{model.__name__} does not go from {', '.join(missing) or 'no state'} to {to}")
    rows = table(model)
    return update(rows).where(rows.c.state.in_([state.value for state in before])).values(state=to.value)
