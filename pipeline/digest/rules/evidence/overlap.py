"""Which words of a text occur in another, whatever their endings."""

from collections.abc import Collection

from pipeline.language.stems import stems

LEADING = 5
"""Letters by which two forms of a word are one where their stems differ («оплат», «оплата»)."""


class Vocabulary:
    """The content words of the texts."""

    def __init__(self, *texts: str) -> None:
        self._stems = frozenset(stem for text in texts for stem in stems(text))
        self._leading = frozenset(s[:LEADING] for s in self._stems if len(s) >= LEADING)

    def holds(self, stem: str) -> bool:
        return stem in self._stems or stem[:LEADING] in self._leading

    def share(self, wanted: Collection[str]) -> float:
        """Share of these different stems that the texts hold; 1.0 of none."""
        return sum(map(self.holds, wanted)) / len(wanted) if wanted else 1.0
