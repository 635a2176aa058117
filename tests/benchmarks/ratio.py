"""Figures of a benchmark: quantiles and ratios, printed past pytest's capture."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Quantiles:
    """Median, 99th percentile and worst of some samples, in the samples' unit."""

    p50: float
    p99: float
    worst: float

    def __str__(self) -> str:
        return f"{self.p50:.2f} / {self.p99:.2f} / {self.worst:.2f}"


def quantiles(samples: Sequence[float]) -> Quantiles:
    """Compute the quantiles of at least one sample; with fewer than a hundred the 99th percentile is the worst."""
    ordered = sorted(samples)
    return Quantiles(statistics.median(ordered), ordered[int(len(ordered) * 0.99)], ordered[-1])


def tell(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """Print a figure so that it is seen without -s."""
    with capsys.disabled():
        print(f"\n  {line}", end="", flush=True)
