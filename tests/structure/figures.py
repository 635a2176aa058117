"""Figures of the structure, each a pure function of a tree: value, bound, and who stands beyond it."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.structure import graph
from tests.structure.source import Class, Function, Module, Tree

QUESTION = re.compile(r"\W*(what|whether|which|whom?|whose|how|when|where|why)\b", re.IGNORECASE)
# A document cited by name or path; URLs are matched first, so that the documents of others are passed over.
CITED = re.compile(r"[a-z]+://\S+|[\w./-]*\w\.md\b")
# Folders of tests that follow a story, a picture, a load, a way to run or this repository, not one module.
UNMIRRORED = ("scenarios", "cases", "browser", "benchmarks", "growth", "structure", "deploy", "torture", "kit")


@dataclass(frozen=True)
class Figure:
    """One measure; without a bound it is only reported."""

    name: str
    value: float
    bound: float | None = None
    offenders: tuple[str, ...] = ()
    unit: str = ""
    at_least: bool = False

    @property
    def is_missed(self) -> bool:
        if self.bound is None:
            return False
        return self.value < self.bound if self.at_least else self.value > self.bound


def modules_per_folder(tree: Tree, bound: int = 12) -> Figure:
    """Largest folder, in modules directly in it; neither `__init__.py` nor migrations count."""
    counted = [module.folder for module in tree.bot if not module.is_package and not module.is_migration]
    sizes = {folder: counted.count(folder) for folder in sorted(set(counted))}
    over = tuple(f"{folder}: {size}" for folder, size in sizes.items() if size > bound)
    return Figure("modules per folder, max", max(sizes.values(), default=0), bound, over)


def rooms_and_arrows(tree: Tree) -> list[Figure]:
    """Rooms and arrows of the four large folders."""
    modules = graph.of_modules(tree.bot)
    return [
        figure
        for folder in ("bot", "bot/services", "bot/commands", tree.local_slack)
        for figure in (
            Figure(f"rooms of {folder}", len(graph.rooms(tree.files, folder))),
            Figure(f"arrows of {folder}", graph.arrows(graph.of_rooms(modules, folder))),
        )
    ]


def module_circles(tree: Tree) -> Figure:
    """Groups of modules of which each imports, over some way, each other."""
    found = tuple(" <-> ".join(circle) for circle in graph.circles(graph.of_modules(tree.bot)))
    return Figure("circles of modules", len(found), 0, found)


def room_circles(tree: Tree) -> Figure:
    """Groups of rooms of one folder of which each imports, over some way, each other."""
    modules = graph.of_modules(tree.bot)
    found = tuple(
        f"{folder}: {' <-> '.join(circle)}"
        for folder in tree.folders
        for circle in graph.circles(graph.of_rooms(modules, folder))
    )
    return Figure("circles of rooms", len(found), 0, found)


def function_lengths(tree: Tree, p50: int = 6, p90: int = 16, longest: int = 40) -> list[Figure]:
    """Lines per function; the longest is sought outside of migrations, which are written once and never read again."""
    every = [function for module in tree.bot for function in module.functions]
    kept = [function for module in tree.bot if not module.is_migration for function in module.functions]
    top = max((function.lines for function in kept), default=0)
    return [
        _ranked("lines per function, p50", every, 50, p50),
        _ranked("lines per function, p90", every, 90, p90),
        Figure("lines per function, max", top, longest, _longer(kept, longest)),
    ]


def _ranked(title: str, functions: Sequence[Function], percent: int, bound: int) -> Figure:
    value = percentile([function.lines for function in functions], percent)
    return Figure(title, value, bound, _longer(functions, bound) if value > bound else ())


def _longer(functions: Iterable[Function], bound: int) -> tuple[str, ...]:
    over = sorted((function for function in functions if function.lines > bound), key=lambda f: (-f.lines, f.where))
    return tuple(f"{function.where}: {function.lines}" for function in over)


def percentile(values: Iterable[int], percent: int) -> int:
    """Return the nearest-rank percentile: the least value that `percent` of all do not exceed; 0 for none."""
    ranked = sorted(values)
    return ranked[math.ceil(len(ranked) * percent / 100) - 1] if ranked else 0


def module_length(tree: Tree, bound: int = 300) -> Figure:
    """Find the longest module, in lines."""
    over = tuple(f"{module.path}: {module.lines}" for module in tree.bot if module.lines > bound)
    return Figure("lines per module, max", max((module.lines for module in tree.bot), default=0), bound, over)


def shared_class_names(tree: Tree) -> list[Figure]:
    """Names that two classes bear, counted apart for the bot and for its local Slack, which share no reader."""
    slack = [module for module in tree.bot if module.path.startswith(f"{tree.local_slack}/")]
    rest = [module for module in tree.bot if module not in slack]
    return [
        _shared("public class names shared, bot", rest, private=False, bound=0),
        _shared("private class names shared, bot", rest, private=True, bound=None),
        _shared("public class names shared, local Slack", slack, private=False, bound=0),
        _shared("private class names shared, local Slack", slack, private=True, bound=None),
    ]


def _shared(title: str, modules: Iterable[Module], *, private: bool, bound: int | None) -> Figure:
    bearers = grouped(found for module in modules for found in module.classes if found.name.startswith("_") == private)
    shared = tuple(f"{name}: {', '.join(places)}" for name, places in bearers.items() if len(places) > 1)
    return Figure(title, len(shared), bound, shared)


def grouped(classes: Iterable[Class]) -> dict[str, list[str]]:
    """Map each class name, in alphabetical order, to the places that define it."""
    places: dict[str, list[str]] = defaultdict(list)
    for found in sorted(classes, key=lambda found: (found.name, found.where)):
        places[found.name].append(found.where.split(" ")[0])
    return places


def question_docstrings(tree: Tree, bound: float = 3) -> Figure:
    """Share of docstrings that begin with a question word instead of a verb or noun."""
    found = [docstring for module in tree.bot for docstring in module.docstrings]
    asking = tuple(f"{where}: {first_line(text)}" for where, text in found if QUESTION.match(text))
    return Figure("docstrings that begin as a question", share(len(asking), len(found)), bound, asking, "%")


def short_docstrings(tree: Tree, words: int = 4) -> Figure:
    """Docstrings that may say no more than the name does."""
    found = [docstring for module in tree.bot for docstring in module.docstrings]
    short = tuple(f"{where}: {text}" for where, text in found if len(text.split()) <= words)
    return Figure(f"docstrings of at most {words} words", len(short), offenders=short)


# It plants citations of documents that do not exist, to show that they are found.
PLANTS_CITATIONS = "tests/structure/test_references.py"


def dangling_references(tree: Tree) -> Figure:
    """Citations, in bot/ and tests/, of Markdown documents that are not in the repository."""
    dangling = tuple(
        f"{path}:{number} {name}"
        for path, text in tree.texts
        if path != PLANTS_CITATIONS
        for number, name in citations(text)
        if not is_present(name, tree.documents)
    )
    return Figure("dangling references to documents", len(dangling), 0, dangling)


def citations(text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and name of each `*.md` that a text names outside of a URL."""
    for number, line in enumerate(text.splitlines(), 1):
        yield from ((number, name) for name in CITED.findall(line) if "://" not in name)


def is_present(cited: str, documents: Iterable[str]) -> bool:
    """Tell if a document is cited by its path or by any end of it."""
    return any(f"/{path}".endswith(f"/{cited.lstrip('./')}") for path in documents)


def mirrored_tests(tree: Tree, bound: float = 80) -> Figure:
    """Share of test files that are found where the name of their module leads."""
    tests = [path for path in tree.files if re.match(r"tests/(.*/)?test_[^/]*\.py$", path)]
    mirrored = [path for path in tests if path.split("/")[1] not in UNMIRRORED]
    subjects = {module.name for module in tree.bot}.union(folder.replace("/", ".") for folder in tree.folders)
    lost = tuple(path for path in mirrored if subjects.isdisjoint(possible_subjects(path)))
    value = 100 - share(len(lost), len(mirrored))
    return Figure("test files named after their module", value, bound, lost, "%", at_least=True)


def possible_subjects(test: str) -> Iterator[str]:
    """Yield the modules a test file may be about: tests/a/test_b_c.py is about bot.a.b_c or bot.a.b."""
    folder, _, file = test.removeprefix("tests/").rpartition("/")
    words = file.removesuffix(".py").split("_")[1:]
    for count in range(len(words), 0, -1):
        yield ".".join(filter(None, ("bot", folder.replace("/", "."), "_".join(words[:count]))))


def share(count: int, whole: int) -> float:
    """Return a percentage with one decimal; 0 of nothing."""
    return round(100 * count / whole, 1) if whole else 0.0


def first_line(text: str) -> str:
    return text.partition("\n")[0]
