"""Conversations retold by the rules engine, against what people wrote of them.

``ALFRED_DATA=../shared/data python -m bench.summaries [--file PATH] [--methods]``

SAMSum's validation dialogues, DialogSum's development dialogues and QMSum's validation meetings:
each is read as one group's window, and its story is what the digest would tell of it, of two or
three quotations; of a meeting the account of ten. The floors are quoted in the same form: the
first sentences or messages (LEAD-3, LEAD-10), as many first words as ours has, and MMR over
TF-IDF. A row's floor is the best of them in it. ROUGE F in percent (rouge-score, with stemmer).
"Beyond it" is the 95 % interval of the difference, by a paired bootstrap over the dialogues.
"First half" and "second half" part the dialogues by the hash of their names, each with its own
best floor: what was chosen on the first is told by the second, and the other way round (see
decision 0051). ``--methods`` prints every floor.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table as Shown

from bench.board import Figure, Watch, publish
from bench.public_data import public_data
from bench.summaries.dialogues import Dialogue, read
from bench.summaries.measures import Table, difference, measure
from bench.summaries.retelling import OURS
from pipeline.digest.rules.topics.stories import LONG

FILES = ("samsum-val.jsonl", "dialogsum-dev.jsonl", "qmsum-val.jsonl")
MEETING = 200
"""Turns of most dialogues from which a file is one of meetings."""
MEETING_SENTENCES = 10
SCORES = ("R-1", "R-2", "R-L")
ORACLES = {
    "samsum": (49.1, 20.1, 39.1),
    "dialogsum": (36.3, 13.0, 28.5),
    "qmsum": (37.3, 11.2, 18.8),
}
"""Three sentences chosen by the summary itself, as the data's README tells, on the tests."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=None, help="dialogues of the same form")
    parser.add_argument("--methods", action="store_true", help="print every floor")
    given = parser.parse_args()
    paths = [given.file] if given.file else [public_data(f"summaries/{each}") for each in FILES]
    watch = Watch()
    figures: list[Figure] = []
    for path in paths:
        dialogues = read(path)
        scores = measure(dialogues, sentences(dialogues))
        figures += compared(path.stem, dialogues, scores)
        if given.methods:
            Console().print(methods(path.stem, scores))
    publish("summaries", "stories against people's summaries", figures, watch)


def sentences(dialogues: Sequence[Dialogue]) -> int:
    """How many a retelling has at the most."""
    turns = float(np.median([len(dialogue.turns) for dialogue in dialogues]))
    return MEETING_SENTENCES if turns >= MEETING else LONG


def compared(name: str, dialogues: Sequence[Dialogue], scores: Table) -> list[Figure]:
    """Ours and the best floor, of all and of each half."""
    oracle = ORACLES.get(name.split("-")[0], (None, None, None))
    first = np.array([dialogue.is_in_first_half for dialogue in dialogues])
    halves = {"first": _of(scores, first), "second": _of(scores, ~first)}
    ours = scores[OURS]
    found = []
    for column, score in enumerate(SCORES):
        what = f"{name} {score}"
        found.append(_figure(what, scores, column, oracle[column]))
        low, high = difference(ours[:, column], _best(scores, column)[:, column])
        found.append(Figure(f"{what} beyond it, least", _one(low)))
        found.append(Figure(f"{what} beyond it, most", _one(high)))
        found += [
            _figure(f"{what}, {which} half", half, column)
            for which, half in halves.items()
            if len(half[OURS])
        ]
    found.append(Figure(f"{name} words", _one(ours[:, 3].mean())))
    return [*found, Figure(f"{name} sentences", _one(ours[:, 4].mean()))]


def _of(scores: Table, chosen: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Table:
    return {method: rows[chosen] for method, rows in scores.items()}


def _figure(what: str, scores: Table, column: int, reference: float | None = None) -> Figure:
    ours, floor = (rows[:, column].mean() for rows in (scores[OURS], _best(scores, column)))
    return Figure(what, _one(ours), _one(floor), reference)


def _best(scores: Table, column: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """The floor that is highest on average."""
    floors = [rows for method, rows in scores.items() if method != OURS]
    return max(floors, key=lambda rows: float(rows[:, column].mean()))


def _one(value: float) -> float:
    return round(float(value), 1)


def methods(name: str, scores: Table) -> Shown:
    shown = Shown(name, *SCORES, "words", "sentences")
    for method, rows in scores.items():
        shown.add_row(method, *(f"{mean:.1f}" for mean in rows.mean(axis=0)))
    return shown


if __name__ == "__main__":
    main()
