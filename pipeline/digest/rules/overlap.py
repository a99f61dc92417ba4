"""Which words of a text occur in another, whatever their endings."""

from collections.abc import Collection

from pipeline.language.stems import stems

LEADING = 5
"""Letters by which two forms of a word are one where their stems differ («оплат», «оплата»)."""


class Vocabulary:
    """The content words of a source."""

    def __init__(self, source: str) -> None:
        self._stems = frozenset(stems(source))
        self._leading = frozenset(s[:LEADING] for s in self._stems if len(s) >= LEADING)

    def holds(self, stem: str) -> bool:
        return stem in self._stems or stem[:LEADING] in self._leading

    def share(self, wanted: Collection[str]) -> float:
        """Share of different stems that the source holds; 1.0 of none."""
        return sum(map(self.holds, wanted)) / len(wanted) if wanted else 1.0
