"""What of a Russian sentence the emotion model weighs: words, their beginnings, signs.

Words stand as stems, marked where «не» goes before; beginnings stand for the endings, prefixes and
typos that a stemmer leaves; signs are marks, and what the lexicon and the families know.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.digest.rules.emotion.families import families_of
from pipeline.digest.rules.emotion.marks import arousal, marks
from pipeline.digest.rules.emotion.words import feelings_of, undrawled
from pipeline.language.stems import stem
from pipeline.language.words import listed

BEGINNINGS = (3, 4, 5, 6)
"""Letters. Shorter ones say nothing; longer ones are stems."""
REACH = 2
"""Words that a negation before them marks."""

_NEGATIONS = listed("не ни нет без никогда нельзя")
_PEOPLE = {
    "i": listed("я мне меня мной мой моя мое мои мы нас нам наш"),
    "you": listed("ты тебя тебе тобой твой твоя вы вас вам ваш"),
    "they": listed("он она они его ее их ему ей им который которая"),
}
_PICTURE = re.compile("[\u203c-\u2bff\U0001f000-\U0001faff]")
_RUN = re.compile(r"[()]+|[!?]+|\.{2,}|…")
_PARENTHESES = re.compile(r"\([^()]*\)")
_SHAPES = {
    "smile": re.compile(r"[:;=]-?[)D\]]|\)"),
    "frown": re.compile(r"[:;=]['-]?[(\[]|\("),
    "digit": re.compile(r"\d"),
}
_MARKS = {"quotation": "«", "question": "?", "exclamation": "!"}
_LENGTHS = (4, 8, 14, 22)
"""Words from which a sentence is of the next length."""
_REPEATED = 3
"""Marks of a run from which it is as long as any."""


def negated(spoken: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The words, drawled letters once, each with whether a negation goes shortly before it."""
    left = 0
    for word in spoken:
        yield undrawled(word), left > 0
        left = REACH if word in _NEGATIONS else max(left - 1, 0)


def stem_feature(word: str, *, is_negated: bool) -> str:
    return ("!" if is_negated else "w:") + stem(word)


def beginnings(word: str) -> Iterator[str]:
    return (f"p:{word[:length]}" for length in BEGINNINGS if len(word) > length)


def signs(sentence: str, spoken: Sequence[str]) -> frozenset[str]:
    """What shows an emotion besides words; ``spoken`` are the sentence's words."""
    found = {f"l:{feeling}" for feeling, _ in feelings_of(spoken)}
    found.update(f"m:{feeling}" for feeling, _ in marks(sentence))
    found.update(_shapes(sentence))
    for word, is_negated in negated(spoken):
        found.update(f"f{'!' if is_negated else ':'}{one}" for one in families_of(word))
    found.update(f"d:{who}" for who, named in _PEOPLE.items() if not named.isdisjoint(spoken))
    if not _NEGATIONS.isdisjoint(spoken):
        found.add("d:negation")
    if arousal(sentence) > 0:
        found.add("d:loud")
    found.add(f"d:length{sum(len(spoken) >= length for length in _LENGTHS)}")
    return frozenset(found)


def _shapes(sentence: str) -> Iterator[str]:
    unpaired = _PARENTHESES.sub(" ", sentence)
    if not sentence.isascii():
        yield from (f"s:{picture}" for picture in _PICTURE.findall(sentence))
    for run in _RUN.findall(unpaired):
        yield "s:" + (run[0] * _REPEATED if len(run) >= _REPEATED else run)
    yield from (f"s:{name}" for name, shape in _SHAPES.items() if shape.search(unpaired))
    yield from (f"s:{name}" for name, mark in _MARKS.items() if mark in unpaired)
    ending = sentence.rstrip(" .")
    if ending:
        yield f"e:{ending[-1]}"
