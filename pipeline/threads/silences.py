"""Which pauses of a chat part its conversations, as the chat itself shows.

The pauses of a slow chat are of two kinds: those within a conversation, seconds to minutes, and
those between two conversations, an hour or a night. On a logarithmic scale they make two hills.
"""

import math
from bisect import bisect_right
from itertools import accumulate

USUAL = (15, 20, 30, 30, 45, 60, 60, 90, 120, 180, 240, 3_600, 7_200, 14_400)
"""Pauses in seconds that a chat is taken to have had before it is known: minutes within a
conversation, hours between two."""
_STEPS = 2
"""Bins of the histogram to a doubling of the pause."""
BINS = 44
"""The last one begins at 34 days."""


class Valley:
    """Where the two hills part: Otsu's threshold over a histogram of the pauses' logarithms.

    Otsu, "A Threshold Selection Method from Gray-Level Histograms" (1979).
    """

    def __init__(self) -> None:
        self._counts = [0] * BINS
        self._known: tuple[int, float, list[float]] | None = None
        for pause in USUAL:
            self.add(pause)

    def add(self, pause: float) -> None:
        self._counts[bin_of(pause)] += 1
        self._known = None

    def drop(self, pause: float) -> None:
        self._counts[bin_of(pause)] -= 1
        self._known = None

    @property
    def log_seconds(self) -> float:
        """log(1 + seconds) of the shortest pause that parts conversations."""
        return self.place * math.log(2) / _STEPS

    @property
    def place(self) -> int:
        """The bin of that pause."""
        return self._found()[0]

    @property
    def depth(self) -> float:
        """How surely there are two kinds of pauses: the share of the variance between them."""
        return self._found()[1]

    def rank(self, pause: float) -> float:
        """-log of the share of pauses that are about as long or longer."""
        return self._found()[2][bin_of(pause)]

    def _found(self) -> tuple[int, float, list[float]]:
        if self._known is None:
            self._known = (*_otsu(self._counts), _ranks(self._counts))
        return self._known


def bin_of(pause: float) -> int:
    return min(BINS - 1, int(_STEPS * math.log2(1.0 + pause)))


def _ranks(counts: list[int]) -> list[float]:
    """For each bin -log of the share that it and those above hold, as if there were one more."""
    above = list(accumulate(reversed(counts), initial=1))[1:]
    return [math.log(above[-1] / each) for each in reversed(above)]


def _otsu(counts: list[int]) -> tuple[int, float]:
    """The bin that the upper class begins with, and the share of the variance between classes."""
    whole = sum(counts)
    total = sum(place * count for place, count in enumerate(counts))
    squares = sum(place * place * count for place, count in enumerate(counts))
    variance = squares / whole - (total / whole) ** 2
    best, place, below, below_sum = 0.0, 1, 0, 0
    for upper, count in enumerate(counts[:-1], start=1):
        below += count
        below_sum += (upper - 1) * count
        above = whole - below
        if not below or not above:
            continue
        apart = below_sum / below - (total - below_sum) / above
        between = below * above * apart * apart
        if between > best:
            best, place = between, upper
    return place, best / (whole * whole * variance) if variance > 0.0 else 0.0


class Silences:
    """The longest pause after each remembered message: a stack of pauses that none after exceeds.

    A pause stands at the position of the message that ends it.
    """

    def __init__(self) -> None:
        self._positions: list[int] = []
        self._pauses: list[float] = []

    def add(self, position: int, pause: float) -> None:
        while self._pauses and self._pauses[-1] <= pause:
            self._pauses.pop()
            self._positions.pop()
        self._positions.append(position)
        self._pauses.append(pause)

    def drop(self, position: int) -> None:
        """Forget the pause of the oldest message that has one."""
        if self._positions and self._positions[0] <= position:
            del self._positions[0], self._pauses[0]

    def longest_since(self, position: int) -> float:
        """Seconds; 0 after the last message."""
        place = bisect_right(self._positions, position)
        return self._pauses[place] if place < len(self._pauses) else 0.0
