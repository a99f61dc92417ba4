"""Whether what one text says in its own words is what another one says.

Stems compare forms of a word; what else may stand for it (irregular forms, the partner of aspect,
the deed, a word that means much the same) counts what ``pipeline.language.expansion`` says it is
worth.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.digest.rules.evidence.overlap import LEADING
from pipeline.language.expansion import variants
from pipeline.language.stems import content_stem
from pipeline.language.words import words

LOOSE: Final = 0.9
"""What a word counts that only begins as another does («оплат», «оплата»)."""


class Meanings:
    """The content words of a text, and what may stand for each of them."""

    def __init__(self, text: str) -> None:
        own = {found: word for word in words(text) if (found := content_stem(word))}
        self.stems: Mapping[str, Mapping[str, float]] = {
            found: _standing_for(found, word) for found, word in own.items()
        }
        """What stands for each word, by stems, and what that is worth; the word itself first."""
        self._worths: dict[str, float] = {}
        for others in self.stems.values():
            for other, worth in others.items():
                self._worths[other] = max(worth, self._worths.get(other, 0.0))

    def worth(self, stem: str) -> float:
        """How far the text says this word of another text, 0..1."""
        return max(self._worths.get(key, 0.0) for key in keys(stem))


def keys(stem: str) -> Iterator[str]:
    """By what a word is found: itself, and the letters that it begins with, if it is so long."""
    yield stem
    if len(stem) >= LEADING:
        yield f"{stem[:LEADING]}…"


def _standing_for(stem: str, word: str) -> dict[str, float]:
    found = dict.fromkeys(keys(stem), LOOSE)
    for variant in variants(word):
        found[variant.stem] = max(variant.worth, found.get(variant.stem, 0.0))
    return found | {stem: 1.0}
