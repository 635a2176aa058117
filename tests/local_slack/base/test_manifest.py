"""The shape of manifests is checked before anything starts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local_slack import ManualClock, SeedError
from bot.local_slack.base.activity import Activity
from bot.local_slack.base.seed import build


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ("x", "manifest: must be an object"),
        ({"display_information": "x"}, "manifest.display_information: must be an object"),
        ({"features": []}, "manifest.features: must be an object"),
        ({"features": {"slash_commands": {"/a": 1}}}, "manifest.features.slash_commands: must be a list"),
        ({"features": {"slash_commands": ["/a"]}}, r"slash_commands\[0\]: .* text 'command'"),
        ({"features": {"shortcuts": [{"name": "a"}]}}, r"shortcuts\[0\]: .* text 'callback_id'"),
        ({"oauth_config": {"scopes": ["commands"]}}, "manifest.oauth_config.scopes: must be an object"),
        ({"settings": {"event_subscriptions": {"bot_events": "message.im"}}}, "bot_events: must be a list"),
        ({"settings": {"event_subscriptions": {"bot_events": [1]}}}, "bot_events: must be a list of texts"),
    ],
)
def test_manifests_are_checked(manifest: Any, says: str) -> None:
    with pytest.raises(SeedError, match=says):
        build({"app": {"manifest": manifest}}, ManualClock(), Activity())


def test_parts_of_a_manifest_may_be_left_empty() -> None:
    empty = {"features": None, "settings": {"event_subscriptions": None}, "oauth_config": {"scopes": {"bot": None}}}
    assert build({"app": {"manifest": empty}}, ManualClock(), Activity()).app.scopes == []
