"""Feelings of sentences: of Russian ones by the trained model, of English ones by VADER."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.digest.rules.emotion.english import valence
from pipeline.digest.rules.emotion.families import BasicEmotion
from pipeline.digest.rules.emotion.lexicon import Feeling
from pipeline.digest.rules.emotion.model import chances
from pipeline.digest.rules.emotion.words import is_profane
from pipeline.language.words import language, words

LIKELY: Final = 0.5
"""Chance from which an emotion is shown; macro F1 would ask for about 0.3, but a mood that is not
there is worse than one that is missed."""
PLAIN: Final = 0.55
"""Valence from which an English sentence is pleased or displeased; VADER's 0.05 is for reviews."""
SWORN: Final = 0.5
"""What the anger of a sentence that swears is worth: friends swear without any."""
FEWEST: Final = 2
"""Words of a sentence: what a single one means the lexicon knows."""

_OF: Final[Mapping[BasicEmotion, tuple[Feeling, float]]] = {
    BasicEmotion.JOY: (Feeling.JOY, 0.7),
    BasicEmotion.SADNESS: (Feeling.SORROW, 0.8),
    BasicEmotion.SURPRISE: (Feeling.SURPRISE, 0.5),
    BasicEmotion.FEAR: (Feeling.STRESS, 0.6),
    BasicEmotion.ANGER: (Feeling.ANGER, 0.8),
}
"""What each emotion is among feelings, and how strong where it is certain."""

_END = re.compile(r"(?<=[.!?…)(])\s+|\n+")
_SMILES = re.compile(
    r"[:;=]?['-]?[()]+|(?<!\w)[:;=xX]['-]?[DPp\[\]]+(?!\w)|[\u203c-\u2bff\U0001f000-\U0001faff]"
)


def without_smiles(sentence: str) -> str:
    """A sentence without smiles, brackets (one of a pair looks like a smile) and emoji."""
    return _SMILES.sub(" ", sentence)


def feelings_of_sentences(text: str) -> Iterator[tuple[Feeling, float]]:
    """Feelings of each sentence with their strengths.

    Smiles are left out, whose weights are those of ``marks``: «получил)» is polite here,
    and happy in the tweets that the model learned from.
    """
    for sentence in _END.split(text):
        plain = without_smiles(sentence)
        if plain.isascii() or language(plain) == "en":
            if abs(found := valence(plain)) >= PLAIN and len(words(sentence)) >= FEWEST:
                yield (Feeling.PLEASURE, found) if found > 0 else (Feeling.DISPLEASURE, -found)
        elif len(spoken := words(sentence)) >= FEWEST:
            yield from _russian(plain, spoken)


def _russian(sentence: str, spoken: Sequence[str]) -> Iterator[tuple[Feeling, float]]:
    for emotion, chance in chances(sentence, spoken).items():
        if chance >= LIKELY:
            feeling, strength = _OF[emotion]
            swears = feeling is Feeling.ANGER and any(map(is_profane, spoken))
            yield feeling, strength * chance * (SWORN if swears else 1.0)
