"""Conversations retold by the rules engine, against what people wrote of them.

``ALFRED_DATA=../shared/data python -m bench.summaries [--file PATH] [--methods]``

SAMSum's validation dialogues, DialogSum's development dialogues and QMSum's validation meetings:
each is read as one group's window, and its story is what the digest would tell of it, of two or
three quotations; of a meeting the account of ten. The floors are quoted in the same form: the
first sentences or messages (LEAD-3, LEAD-10), as many first words as ours has, and MMR over
TF-IDF. A row's floor is the best of them in it. ROUGE F in percent (rouge-score, with stemmer).
"Beyond it" is the 95 % interval of the difference, by a paired bootstrap over the dialogues.
``--methods`` prints every floor. Constants were chosen on half of the dialogues, by the hash of
their names; "other half" is the rest, where the best floor on it is the reference.
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
from pipeline.digest.rules.stories import LONG

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
    """Ours and the best floor, of all and of the half that nothing was chosen on."""
    rest = np.array([not dialogue.is_for_choosing for dialogue in dialogues])
    oracle = ORACLES.get(name.split("-")[0], (None, None, None))
    ours = scores[OURS]
    found = []
    for column, score in enumerate(SCORES):
        floor = _best(scores, column)
        mean, least = ours[:, column].mean(), floor[:, column].mean()
        found.append(Figure(f"{name} {score}", _one(mean), _one(least), oracle[column]))
        low, high = difference(ours[:, column], floor[:, column])
        found.append(Figure(f"{name} {score} beyond it, least", _one(low)))
        found.append(Figure(f"{name} {score} beyond it, most", _one(high)))
        if rest.any():
            half = {method: rows[rest] for method, rows in scores.items()}
            least = _best(half, column)[:, column].mean()
            mean = half[OURS][:, column].mean()
            found.append(Figure(f"{name} {score}, other half", _one(mean), None, _one(least)))
    found.append(Figure(f"{name} words", _one(ours[:, 3].mean())))
    return [*found, Figure(f"{name} sentences", _one(ours[:, 4].mean()))]


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
