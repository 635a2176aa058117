"""Waiting until the workspace has come to rest."""

from __future__ import annotations

import pytest

from bot.local_slack import NotSettled
from bot.local_slack.base.activity import Activity


async def test_settling_tells_what_is_still_in_flight() -> None:
    activity = Activity()
    with activity.busy("views.open"), pytest.raises(NotSettled, match=r"views\.open"):
        await activity.settle(None, 0.02, 0.005)
    await activity.settle(None, 1, 0.005)
    with pytest.raises(NotSettled, match="nothing"):
        await activity.settle(lambda: False, 0.02, 0.005)
