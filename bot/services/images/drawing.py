"""Program that draws one picture: a specification as JSON on the standard input, a PNG on the standard output.

Run as a file by itself (artist.py), so that the bot never imports the plotting library: it takes 60 MB, which are given
back with this process.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

# Inches: the width, and the heights of a bar and of what is around a chart's bars.
WIDTH, BAR, AROUND = 7.0, 0.3, 0.8
DOTS = 150
# Dark on light, told apart by lightness, too, for those who tell no colours apart.
COLOURS, INK = ("#0b5a5f", "#a9c6c8", "#5c4b8a", "#d3c9e8"), "#1d1c1d"

FURTHER = ("Noto Sans CJK JP", "Noto Sans JP", "Noto Sans", "Hiragino Sans", "Yu Gothic", "Microsoft YaHei")


def draw(image: Mapping[str, Any]) -> bytes:
    """Draw the charts one below the other, on white, which stands in both of Slack's colour schemes."""
    with rc_context({"font.family": ["DejaVu Sans", *_further()]}):
        return _drawn(image["charts"])


def _drawn(charts: Sequence[Mapping[str, Any]]) -> bytes:
    heights = [AROUND + BAR * len(chart["labels"]) * max(len(chart["bars"]), 1) for chart in charts]
    figure = Figure(figsize=(WIDTH, sum(heights)), dpi=DOTS, layout="constrained", facecolor="white")
    places = figure.subplots(len(charts), 1, squeeze=False, height_ratios=heights)
    for axes, chart in zip(places.flat, charts, strict=True):
        _chart(axes, chart)
    drawn = BytesIO()
    figure.savefig(drawn, format="png", bbox_inches="tight", pad_inches=0.2)
    return drawn.getvalue()


def _further() -> list[str]:
    """Name fonts of this machine for letters that the library's own font has not."""
    return [name for name in FURTHER if name in fontManager.get_font_names()]


def _chart(axes: Axes, chart: Mapping[str, Any]) -> None:
    """Draw horizontal bars, the first label on top, each with the text of its value."""
    labels, bars = chart["labels"], chart["bars"]
    thick = 0.8 / max(len(bars), 1)
    for place, each in enumerate(bars):
        at = [number + thick * place for number in range(len(labels))]
        colour = COLOURS[place % len(COLOURS)]
        drawn = axes.barh(at, each["values"], height=thick * 0.92, color=colour, label=_plain(each["name"]))
        axes.bar_label(drawn, [_plain(text) for text in each["texts"]], padding=4, color=INK, fontsize=9)
    axes.set_yticks([number + (0.8 - thick) / 2 for number in range(len(labels))], _all_plain(labels), color=INK)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_title(_plain(chart["title"]), loc="left", color=INK, fontsize=12, fontweight="bold")
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    if len(bars) > 1:
        axes.legend(frameon=False, loc="best", labelcolor=INK)


def _all_plain(texts: Sequence[str]) -> list[str]:
    return [_plain(text) for text in texts]


def _plain(text: str) -> str:
    """Keep a text from being read as a formula of the library's, which a name with two dollar signs would be."""
    return text.replace("$", r"\$")


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(json.load(sys.stdin)))
