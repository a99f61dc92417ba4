"""The texts that are compared: ours, and those of the simplest methods, all in one form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.summaries.dialogues import Conversation
from bot.translator import Translators
from pipeline.digest.corpus import Line
from pipeline.digest.ports import Wording
from pipeline.digest.rules.topics.facts import told
from pipeline.digest.rules.topics.quotes import Quote
from pipeline.digest.rules.topics.stories import LONG, tell
from pipeline.language.stems import stems
from pipeline.language.words import words
from pipeline.privacy.tokens import reveal

OURS = "ours"
BALANCES = (0.5, 0.7)
"""Share of relevance in MMR, the rest is novelty: the customary values."""


@dataclass(frozen=True, slots=True)
class Retelling:
    text: str
    words: int
    """Without the names of who spoke."""
    sentences: int


def retellings(conversation: Conversation, most: int) -> Mapping[str, Retelling]:
    """Of one conversation, by method; the floors are of ``most`` sentences, or of messages."""
    wording = _wording()
    lines = [line for line in conversation.corpus.lines if line.sentences]
    sentences = [_quoted(line, text) for line in lines for text in line.sentences]
    chosen = _ours(conversation, most)
    length = _words(chosen)
    methods = {
        OURS: chosen,
        f"LEAD-{most}": sentences[:most],
        f"LEAD-{most} messages": [_quoted(line, line.text) for line in lines[:most]],
        "LEAD of our length": list(_first_words(sentences, length)),
    }
    for balance in BALANCES:
        methods[f"MMR-{most}, {balance:g}"] = _mmr(sentences, most, balance)
    people = conversation.corpus.people
    return {name: _retelling(said, people, wording) for name, said in methods.items()}


@cache
def _wording() -> Wording:
    return Translators(strict=True).into("en")


def _ours(conversation: Conversation, most: int) -> Sequence[Quote]:
    """A topic's story as the digest tells it; of a meeting, the longer account."""
    return tell(conversation.cluster, None if most == LONG else most)


def _retelling(said: Sequence[Quote], people: Mapping[str, str], wording: Wording) -> Retelling:
    return Retelling(reveal(told(said, wording), people), _words(said), len(said))


def _quoted(line: Line, text: str) -> Quote:
    return Quote(line, text, 0.0, 0.0, frozenset(), False, frozenset())


def _words(said: Sequence[Quote]) -> int:
    return sum(len(words(quote.text)) for quote in said)


def _first_words(sentences: Sequence[Quote], length: int) -> Iterator[Quote]:
    """Sentences from the beginning, until they have as many words."""
    told_words = 0
    for quote in sentences:
        if told_words >= length:
            return
        told_words += len(words(quote.text))
        yield quote


def _mmr(sentences: Sequence[Quote], most: int, balance: float) -> Sequence[Quote]:
    """Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) over TF-IDF of stems.

    Relevance is the cosine with the mean of all sentences.
    """
    try:
        vectors = TfidfVectorizer(analyzer=stems).fit_transform(q.text for q in sentences)
    except ValueError:  # no sentence has a content word
        return sentences[:most]
    mean = np.asarray(vectors.mean(axis=0)).ravel()
    relevance = vectors @ (mean / np.linalg.norm(mean))
    nearest = np.zeros(len(sentences))
    chosen: list[int] = []
    while len(chosen) < min(most, len(sentences)):
        gain = balance * relevance - (1.0 - balance) * nearest
        gain[chosen] = -np.inf
        chosen.append(int(gain.argmax()))
        nearest = np.maximum(nearest, (vectors @ vectors[chosen[-1]].T).toarray().ravel())
    return [sentences[place] for place in sorted(chosen)]
