"""Chooses the weights of ``pipeline.digest.rules.grading.support``.

``python -m bench.train_judgements``

All weights of a grid are tried on the public judgements; near its best the grid is flat, so what
is chosen is the mean of all that come within ``NEAR`` of the best, rounded to the grid. ``WORDED``
is given, not chosen: people's marks hardly depend on it, and an invented word has to cost
something.

What the choice is worth is told by cross-validation over dialogues: for each fold the weights are
chosen on the others. The result is written into ``Weights`` by hand: four numbers.
"""

import argparse
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import mean

from rich.console import Console
from scipy.stats import pearsonr

from bench.judged_summaries import Summary, read
from pipeline.digest.rules.grading.support import WEIGHTS, Sides, Weights, sides, weighed

STEP = 0.05
WORDED = 0.05
ATTRIBUTED = (0.1, 0.4)
"""The least and the most that is tried: who did what must count, and is not all."""
NEAR = 0.01


@dataclass(frozen=True)
class Row:
    dialogue: str
    sides: Sides
    consistency: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=None, help="summaries of the same form")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    say = Console(highlight=False).print
    rows = [_row(one) for one in read(given.file)]
    say(f"{len(rows)} summaries, {len(list(grid()))} sets of weights")
    predicted: dict[int, float] = {}
    for left_out in folds(rows, given.folds, given.seed):
        found = chosen([row for row in rows if row.dialogue not in left_out])
        say("left out", len(left_out), "dialogues:", _told(found))
        for number, row in enumerate(rows):
            if row.dialogue in left_out:
                predicted[number] = weighed(row.sides, found)
    held = pearsonr([predicted[n] for n in range(len(rows))], [row.consistency for row in rows])[0]
    say(f"cross-validated Pearson with consistency: {held:.3f}")
    say("chosen on all of them:", _told(chosen(rows)), f"({correlation(rows, chosen(rows)):.3f})")
    say("shipped:", _told(WEIGHTS), f"({correlation(rows, WEIGHTS):.3f})")


def folds(rows: Sequence[Row], count: int, seed: int) -> Iterator[set[str]]:
    """Sets of dialogues, each dialogue in one of them."""
    dialogues = list(dict.fromkeys(row.dialogue for row in rows))
    random.Random(seed).shuffle(dialogues)  # noqa: S311 - folds are no secret
    for first in range(count):
        yield set(dialogues[first::count])


def grid() -> Iterator[Weights]:
    steps = round(1 / STEP)
    for attributed in range(round(ATTRIBUTED[0] / STEP), round(ATTRIBUTED[1] / STEP) + 1):
        rest = steps - attributed - round(WORDED / STEP)
        for restated in range(rest + 1):
            yield Weights(
                restated=round(restated * STEP, 2),
                retold=round((rest - restated) * STEP, 2),
                attributed=round(attributed * STEP, 2),
                worded=WORDED,
            )


def chosen(rows: Sequence[Row]) -> Weights:
    """The middle of the weights that come near the best."""
    found = {weights: correlation(rows, weights) for weights in grid()}
    best = max(found.values())
    return _middle(found, best - NEAR)


def correlation(rows: Sequence[Row], weights: Weights) -> float:
    ours = [weighed(row.sides, weights) for row in rows]
    return float(pearsonr(ours, [row.consistency for row in rows])[0])


def _middle(found: Mapping[Weights, float], least: float) -> Weights:
    near = [weights for weights, reached in found.items() if reached >= least]
    restated = _rounded(weights.restated for weights in near)
    attributed = _rounded(weights.attributed for weights in near)
    retold = round(1 - restated - attributed - WORDED, 2)
    return Weights(restated, retold, attributed, WORDED)


def _rounded(values: Iterable[float]) -> float:
    return round(round(mean(values) / STEP) * STEP, 2)


def _row(summary: Summary) -> Row:
    lines = summary.corpus.lines
    return Row(summary.dialogue, sides(summary.statement.text, lines), summary.consistency)


def _told(weights: Weights) -> str:
    return ", ".join(
        f"{name} {value:g}"
        for name, value in zip(Weights.__dataclass_fields__, astuple(weights), strict=True)
    )


if __name__ == "__main__":
    main()
