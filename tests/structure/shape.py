"""Shape of the code in one table: `python -m tests.structure.shape [--tree DIR] [--no-bounds] [--all]`."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.structure import figures
from tests.structure.figures import Figure
from tests.structure.source import ROOT, Tree, read

NAMED = 20  # offenders shown of one figure, unless all are asked for


def measure(tree: Tree) -> list[Figure]:
    """Return all figures in the order of the table."""
    return [
        figures.modules_per_folder(tree),
        *figures.rooms_and_arrows(tree),
        figures.module_circles(tree),
        figures.room_circles(tree),
        *figures.function_lengths(tree),
        figures.module_length(tree),
        *figures.shared_class_names(tree),
        figures.question_docstrings(tree),
        figures.short_docstrings(tree),
        figures.dangling_references(tree),
        figures.mirrored_tests(tree),
    ]


def table(measured: Sequence[Figure]) -> str:
    """Draw figure, value and bound in three columns; a missed bound is marked."""
    rows = [("figure", "value", "bound", "")]
    rows += [(figure.name, _value(figure), _bound(figure), " <- missed" * figure.is_missed) for figure in measured]
    first, second, third = (max(len(row[column]) for row in rows) for column in range(3))
    return "\n".join(f"{row[0]:<{first}}  {row[1]:>{second}}  {row[2]:>{third}}{row[3]}".rstrip() for row in rows)


def _value(figure: Figure) -> str:
    return f"{figure.value:g}{figure.unit and f' {figure.unit}'}"


def _bound(figure: Figure) -> str:
    return "" if figure.bound is None else f"{'>=' if figure.at_least else '<='} {figure.bound:g}"


def named(measured: Iterable[Figure], *, everything: bool) -> str:
    """List the offenders of each missed bound; `everything` cuts no list and adds those of all other figures."""
    shown = [figure for figure in measured if figure.offenders and (everything or figure.is_missed)]
    return "\n".join(line for figure in shown for line in _paragraph(figure, everything=everything))


def _paragraph(figure: Figure, *, everything: bool) -> list[str]:
    first = figure.offenders if everything else figure.offenders[:NAMED]
    rest = len(figure.offenders) - len(first)
    more = [f"  and {rest} more (--all)"] if rest else []
    return ["", f"{figure.name}:", *(f"  {offender}" for offender in first), *more]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and the offenders; return 1 if a bound is missed, which --no-bounds forgives."""
    parser = argparse.ArgumentParser(prog="python -m tests.structure.shape", description=__doc__)
    parser.add_argument("--tree", type=Path, default=ROOT, metavar="DIR", help="measure another checkout")
    parser.add_argument("--no-bounds", action="store_true", help="never fail")
    parser.add_argument("--all", action="store_true", help="name all who stand out, within the bounds too")
    options = parser.parse_args(arguments)
    if not options.tree.joinpath("bot").is_dir():
        parser.error(f"{options.tree} has no folder bot/")
    measured = measure(read(options.tree.resolve()))
    print(table(measured))
    print(named(measured, everything=options.all))
    return int(any(figure.is_missed for figure in measured) and not options.no_bounds)


if __name__ == "__main__":
    sys.exit(main())
