"""The structure itself: who may import whom, sizes, and the facts that several files must agree on."""

import ast
from collections.abc import Iterable, Iterator
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
COMMANDS = (*SERVICES, "bot.runtime", "bot.commands")
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
    "bot/runtime.py": SERVICES,
    "bot/commands": COMMANDS,
    "bot/manifest.py": COMMANDS,
    "bot/dispatch": (*COMMANDS, "bot.manifest", "bot.dispatch"),
    "bot/app.py": (*COMMANDS, "bot.dispatch"),
    "bot/transport": (*COMMANDS, "bot.app", "bot.transport"),
    "bot/sweeps.py": COMMANDS,
    "bot/bootstrap.py": (
        *COMMANDS,
        "bot.manifest",
        "bot.dispatch",
        "bot.app",
        "bot.transport",
        "bot.sweeps",
    ),
    "bot/local_slack": ("bot.local_slack",),
    "bot/demo": EVERYTHING,
    "bot/cli": EVERYTHING,
    "bot/__main__.py": EVERYTHING,
    "bot/__init__.py": (),
}
# Where Slack's own libraries are used by name.
SLACK_LIBRARIES = ("slack_bolt", "slack_sdk")
SLACK_EDGES = ("bot/services/slack/web.py", "bot/app.py", "bot/bootstrap.py", "bot/transport/")


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


def within(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def is_outward(path: Path, module: str) -> bool:
    return within(module, EVERYTHING) and not within(module, ALLOWED[layer(path)])


def test_imports_point_inwards() -> None:
    assert [(name_of(path), module) for path in MODULES for module in imports(path) if is_outward(path, module)] == []


def test_slack_stays_at_the_edges() -> None:
    inside = [path for path in MODULES if not name_of(path).startswith(SLACK_EDGES)]
    assert [(name_of(path), m) for path in inside for m in imports(path) if within(m, SLACK_LIBRARIES)] == []


CLOCKS = {"bot/clock.py", "bot/demo/clock.py", "bot/local_slack/clock.py"}
CLOCK_READS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"},
}


def is_clock_read(node: ast.AST) -> bool:
    """A clock named, called or handed on; another name for one would hide it and counts, too."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=read):
            return read in CLOCK_READS.get(owner, ())
        case ast.ImportFrom(module="time", names=names):
            return any(alias.name in CLOCK_READS["time"] for alias in names)
        case ast.Import(names=names) | ast.ImportFrom(module="datetime", names=names):
            return any(alias.asname and alias.name in CLOCK_READS for alias in names)
    return False


def test_time_is_injected() -> None:
    others = [path for path in MODULES if name_of(path) not in CLOCKS]
    assert [(name_of(path), ast.unparse(n)) for path in others for n in nodes(path) if is_clock_read(n)] == []


@pytest.mark.parametrize(
    "source",
    [
        "datetime.now(UTC)",
        "field(default_factory=datetime.now)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "time.monotonic()",
        "from time import perf_counter",
        "import time as wall",
        "from datetime import datetime as moment",
    ],
)
def test_no_spelling_of_a_clock_gets_through(source: str) -> None:
    assert any(is_clock_read(node) for node in ast.walk(ast.parse(source)))


def says_what_it_is(path: Path) -> bool:
    module = nodes(path)[0]
    return isinstance(module, ast.Module) and bool(ast.get_docstring(module))


def test_modules_stay_small_and_say_what_they_are() -> None:
    assert [name_of(path) for path in MODULES if not says_what_it_is(path)] == []
    assert [name_of(path) for path in MODULES if len(path.read_text("utf-8").splitlines()) > 300] == []


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
