"""One picture of what the benchmarks of quality found, ours beside the floor and others.

``python -m bench --quality --plot docs/images/quality.svg``
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from bench.board import RESULTS, Figure, read
from bench.scale.plot import INK, SETTINGS

OURS = "#2f81f7"
MARKS = {"floor": "|", "reference": "D", "goal": "^"}
"""Of what ours is held against; names of fields of ``Figure``."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that stands for its benchmark."""

    label: str
    board: str
    what: str
    most: float = 1.0
    """What the figure is at best."""


HEADLINES = (
    Headline("whom a message answers, link F", "threads", "links: F", 100),
    Headline("conversations right to the message, exact F", "threads", "threads: exact F", 100),
    Headline("messages of a slow chat in their conversation, 1-1", "slow_chats",
             "zulip-like: 1-1", 100),
    Headline("hidden replies found", "recovery", "export: hidden and found, %", 100),
    Headline("a dialogue's summary, ROUGE-1", "summaries", "samsum-val R-1", 100),
    Headline("faithfulness as people judge it, Pearson", "judgements",
             "faithfulness with consistency, summary"),
    Headline("completeness as people judge it, Pearson", "judgements",
             "completeness with relevance, summary"),
    Headline("emotions of sentences, macro F1", "emotion", "CEDR, macro F1"),
    Headline("where a talk turns, boundary F1", "segmentation",
             "DialSeg711 (half not chosen on): boundary F1"),
    Headline("duplicates, F1", "duplicates", "F1 of public pairs"),
    Headline("telephones, cards, addresses of mail, F2", "pii", "English F2, all"),
    Headline("who leads a meeting, recall", "roles", "leader, recall (31)"),
    Headline("evidence among ten messages, recall", "memory", "recall at 10, %", 100),
    Headline("facts that outlast condensing", "condensing", "facts that survive, %", 100),
)  # fmt: skip


def draw(file: Path, folder: Path = RESULTS) -> Sequence[str]:
    """Write the picture of the results in ``folder``; return the labels that have none there."""
    found = [(line, _figure(line, folder)) for line in HEADLINES]
    rows = [(line, figure) for line, figure in found if figure is not None]
    with mpl.rc_context({**SETTINGS, "svg.hashsalt": "overview"}):
        picture = Picture(figsize=(9, 0.6 + 0.36 * len(rows)), layout="constrained")
        axes = picture.add_subplot()
        for place, (line, figure) in enumerate(rows):
            _row(axes, place, line, figure)
        axes.set(xlim=(0, 101), ylim=(len(rows) - 0.5, -0.5), xlabel="% of the best possible")
        axes.set_yticks(range(len(rows)), [line.label for line, _ in rows])
        axes.grid(visible=True, axis="x", color=INK, alpha=0.25, linewidth=0.6)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        _explain(axes, picture)
        picture.savefig(file, transparent=True, metadata={"Date": None})
    return [line.label for line, figure in found if figure is None]


def _figure(line: Headline, folder: Path) -> Figure | None:
    path = folder / f"{line.board}.json"
    board = read(path) if path.exists() else None
    figures = board.figures if board else ()
    return next((figure for figure in figures if figure.what == line.what), None)


def _row(axes: Axes, place: int, line: Headline, figure: Figure) -> None:
    percent = 100 / line.most
    if figure.floor is not None:
        ends = (figure.floor * percent, figure.ours * percent)
        axes.plot(ends, (place, place), color=OURS, alpha=0.35, linewidth=4)
    for field, mark in MARKS.items():
        value = getattr(figure, field)
        if value is not None:
            axes.plot(value * percent, place, mark, color=INK, markersize=8 - 2 * (mark == "D"))
    axes.plot(figure.ours * percent, place, "o", color=OURS, markersize=7)


def _explain(axes: Axes, picture: Picture) -> None:
    (ours,) = axes.plot([], [], "o", color=OURS, label="ours")
    others = [
        axes.plot([], [], mark, color=INK, label=field, markersize=8 - 2 * (mark == "D"))[0]
        for field, mark in MARKS.items()
    ]
    picture.legend(handles=[ours, *others], loc="outside upper right", ncols=4, frameon=False)
