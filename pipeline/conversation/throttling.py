"""How many commands a person may give."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

COMMANDS: Final = 5
SECONDS: Final = 10.0
_REMEMBERED: Final = 10_000
"""People; of more, those who spoke longest ago begin anew."""


class Verdict(Enum):
    GO = "go"
    REFUSE = "refuse"
    """One too many, for the first time: the person is told so."""
    IGNORE = "ignore"
    """They were told."""


@dataclass(slots=True)
class _Given:
    times: deque[float] = field(default_factory=deque)
    told: bool = False


class Throttle:
    """`COMMANDS` in any `SECONDS`, by person over all chats.

    What is refused does not count, so whoever waits is served again.
    """

    def __init__(self) -> None:
        self._given: OrderedDict[int, _Given] = OrderedDict()

    def ask(self, person: int, now: float) -> Verdict:
        """May the person give a command ``now``, in seconds of a clock that never goes back?"""
        given = self._given.setdefault(person, _Given())
        self._given.move_to_end(person)
        if len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)
        while given.times and given.times[0] + SECONDS <= now:
            given.times.popleft()
        if len(given.times) < COMMANDS:
            given.times.append(now)
            given.told = False
            return Verdict.GO
        if given.told:
            return Verdict.IGNORE
        given.told = True
        return Verdict.REFUSE
