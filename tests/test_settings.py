"""Settings from the environment: what a value may be, and which variable a bad one is."""

import pytest

from bot.errors import ConfigurationError
from bot.settings import load


@pytest.mark.parametrize(("said", "rows"), [("500", 500), ("1", 1), ("", None), ("off", None), (" OFF ", None)])
def test_rows_that_need_a_second_person(monkeypatch: pytest.MonkeyPatch, said: str, rows: int | None) -> None:
    monkeypatch.setenv("BULK_CONFIRM_ROWS", said)
    assert load(None).bulk_confirm_rows == rows


@pytest.mark.parametrize("said", ["0", "-1", "many"])
def test_a_bad_number_of_rows_is_named(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("BULK_CONFIRM_ROWS", said)
    with pytest.raises(ConfigurationError, match="BULK_CONFIRM_ROWS: "):
        load(None)


def test_nobody_is_asked_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BULK_CONFIRM_ROWS", raising=False)
    assert load(None).bulk_confirm_rows is None
