"""Images as they are asked for: bars with their labels and the texts of their values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BarSeries:
    """Values of one name, one for each label of the chart; `texts` say them as the reader writes numbers."""

    name: str
    values: tuple[float, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class BarChart:
    """One chart of horizontal bars."""

    title: str
    labels: tuple[str, ...]
    bars: tuple[BarSeries, ...]


@dataclass(frozen=True)
class ChartImage:
    """Charts one below the other; `name` is the file's, `alt` says in words what they show."""

    name: str
    alt: str
    charts: tuple[BarChart, ...]
