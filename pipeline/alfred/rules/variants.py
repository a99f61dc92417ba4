"""The same thing in other words, so that nobody hears one sentence twice running."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.digest.ports import Wording

MOST: Final = 6
"""Variants of one wording; files may hold fewer, the last of which stands for the others."""


@dataclass(frozen=True, slots=True)
class Varied:
    """A ``Wording`` that says what this person has not heard for the longest time."""

    wording: Wording
    replies: Sequence[str]
    """What was said to them, oldest first."""
    unheard: int = 0
    """How many of the last things that were said to them are not among it."""

    def say(self, message_id: str, /, **arguments: str | int | float) -> str:
        """A variant of a wording, by its ``$variant`` from 0; any other as it is."""
        every = [
            self.wording.say(message_id, **arguments, variant=number) for number in range(MOST)
        ]
        known = sorted(dict.fromkeys(every), key=self._last)
        return known[self.unheard % len(known)]

    def _last(self, text: str) -> int:
        """Where it was said last; -1 if it was not."""
        return max((at for at, each in enumerate(self.replies) if text in each), default=-1)
