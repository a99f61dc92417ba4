"""How far the quality scores of digests agree with people: ``python -m bench.judgements``.

Summaries of dialogues by several systems, with three people's marks each (DialSummEval, Gao and
Wan, NAACL 2022; the part of it under ``ALFRED_DATA``, default ``../shared/data``). Each summary is
one statement that cites all messages of its dialogue, and is scored by what the evaluation stage
runs: faithfulness against the mean mark of consistency, completeness against that of relevance.

Pearson's correlation is told of single summaries, and of the means over each system's summaries.
The floors are measured here: the length of the summary in words, and the cosine of TF-IDF vectors.
The weights were chosen on the default file, see ``bench.train_judgements`` for what that choice is
worth by cross-validation. ``--file PATH`` takes any file of the same form.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import kendalltau, pearsonr, spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.board import Figure, Watch, publish
from bench.judged_summaries import Summary, read

Marks = Callable[[Summary], float]
Correlation = Callable[[Sequence[float], Sequence[float]], float]

QUESTEVAL: Mapping[str, tuple[float, float]] = {
    "consistency": (0.85, 0.39),
    "relevance": (0.83, 0.37),
}
BARTSCORE: Mapping[str, tuple[float, float]] = {"consistency": (0.62, 0.44)}
"""By system and by summary, as the data's README tells from the paper."""
GOAL_BY_SYSTEM = 0.8
GOALS = {"consistency": 0.5, "relevance": 0.54}
"""By summary."""


@dataclass(frozen=True)
class Score:
    name: str
    dimension: str
    ours: Marks
    people: Marks


SCORES = (
    Score("faithfulness", "consistency", lambda s: s.faithfulness, lambda s: s.consistency),
    Score("completeness", "relevance", lambda s: s.completeness, lambda s: s.relevance),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=None, help="summaries of the same form")
    given = parser.parse_args()
    watch = Watch()
    summaries = read(given.file)
    dialogues = len({one.dialogue for one in summaries})
    title = f"{len(summaries)} summaries of {dialogues} dialogues: correlation with people"
    publish("judgements", title, list(figures(summaries)), watch)


def figures(summaries: Sequence[Summary]) -> Iterator[Figure]:
    """Ours beside the better of the simple scores, then each of these, and ours by rank."""
    cosines = cosine(summaries)
    simple: Mapping[str, Marks] = {
        "length": lambda one: one.length,
        "TF-IDF cosine": lambda one: cosines[id(one)],
        "plain verdicts": lambda one: one.credit,
    }
    for score in SCORES:
        named = f"{score.name} with {score.dimension}"
        for number, (level, by) in enumerate((("system", by_system), ("summary", by_summary))):
            goal = GOALS[score.dimension] if number else GOAL_BY_SYSTEM
            theirs = [by(summaries, simple[name], score.people) for name in list(simple)[:2]]
            reference = QUESTEVAL[score.dimension][number]
            ours = by(summaries, score.ours, score.people)
            yield Figure(f"{named}, {level}", ours, max(theirs), reference, goal)
        yield from _simple(score, simple, summaries)
        for name, rank in (("Spearman", _spearman), ("Kendall", _kendall)):
            yield Figure(
                f"{score.name}: {name}", by_summary(summaries, score.ours, score.people, rank)
            )


def by_summary(
    summaries: Sequence[Summary], ours: Marks, people: Marks, by: Correlation | None = None
) -> float:
    """The correlation over single summaries, Pearson's where nothing else is asked for."""
    return round((by or _pearson)([*map(ours, summaries)], [*map(people, summaries)]), 3)


def by_system(summaries: Sequence[Summary], ours: Marks, people: Marks) -> float:
    """Pearson's correlation over the means of each system's summaries."""
    systems: dict[str, list[Summary]] = {}
    for one in summaries:
        systems.setdefault(one.system, []).append(one)
    means = [
        [float(np.mean([*map(marks, theirs)])) for theirs in systems.values()]
        for marks in (ours, people)
    ]
    return round(_pearson(*means), 3)


def cosine(summaries: Sequence[Summary]) -> dict[int, float]:
    """Of each summary with its dialogue, by the summary's ``id``; idf is that of the dialogues."""
    vectors = TfidfVectorizer(sublinear_tf=True)
    vectors.fit(list(dict.fromkeys(one.said for one in summaries)))
    texts = vectors.transform([one.text for one in summaries])
    talks = vectors.transform([one.said for one in summaries])
    products = np.asarray(texts.multiply(talks).sum(axis=1)).ravel()
    return {id(one): float(each) for one, each in zip(summaries, products, strict=True)}


def _simple(
    score: Score, simple: Mapping[str, Marks], summaries: Sequence[Summary]
) -> Iterator[Figure]:
    for name, marks in simple.items():
        found = [by(summaries, marks, score.people) for by in (by_system, by_summary)]
        yield Figure(f"{score.name}: {name}, system", found[0])
        yield Figure(f"{score.name}: {name}, summary", found[1])
    for level, reached in zip(
        ("system", "summary"), BARTSCORE.get(score.dimension, ()), strict=False
    ):
        yield Figure(f"{score.name}: BARTScore, {level}", reached)


def _pearson(ours: Sequence[float], people: Sequence[float]) -> float:
    return float(pearsonr(ours, people)[0])


def _spearman(ours: Sequence[float], people: Sequence[float]) -> float:
    return float(spearmanr(ours, people)[0])


def _kendall(ours: Sequence[float], people: Sequence[float]) -> float:
    return float(kendalltau(ours, people)[0])


if __name__ == "__main__":
    main()
