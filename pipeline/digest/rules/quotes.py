"""Which sentences tell a story best, chosen whole and with their message ids."""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.digest.corpus import Line
from pipeline.digest.findings import SegmentKind
from pipeline.digest.ports import Wording
from pipeline.digest.rules.clusters import ASIDES
from pipeline.digest.rules.cues import THANKS, cues_in, normal
from pipeline.digest.rules.questions import is_question
from pipeline.digest.rules.segments import LONGEST
from pipeline.language.stems import stems
from pipeline.language.stopwords import is_swear
from pipeline.language.words import listed, words
from pipeline.privacy.tokens import with_a_name

COMFORTABLE = (30, 180)
"""Characters of a sentence that reads well as a quotation."""
_CODE = re.compile(
    r"\w\(|\)\s*[;{]|[=:]{2}|\s=\s|[{}$\\|&;]\S|\s--?\w|\[\d+/\d+\]|\b(?:error|info|warning):|\w\.\w+:\d"
)
"""Marks of code and command lines: they prove much and tell little."""
_DATA = re.compile(r'[\[{]\s{0,9}"[^"\n]{0,80}"\s{0,9}[:,\]}]')
"""JSON: meant for a program, or to be taken for the answer of one."""
_LEANING = listed(
    """
    это этот эта эти он она они его ее их там тут туда так тогда такой такая такое но
    it this that these those they he she him her there then same so but
    """
)
"""A sentence that opens with one of these leans on the one before it."""


@dataclass(frozen=True, slots=True)
class Quote:
    line: Line
    text: str
    score: float
    kinds: frozenset[SegmentKind]
    question: bool
    stems: frozenset[str]


def centre(lines: Sequence[Line]) -> Mapping[str, float]:
    """How much each stem stands for the talk: the share of its messages that hold it, damped."""
    frequency = Counter(stem for line in lines for stem in set(line.stems))
    return {
        stem: math.log1p(count)
        for stem, count in frequency.items()
        if count > 1 or len(lines) <= 3
    }


def quotes(lines: Sequence[Line], about: Mapping[str, float]) -> list[Quote]:
    """Every sentence that can be quoted, scored by how well it stands for the talk alone."""
    return [
        quote
        for line in lines
        if not line.forwarded
        for sentence in line.sentences
        if (quote := _quote(line, sentence, about)) is not None
    ]


def worded(line: Line, text: str, wording: Wording) -> str:
    """Words of a message, with who wrote them, or said them aloud."""
    if line.spoken:
        return wording.say("quote-spoken", who=line.author, text=text)
    return wording.say("quote", who=line.author, text=text)


def best(found: Sequence[Quote], wanted: Callable[[Quote], float]) -> Quote | None:
    """The quotation with the highest score times ``wanted``; None where all are at 0."""
    scored = [(quote.score * wanted(quote), -quote.line.id, quote) for quote in found]
    top = max(scored, key=lambda item: item[:2], default=None)
    return top[2] if top is not None and top[0] > 0 else None


def _quote(line: Line, sentence: str, about: Mapping[str, float]) -> Quote | None:
    content = set(stems(sentence))
    if len(content) < 2 or len(sentence) > LONGEST or not is_tellable(sentence):
        return None
    kinds = frozenset(kind for kind, _ in cues_in(sentence))
    centrality = math.fsum(about.get(stem, 0.0) for stem in content) / math.sqrt(len(content) + 2)
    score = (0.4 + centrality) * _manner(sentence) * (0.3 if kinds & ASIDES else 1.0)
    return Quote(line, sentence, round(score, 5), kinds, is_question(sentence), frozenset(content))


def is_tellable(sentence: str) -> bool:
    """A butler repeats neither coarse words nor what no person is meant to read."""
    return not (any(map(is_swear, words(sentence))) or _DATA.search(sentence))


def leans(sentence: str) -> bool:
    """The sentence opens on something that was said before it: «это», «но», "so", "is this"."""
    return any(word in _LEANING for word in words(sentence)[:2])


def _manner(sentence: str) -> float:
    """Factor for how well a sentence reads on its own."""
    tokens = words(sentence)
    sentence = with_a_name(sentence)
    factor = 1.0
    shortest, longest = COMFORTABLE
    if len(sentence) < shortest:
        factor *= 0.55 + 0.45 * len(sentence) / shortest
    if len(sentence) > longest:
        factor *= max(0.35, longest / len(sentence))
    if leans(sentence):
        factor *= 0.75
    if THANKS.search(normal(sentence)) and len(tokens) < 8:
        factor *= 0.4
    if sentence.endswith(":"):
        factor *= 0.5
    letters = sum(character.isalpha() for character in sentence)
    if letters < 0.6 * len(sentence) or _CODE.search(sentence):
        factor *= 0.4
    return factor
