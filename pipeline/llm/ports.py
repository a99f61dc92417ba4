"""What the product needs of language models; ``ledger`` is what these need of the world."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pipeline.llm.completions import ChatCall, Completion, Heard
from pipeline.llm.models import A, Answered, Asking, Prompt, Tier


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

    async def answer(
        self, prompt: Prompt[A], asking: Asking, heard: Heard | None = None
    ) -> Answered[A]:
        """A valid answer, from the asked tier or a lower one.

        Raises:
            ModelError: There is none; its ``reason`` says why.
        """
        ...


class ChatModel(Protocol):
    """One provider's chat API: an adapter. It neither retries nor judges what comes back."""

    async def complete(self, call: ChatCall, heard: Heard | None = None) -> Completion:
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
