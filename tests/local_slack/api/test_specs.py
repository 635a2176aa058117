"""The vendored documentation and the methods that are carried out are the same."""

from __future__ import annotations

from bot.local_slack.api.methods import METHODS
from bot.local_slack.api.specs import SPECS


def test_every_documented_method_is_carried_out() -> None:
    assert set(METHODS) == set(SPECS)
