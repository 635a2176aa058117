"""Euphony of Spanish: "y" becomes "e" before the sound i, "o" becomes "u" before the sound o, whatever word follows.

Catalogues say "{ $one } y { $other }". What follows is known only once the text is made, so the conjunction before a
variable is marked in the catalogue's tree, and settled in the finished text. What people typed is never touched.
"""

import re
from collections.abc import Callable

from fluent.syntax import ast
from fluent.syntax.visitor import Transformer

# Private characters that stand for the conjunctions until it is known what follows.
_MARKS = {"y": "\ue000", "o": "\ue001"}
_CONJUNCTION = re.compile(r"(?<=\s)([yo])(?=\s$)")
# Quotes, emphasis and what keeps text from being markup; none of it is heard.
_UNHEARD = r"[\s*_~`«“\"'‘(\u200b]*"
# "y hierro", "y Yedra": before a vowel the i is no i. Numbers are read aloud: u ocho, u once.
_LIKE_I = re.compile(rf"{_UNHEARD}(?:h?[iíï](?![aeouáéóú])|[yý](?![aeiouáéíóú]))", re.IGNORECASE)
_LIKE_O = re.compile(rf"{_UNHEARD}(?:h?[oóö]|8|11(?!\d)|11(?=[.\s]?\d{{3}}(?!\d)))", re.IGNORECASE)
_MARKED = re.compile("[{}]".format("".join(_MARKS.values())))


def conjunction(word: str, following: str) -> str:
    """Return `word` ("y" or "o") as it is said before the text that follows."""
    if word == "y":
        return "e" if _LIKE_I.match(following) else "y"
    return "u" if _LIKE_O.match(following) else "o"


def mark(resource: ast.Resource) -> ast.Resource:
    """Mark every conjunction that stands before a variable; the tree is changed and returned."""
    _Marking().visit(resource)
    return resource


def settle(text: str) -> str:
    """Put the right conjunction in place of each mark."""
    if not _MARKED.search(text):
        return text
    words = {mark: word for word, mark in _MARKS.items()}
    return _MARKED.sub(lambda found: conjunction(words[found[0]], text[found.end() :]), text)


def listed(join: Callable[[list[str]], str], items: list[str]) -> str:
    """Join items in the grammar of Spanish; `join` makes "a, b y c" of them."""
    text = join(items)
    if len(items) < 2 or not text.endswith(f" y {items[-1]}"):
        return text
    head = text.removesuffix(f"y {items[-1]}")
    return f"{head}{conjunction('y', items[-1])} {items[-1]}"


class _Marking(Transformer):
    def visit_Pattern(self, node: ast.Pattern) -> ast.Pattern:
        self.generic_visit(node)
        for element in node.elements[:-1]:
            if isinstance(element, ast.TextElement):
                element.value = _CONJUNCTION.sub(lambda found: _MARKS[found[1]], element.value)
        return node
