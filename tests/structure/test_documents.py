"""The page on the architecture: every path it names is there, and no room is missing from it."""

import re

import pytest

from tests.structure import graph
from tests.structure.source import ROOT, read

PAGE = ROOT.joinpath("docs/architecture.md").read_text("utf-8")


def test_every_path_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:bot|tests|docs)/[\w./]*)`", PAGE))
    assert len(named) > 20
    assert [path for path in sorted(named) if not ROOT.joinpath(path).exists()] == []


@pytest.mark.parametrize("folder", ["bot/services", "bot/commands"])
def test_every_room_has_its_line(folder: str) -> None:
    rooms = graph.rooms(read().files, folder)
    assert [room for room in sorted(rooms) if f"`{room}`" not in PAGE] == []
