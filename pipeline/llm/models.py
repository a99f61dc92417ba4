"""What is said to a language model and what comes back, whoever the model is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Literal, NewType, TypeVar

from pydantic import BaseModel

from pipeline.ingest.models import TenantId

A = TypeVar("A", bound=BaseModel)
Language = Literal["ru", "en"]
CallId = NewType("CallId", int)


class Tier(StrEnum):
    """How able, and how dear, a model is; settings map tiers to names of models."""

    BASE = "base"
    PRO = "pro"
    MAX = "max"


class Speaker(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Turn:
    speaker: Speaker
    text: str


class Finish(StrEnum):
    """Why a completion ended."""

    STOP = "stop"
    LENGTH = "length"
    """``max_tokens`` was reached: the text is cut off."""
    REFUSED = "refused"
    """The provider's filter kept the answer back; the text is an excuse."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call or several, as the API returned them."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    """Tokens of ``prompt`` that the provider had from an earlier call and does not bill."""

    @property
    def billed(self) -> int:
        return max(0, self.prompt - self.cached) + self.completion

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt + other.prompt,
            self.completion + other.completion,
            self.cached + other.cached,
        )


@dataclass(frozen=True, slots=True)
class AnswerSchema:
    """The JSON Schema that an answer has to fit, for APIs that can enforce it."""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChatCall:
    """One request to a model, in terms that every adapter understands."""

    model: str
    turns: tuple[Turn, ...]
    temperature: float
    max_tokens: int
    schema: AnswerSchema | None = None
    session: str | None = None
    """Calls of one session begin alike, so that the provider can keep their prefix (no id of a
    person or a chat)."""


@dataclass(frozen=True, slots=True)
class Completion:
    text: str
    finish: Finish
    model: str
    """As the API names it, with its revision."""
    usage: Usage


@dataclass(frozen=True, slots=True)
class Prompt(Generic[A]):
    """A rendered prompt and what an answer to it has to be."""

    name: str
    version: int
    language: Language
    turns: tuple[Turn, ...]
    answer: type[A]
    max_tokens: int
    """Longest answer, in tokens."""
    check: Callable[[A], Sequence[str]] = lambda _: ()
    """What is wrong with an answer of the right form, told to the model in the prompt's language:
    a number of no message, a verdict that is missing."""

    @property
    def key(self) -> str:
        """The version that answers are stored under: ``segmenter-1.ru``."""
        return f"{self.name}-{self.version}.{self.language}"


@dataclass(frozen=True, slots=True)
class Asking:
    """On whose account a prompt is answered, how ably, and until when."""

    tenant: TenantId
    purpose: str
    """The digest's stage, later a slice of another kind."""
    run_id: str
    tier: Tier
    temperature: float
    deadline: float | None = None
    """Of the whole run, by ``time.monotonic()``; a call is cut off there."""


@dataclass(frozen=True, slots=True)
class Answered(Generic[A]):
    value: A
    model: str
    """The configured name of the model that answered."""
    tier: Tier
    usage: Usage
    """Of all calls that it took, repairs and failed attempts that were billed included."""
    calls: int
    repairs: int
    seconds: float
