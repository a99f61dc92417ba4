"""The stages' times over the size, as a picture that reads well on a light and a dark page."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

Points = Sequence[tuple[float, float]]
"""Messages, and seconds."""

INK = "#808890"
"""A grey with enough contrast on white and on black."""
COLOURS = (
    "#2f81f7", "#e0823d", "#2da44e", "#d1495b", "#8e6ce8", "#b08800", "#1b9aaa", "#d45fa6",
    "#6f9e3a", "#5b86b8", "#b5653a", "#9a8c98", INK,
)  # fmt: skip
MARKS = "os^Dvp*hXPd<8"
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "scale",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def draw(stages: Mapping[str, Points], file: Path) -> None:
    """Write the picture: a line for each stage, both axes logarithmic, text kept as text.

    Stages without a point have no line; one at least needs one.
    """
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(9, 5.4), layout="constrained")
        axes = figure.add_subplot()
        shown = {name: points for name, points in stages.items() if points}
        looks = zip(cycle(COLOURS), cycle(MARKS), strict=False)
        for (name, points), (colour, mark) in zip(shown.items(), looks, strict=False):
            sizes, seconds = zip(*points, strict=True)
            axes.plot(
                sizes, seconds, color=colour, marker=mark, markersize=5, linewidth=1.6, label=name
            )
        _compare(axes, [point for points in stages.values() for point in points])
        axes.set(xscale="log", yscale="log", xlabel="messages", ylabel="seconds")
        axes.grid(visible=True, color=INK, alpha=0.25, linewidth=0.6)
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(handles=_slowest_first(axes), loc="outside right center", frameon=False)
        figure.savefig(file, transparent=True, metadata={"Date": None})


def _compare(axes: Axes, points: Points) -> None:
    """A dashed line of what is exactly linear, through the fastest time of the smallest size."""
    first, fastest = min(points)
    last = max(size for size, _ in points)
    axes.plot(
        (first, last),
        (fastest, fastest * last / first),
        color=INK,
        linestyle="--",
        linewidth=1,
        label="linear",
    )


def _slowest_first(axes: Axes) -> list[Line2D]:
    """The lines in the order of their right ends, the one to compare with at the end."""
    *stages, linear = axes.get_lines()
    return [*sorted(stages, key=lambda line: -float(np.asarray(line.get_ydata())[-1])), linear]
