"""Allowances: so many messages in any period of so many seconds."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

_BURST: Final = 3
"""Messages to one chat that may follow each other at once."""
_SECOND: Final = 1.0
MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many messages in any period of ``seconds``."""

    messages: int
    seconds: float

    @classmethod
    def per_second(cls, rate: float) -> "Allowance":
        """At most ``rate`` messages a second, below one too."""
        whole = max(1, int(rate))
        return cls(whole, whole / rate)


@dataclass(frozen=True, slots=True)
class Rates:
    overall: Allowance = Allowance(30, _SECOND)
    chat: Allowance = Allowance(_BURST, _BURST * _SECOND)
    group: Allowance = Allowance(20, MINUTE)

    @classmethod
    def of(cls, *, per_second: float, chat_seconds: float, group_minute: int) -> "Rates":
        """The limits as they are set: messages a second, seconds a message, messages a minute."""
        return cls(
            Allowance.per_second(per_second),
            Allowance(_BURST, _BURST * chat_seconds),
            Allowance(group_minute, MINUTE),
        )


@dataclass(slots=True)
class Places:
    """The places of one allowance: taken by what is on its way, or until their period is over."""

    allowance: Allowance
    on_their_way: int = 0
    _arrived: deque[float] = field(default_factory=deque)

    def free_at(self, now: float, most: int | None = None) -> float | None:
        """When there is room: ``now``, later, or None as long as nothing arrives.

        ``most`` is how many places may be taken at all, if not all of them.
        """
        self._forget(now)
        most = self.allowance.messages if most is None else most
        over = self.on_their_way + len(self._arrived) - most
        if over < 0:
            return now
        if over >= len(self._arrived):
            return None
        return self._arrived[over] + self.allowance.seconds

    def leave(self) -> None:
        self.on_their_way += 1

    def arrive(self, now: float) -> None:
        self.on_their_way -= 1
        self._arrived.append(now)

    def idle(self, now: float) -> bool:
        self._forget(now)
        return not self.on_their_way and not self._arrived

    def _forget(self, now: float) -> None:
        while self._arrived and self._arrived[0] + self.allowance.seconds <= now:
            self._arrived.popleft()
