"""Aliases as people and files write them: one a line, or with semicolons between them."""

import re
import unicodedata

from bot.services.search.folding import LONGEST_OTHER, MOST_ALIASES, fold

# Names hold commas ("Contoso, S.L."), so only these part them.
_BETWEEN = re.compile(r"[;\n\r]+")
# What joins them again; no name holds it.
JOINT = "; "


class AliasFault(Exception):
    """Fault of what was written: the `name` is "long" (of `count` letters) or "unseen", or there are too "many"."""

    def __init__(self, what: str, name: str = "", count: int = 0) -> None:
        super().__init__(what)
        self.what = what
        self.name = name
        self.count = count


def aliases(text: str) -> tuple[str, ...]:
    """Read at most MOST_ALIASES names of LONGEST_OTHER letters in their order, each once however it is written.

    Raise AliasFault.
    """
    found: dict[str, str] = {}
    for part in _BETWEEN.split(text):
        if name := " ".join(part.split()):
            found.setdefault(_folded(name), name)
    if len(found) > MOST_ALIASES:
        raise AliasFault("many", count=len(found))
    return tuple(found.values())


def _folded(name: str) -> str:
    if len(name) > LONGEST_OTHER:
        raise AliasFault("long", name, len(name))
    folded = fold(name)
    if not folded or any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in name):
        raise AliasFault("unseen", name)
    return folded
