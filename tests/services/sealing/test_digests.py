"""Digests cover every column, and nothing can be moved between two of them."""

from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.sealing.digests import COLUMNS, digest_of, hash_of, root_of
from tests.conftest import MONDAY

EVENT: dict[str, Any] = {name: f"value of {name}" for name in COLUMNS} | {
    "id": 1,
    "at": MONDAY,
    "after": {"b": 1, "a": 2},
}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_counts(name: str) -> None:
    other = MONDAY + timedelta(microseconds=1) if name == "at" else None
    assert digest_of(EVENT | {name: other}, "salt") != digest_of(EVENT, "salt")
    assert digest_of(EVENT, "another") != digest_of(EVENT, "salt")


def test_the_same_row_has_the_same_digest_wherever_it_is_read() -> None:
    elsewhere = EVENT | {"at": MONDAY.astimezone(timezone(timedelta(hours=1))), "after": {"a": 2, "b": 1}}
    assert digest_of(elsewhere, "salt") == digest_of(EVENT, "salt")


@given(st.text(), st.text())
def test_nothing_moves_between_columns(first: str, second: str) -> None:
    one = digest_of(EVENT | {"action": first, "subject_type": second}, "s")
    assert (one == digest_of(EVENT | {"action": first + second, "subject_type": ""}, "s")) == (second == "")


def test_roots_and_hashes_cover_their_parts() -> None:
    assert len({root_of([]), root_of([(1, "a")]), root_of([(1, "a"), (2, "b")]), root_of([(2, "b"), (1, "a")])}) == 4
    seal = {"previous": "p", "at": MONDAY, "events": 1, "last_event": 1, "root": "r", "erasure": None}
    changed = [hash_of(seal | {name: MONDAY + timedelta(1) if name == "at" else "x"}) for name in seal]
    assert len({hash_of(seal), *changed}) == 7
