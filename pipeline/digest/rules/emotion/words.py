"""Feelings of words: the lexicon's entries, what «не» makes of them, laughter, profanity."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from pipeline.digest.rules.emotion.lexicon import ABSENCES, LEXICON, NEGATED, NEGATIONS, Feeling

NEGATION_REACH = 2
"""Words before a feeling in which a negation still belongs to it: «не очень круто»."""

_DRAWL = re.compile(r"([^\W\d_])\1{2,}")
_PROFANE = re.compile(
    r"(?:на|по|за|от|вы|у|до|пере|об|о|а|ни|рас|раз|при|с)?"
    r"(?:ху[йяеи]\w*|пизд\w*|(?<!с)еб(?:[аули]|ну|ть|е[шт])\w*)"
    r"|бля(?:[дт]\w*|ха)?|сук[аи]|мля|залуп\w*|(?:mother)?fuck\w*|(?:bull)?shit\w*|goddamn"
)
_LAUGHTER = re.compile(
    r"(?=\w*[хh])(?:[ахпзъ]{5,}|(?:ха|хе|хи){2,}х?|а?(?:ха){2,}х?|a?(?:ha|he){2,}h?)"
)

Entry = tuple[str, Feeling, float]
Found = Mapping[str, Sequence[tuple[Feeling, float]]]
Phrase = tuple[Sequence[str], tuple[Feeling, float]]


def feelings_of(spoken: Sequence[str]) -> Iterator[tuple[Feeling, float]]:
    """Feelings of words in their order: the longest phrase goes first, «не» turns what follows."""
    spoken = list(map(undrawled, spoken))
    told = 0
    for place, word in enumerate(spoken):
        if place < told or not _may_tell(word):
            continue
        found, length = _longest(spoken, place)
        reach = NEGATION_REACH if length == 1 else 1
        before = spoken[max(place - reach, 0) : place]
        for feeling, strength in found:
            yield from _in_context(feeling, strength, before)
        told = place + length


def _longest(spoken: Sequence[str], place: int) -> tuple[Sequence[tuple[Feeling, float]], int]:
    if place + 1 < len(spoken):
        for rest, found in _phrases_of(spoken[place], spoken[place + 1]):
            following = spoken[place + 2 : place + 2 + len(rest)]
            if len(following) == len(rest) and all(map(_fits, following, rest)):
                return (found,), len(rest) + 2
    return _of_word(spoken[place]), 1


def _fits(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _in_context(
    feeling: Feeling, strength: float, before: Sequence[str]
) -> Iterator[tuple[Feeling, float]]:
    negated = any(word in NEGATIONS or word.endswith(("n't", "n’t")) for word in before)
    if negated and feeling in NEGATED:
        instead, share = NEGATED[feeling]
        yield instead, strength * share
    elif not negated and (feeling in NEGATED or ABSENCES.isdisjoint(before)):
        yield feeling, strength


def is_profane(word: str) -> bool:
    return _PROFANE.fullmatch(word) is not None


@lru_cache(maxsize=65_536)
def undrawled(word: str) -> str:
    """«ураааа» as «ура»."""
    return _DRAWL.sub(r"\1", word)


@lru_cache(maxsize=65_536)
def _may_tell(word: str) -> bool:
    """Whether it shows a feeling by itself, or phrases begin with it."""
    return bool(_of_word(word)) or word in _phrases()


@lru_cache(maxsize=65_536)
def _phrases_of(first: str, second: str) -> Sequence[Phrase]:
    """Phrases that begin with two words, as what follows them, the longest first."""
    return [
        (phrase[2:], found)
        for phrase, found in _phrases().get(first, ())
        if _fits(second, phrase[1])
    ]


@lru_cache(maxsize=65_536)
def _of_word(word: str) -> tuple[tuple[Feeling, float], ...]:
    if _LAUGHTER.fullmatch(word):
        return ((Feeling.HUMOUR, 0.4),)
    exact, prefixes = _single_words()
    found = list(exact.get(word, ()))
    for end in range(len(word), 2, -1):
        if found:
            break
        found.extend(prefixes.get(word[:end], ()))
    if is_profane(word):
        found.append((Feeling.PROFANITY, 0.8))
    return tuple(found)


def _entries() -> Iterator[Entry]:
    for (feeling, strength), row in LEXICON.items():
        for entry in " ".join(row.split()).split(","):
            yield entry.strip(), feeling, strength


@cache
def _single_words() -> tuple[Found, Found]:
    single = [entry for entry in _entries() if " " not in entry[0]]
    return (
        _table((word, feeling, strength) for word, feeling, strength in single if word[-1] != "*"),
        _table(
            (word[:-1], feeling, strength) for word, feeling, strength in single if word[-1] == "*"
        ),
    )


def _table(entries: Iterable[Entry]) -> Found:
    table: dict[str, list[tuple[Feeling, float]]] = {}
    for word, feeling, strength in entries:
        table.setdefault(word, []).append((feeling, strength))
    return table


@cache
def _phrases() -> Mapping[str, Sequence[Phrase]]:
    """Phrases by their first word, the longest first."""
    table: dict[str, list[Phrase]] = {}
    for entry, feeling, strength in _entries():
        phrase = entry.split()
        if len(phrase) > 1:
            table.setdefault(phrase[0], []).append((phrase, (feeling, strength)))
    for found in table.values():
        found.sort(key=lambda item: (-len(item[0]), item[0]))
    return table
