"""Phrases: messages of words, variables and plurals, put in a row without Fluent's resolver, which is ten times slower.

A message that needs more than that (references, functions) is left to the resolver.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fluent.syntax import ast

# CLDR plural category of a number in one language: "one", "few", "other" …
Category = Callable[[int], str]
Variables = Mapping[str, object]


@dataclass(frozen=True)
class _Variable:
    name: str


@dataclass(frozen=True)
class _Choice:
    """Selector: the first variant whose key fits the variable's value, else the default."""

    name: str
    variants: tuple[tuple[int | str, tuple["_Part", ...]], ...]
    default: tuple["_Part", ...]

    def parts(self, value: object, category: Category) -> tuple["_Part", ...]:
        return next((parts for key, parts in self.variants if _fits(key, value, category)), self.default)


_Part = str | _Variable | _Choice


@dataclass(frozen=True)
class Phrase:
    """Message that needs no resolver, and the variables that it names anywhere."""

    parts: tuple[_Part, ...]
    names: frozenset[str]

    def takes(self, variables: Variables) -> bool:
        """Tell if all variables are text or small numbers, which every language writes alike."""
        return all(_is_plain(variables.get(name)) for name in self.names)

    def said(self, variables: Variables, category: Category) -> str:
        """Return the text; `variables` must be such that `takes` accepts."""
        return "".join(_said(self.parts, variables, category))


def phrase(pattern: ast.Pattern) -> Phrase | None:
    """Parse a pattern into a phrase; return None if there is anything in it that only the resolver knows."""
    parts = _parts(pattern)
    return Phrase(parts, frozenset(_names(parts))) if parts is not None else None


def _is_plain(value: object) -> bool:
    return isinstance(value, str) or (type(value) is int and 0 <= value < 1000)


def _fits(key: int | str, value: object, category: Category) -> bool:
    """Tell, as the resolver does, if key and value are equal or one is a number of the other's plural category."""
    if key == value:
        return True
    return category(key) == value if isinstance(key, int) else isinstance(value, int) and category(value) == key


def _said(parts: tuple[_Part, ...], variables: Variables, category: Category) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, _Variable):
            yield str(variables[part.name])
        else:
            yield from _said(part.parts(variables[part.name], category), variables, category)


def _names(parts: tuple[_Part, ...]) -> Iterator[str]:
    for part in parts:
        if not isinstance(part, str):
            yield part.name
        if isinstance(part, _Choice):
            for _, inner in part.variants:
                yield from _names(inner)


def _parts(pattern: ast.Pattern) -> tuple[_Part, ...] | None:
    found = [_part(element) for element in pattern.elements]
    known = tuple(part for part in found if part is not None)
    return known if len(known) == len(found) else None


def _part(element: ast.TextElement | ast.Placeable) -> _Part | None:
    if isinstance(element, ast.TextElement):
        return str(element.value)
    match element.expression:
        case ast.StringLiteral() as literal:
            return str(literal.parse()["value"])
        case ast.VariableReference(id=ast.Identifier(name=name)):
            return _Variable(name)
        case ast.SelectExpression(selector=ast.VariableReference(id=ast.Identifier(name=name)), variants=variants):
            return _choice(name, variants)
    return None


def _choice(name: str, variants: list[ast.Variant]) -> _Choice | None:
    keyed = [(_key(variant.key), _parts(variant.value)) for variant in variants]
    known = tuple((key, parts) for key, parts in keyed if parts is not None)
    default = next(parts for variant, (_, parts) in zip(variants, keyed, strict=True) if variant.default)
    return _Choice(name, known, default) if default is not None and len(known) == len(keyed) else None


def _key(key: ast.Identifier | ast.NumberLiteral) -> int | str:
    return str(key.name) if isinstance(key, ast.Identifier) else int(key.value)
