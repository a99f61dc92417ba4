"""The provider that is configured, if one is."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import BadInputError
from pipeline.llm.counting import CalibratedCounter
from pipeline.llm.gigachat.settings import GigaChatSettings
from pipeline.llm.models import Tier
from pipeline.llm.ports import ChatModel, Embedder, TokenCounter
from pipeline.llm.settings import LlmSettings


@dataclass(frozen=True, slots=True)
class Provider:
    name: Literal["gigachat", "openai"]
    chat: ChatModel
    counter: TokenCounter
    embedder: Embedder | None
    embeddings: str | None
    """The name of the embedder's model."""
    names: Mapping[Tier, str]
    streams: int
    """Calls that it answers at once."""
    check: Callable[[], Awaitable[None]]
    """Raises a ``ModelError`` that names what does not work, and the setting to change."""


@asynccontextmanager
async def open_provider(
    gigachat: GigaChatSettings, llm: LlmSettings
) -> AsyncIterator[Provider | None]:
    """Open the provider whose settings are there; None if neither's are.

    Raises:
        BadInputError: Both are configured, or one is in a way that cannot work.
        ModelRejectedError: An OpenAI-compatible server was asked for its first model and named
            none.
    """
    if gigachat.credentials and llm.api_url:
        raise BadInputError(
            "GIGACHAT_CREDENTIALS and LLM_API_URL are both set — unset the one of the provider"
            " that is not to answer"
        )
    if gigachat.credentials:
        async with _gigachat(gigachat, llm) as provider:
            yield provider
    elif llm.api_url:
        async with _openai(llm) as provider:
            yield provider
    else:
        yield None


def embedder_of(gigachat: GigaChatSettings, llm: LlmSettings) -> str | None:
    """The model of embeddings that the settings name, if one is in use."""
    if gigachat.credentials:
        return gigachat.embeddings
    return llm.embeddings if llm.api_url else None


# The adapters are imported once they are needed: a client library takes 0.2 s to load, and a
# process without a model needs none.


@asynccontextmanager
async def _gigachat(settings: GigaChatSettings, llm: LlmSettings) -> AsyncIterator[Provider]:
    from pipeline.llm.gigachat.model import open_gigachat

    async with open_gigachat(settings, llm) as model:
        yield Provider(
            name="gigachat",
            chat=model,
            counter=CalibratedCounter(model),
            embedder=model,
            embeddings=settings.embeddings,
            names=model.names,
            streams=settings.max_streams,
            check=model.check,
        )


@asynccontextmanager
async def _openai(llm: LlmSettings) -> AsyncIterator[Provider]:
    from pipeline.llm.openai.model import open_openai

    async with open_openai(llm) as model:
        yield Provider(
            name="openai",
            chat=model,
            counter=CalibratedCounter(None),
            embedder=model if llm.embeddings else None,
            embeddings=llm.embeddings,
            names=model.names,
            streams=llm.max_streams,
            check=model.check,
        )
