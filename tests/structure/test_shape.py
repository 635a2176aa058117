"""Each figure on a made-up tree: what it counts, what it leaves out, and the offender it names."""

from pathlib import Path

import pytest

from tests.structure import figures, shape
from tests.structure.figures import Figure
from tests.structure.planted import plant


def body(lines: int, name: str = "work") -> str:
    """Write a function of that many lines."""
    return f"def {name}():\n" + "    pass\n" * (lines - 1)


def by_name(measured: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in measured}


def test_a_folder_is_as_large_as_its_modules(tmp_path: Path) -> None:
    full = {f"bot/services/m{number}.py": "" for number in range(3)}
    others = {"bot/services/__init__.py": "", "bot/services/roles/cache.py": ""}
    migrations = {f"bot/migrations/versions/m{number}.py": "" for number in range(4)}
    tree = plant(tmp_path, full | others | migrations)
    assert figures.modules_per_folder(tree, 3) == Figure("modules per folder, max", 3, 3)
    assert figures.modules_per_folder(tree, 2).is_missed
    assert figures.modules_per_folder(tree, 2).offenders == ("bot/services: 3",)


def test_rooms_and_arrows_are_those_directly_under_a_folder(tmp_path: Path) -> None:
    tree = plant(
        tmp_path,
        {
            "bot/services/__init__.py": "from bot.services import roles",
            "bot/services/audit.py": "",
            "bot/services/roles/__init__.py": "",
            "bot/services/roles/cache.py": "from bot.services import audit\nfrom bot.services.roles import groups",
            "bot/services/roles/groups.py": "def late():\n    from bot.services.audit import record",
            "bot/services/data/names.json": "{}",
            "bot/commands/desk.py": "import bot.services.roles.cache",
        },
    )
    measured = by_name(figures.rooms_and_arrows(tree))
    assert measured["rooms of bot/services"].value == 3
    assert measured["arrows of bot/services"].value == 1
    assert measured["rooms of bot"].value == 2
    assert measured["arrows of bot"].value == 1


@pytest.mark.parametrize(
    "back",
    [
        "from bot.a import Name",
        "from bot import a",
        "import bot.a",
        "from . import a",
        "from .a import Name",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from bot.a import Name",
        "def late():\n    import bot.a",
    ],
)
def test_a_circle_of_modules_is_found_however_it_is_spelled(tmp_path: Path, back: str) -> None:
    tree = plant(tmp_path, {"bot/__init__.py": "", "bot/a.py": "from bot import b", "bot/b.py": back})
    assert figures.module_circles(tree).offenders == ("bot/a.py <-> bot/b.py",)
    assert figures.module_circles(tree).is_missed


def test_a_long_circle_is_one_and_who_only_leads_to_it_is_not_in_it(tmp_path: Path) -> None:
    chain = {"bot/a.py": "import bot.b", "bot/b.py": "import bot.c", "bot/c.py": "import bot.a"}
    tree = plant(tmp_path, chain | {"bot/d.py": "import bot.a", "bot/e.py": ""})
    assert figures.module_circles(tree).offenders == ("bot/a.py <-> bot/b.py <-> bot/c.py",)


def test_rooms_run_in_circles_although_no_module_does(tmp_path: Path) -> None:
    tree = plant(
        tmp_path,
        {
            "bot/services/people/profiles.py": "import bot.services.roles.texts",
            "bot/services/people/names.py": "",
            "bot/services/roles/texts.py": "",
            "bot/services/roles/cache.py": "import bot.services.people.names",
        },
    )
    assert figures.module_circles(tree).offenders == ()
    assert figures.room_circles(tree).offenders == ("bot/services: people <-> roles",)


def test_long_functions_are_named_but_for_migrations(tmp_path: Path) -> None:
    tree = plant(
        tmp_path,
        {
            "bot/a.py": body(40) + body(3, "short"),
            "bot/b.py": "class Desk:\n    async def serve(self):\n" + "        pass\n" * 40,
            "bot/migrations/versions/m1.py": body(60),
        },
    )
    middle, high, longest = figures.function_lengths(tree)
    assert (middle.value, high.value, longest.value) == (40, 60, 41)
    assert longest.offenders == ("bot/b.py:2 serve: 41",)
    assert middle.offenders[0] == "bot/migrations/versions/m1.py:1 work: 60"
    assert [figure.is_missed for figure in (middle, high, longest)] == [True, True, True]


@pytest.mark.parametrize(("percent", "value"), [(50, 5), (90, 9), (100, 10), (1, 1)])
def test_percentiles_are_of_the_nearest_rank(percent: int, value: int) -> None:
    assert figures.percentile(range(10, 0, -1), percent) == value
    assert figures.percentile([], percent) == 0


def test_a_module_ends_at_its_three_hundredth_line(tmp_path: Path) -> None:
    tree = plant(tmp_path, {"bot/fits.py": "x = 1\n" * 300, "bot/over.py": "x = 1\n" * 301})
    assert figures.module_length(tree).offenders == ("bot/over.py: 301",)
    assert figures.module_length(tree).is_missed


@pytest.mark.parametrize("slack", ["local_slack", "workspace"])
def test_shared_class_names_are_counted_apart(tmp_path: Path, slack: str) -> None:
    tree = plant(
        tmp_path,
        {
            "bot/a.py": "class Page: ...\nclass _Row: ...\nclass Once: ...",
            "bot/b.py": "def make():\n    class Page: ...\nclass _Row: ...",
            f"bot/{slack}/c.py": "class Once: ...\nclass Field: ...",
            f"bot/{slack}/d.py": "class Field: ...",
        },
    )
    shared = {figure.name: (figure.offenders, figure.is_missed) for figure in figures.shared_class_names(tree)}
    assert shared == {
        "public class names shared, bot": (("Page: bot/a.py:1, bot/b.py:2",), True),
        "private class names shared, bot": (("_Row: bot/a.py:2, bot/b.py:3",), False),
        "public class names shared, local Slack": ((f"Field: bot/{slack}/c.py:2, bot/{slack}/d.py:1",), True),
        "private class names shared, local Slack": ((), False),
    }


@pytest.mark.parametrize(
    "text", ["What it is.", "whether so", "`Which` one", "WHOM it concerns.", "How far", "Why: so"]
)
def test_docstrings_that_ask_are_counted(tmp_path: Path, text: str) -> None:
    tree = plant(tmp_path, {"bot/a.py": f'"""{text}"""\nclass Desk:\n    """Place to ask."""\n'})
    assert figures.question_docstrings(tree).value == 50
    assert figures.question_docstrings(tree).offenders == (f"bot/a.py:1: {text}",)
    assert figures.question_docstrings(tree).is_missed


@pytest.mark.parametrize("text", ["Whatever is typed.", "Howling is left out.", "Tell what it is.", "Whichever"])
def test_docstrings_that_only_look_like_it_are_not(tmp_path: Path, text: str) -> None:
    assert figures.question_docstrings(plant(tmp_path, {"bot/a.py": f'"""{text}"""\n'})).value == 0


def test_short_docstrings_are_reported(tmp_path: Path) -> None:
    tree = plant(tmp_path, {"bot/a.py": '"""Modules say what they hold."""\ndef line():\n    """A line."""\n'})
    assert figures.short_docstrings(tree).offenders == ("bot/a.py:2: A line.",)
    assert not figures.short_docstrings(tree).is_missed


def test_documents_that_are_not_there_dangle(tmp_path: Path) -> None:
    # Put together here, or this file itself would cite what is not there.
    gone, there = "gone" + ".md", "there" + ".md"
    tree = plant(
        tmp_path,
        {
            "bot/a.py": f"# See {gone} 4.3\n# See {there} 1, docs/{there}, https://example.com/blob/{gone}",
            "tests/data/b.txt": f"other/{there}",
            f"docs/{there}": "",
            f".venv/{gone}": "",
        },
    )
    tree.root.joinpath("tests/picture.png").write_bytes(b"\x89PNG " + gone.encode())
    assert figures.dangling_references(tree).offenders == (f"bot/a.py:1 {gone}", f"tests/data/b.txt:1 other/{there}")
    assert figures.dangling_references(tree).is_missed


def test_tests_are_found_where_their_module_leads(tmp_path: Path) -> None:
    found = [
        "services/contacts/test_reviews",
        "services/contacts/test_reviews_races",
        "test_text",
        "services/test_roles",
    ]
    lost = ["contacts/test_reviews", "services/contacts/test_reviewsraces", "test_races"]
    passed_over = ["scenarios/test_story", "browser/test_page", "kit/test_desk", "services/contacts/world"]
    modules = ["text", "services/contacts/reviews", "services/contacts/other", "services/roles/cache"]
    tests = {f"tests/{name}.py": "" for name in [*found, *lost, *passed_over]}
    tree = plant(tmp_path, tests | {f"bot/{name}.py": "" for name in modules})
    measured = figures.mirrored_tests(tree)
    assert set(measured.offenders) == {f"tests/{name}.py" for name in lost}
    assert measured.value == pytest.approx(57.1)
    assert measured.is_missed
    assert not figures.mirrored_tests(tree, 57).is_missed


def test_the_table_fails_with_names_and_on_request_does_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plant(tmp_path, {"bot/long.py": "x = 1\n" * 301, "bot/a.py": "class _X: ...", "bot/b.py": "class _X: ..."})
    assert shape.main(["--tree", str(tmp_path)]) == 1
    output = capsys.readouterr().out
    assert "lines per module, max                      301  <= 300 <- missed" in output
    assert "lines per module, max:\n  bot/long.py: 301" in output
    assert "_X" not in output
    assert shape.main(["--tree", str(tmp_path), "--no-bounds", "--all"]) == 0
    assert "_X: bot/a.py:1, bot/b.py:1" in capsys.readouterr().out


def test_a_sound_tree_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plant(tmp_path, {"bot/a.py": '"""Desk of the first floor."""\n', "tests/test_a.py": ""})
    assert shape.main(["--tree", str(tmp_path)]) == 0
    assert "missed" not in capsys.readouterr().out


def test_long_lists_are_cut_unless_all_is_asked_for() -> None:
    many = Figure("circles", 30, 0, tuple(f"offender {number}" for number in range(30)))
    assert shape.named([many], everything=False).endswith("  offender 19\n  and 10 more (--all)")
    assert shape.named([many], everything=True).endswith("  offender 29")


def test_a_folder_without_a_bot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        shape.main(["--tree", str(tmp_path)])
