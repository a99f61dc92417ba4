"""Weighs the signs that a talk turns: ``python -m bench.train_segmentation``.

Prints ``WEIGHTS`` and ``BIAS`` for ``pipeline.digest.rules.topics.turning``.
Looks at that half of each set which ``bench.segmentation`` calls chosen on, both sets weighing the
same; deterministic.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
from rich.console import Console
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bench.public_data import public_data
from bench.segmentation.dialogues import SETS, Dialogue, read
from pipeline.digest.rules.topics.turn_signs import said
from pipeline.digest.rules.topics.turning import FAR, Talk

Numbers = npt.NDArray[np.float64]

STRENGTH = 0.3
"""Inverse of the penalty on weights of normed signals; 0.1 to 1 make no difference."""
FOLDS = 5


def main() -> None:
    rows: list[Mapping[str, float]] = []
    turned: list[bool] = []
    weight: list[float] = []
    group: list[str] = []
    for path in SETS.values():
        talks = [talk for talk in read(public_data(path)) if talk.is_chosen_on]
        places = sum(len(talk.marks) for talk in talks)
        for talk in talks:
            rows += _signals(talk)
            turned += talk.marks
            weight += [1 / places] * len(talk.marks)
            group += [talk.id] * len(talk.marks)
    names = list(rows[0])
    signs = np.array([[float(row[name]) for name in names] for row in rows])
    answers, weights = np.array(turned), np.array(weight) * len(weight) / len(SETS)
    centre, spread = signs.mean(axis=0), signs.std(axis=0)
    normed = (signs - centre) / spread
    losses = []
    for train, held in GroupKFold(FOLDS).split(normed, answers, group):
        odds = _fitted(normed[train], answers[train], weights[train]).predict_proba(normed[held])
        right = np.where(answers[held], odds[:, 1], odds[:, 0])
        losses.append(-np.average(np.log(right), weights=weights[held]))
    model = _fitted(normed, answers, weights)
    found = model.coef_[0] / spread
    told = Console(highlight=False)
    told.print(f"{len(rows)} places; cross-validated log-loss {np.mean(losses):.4f}")
    for name, value, strength in zip(names, found, model.coef_[0], strict=True):
        told.print(f'        "{name}": {value:.2f},  # {strength:+.2f} deviations')
    told.print(f"BIAS = {model.intercept_[0] - (found * centre).sum():.2f}")


def _signals(talk: Dialogue) -> Iterator[Mapping[str, float]]:
    told = Talk([said(text) for text in talk.utterances])
    whole = range(len(talk.utterances))
    for place in whole[1:]:
        yield told.signals(whole[max(0, place - FAR) : place], whole[place : place + FAR])


def _fitted(
    signs: Numbers, answers: npt.NDArray[np.bool_], weights: Numbers
) -> LogisticRegression:
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    return model.fit(signs, answers, sample_weight=weights)


if __name__ == "__main__":
    main()
