"""Folding of names to what a search compares."""

from hypothesis import given
from hypothesis import strategies as st

from bot.services.search.folding import fold


@given(st.text())
def test_folding_is_stable_and_keeps_fields_apart(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert "\n" not in fold(name)
    assert "\x00" not in fold(name)
    fold(name).encode("utf-8")
