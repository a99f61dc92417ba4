"""What the product asks of a language model and what comes back, whoever the model is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel

from pipeline.ingest.models import TenantId

A = TypeVar("A", bound=BaseModel)
Language = Literal["ru", "en"]


class Tier(StrEnum):
    """How able, and how dear, a model is; settings map tiers to names of models."""

    BASE = "base"
    PRO = "pro"
    MAX = "max"

    @property
    def descent(self) -> "tuple[Tier, ...]":
        """This tier and those below it, in the order in which they are asked."""
        rising = tuple(Tier)
        return rising[rising.index(self) :: -1]


class Speaker(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Turn:
    speaker: Speaker
    text: str


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


class FreeText(BaseModel):
    """The answer of a prompt that asks for plain words. It is not mended: a reader saw it come."""

    text: str


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
    stepped_down: str | None = None
    """Why the wanted tier's model did not answer, if a lower one did."""
