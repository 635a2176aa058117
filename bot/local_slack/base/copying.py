"""Copies of JSON values, several times quicker than `copy.deepcopy`, which dominated the cost of a modal."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


def copied(value: T) -> T:
    """Copy a JSON value; objects and lists are new, everything else is shared."""
    result: Any = _copy(value)
    return result  # type: ignore[no-any-return]


def _copy(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copy(item) for key, item in value.items()}
    if type(value) is list:
        return [_copy(item) for item in value]
    return value
