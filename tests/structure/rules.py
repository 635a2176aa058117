"""Rules of who may use whom, and of words, as pure functions of a tree: each returns those who break it."""

import ast
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from tests.structure import graph
from tests.structure.source import Module, Tree

Import = tuple[str, str]


class Retired(NamedTuple):
    """Word that has left the code, and the one said instead.

    `where` tells how it is sought: as a whole identifier or module name, spelled exactly; as a part of one, between
    underscores or capitals, in any case; or as such a part of the names of modules and folders only.
    """

    word: str
    instead: str
    where: Literal["identifier", "part", "module"]


def within(name: str, packages: Iterable[str]) -> bool:
    """Tell if a dotted name is one of the packages or in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def layer_of(module: Module, layers: Iterable[str]) -> str:
    """Return the closest of the layers (files or folders) that a module is in."""
    places = {module.path, *(str(parent) for parent in PurePosixPath(module.path).parents)}
    found = places.intersection(layers)
    assert found, f"{module.path} is in no layer"
    return max(found, key=len)


def outward_imports(tree: Tree, allowed: Mapping[str, Sequence[str]], program: str = "bot") -> list[Import]:
    """List the imports of the program's own names that the importer's layer is not allowed."""
    return [
        (module.path, name)
        for module in tree.bot
        for name in module.imports
        if within(name, [program]) and not within(name, allowed[layer_of(module, allowed)])
    ]


def intruders(tree: Tree, package: str, admitted: Sequence[str]) -> list[Import]:
    """List the imports of a package from outside of it and of the admitted paths (folders end with a slash)."""
    inside = (*admitted, f"{package.replace('.', '/')}/")
    strangers = [module for module in tree.bot if not module.path.startswith(inside)]
    return [(module.path, name) for module in strangers for name in module.imports if within(name, [package])]


def climbs(
    tree: Tree, folder: str, order: Sequence[str], ground: Sequence[str], beneath: Sequence[str]
) -> list[Import]:
    """List the imports between rooms of a folder that do not lead down.

    `order` names the rooms, lowest first. All may import the rooms of the ground, which import none; only the
    modules `beneath` stand below even these. A room that is in neither has no place, and its imports are listed.
    """
    floors = {room: floor for floor, room in enumerate(order, 1)} | dict.fromkeys(ground, 0)
    return [
        (path, target)
        for room, path, other, target in between_rooms(tree, folder)
        if not floors.get(other, math.inf) < floors.get(room, -1) or (other in ground and path in beneath)
    ]


def foreign_imports(tree: Tree, folder: str, common: Sequence[str], above: Sequence[str]) -> set[Import]:
    """Return who imports whom among the rooms of a folder, but for those that all may import and those above all."""
    return {
        (room, other) for room, _, other, _ in between_rooms(tree, folder) if other not in common and room not in above
    }


def between_rooms(tree: Tree, folder: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield room, path, imported room, imported path of every import from one room of a folder to another."""
    for path, targets in graph.of_modules(tree.bot).items():
        for target in sorted(targets):
            room, other = graph.room_of(path, folder), graph.room_of(target, folder)
            if room and other and room != other:
                yield room, path, other, target


def retired_words(tree: Tree, words: Collection[Retired]) -> list[str]:
    """Name each use of a retired word once per module and spelling, at its first line; migrations are history."""
    found: dict[tuple[str, str, str], str] = {}
    for module in (module for module in tree.bot if not module.is_migration):
        names = [(part, 1, True) for part in module.path.removesuffix(".py").split("/")]
        names += [(name, line, False) for node in module.nodes for name, line in identifiers(node)]
        for name, line, is_module in sorted(names, key=lambda found: found[1]):
            for retired in words:
                if is_use(name, retired, is_module=is_module):
                    place = f"{module.path}:{line} {name}, say {retired.instead}"
                    found.setdefault((module.path, name, retired.word), place)
    return list(found.values())


def is_use(name: str, retired: Retired, *, is_module: bool) -> bool:
    if retired.where == "identifier":
        return name == retired.word
    return (is_module or retired.where == "part") and retired.word.lower() in parts(name)


def parts(name: str) -> list[str]:
    """Split at underscores and capitals: `HTTPServer_x2` has the parts http, server, x, 2."""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def identifiers(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the names that a node itself spells, with their line: of variables, attributes, parameters, definitions."""
    for field in ("id", "attr", "arg", "name", "asname", "module", "rest"):
        value = getattr(node, field, None)
        if isinstance(value, str):
            yield from ((name, getattr(node, "lineno", 1)) for name in value.split("."))
