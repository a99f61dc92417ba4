"""How well each sentence of a talk tells it alone, and how it is quoted."""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.digest.corpus import Line
from pipeline.digest.findings import SegmentKind
from pipeline.digest.ports import Wording
from pipeline.digest.rules.cues import HEDGE, THANKS, cues_in, normal
from pipeline.digest.rules.questions import is_question
from pipeline.digest.rules.segments import LONGEST
from pipeline.digest.rules.topics.clusters import ASIDES
from pipeline.language.stems import content_stem
from pipeline.language.stopwords import is_swear
from pipeline.language.words import listed, words
from pipeline.privacy.tokens import with_a_name

FULL, THIN = 2, 1
"""Content words from which a sentence says something to who was not there, or may do."""
THIN_WORDS = 4
"""Words from which a sentence with fewer than ``FULL`` content words is more than a call."""
COMFORTABLE = (30, 180)
"""Characters of a sentence that reads well as a quotation."""
SHARED = 4.0
"""What a word is worth more for each e-fold of the messages that hold it; alone it is worth 1."""
NAMES, NAMED = 3, 2.0
"""Names in one sentence that count, and what each is worth."""
TYING = 1.0
"""What each of the words is worth that tie others together."""
ASIDE, UNSURE = 0.3, 0.8
"""Factors for a joke or talk of the chat itself, and for what its author is not sure of."""
_CODE = re.compile(
    r"->|[<>]=?\s?[\d(]|[<>]=|\w\(|\)\s*[;{]|[=:]{2}|\s=\s|[{}$\\|&;]\S|\s--?\w|\[\d+/\d+\]|\b(?:error|info|warning):|\w\.\w+:\d"
)
"""Marks of code and command lines: they prove much and tell little."""
_DATA = re.compile(r'[\[{]\s{0,9}"[^"\n]{0,80}"\s{0,9}[:,\]}]')
"""JSON: meant for a program, or to be taken for the answer of one."""
_LISTED = re.compile(r"(?:\d{1,2}[.)]|[-–—•*/])\s")
"""One of several points, of which a quotation would show no other."""
_NAME = re.compile(r"(?<=[^\W_][ ,])\s?(?:⟦P|[A-ZА-ЯЁ][\w-])")
"""A person's token, or a capital, within a sentence; whoever is called at its start is no news."""
_TIES = listed(
    """
    в во на к ко с со у о об от до из за по под над при про без для через между перед после и или
    чтобы чем
    the a an to of for in on at with from by about into after before and because than as
    """
)
"""They say where, when, with whom and what for, as those do who tell of a talk."""
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
    """How well it tells the talk alone."""
    content: float
    """What its words and names are worth, before its length and manner are counted."""
    kinds: frozenset[SegmentKind]
    question: bool
    stems: frozenset[str]


def centre(lines: Sequence[Line]) -> Mapping[str, float]:
    """What each word of the talk is worth: 1, and more by the logarithm of the messages."""
    frequency = Counter(stem for line in lines for stem in set(line.stems))
    return {stem: 1.0 + SHARED * math.log(count) for stem, count in frequency.items()}


def quotes(lines: Sequence[Line], about: Mapping[str, float], *, least: int = FULL) -> list[Quote]:
    """Every sentence of ``least`` content words that can be quoted, in the order of the talk.

    ``about`` is what words are worth, as ``centre`` tells.
    """
    return [
        quote
        for line in lines
        if not line.forwarded
        for sentence in line.sentences
        if (quote := _quote(line, sentence, about, least)) is not None
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


def _quote(line: Line, sentence: str, about: Mapping[str, float], least: int) -> Quote | None:
    said = words(sentence)
    length = len(said)
    content = frozenset(filter(None, map(content_stem, said)))
    telling = sum(not stem.isdigit() for stem in content)
    if telling < least or (telling < FULL and length < THIN_WORDS):
        return None
    if len(sentence) > LONGEST or not is_tellable(sentence):
        return None
    kinds = frozenset(kind for kind, _ in cues_in(sentence))
    names = min(NAMES, sum(1 for _ in _NAME.finditer(sentence)))
    worth = math.fsum(about.get(stem, 1.0) for stem in content) + NAMED * names
    worth += TYING * len(_TIES.intersection(said))
    score = worth / math.sqrt(length) * _manner(sentence) * (ASIDE if kinds & ASIDES else 1.0)
    return Quote(line, sentence, round(score, 5), worth, kinds, is_question(sentence), content)


def is_tellable(sentence: str) -> bool:
    """A butler repeats neither coarse words nor what no person is meant to read."""
    return not (any(map(is_swear, words(sentence))) or _DATA.search(sentence))


def leans(sentence: str) -> bool:
    """The sentence opens on something that was said before it: «это», «но», "so", "is this"."""
    return any(word in _LEANING for word in words(sentence)[:2])


def _manner(sentence: str) -> float:
    """Factor for how well a sentence reads on its own."""
    named = with_a_name(sentence)
    text = normal(sentence)
    letters = sum(character.isalpha() for character in named)
    factor = _length(len(named))
    for manner, worth in (
        (leans(sentence), 0.75),
        (HEDGE.search(text), UNSURE),
        (THANKS.search(text) and len(words(sentence)) < 8, 0.4),
        (named.endswith(":"), 0.5),
        (_LISTED.match(named), 0.6),
        (letters < 0.6 * len(named) or _CODE.search(named), 0.4),
    ):
        if manner:
            factor *= worth
    return factor


def _length(characters: int) -> float:
    shortest, longest = COMFORTABLE
    if characters < shortest:
        return 0.4 + 0.6 * characters / shortest
    return max(0.35, longest / characters) if characters > longest else 1.0
