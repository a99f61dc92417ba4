"""What a test makes the server do instead of answering as usual."""

from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto


class Kind(Enum):
    ERROR = auto()
    SLOW = auto()
    DROP = auto()
    DROP_IN_ANSWER = auto()
    BAD_MESSAGE = auto()
    TOO_LONG = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure. Made by the class methods below, which are also its documentation."""

    kind: Kind
    code: int = 0
    text: str = ""
    seconds: float = 0.0

    @classmethod
    def error(cls, code: int, text: str) -> "Fault":
        """An ``rpc_error``: (406, "CHANNEL_PRIVATE"), (401, "SESSION_REVOKED"), (500, "…")."""
        return cls(Kind.ERROR, code=code, text=text)

    @classmethod
    def flood_wait(cls, seconds: int) -> "Fault":
        return cls.error(420, f"FLOOD_WAIT_{seconds}")

    @classmethod
    def slow(cls, seconds: float) -> "Fault":
        """The right answer, but late; other requests of the connection overtake it."""
        return cls(Kind.SLOW, seconds=seconds)

    @classmethod
    def drop(cls) -> "Fault":
        """Close the connection without an answer."""
        return cls(Kind.DROP)

    @classmethod
    def drop_in_answer(cls) -> "Fault":
        """Send half of the answer, then close the connection."""
        return cls(Kind.DROP_IN_ANSWER)

    @classmethod
    def bad_message(cls, code: int) -> "Fault":
        """``bad_msg_notification``: 16 and 17 blame the clock, 32 and 33 the sequence number."""
        return cls(Kind.BAD_MESSAGE, code=code)

    @classmethod
    def too_long(cls) -> "Fault":
        """For ``updates.getDifference`` and ``updates.getChannelDifference``."""
        return cls(Kind.TOO_LONG)


class Delivery(StrEnum):
    """How updates are pushed."""

    PROMPT = "prompt"
    WITHHELD = "withheld"
    """Not at all: only a difference has them."""
    SWAPPED = "swapped"
    """Each second container before the one that it follows."""
    LOSSY = "lossy"
    """Each first of two containers is lost, so that the second shows a gap."""
    TWICE = "twice"


@dataclass(slots=True)
class _Order:
    fault: Fault
    spare: int
    left: int | None


@dataclass(slots=True)
class Faults:
    """By the name of the request, ``messages.getHistory``; ``*`` stands for any."""

    _orders: dict[str, list[_Order]] = field(default_factory=dict)

    def add(self, request: str, fault: Fault, *, times: int | None = 1, after: int = 0) -> None:
        """Fail the next ``times`` calls, None for all, once ``after`` of them were answered."""
        self._orders.setdefault(request, []).append(_Order(fault, after, times))

    def clear(self) -> None:
        self._orders.clear()

    def next(self, request: str) -> Fault | None:
        """What befalls this call."""
        for name in (request, "*"):
            orders = self._orders.get(name)
            if orders:
                return self._take(orders)
        return None

    def _take(self, orders: list[_Order]) -> Fault | None:
        order = orders[0]
        if order.spare:
            order.spare -= 1
            return None
        if order.left is not None:
            order.left -= 1
            if not order.left:
                orders.pop(0)
        return order.fault
