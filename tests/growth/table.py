"""Costs at growing sizes, judged: a line for each path, and what is wrong with it (docs/limits.md#growth)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.growth.measure import Cost
from tests.growth.paths import ServicePath, Shape

# Fitted exponents: nothing may grow faster than what it is about; what people wait for stays behind by far.
MOST_EXPONENT = {Shape.FLAT: 0.6, Shape.LINEAR: 1.1}
# Thousands of steps below which nothing is said to grow: lists are counted to some hundred rows, menus are filled.
FLOOR = 40.0
MOST_HELD = 250.0


@dataclass(frozen=True)
class Line:
    """One path, measured at each size."""

    path: ServicePath
    costs: Mapping[int, Cost]

    @property
    def exponent(self) -> float:
        """The slope of the line through (log size, log steps), by least squares; what is below FLOOR counts as that."""
        points = [(math.log(size), math.log(max(cost.steps, FLOOR))) for size, cost in self.costs.items()]
        mean_x, mean_y = (sum(column) / len(points) for column in zip(*points, strict=True))
        across = sum((x - mean_x) * (y - mean_y) for x, y in points)
        return float(across / sum((x - mean_x) ** 2 for x, _ in points))

    @property
    def held(self) -> float:
        """Milliseconds of the longest writing transaction at any size."""
        return max(cost.held for cost in self.costs.values())

    @property
    def faults(self) -> Sequence[str]:
        """Say what breaks its law."""
        most = MOST_EXPONENT[self.path.shape]
        grows = [f"exponent {self.exponent:.2f} over {most}"] if self.exponent > most else []
        return grows + ([f"others wait {self.held:.0f} ms"] if self.held > MOST_HELD else [])

    def __str__(self) -> str:
        each = "  ".join(f"{cost.ms:9.2f} ms {cost.steps:9.1f}k" for cost in self.costs.values())
        told = "  <- " + ", ".join(self.faults) if self.faults else ""
        return (
            f"{self.path.name[:40]:40}  {each}  {self.exponent:5.2f}  {self.held:7.1f}  {self.path.shape.value}{told}"
        )


def head(sizes: Sequence[int]) -> str:
    """Return the heading of the lines."""
    each = "  ".join(f"{size:>12,} {'steps':>10}" for size in sizes)
    return f"{'path':40}  {each}  {'exp.':>5}  {'ms held':>7}"
