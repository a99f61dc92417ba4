"""How far a chat's silences tell its conversations apart, by what was decided after them."""

from pipeline.threads.silences import BINS, bin_of


class Rhythm:
    """Counts of what follows pauses: openings of threads, changes to another one, and the rest."""

    def __init__(self) -> None:
        self._pauses = [0] * BINS
        self._openings = [0] * BINS
        self._switches = [0] * BINS

    def add(self, pause: float, *, opens: bool, switches: bool) -> None:
        """Count what the message after a pause does."""
        self._count(pause, opens, switches, 1)

    def drop(self, pause: float, *, opens: bool, switches: bool) -> None:
        """Forget what was added."""
        self._count(pause, opens, switches, -1)

    def _count(self, pause: float, opens: bool, switches: bool, by: int) -> None:
        place = bin_of(pause)
        self._pauses[place] += by
        self._openings[place] += opens * by
        self._switches[place] += (switches and not opens) * by

    def inside(self, valley: int) -> float:
        """Share of openings after pauses below a bin; 0.1 before any is known."""
        return (sum(self._openings[:valley]) + 1) / (sum(self._pauses[:valley]) + 10)

    def switches(self, valley: int) -> float:
        """Share of changes to a thread that goes on; 0.1 before any is known."""
        return (sum(self._switches[:valley]) + 1) / (sum(self._pauses[:valley]) + 10)

    def bridged(self, valley: int) -> float:
        """Share of links over pauses from a bin on; 0.2 before any is known."""
        pauses = sum(self._pauses[valley:])
        return (pauses - sum(self._openings[valley:]) + 1) / (pauses + 5)
