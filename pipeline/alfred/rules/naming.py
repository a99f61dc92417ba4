"""Who of those that wrote is named in a question, however their names are spelt there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.alfred.rules.asked import Asked
from pipeline.alfred.rules.surroundings import Remark, by_author
from pipeline.language.families import same
from pipeline.language.morphology import forms
from pipeline.language.romanization import sounding
from pipeline.language.words import script
from pipeline.privacy.names import cases, diminutives, fold, words_of

SHORTEST: Final = 3
"""Letters of a name that is known by its sound: of shorter ones too many words sound alike."""


@dataclass(frozen=True, slots=True)
class Named:
    authors: frozenset[str]
    stems: frozenset[str]
    """Of the question's words that are their names."""

    def holds(self, remark: Remark) -> bool:
        return (remark.author_id or remark.author) in self.authors


def named(asked: Asked, remarks: Sequence[Remark]) -> Named:
    spelt = {of: _asked_for(word) for of, word in zip(asked.stems, asked.terms, strict=True)}
    authors: set[str] = set()
    names: set[str] = set()
    for author, name in by_author(remarks).items():
        for part in words_of(name):
            called = _called(part)
            found = {of for of, spellings in spelt.items() if called & spellings}
            if found:
                authors.add(author)
                names |= found
    return Named(frozenset(authors), frozenset(names))


def _called(part: str) -> frozenset[str]:
    """What the bearer of a name may be called: its cases, diminutives, and all by their sound."""
    return cases(part) | diminutives(part) | _sounds({fold(part)})


def _asked_for(word: str) -> frozenset[str]:
    """The spellings of a word of the question: as it stands, in the nominative, in short."""
    if script(word) != "ru":
        return frozenset({fold(word), *map(fold, same(word))}) | _sounds({word})
    full = {fold(form.lemma) for form in forms(word) if form.person or not form.known}
    short = frozenset[str]().union(*map(diminutives, full))
    twins = {other for each in (word, *full) for other in same(each)}
    return frozenset({fold(word), *twins}) | short | _sounds(full)


def _sounds(words: set[str]) -> frozenset[str]:
    return frozenset(sounding(word) for word in words if len(word) >= SHORTEST)
