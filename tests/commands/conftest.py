"""Fixtures of the commands' tests."""

import pytest

from bot.text import LANGUAGES, Reader, reader


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Reader:
    """Make a reader of each language, in Madrid."""
    return reader(request.param, "Europe/Madrid")
