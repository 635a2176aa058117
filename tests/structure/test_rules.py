"""Each rule on a made-up tree that breaks it."""

from pathlib import Path

import pytest

from tests.structure import rules
from tests.structure.planted import plant
from tests.structure.rules import Retired


def test_an_outward_import_is_found_and_the_closest_layer_decides(tmp_path: Path) -> None:
    tree = plant(
        tmp_path,
        {
            "bot/services/audit.py": "import json\nfrom bot.models import Row\nfrom bot.commands import base",
            "bot/services/free.py": "from bot.commands import base",
        },
    )
    allowed = {"bot/services": ("bot.models",), "bot/services/free.py": ("bot",)}
    assert rules.outward_imports(tree, allowed) == [("bot/services/audit.py", "bot.commands.base")]


def test_a_module_must_be_in_a_layer(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="bot/new.py is in no layer"):
        rules.outward_imports(plant(tmp_path, {"bot/new.py": "import bot"}), {"bot/services": ()})


def test_an_intruder_is_found(tmp_path: Path) -> None:
    use = "from bot import local_slack\nfrom bot.local_slacker import x"
    files = ("bot/app.py", "bot/demo/run.py", "bot/cli/workspace.py", "bot/local_slack/wire.py")
    tree = plant(tmp_path, dict.fromkeys(files, use))
    found = rules.intruders(tree, "bot.local_slack", ("bot/demo/", "bot/cli/workspace.py"))
    assert found == [("bot/app.py", "bot.local_slack")]


def test_imports_that_climb_are_found(tmp_path: Path) -> None:
    tree = plant(
        tmp_path,
        {
            "bot/services/policy.py": "import bot.services.scene",
            "bot/services/scene.py": "",
            "bot/services/store/sql.py": "import bot.services.scene",
            "bot/services/store/history.py": "import bot.services.scene",
            "bot/services/people/names.py": "import bot.services.store.sql\nimport bot.services.roles.cache",
            "bot/services/roles/cache.py": "import bot.services.people.names\nimport bot.services.scene",
            "bot/services/lost.py": "import bot.services.scene",
        },
    )
    order, ground, beneath = ("store", "people", "roles"), ("scene", "policy"), ("bot/services/store/sql.py",)
    assert rules.climbs(tree, "bot/services", order, ground, beneath) == [
        ("bot/services/lost.py", "bot/services/scene.py"),
        ("bot/services/people/names.py", "bot/services/roles/cache.py"),
        ("bot/services/policy.py", "bot/services/scene.py"),
        ("bot/services/store/sql.py", "bot/services/scene.py"),
    ]


def test_imports_between_commands_are_found(tmp_path: Path) -> None:
    tree = plant(
        tmp_path,
        {
            "bot/commands/base.py": "",
            "bot/commands/registry.py": "from bot.commands import ask, tell",
            "bot/commands/shared/blocks.py": "import bot.commands.ask.views",
            "bot/commands/ask/__init__.py": "",
            "bot/commands/ask/views.py": "from bot.commands.shared import blocks\nfrom bot.commands.base import Call",
            "bot/commands/tell/__init__.py": "",
            "bot/commands/tell/command.py": "from bot.commands.ask.views import ID\nimport bot.commands.registry",
        },
    )
    found = rules.foreign_imports(tree, "bot/commands", ("base", "shared"), ("registry",))
    assert found == {("tell", "ask"), ("tell", "registry"), ("shared", "ask")}


def test_retired_words_are_found_as_each_is_sought(tmp_path: Path) -> None:
    tree = plant(
        tmp_path,
        {
            "bot/old_courier.py": "",
            "bot/a.py": "class CourierError: ...\ndef go(message_courier): ...\nx.couriers = 'courier'\n",
            "bot/b.py": "def late():\n    cards = 1\ncards = PartnerCards\npart_cards = cards\n",
            "bot/bulk/writing.py": "from bot import bulk\nbulk = 2\n",
            "bot/bulky.py": "",
            "bot/migrations/versions/m1_bulk.py": "courier = 1",
        },
    )
    words = [
        Retired("courier", "sender", "part"),
        Retired("cards", "reading", "identifier"),
        Retired("bulk", "many", "module"),
    ]
    assert sorted(rules.retired_words(tree, words)) == [
        "bot/a.py:1 CourierError, say sender",
        "bot/a.py:2 message_courier, say sender",
        "bot/b.py:2 cards, say reading",
        "bot/bulk/writing.py:1 bulk, say many",
        "bot/old_courier.py:1 old_courier, say sender",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "gone = 1",
        "import a.gone",
        "import a as gone",
        "from gone.a import b",
        "x.gone",
        "f(gone=1)",
        "def gone(): ...",
        "async def gone(): ...",
        "class gone: ...",
        "lambda gone: 1",
        "try: ...\nexcept OSError as gone: ...",
        "match x:\n    case [1, *gone]: ...",
        "match x:\n    case {1: 2, **gone}: ...",
        "match x:\n    case int() as gone: ...",
        "x: 'int' = gone",
    ],
)
def test_no_spelling_of_a_retired_word_gets_through(tmp_path: Path, source: str) -> None:
    tree = plant(tmp_path, {"bot/a.py": source})
    assert len(rules.retired_words(tree, [Retired("gone", "here", "identifier")])) == 1


def test_parts_end_at_underscores_and_capitals() -> None:
    assert rules.parts("HTTPServer_x2") == ["http", "server", "x", "2"]
    assert rules.parts("__for_bulkJob") == ["for", "bulk", "job"]
