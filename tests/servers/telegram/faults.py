"""What a test makes the server do instead of answering as usual."""

import random
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Final

from tests.servers.telegram.errors import (
    ApiError,
    bad_request,
    forbidden,
    migrated,
    too_many_requests,
)
from tests.servers.telegram.journal import Call

_BAD_GATEWAY: Final = 502


class Kind(Enum):
    REFUSE = auto()
    PAGE = auto()
    DELAY = auto()
    DROP = auto()
    CUT = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure. Made by the class methods below, which are also its documentation.

    It comes before the call takes effect, unless ``late`` says that the call did its work first,
    and only its answer suffered: then the bot cannot know.
    """

    kind: Kind
    error: ApiError | None = None
    code: int = 0
    seconds: float = 0.0
    late: bool = False

    @classmethod
    def of(cls, error: ApiError) -> "Fault":
        """Any refusal."""
        return cls(Kind.REFUSE, error=error)

    @classmethod
    def retry_after(cls, seconds: int) -> "Fault":
        return cls.of(too_many_requests(seconds))

    @classmethod
    def blocked(cls) -> "Fault":
        return cls.of(forbidden("bot was blocked by the user"))

    @classmethod
    def deactivated(cls) -> "Fault":
        return cls.of(forbidden("user is deactivated"))

    @classmethod
    def cannot_initiate(cls) -> "Fault":
        return cls.of(forbidden("bot can't initiate conversation with a user"))

    @classmethod
    def kicked(cls, kind: str = "supergroup") -> "Fault":
        return cls.of(forbidden(f"bot was kicked from the {kind} chat"))

    @classmethod
    def not_a_member(cls, kind: str = "channel") -> "Fault":
        return cls.of(forbidden(f"bot is not a member of the {kind} chat"))

    @classmethod
    def upgraded(cls, chat_id: int) -> "Fault":
        """The group is a supergroup now."""
        return cls.of(migrated(chat_id))

    @classmethod
    def chat_not_found(cls) -> "Fault":
        return cls.of(bad_request("chat not found"))

    @classmethod
    def no_rights(cls) -> "Fault":
        return cls.of(bad_request("not enough rights to send text messages to the chat"))

    @classmethod
    def topic_closed(cls) -> "Fault":
        return cls.of(bad_request("TOPIC_CLOSED"))

    @classmethod
    def internal(cls) -> "Fault":
        """500 in the form of the API."""
        return cls.of(ApiError(500, "Internal Server Error"))

    @classmethod
    def page(cls, code: int = _BAD_GATEWAY) -> "Fault":
        """A page of HTML, as a gateway in front of the API answers."""
        return cls(Kind.PAGE, code=code)

    @classmethod
    def slow(cls, seconds: float) -> "Fault":
        """The call does its work at once; its answer comes later."""
        return cls(Kind.DELAY, seconds=seconds, late=True)

    @classmethod
    def dropped(cls) -> "Fault":
        """Close the connection without a word."""
        return cls(Kind.DROP)

    @classmethod
    def cut(cls) -> "Fault":
        """Half an answer, to a call that did its work."""
        return cls(Kind.CUT, late=True)

    def after(self) -> "Fault":
        """The same once the call did its work: the message is there, the bot is told otherwise."""
        return replace(self, late=True)


@dataclass(slots=True)
class _Rule:
    fault: Fault
    method: str | None
    chat_id: int | None
    times: int | None
    probability: float

    def fits(self, call: Call) -> bool:
        if self.method is not None and self.method.lower() != call.method.lower():
            return False
        return self.chat_id is None or self.chat_id == call.chat_id


@dataclass(slots=True)
class Faults:
    """What is set to fail; a call gets the first fault that is meant for it."""

    struck: int = 0
    """Calls that failed by it."""
    _rules: list[_Rule] = field(default_factory=list)
    _random: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - repeatable

    def add(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        times: int | None = 1,
        probability: float = 1.0,
    ) -> None:
        """Let calls fail: of one method or all, to one chat or all.

        ``times`` None is for good; with a ``probability`` below 1 a call is spared by chance.
        """
        self._rules.append(_Rule(fault, method, chat_id, times, probability))

    def clear(self) -> None:
        self._rules.clear()

    def next(self, call: Call) -> Fault | None:
        for rule in self._rules:
            if rule.fits(call) and self._random.random() < rule.probability:
                self._take(rule)
                return rule.fault
        return None

    def _take(self, rule: _Rule) -> None:
        self.struck += 1
        if rule.times is not None:
            rule.times -= 1
            if rule.times <= 0:
                self._rules.remove(rule)
