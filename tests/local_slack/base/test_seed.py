"""Descriptions of a workspace, checked and read from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.local_slack import DEFAULT_SEED, ManualClock, SeedError, Workspace, read_json, serve
from bot.local_slack.base.activity import Activity
from bot.local_slack.base.seed import build
from bot.local_slack.runner import load_seed
from tests.local_slack.tiny_bot import ANN, GENERAL, seed


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"planets": []}, "unknown key 'planets'"),
        ({"people": {}}, "people: must be a list"),
        ({"people": [{"name": "ann"}]}, r"people\[0\].*'id'"),
        ({"people": [{"id": "U1", "name": "a"}, {"id": "U1", "name": "b"}]}, r"people\[1\]: the id U1 is used twice"),
        ({"people": [{"id": "U1", "name": "a", "shoe": 42}]}, "unknown key 'shoe'"),
        ({"groups": [{"id": "S1", "handle": "h", "name": "n", "users": ["U404"]}]}, r"groups\[0\].users: U404"),
        ({"channels": [{"id": "C1", "name": "c", "members": ["U404"]}]}, r"channels\[0\].members: U404"),
        ({"app": {"secret": "x"}}, "app: unknown key"),
    ],
)
def test_seeds_are_checked(change: dict[str, Any], says: str) -> None:
    with pytest.raises(SeedError, match=says):
        build({"team": {"id": "T1"}} | change, ManualClock(), Activity())


async def test_one_description_makes_any_number_of_workspaces() -> None:
    described = seed()
    async with serve(Workspace(described)) as server:
        server.workspace.admin.leave(GENERAL, ANN)
        assert ANN not in server.workspace.state.channels[GENERAL].members
    assert ANN in Workspace(described).state.channels[GENERAL].members


def test_seed_files(tmp_path: Path) -> None:
    yml = tmp_path / "manifest.yml"
    yml.write_text("display_information: {name: From YAML}\n")
    assert load_seed(yml, None)["app"]["manifest"]["display_information"]["name"] == "From YAML"
    assert Workspace(read_json(DEFAULT_SEED)).state.users
    for name, text, says in (
        ("a.json", "{", "not valid"),
        ("b.yml", "a: [", "not valid"),
        ("c.json", "[]", "must hold an object"),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(SeedError, match=says):
            read_json(tmp_path / name)
    with pytest.raises(SeedError, match="cannot be read"):
        read_json(tmp_path / "none.json")
