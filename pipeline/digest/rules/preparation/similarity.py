"""Finding similar sets of tokens without comparing all with all."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence, Set
from math import ceil

LOOK_BACK = 40
"""Entries of one posting list that a search reads, newest first: a flood of nearly equal texts
costs linear time, at the price that only its last forty are compared."""


def jaccard(one: Set[str], other: Set[str]) -> float:
    """Common tokens over all tokens, 0..1; two empty sets have nothing in common."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


class PrefixIndex:
    """Candidates for a Jaccard similarity of at least ``threshold``, newest first.

    Prefix filtering (Chaudhuri et al. 2006, as in PPJoin, Xiao et al. 2008): with tokens ordered
    by rarity, two sets that are similar enough share a token among the first
    n - ceil(threshold * n) + 1 of each, so only those are indexed and looked up. Entries meet
    under the same ``key`` only.
    """

    def __init__(self, threshold: float, sets: Iterable[Set[str]]) -> None:
        """``sets`` are all that will be added or looked for: they tell how rare a token is."""
        self._threshold = threshold
        self._frequency = Counter(token for tokens in sets for token in tokens)
        self._postings: dict[tuple[Hashable, str], list[int]] = {}

    def add(self, entry: int, tokens: Set[str], keys: Sequence[Hashable]) -> None:
        """Remember an entry; entries are numbers that grow with time."""
        for token in self._prefix(tokens):
            for key in keys:
                self._postings.setdefault((key, token), []).append(entry)

    def candidates(
        self, tokens: Set[str], keys: Sequence[Hashable], *, since: int = 0
    ) -> Iterator[int]:
        """Entries from ``since`` on that may be similar, each once."""
        seen: set[int] = set()
        for token in self._prefix(tokens):
            for key in keys:
                for entry in self._postings.get((key, token), ())[: -LOOK_BACK - 1 : -1]:
                    if entry < since:
                        break
                    if entry not in seen:
                        seen.add(entry)
                        yield entry

    def _prefix(self, tokens: Set[str]) -> list[str]:
        rarest = [
            token for _, token in sorted((self._frequency[token], token) for token in tokens)
        ]
        needed = ceil(self._threshold * len(rarest) - 1e-9)
        return rarest[: len(rarest) - max(needed, 1) + 1]
