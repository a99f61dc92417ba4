"""What the product needs of language models, and what they need of the world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.ingest.models import TenantId
from pipeline.llm.models import (
    A,
    Answered,
    Asking,
    CallId,
    ChatCall,
    Completion,
    Prompt,
    Tier,
    Usage,
)


class LanguageModel(Protocol):
    """Answers versioned prompts. The router is one."""

    @property
    def names(self) -> Mapping[Tier, str]:
        """The model of each tier: who would answer."""
        ...

    @property
    def streams(self) -> int:
        """How many calls can run at once."""
        ...

    async def answer(self, prompt: Prompt[A], asking: Asking) -> Answered[A]:
        """A valid answer, from the asked tier or a lower one.

        Raises:
            ModelError: There is none; its ``reason`` says why.
        """
        ...


class ChatModel(Protocol):
    """One provider's chat API: an adapter. It neither retries nor judges what comes back."""

    async def complete(self, call: ChatCall) -> Completion:
        """Ask once and read the stream to its end.

        Calls beyond the provider's number of streams wait for their turn, in order.

        Raises:
            ModelUnavailableError: No connection, 5xx, a broken stream; RateLimitedError at 429.
            ModelRejectedError: The request, the key or the model's name is wrong.
            PromptTooLongError: It is longer than the API takes.
            FundsSpentError: The account is empty.
        """
        ...


class TokenCounter(Protocol):
    async def count(self, model: str, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text for the model: exact, or estimated and then rather too many."""
        ...


class Embedder(Protocol):
    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector a text, all of one dimension, in batches that the API takes.

        Raises:
            ModelError: As ``ChatModel.complete``.
        """
        ...

    async def dimension(self) -> int:
        """Asked of the API once, never assumed."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tenant may use within 24 hours; 0 is no limit."""

    calls: int
    tokens: int


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call that is about to be made, booked at the most that it can cost."""

    purpose: str
    run_id: str
    tier: Tier
    model: str
    prompt_version: str
    tokens: int
    """Estimated prompt and longest answer."""


@dataclass(frozen=True, slots=True)
class Spent:
    calls: int
    tokens: int


class UsageLedger(Protocol):
    """Every call with its tokens, booked beforehand so that parallel calls cannot overspend.

    A call that was never settled, because the process died, counts as it was booked.
    """

    async def reserve(
        self, tenant: TenantId, call: NewCall, tiers: Sequence[Tier], limits: Limits
    ) -> CallId | None:
        """Book the call; None if ``tiers`` together would pass the limits of the last 24 hours."""
        ...

    async def settle(
        self, tenant: TenantId, call: CallId, status: str, usage: Usage, seconds: float
    ) -> None:
        """Put what it cost in the place of what was booked.

        A failed call without usage costs nothing and does not count.
        """
        ...

    async def spent(self, tenant: TenantId, run_id: str) -> Spent:
        """What a run's settled calls cost, by billed tokens, whichever process made them."""
        ...
