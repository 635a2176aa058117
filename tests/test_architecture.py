"""The structure itself: who may import whom, sizes, and the facts that several files must agree on."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from alembic.script import ScriptDirectory

from bot import migrations

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"
MODULES = sorted(path for path in BOT.rglob("*.py"))

# layer -> what it may import of the program; models, errors, clock <- services <- commands <- app <- __main__.
BASE = ("bot.models", "bot.errors", "bot.clock")
TEXT = ("bot.text",)
SERVICES = (*BASE, *TEXT, "bot.db", "bot.settings", "bot.services")
COMMANDS = (*SERVICES, "bot.container", "bot.commands")
APP = (
    *COMMANDS,
    "bot.dispatch",
    "bot.transport",
    "bot.manifest",
    "bot.migrations",
    "bot.bootstrap",
    "bot.app",
    "bot.sweeps",
)
EVERYTHING = ("bot",)
ALLOWED: dict[str, tuple[str, ...]] = {
    "bot/models": ("bot.models",),
    "bot/errors.py": (),
    "bot/clock.py": (),
    "bot/phrases.py": (),
    "bot/text.py": ("bot.phrases",),
    "bot/settings.py": BASE,
    "bot/db.py": BASE,
    "bot/migrations": (*BASE, "bot.db"),
    "bot/services": (*SERVICES, "bot.migrations"),
    "bot/container.py": SERVICES,
    "bot/commands": COMMANDS,
    "bot/manifest.py": COMMANDS,
    "bot/dispatch": APP,
    "bot/transport": APP,
    "bot/app.py": APP,
    "bot/sweeps.py": COMMANDS,
    "bot/bootstrap.py": APP,
    "bot/workspace": ("bot.workspace",),
    "bot/demo": EVERYTHING,
    "bot/cli": EVERYTHING,
    "bot/__main__.py": EVERYTHING,
    "bot/__init__.py": (),
}
WEB_API = "bot/services/slack_web.py"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """The module's syntax tree, flattened; its first element is the module."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(path: Path) -> str:
    found = [key for key in ALLOWED if name_of(path) == key or name_of(path).startswith(f"{key}/")]
    assert found, f"{name_of(path)} is in no layer"
    return max(found, key=len)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_inwards(path: Path) -> None:
    allowed = ALLOWED[layer(path)]
    wrong = [m for m in imports(path) if within(m, "bot") and not any(within(m, ok) for ok in allowed)]
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_slack_stays_at_the_edges(path: Path) -> None:
    name = name_of(path)
    if name.startswith(("bot/services", "bot/commands", "bot/models")):
        assert not any(within(m, "slack_bolt") for m in imports(path))
    if name.startswith("bot/services") and name not in {WEB_API, "bot/services/slack_errors.py"}:
        assert not any(within(m, "slack_sdk") for m in imports(path))


CLOCK_READS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "monotonic"),
    ("date", "today"),
}


def is_clock_read(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return (name, node.func.attr) in CLOCK_READS


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_time_is_injected(path: Path) -> None:
    if path.name == "clock.py":
        return
    assert [ast.unparse(node) for node in nodes(path) if is_clock_read(node)] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_stay_small_and_say_what_they_are(path: Path) -> None:
    module = nodes(path)[0]
    assert isinstance(module, ast.Module)
    assert ast.get_docstring(module), "no module docstring"
    assert len(path.read_text("utf-8").splitlines()) <= 300


def functions() -> list[tuple[str, int]]:
    found = []
    for path in MODULES:
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((f"{name_of(path)}:{node.name}", length))
    return found


def test_functions_stay_short() -> None:
    lengths = functions()
    too_long = [entry for entry in lengths if entry[1] > 40 and "migrations/versions" not in entry[0]]
    assert too_long == []
    assert median(length for _, length in lengths) < 10


def test_one_migration_head() -> None:
    assert len(ScriptDirectory(str(BOT / "migrations")).get_heads()) == 1
    assert migrations.head()
