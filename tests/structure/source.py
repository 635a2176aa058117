"""Source tree as data: each file listed once, each Python module of bot/ parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Function(NamedTuple):
    """Function or method, from its `def` to its last line, decorators left out."""

    where: str
    lines: int


class Class(NamedTuple):
    """Class at any depth of a module."""

    where: str
    name: str


class Docstring(NamedTuple):
    """Docstring of a module, class or function, dedented."""

    where: str
    text: str


@dataclass(frozen=True)
class Module:
    """Python file, `path` relative to the tree with forward slashes: `bot/services/roles/cache.py`."""

    path: str
    text: str

    @cached_property
    def name(self) -> str:
        """Dotted name by which the file is imported; a package's `__init__.py` has the package's."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def is_package(self) -> bool:
        return self.path.endswith("/__init__.py")

    @property
    def is_migration(self) -> bool:
        return "migrations/versions/" in self.path

    @cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Flattened syntax tree; its first element is the module."""
        return tuple(ast.walk(ast.parse(self.text, self.path)))

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Absolute dotted names asked for, at any depth of the module: `a.b.Name` for `from a.b import Name`."""
        return tuple(name for node in self.nodes for name in self._imported(node))

    def _imported(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = (self._above(node.level), node.module)
            base = ".".join(part for part in parts if part)
            yield from (f"{base}.{alias.name}" for alias in node.names)

    def _above(self, level: int) -> str:
        """Package that the `level` leading dots of a relative import mean; none for an absolute one."""
        parts = self.folder.split("/")
        return ".".join(parts[: len(parts) - level + 1]) if level else ""

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        return tuple(
            Function(self.place(node, node.name), (node.end_lineno or node.lineno) - node.lineno + 1)
            for node in self.nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        return tuple(
            Class(self.place(node, node.name), node.name) for node in self.nodes if isinstance(node, ast.ClassDef)
        )

    @cached_property
    def docstrings(self) -> tuple[Docstring, ...]:
        documented = (node for node in self.nodes if isinstance(node, DOCUMENTED))
        return tuple(Docstring(self.place(node), text) for node in documented if (text := ast.get_docstring(node)))

    def place(self, node: ast.AST, name: str = "") -> str:
        """Path and line to jump to, with a name behind: `bot/clock.py:12 now`."""
        return f"{self.path}:{getattr(node, 'lineno', 1)} {name}".rstrip()


@dataclass(frozen=True)
class Tree:
    """Checkout of the repository; what was read once is kept."""

    root: Path

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Paths of all files in bot/ and tests/, sorted, bytecode left out."""
        found = (path for top in ("bot", "tests") for path in self.root.joinpath(top).rglob("*"))
        return tuple(sorted(self._path(path) for path in found if path.is_file() and "__pycache__" not in path.parts))

    @cached_property
    def bot(self) -> tuple[Module, ...]:
        return tuple(Module(path, text) for path, text in self.texts if path.startswith("bot/") and path[-3:] == ".py")

    @cached_property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Path and content of every file that is UTF-8."""
        return tuple((path, text) for path in self.files if (text := self._text(path)) is not None)

    @cached_property
    def documents(self) -> frozenset[str]:
        """Paths of all Markdown documents, hidden folders (environments, caches) left out."""
        found = (self._path(path) for path in self.root.rglob("*.md"))
        return frozenset(path for path in found if not any(part.startswith(".") for part in path.split("/")))

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """Folders that hold modules of the bot, themselves or further down, sorted."""
        above = {str(parent) for module in self.bot for parent in PurePosixPath(module.path).parents}
        return tuple(sorted(above - {"."}))

    @property
    def local_slack(self) -> str:
        """Folder of the local Slack, under its former name in older checkouts."""
        return "bot/workspace" if "bot/workspace" in self.folders else "bot/local_slack"

    def _path(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _text(self, path: str) -> str | None:
        try:
            return self.root.joinpath(path).read_text("utf-8")
        except UnicodeDecodeError:
            return None


@cache
def read(root: Path = ROOT) -> Tree:
    """Return the one `Tree` of a checkout, so that all rules of a process share its syntax trees."""
    return Tree(root)
