from collections.abc import Iterable
from typing import Final

from pipeline.ingest.models import MessageId

_MOST_AHEAD: Final = 100_000


class Continuity:
    """How far the ids of a channel or supergroup were stored without a gap.

    There the ids of messages follow one another, service messages included, so an id that is left
    out was missed, or deleted before it could be told. A basic group has no such order.
    """

    def __init__(self, reached: MessageId) -> None:
        self.reached = reached
        self._ahead: set[MessageId] = set()
        self._broken_at: float | None = None

    def add(self, ids: Iterable[MessageId], now: float) -> None:
        self._ahead.update(number for number in ids if number > self.reached)
        before = self.reached
        while (following := MessageId(self.reached + 1)) in self._ahead:
            self._ahead.remove(following)
            self.reached = following
        if not self._ahead:
            self._broken_at = None
        elif self._broken_at is None or self.reached != before:
            self._broken_at = now
        if len(self._ahead) > _MOST_AHEAD:
            self._ahead.clear()  # the history has them

    def repaired(self, up_to: MessageId, now: float) -> None:
        """All that the history has up to this one is stored."""
        self.reached = max(self.reached, up_to)
        ahead, self._ahead = self._ahead, set()
        self._broken_at = None
        self.add(ahead, now)

    def broken_since(self) -> float | None:
        """When it was first seen that something is missing."""
        return self._broken_at
