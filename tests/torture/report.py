"""Result of a scenario, and the table of all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.torture.checks import Violation


@dataclass(frozen=True)
class Figure:
    """One measure; with a bound it is a promise, which `is_missed` tells broken."""

    name: str
    value: float
    unit: str = ""
    bound: float | None = None
    at_least: bool = False

    @property
    def is_missed(self) -> bool:
        if self.bound is None:
            return False
        return self.value < self.bound if self.at_least else self.value > self.bound

    @property
    def shown(self) -> str:
        """Value with its unit, as short as it is still told from others."""
        number = f"{self.value:,.0f}" if self.value == int(self.value) or self.value >= 100 else f"{self.value:.3g}"
        return f"{number} {self.unit}".rstrip()


@dataclass
class Result:
    """Figures and violations of one scenario with one seed."""

    scenario: str
    seed: int
    figures: list[Figure] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.violations and not any(figure.is_missed for figure in self.figures)

    def add(self, name: str, value: float, unit: str = "", *, most: float | None = None) -> None:
        """Add a figure, with the most it may be if that is promised."""
        self.figures.append(Figure(name, value, unit, most))


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value under which `share` of them lie; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


# Cases shown of each rule, and characters of each.
NAMED, LONGEST = 4, 400


def table(results: Sequence[Result]) -> str:
    """Draw one line a figure: scenario, seed, figure, value, bound; then the violations in words."""
    rows: list[tuple[str, ...]] = [("scenario", "seed", "figure", "value", "bound", "")]
    for result in results:
        rows += [_row(result, figure) for figure in result.figures]
        rows.append(
            (result.scenario, str(result.seed), "violations", str(len(result.violations)), "<= 0", _missed(result))
        )
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([*lines, *_cases(results)])


def _row(result: Result, figure: Figure) -> tuple[str, ...]:
    bound = "" if figure.bound is None else f"{'>=' if figure.at_least else '<='} {figure.bound:g}"
    mark = "<- missed" if figure.is_missed else ""
    return (result.scenario, str(result.seed), figure.name, figure.shown, bound, mark)


def _missed(result: Result) -> str:
    return "<- missed" if result.violations else ""


def _line(row: tuple[str, ...], widths: Sequence[int]) -> str:
    left = "  ".join(cell.ljust(width) for cell, width in zip(row[:3], widths[:3], strict=True))
    right = "  ".join(cell.rjust(width) for cell, width in zip(row[3:5], widths[3:5], strict=True))
    return f"{left}  {right}  {row[5]}".rstrip()


def _cases(results: Sequence[Result]) -> list[str]:
    lines = []
    for result in results:
        rules = dict.fromkeys(violation.rule for violation in result.violations)
        for rule in rules:
            cases = [violation.case for violation in result.violations if violation.rule == rule]
            lines += [f"{result.scenario} (seed {result.seed}): {rule}: {case[:LONGEST]}" for case in cases[:NAMED]]
            lines += [f"  and {len(cases) - NAMED} more"] * (len(cases) > NAMED)
    return lines
