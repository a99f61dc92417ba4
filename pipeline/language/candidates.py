"""Noun phrases as they stand in a text: the raw material of titles."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.language.morphology import head, nominative
from pipeline.language.tagging import NOUN, NUMBER, OUTSIDE, PREPOSITION, Word, chains
from pipeline.language.words import listed, normal

LONGEST_SPAN = 5
"""Words of a phrase, its preposition included."""

# A phrase is a span of words whose letters (see ``tagging``) match: «платёжный шлюз», «падение
# оплат», «релиз 2.4», «502 на проде», «Visual Studio Code», «docker контейнер», «error 502».
_SPAN = re.compile(
    r"""
    (?P<left> A{0,2}N | A?E?L{1,3} | C(?=[PNL]) )
    (?: P (?P<object> A?N | L{1,2} )
      | (?P<noun> A?N )
      | (?P<name> (?<=N)L{1,2} | (?<=C)L | [DC] )
    )?
    """,
    re.VERBOSE,
)

# The cases that a Russian preposition governs in titles; English ones govern nothing that shows.
_CASES = {
    "в": ("loct", "accs"),
    "на": ("loct", "accs"),
    "по": ("datv",),
    "к": ("datv",),
    "с": ("ablt", "gent"),
}
_GENITIVE = ("gent",)
_UNITS = listed(
    "с c сек s sec мс ms м m мин min ч h час часа часов кб мб гб тб kb mb gb tb кг kg км km руб р "
    "rub usd eur долларов рублей процентов px шт раз раза ватт людей человек"
)
_NUMBERED = listed(
    "релиз версия задача тикет спринт этап глава пункт вариант билет корпус кабинет тур сезон серия "
    "уровень урок задание версии релиза релизе версию задачу задаче задачи"
)


@dataclass(frozen=True, slots=True)
class Span:
    words: tuple[Word, ...]
    letters: str

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(word.stem for word in self.words if word.letter != PREPOSITION)


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    certain: bool
    """Its head stands in the nominative or has no case; otherwise it stands as in the text."""


def spans(text: str, wanted: Collection[str] | None = None) -> Iterator[Span]:
    """Every part of a text that looks like a phrase, overlapping ones included.

    With ``wanted``, only phrases whose words all have stems among these.
    """
    for chain in chains(text):
        letters = "".join(
            OUTSIDE if wanted is not None and _is_unwanted(word, wanted) else word.letter
            for word in chain
        )
        for start, stop in _matches(letters):
            if letters[stop - 1] != NUMBER or _names_by_number(chain, stop - 1):
                yield Span(tuple(chain[start:stop]), letters[start:stop])


def _is_unwanted(word: Word, wanted: Collection[str]) -> bool:
    return word.letter != PREPOSITION and word.stem not in wanted


def _matches(letters: str) -> Iterator[tuple[int, int]]:
    for start in range(len(letters)):
        for stop in range(start + 1, min(len(letters), start + LONGEST_SPAN) + 1):
            if letters[stop - 1] == OUTSIDE:
                break
            if _SPAN.fullmatch(letters, start, stop):
                yield start, stop


def _names_by_number(chain: Sequence[Word], index: int) -> bool:
    """Whether a number tells which one («релиз 2.4», "Python 3") and not how many («30 c»)."""
    following = chain[index + 1] if index + 1 < len(chain) else None
    if following and (following.letter == NOUN or normal(following.surface) in _UNITS):
        return False
    before = chain[index - 1]
    return (
        "." in chain[index].surface
        or before.letter != NOUN
        or normal(before.surface) in _NUMBERED
    )


def title(span: Span) -> Title | None:
    """The phrase as a title has it; None if its words do not agree to be one phrase."""
    found = _SPAN.fullmatch(span.letters)
    if found is None or len(set(span.stems)) < len(span.stems):
        return None
    left = _headed(span.words[: found.end("left")])
    if left is None or not _governed(span.words, found):
        return None
    rest = (
        normal(word.surface) if word.letter == PREPOSITION else word.surface for word in span.words
    )
    return Title(" ".join((left.text, *islice(rest, found.end("left"), None))), left.certain)


def _headed(words: Sequence[Word]) -> Title | None:
    """The part that a title begins with, in the nominative where the dictionary is sure of it."""
    *adjectives, noun = (word.surface for word in words)
    if words[-1].letter != NOUN:
        return Title(" ".join((*adjectives, noun)), certain=True)
    if head(adjectives, noun) is None:
        return None
    text = nominative(adjectives, noun)
    return Title(" ".join(text or (*adjectives, noun)), certain=text is not None)


def _governed(words: Sequence[Word], found: re.Match[str]) -> bool:
    """Whether the noun after the first part stands in a case that makes it depend on it."""
    if found["noun"]:
        start = found.start("noun")
        cases = _GENITIVE if NOUN in found["left"] else ("nomn",)
    elif found["object"] and found["object"].endswith(NOUN):
        start = found.start("object")
        cases = _CASES.get(normal(words[start - 1].surface), _GENITIVE)
    else:
        return True
    *adjectives, noun = (word.surface for word in words[start:])
    return head(adjectives, noun, cases) is not None
