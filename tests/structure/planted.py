"""Made-up trees, in which the tests plant what a rule must find."""

from pathlib import Path

from tests.structure.source import Tree


def plant(root: Path, files: dict[str, str]) -> Tree:
    """Write a tree of path -> content and return it, unread."""
    root.joinpath("bot").mkdir(exist_ok=True)
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return Tree(root)
