"""Noun phrases as they stand in a text: the raw material of titles."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.language.morphology import head, is_common, lemma, nominative
from pipeline.language.tagging import CODE, NOUN, NUMBER, OUTSIDE, PREPOSITION, Word, chains
from pipeline.language.words import listed, normal, script

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
_GENITIVE: tuple[str, ...] = ("gent",)
_NOMINATIVE: tuple[str, ...] = ("nomn",)
_UNITS = listed(
    "с c сек s sec мс ms м m мин min ч h час часа часов кб мб гб тб kb mb gb tb кг kg км km руб р "
    "rub usd eur долларов рублей процентов px шт раз раза ватт людей человек"
)
_NUMBERED = listed(
    "релиз версия задача тикет спринт этап глава пункт вариант билет корпус кабинет тур сезон "
    "серия уровень урок задание"
)
"""What is told apart by plain numbers."""


@dataclass(frozen=True, slots=True)
class Span:
    words: tuple[Word, ...]
    letters: str
    initial: bool
    """Nothing stands before it, so that its first capital may mean nothing."""

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
    for chain in chains(text, wanted):
        letters = "".join(word.letter for word in chain)
        for start, stop in _matches(letters):
            if not _measures(chain, letters, start, stop):
                yield Span(tuple(chain[start:stop]), letters[start:stop], initial=not start)


def _matches(letters: str) -> Iterator[tuple[int, int]]:
    for start in range(len(letters)):
        for stop in range(start + 1, min(len(letters), start + LONGEST_SPAN) + 1):
            if letters[stop - 1] == OUTSIDE:
                break
            if _SPAN.fullmatch(letters, start, stop):
                yield start, stop


def _measures(chain: Sequence[Word], letters: str, start: int, stop: int) -> bool:
    """Whether a number at an end of the span tells how many («30 c»), not which («релиз 2.4»)."""
    if letters[start] == CODE:
        return _is_unit(chain[start + 1])
    if letters[stop - 1] not in NUMBER + CODE:
        return False
    if stop < len(chain) and (letters[stop] == NOUN or _is_unit(chain[stop])):
        return True
    before, number = chain[stop - 2 : stop]
    told_apart = before.letter != NOUN or lemma(normal(before.surface)) in _NUMBERED
    return not told_apart and "." not in number.surface and letters[stop - 1] == NUMBER


def _is_unit(word: Word) -> bool:
    return normal(word.surface) in _UNITS


def title(span: Span) -> Title | None:
    """The phrase as a title has it; None if its words do not agree to be one phrase."""
    found = _SPAN.fullmatch(span.letters)
    if found is None or len(set(span.stems)) < len(span.stems):
        return None
    left = _headed(span.words[: found.end("left")], initial=span.initial)
    if left is None or not _governed(span.words, found):
        return None
    rest = (
        normal(word.surface) if word.letter == PREPOSITION else word.surface for word in span.words
    )
    return Title(" ".join((left.text, *islice(rest, found.end("left"), None))), left.certain)


def _headed(words: Sequence[Word], *, initial: bool) -> Title | None:
    """The part that a title begins with, in the nominative where the dictionary is sure of it."""
    surfaces = [word.surface for word in words]
    *adjectives, noun = _uncapitalised(surfaces) if initial else surfaces
    if words[-1].letter != NOUN:
        return Title(" ".join((*adjectives, noun)), certain=True)
    if head(adjectives, noun) is None:
        return None
    inflected = nominative(adjectives, noun)
    if inflected is None:
        return Title(" ".join((*adjectives, noun)), certain=False)
    return Title(" ".join(map(_as_capital, inflected, (*adjectives, noun))), certain=True)


def _as_capital(word: str, surface: str) -> str:
    """A word put in another case, with the capital of the one that stood there."""
    return word.capitalize() if surface.istitle() and word != surface else word


def _uncapitalised(surfaces: Sequence[str]) -> list[str]:
    """The words without the capital that began a sentence, unless it begins a name."""
    first, *rest = surfaces
    if first.istitle() and script(first) == "ru" and is_common(surfaces[-1]) and is_common(first):
        first = first.lower()
    return [first, *rest]


def _governed(words: Sequence[Word], found: re.Match[str]) -> bool:
    """Whether the noun after the first part stands in a case that makes it depend on it."""
    if found["noun"]:
        start = found.start("noun")
        cases = _GENITIVE if NOUN in found["left"] else _NOMINATIVE
    elif found["object"] and found["object"].endswith(NOUN):
        start = found.start("object")
        cases = _CASES.get(normal(words[start - 1].surface), _GENITIVE)
    else:
        return True
    *adjectives, noun = [word.surface for word in words[start:]]
    return head(adjectives, noun, cases) is not None
