"""Key phrases: what a handful of messages is about, in words fit for a title."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.language.candidates import Span, Title, spans, title
from pipeline.language.stems import stems

_FIRST_MESSAGE = 1.5
"""What a talk opens with is mostly what it is about."""
_REPEATED = 1.5
"""Said in two messages or more."""
_ONE_WORD = 0.6
_UNCERTAIN = 0.6
"""A phrase that could not be put in the nominative reads worse."""


@dataclass(frozen=True, slots=True)
class Background:
    """In how many messages of the whole window a stem occurs."""

    documents: Mapping[str, int]
    size: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Background":
        documents: Counter[str] = Counter()
        for text in texts:
            documents.update(set(stems(text)))
        return cls(documents, len(texts))

    def rarity(self, stem: str) -> float:
        """Inverse document frequency as in BM25: log(1 + (n - df + 0.5) / (df + 0.5)).

        What is said once counts as said twice: it may be a slip of the pen.
        """
        known = min(max(self.documents.get(stem, 0), 2), self.size)
        return math.log(1 + (self.size - known + 0.5) / (known + 0.5))


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    """As a title would have it; the first letter is not raised."""
    stems: tuple[str, ...]
    score: float
    messages: tuple[int, ...]
    """Indexes of the texts that hold it."""


@dataclass(slots=True)
class _Candidate:
    messages: list[int] = field(default_factory=list)
    spans: Counter[Span] = field(default_factory=Counter)


def key_phrases(texts: Sequence[str], background: Background, limit: int) -> list[Phrase]:
    """Up to ``limit`` phrases without a common word, the most telling first.

    A word tells much if it occurs in many of the texts and in few of the background, a phrase if
    its words do and if they keep together. The result depends on nothing but the arguments.
    """
    support = _support(texts)
    found = _candidates(texts, support)
    chosen: list[Phrase] = []
    taken: set[str] = set()
    scores = {key: _score(key, each, support, background) for key, each in found.items()}
    for key in sorted(found, key=lambda key: (-scores[key], key)):
        if len(chosen) == limit:
            break
        if taken.isdisjoint(key) and (best := _best_title(found[key].spans)):
            ...
    return chosen
