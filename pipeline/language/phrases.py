"""Key phrases: what a handful of messages is about, in words fit for a title."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.language.candidates import Span, Title, spans, title
from pipeline.language.stems import stems
from pipeline.language.tagging import PREPOSITION

_FIRST_MESSAGE = 1.5
"""What a talk opens with is mostly what it is about."""
_REPEATED = 1.25
"""Said in two messages or more."""
_SAID_ONCE = 0.5
"""No word of the phrase comes back, and the talk did not open with it."""
_ONE_WORD = 0.6
_UNCERTAIN = 0.3
"""A phrase that could not be put in the nominative reads worse."""
_LENGTH = 0.75
"""Between the sum of its words (0), which favours long phrases, and their mean (1)."""
_TRIED = 8
"""Candidates for each phrase wanted whose grammar is looked at."""
_MANY = 30
"""Texts from which on a title's words have to occur in more than one of them, or in the first."""
_ENOUGH = 2_000
"""One text in so many has to hold a title's word."""


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
    scores = {key: _score(each, support, background) for key, each in found.items()}
    tried = sorted(found, key=lambda key: (-scores[key], key))[: limit * _TRIED]
    phrases = [
        Phrase(best.text, key, scores[key] * (1.0 if best.certain else _UNCERTAIN), messages)
        for key in tried
        if (best := _best_title(found[key].spans)) and (messages := tuple(found[key].messages))
    ]
    return _without_common_words(phrases, limit)


def _without_common_words(phrases: list[Phrase], limit: int) -> list[Phrase]:
    chosen: list[Phrase] = []
    taken: set[str] = set()
    for phrase in sorted(phrases, key=lambda phrase: (-phrase.score, phrase.stems)):
        if len(chosen) < limit and taken.isdisjoint(phrase.stems):
            chosen.append(phrase)
            taken.update(phrase.stems)
    return chosen


def _support(texts: Sequence[str]) -> dict[str, int]:
    """In how many of the texts a stem occurs, for the stems that a title of so many may hold."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(stems(text)))
    least = 1 if len(texts) < _MANY else max(2, len(texts) // _ENOUGH)
    opening = set(stems(texts[0])) if texts else set()
    return {stem: count for stem, count in counts.items() if count >= least or stem in opening}


def _candidates(
    texts: Sequence[str], support: Mapping[str, int]
) -> dict[tuple[str, ...], _Candidate]:
    found: dict[tuple[str, ...], _Candidate] = defaultdict(_Candidate)
    for index, text in enumerate(texts):
        for span in spans(text, support):
            candidate = found[span.stems]
            candidate.spans[span] += 1
            if not candidate.messages or candidate.messages[-1] != index:
                candidate.messages.append(index)
    return found


def _score(candidate: _Candidate, support: Mapping[str, int], background: Background) -> float:
    words = [word for word in next(iter(candidate.spans)).words if word.letter != PREPOSITION]
    counts = [support[word.stem] for word in words]
    telling = math.fsum(
        word.weight * background.rarity(word.stem) * math.log2(1 + count)
        for word, count in zip(words, counts, strict=True)
    )
    together = math.sqrt(len(candidate.messages) / min(counts))
    length = _ONE_WORD if len(words) == 1 else 1.0
    return telling * together * length * _place(candidate, counts) / math.pow(len(words), _LENGTH)


def _place(candidate: _Candidate, counts: Sequence[int]) -> float:
    """What it adds that a phrase opens the talk or comes back in it."""
    opening = candidate.messages[0] == 0
    weight = _FIRST_MESSAGE if opening else 1.0
    if len(candidate.messages) > 1:
        return weight * _REPEATED
    return weight if opening or max(counts) > 1 else _SAID_ONCE


def _best_title(found: Counter[Span]) -> Title | None:
    """Of the forms in which a phrase occurs: nominative before others, then the most frequent."""
    titles = [(made, count) for span, count in found.items() if (made := title(span))]
    if not titles:
        return None
    return min(titles, key=lambda pair: (not pair[0].certain, -pair[1], pair[0].text))[0]
