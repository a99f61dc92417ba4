"""What else to look for where one word was asked for (query expansion)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from pipeline.language.families import partners, same, synonyms
from pipeline.language.formation import relatives
from pipeline.language.inflection import inflected
from pipeline.language.morphology import lemma
from pipeline.language.stems import stem
from pipeline.language.words import script

MOST: Final = 8
"""Variants of a word, itself among them: each is a look into an index."""
OF_OTHER: Final = 3
"""Forms of each word that stands for it."""
RELATED: Final = 0.7
"""What a partner of aspect or the deed counts, where a form of the same word counts 1."""
SYNONYM: Final = 0.5
"""What a word counts that means much the same."""


@dataclass(frozen=True, slots=True)
class Variant:
    word: str
    stem: str
    worth: float


@lru_cache(maxsize=8_192)
def variants(word: str) -> tuple[Variant, ...]:
    """The word itself, its forms of other stems, then words that stand for it; each stem once."""
    found: dict[str, Variant] = {}
    for each, worth in _variants(word):
        of = stem(each)
        if of not in found:
            found[of] = Variant(each, of, worth)
    return tuple(islice(found.values(), MOST))


def _variants(word: str) -> Iterator[tuple[str, float]]:
    known = lemma(word) if script(word) == "ru" else word
    yield from ((form, 1.0) for form in inflected(word))
    yield from _few((word.replace("-", ""), *same(word), *same(known)), 1.0)
    yield from _few((*partners(word), *partners(known), *relatives(known)), RELATED)
    yield from _few((*synonyms(word), *synonyms(known)), SYNONYM)


def _few(others: Iterable[str], worth: float) -> Iterator[tuple[str, float]]:
    """All others in turn, then their further forms."""
    found = [inflected(other) for other in dict.fromkeys(others)]
    for number in range(OF_OTHER):
        yield from ((forms[number], worth) for forms in found if number < len(forms))
