"""What a test makes the server do instead of answering as usual."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from tests.servers.gigachat.journal import Endpoint, Received

Predicate = Callable[[Received], bool]

REFUSAL = (
    "Не люблю менять тему разговора, но вот сейчас тот самый случай. Чтобы разговоры на "
    "чувствительные темы не создавали неправильное понимание, давайте поговорим о другом."
)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. What is None is as it would have been without a script."""

    text: str | None = None
    finish: str | None = None
    """stop, length, blacklist or error."""
    cut: int | None = None
    """Tokens after which the answer is cut off, with the finish reason length."""
    latency: float | None = None
    tokens_per_second: float | None = None

    @classmethod
    def refusal(cls) -> "Reply":
        """The content filter: status 200, an excuse for a text and the reason blacklist."""
        return cls(REFUSAL, finish="blacklist")


class Kind(Enum):
    STATUS = auto()
    DROP = auto()
    END = auto()
    STALL = auto()
    GARBAGE = auto()
    HANG = auto()
    WRONG_TYPE = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure. Made by the class methods below, which are also its documentation.

    ``after`` counts the chunks of a stream. An answer with fewer of them fails before its last
    one, and one that is not streamed in the middle of its body.
    """

    kind: Kind
    after: int | None = None
    code: int = 0
    message: str = ""
    retry_after: float | str | None = None

    @classmethod
    def status(
        cls, code: int, message: str = "", *, retry_after: float | str | None = None
    ) -> "Fault":
        """Refuse with an HTTP status; 401 makes the SDK fetch a new token."""
        return cls(Kind.STATUS, code=code, message=message, retry_after=retry_after)

    @classmethod
    def drop(cls) -> "Fault":
        """Close the connection without a word."""
        return cls(Kind.DROP)

    @classmethod
    def drop_after(cls, chunks: int) -> "Fault":
        """Close the connection inside an answer."""
        return cls(Kind.DROP, chunks)

    @classmethod
    def end_after(cls, chunks: int) -> "Fault":
        """End in good order, but without finish reason, usage and ``[DONE]``."""
        return cls(Kind.END, chunks)

    @classmethod
    def stall(cls, chunks: int = 0) -> "Fault":
        """Begin to answer, then send nothing more and keep the connection."""
        return cls(Kind.STALL, chunks)

    @classmethod
    def garbage(cls, chunks: int = 0) -> "Fault":
        """Send what is not JSON; a stream ends with ``[DONE]`` after it."""
        return cls(Kind.GARBAGE, chunks)

    @classmethod
    def hang(cls) -> "Fault":
        """Take the request and never answer it."""
        return cls(Kind.HANG)

    @classmethod
    def wrong_type(cls) -> "Fault":
        """Answer 200 with a page of HTML, as a captive portal does."""
        return cls(Kind.WRONG_TYPE)


Step = Reply | Fault


@dataclass(frozen=True, slots=True)
class _Rule:
    step: Step
    on: Endpoint
    when: Predicate | None

    def fits(self, received: Received) -> bool:
        return self.on is received.endpoint and (self.when is None or self.when(received))


@dataclass(slots=True)
class Script:
    """Steps that are each taken once, in order, and after them those that hold for good."""

    _once: list[_Rule] = field(default_factory=list)
    _standing: list[_Rule] = field(default_factory=list)

    def add(self, steps: tuple[Step, ...], on: Endpoint, when: Predicate | None) -> None:
        self._once.extend(_Rule(step, on, when) for step in steps)

    def stand(self, step: Step, on: Endpoint, when: Predicate | None) -> None:
        self._standing.append(_Rule(step, on, when))

    def clear(self) -> None:
        self._once.clear()
        self._standing.clear()

    @property
    def left(self) -> int:
        """Steps that nothing has taken yet."""
        return len(self._once)

    def next(self, received: Received) -> Step | None:
        for rule in self._once:
            if rule.fits(received):
                self._once.remove(rule)
                return rule.step
        return next((rule.step for rule in self._standing if rule.fits(received)), None)


def system_begins(opening: str) -> Predicate:
    """Calls whose system turn begins so."""
    return lambda received: (received.system or "").startswith(opening)
