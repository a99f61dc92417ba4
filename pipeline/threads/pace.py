"""How fast a chat talks, so that slow and busy ones are read by the same rules."""

from bisect import bisect_left, insort

from pipeline.threads.settings import ThreadSettings

STRIDE = 5
"""Messages that a gap is taken over: the clocks of some archives tick in minutes."""


class Pace:
    """The running median of the time between messages.

    It starts as if ``trusted_after`` messages had come at the usual gap.
    """

    def __init__(self, settings: ThreadSettings) -> None:
        self._gaps = [settings.usual_gap] * settings.trusted_after
        self._least = settings.least_pace

    def add(self, earlier: float, later: float) -> None:
        insort(self._gaps, _gap(earlier, later))

    def drop(self, earlier: float, later: float) -> None:
        """Forget a gap that was added."""
        del self._gaps[bisect_left(self._gaps, _gap(earlier, later))]

    @property
    def seconds(self) -> float:
        return max(self._least, self._gaps[len(self._gaps) // 2])


def _gap(earlier: float, later: float) -> float:
    return max(0.0, later - earlier) / STRIDE
