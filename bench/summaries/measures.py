"""ROUGE of retold conversations, and how sure a difference between two methods is."""

from collections.abc import Mapping, Sequence

import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import DefaultTokenizer, Tokenizer

from bench.summaries.dialogues import Dialogue, conversation
from bench.summaries.retelling import retellings
from pipeline.language.stems import stem
from pipeline.language.words import language, words

KINDS = ("rouge1", "rouge2", "rougeL")
RESAMPLES = 2_000
SEED = 7

Table = Mapping[str, "np.ndarray[tuple[int, int], np.dtype[np.float64]]"]
"""By method: a row for each dialogue, with three F scores in percent, words and sentences."""


class _Stemming(Tokenizer):  # type: ignore[misc]  # rouge-score ships no types
    """rouge-score's own stemming tokens; it knows no Russian, whose words get Snowball's stems."""

    def __init__(self) -> None:
        self._default = DefaultTokenizer(use_stemmer=True)

    def tokenize(self, text: str) -> list[str]:
        if language(text) == "ru":
            return [stem(word) for word in words(text)]
        return list(self._default.tokenize(text))


def measure(dialogues: Sequence[Dialogue], most: int) -> Table:
    """ROUGE-1, 2 and L as rouge-score computes them, with its stemmer."""
    scorer = RougeScorer(KINDS, tokenizer=_Stemming())
    rows: dict[str, list[tuple[float, ...]]] = {}
    for dialogue in dialogues:
        for method, told in retellings(conversation(dialogue), most).items():
            scores = scorer.score(dialogue.summary, told.text)
            row = (*(100 * scores[kind].fmeasure for kind in KINDS), told.words, told.sentences)
            rows.setdefault(method, []).append(row)
    return {method: np.array(found, dtype=float) for method, found in rows.items()}


def difference(
    ours: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    floor: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> tuple[float, float]:
    """The 95 % interval of the mean difference, by a paired bootstrap over the dialogues."""
    gains = ours - floor
    chance = np.random.default_rng(SEED)
    means = [gains[chance.integers(0, len(gains), len(gains))].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)
