"""Values that nobody expects, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st

from bot.local_slack.base.errors import ApiError
from tests.local_slack.tiny_bot import ANN, BEN, GENERAL

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
