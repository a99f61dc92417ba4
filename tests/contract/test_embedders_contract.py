"""Embedder: in memory, an OpenAI-compatible server, GigaChat."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from pipeline.llm.openai.model import open_openai
from pipeline.llm.ports import Embedder
from pipeline.llm.settings import LlmSettings
from tests.fakes.providers import FakeEmbedder
from tests.fixtures.gigachat_model import opened
from tests.servers.gigachat import Endpoint, Terms, gigachat_server
from tests.servers.gigachat.vectors import embedding
from tests.servers.openai import EMBEDDINGS, Habits, openai_server

DIMENSION = 24


@dataclass(frozen=True, slots=True)
class Provider:
    embedder: Embedder
    requests: Callable[[], int]
    """How often the API was asked."""


@asynccontextmanager
async def in_memory() -> AsyncIterator[Provider]:
    yield Provider(FakeEmbedder(DIMENSION), lambda: 0)


@asynccontextmanager
async def openai() -> AsyncIterator[Provider]:
    async with openai_server(Habits(dimensions=DIMENSION)) as server:
        settings = LlmSettings(
            _env_file=None,
            api_url=server.url,
            api_key=SecretStr(server.key),
            embeddings=EMBEDDINGS,
        )
        async with open_openai(settings) as model:
            yield Provider(model, lambda: len(server.received(Endpoint.EMBEDDINGS)))


@asynccontextmanager
async def gigachat() -> AsyncIterator[Provider]:
    async with gigachat_server(Terms(dimensions=DIMENSION)) as server, opened(server) as model:
        yield Provider(model, lambda: len(server.received(Endpoint.EMBEDDINGS)))


Opening = Callable[[], AbstractAsyncContextManager[Provider]]
OPENINGS: dict[str, Opening] = {"in memory": in_memory, "openai": openai, "gigachat": gigachat}


@pytest.fixture(params=list(OPENINGS.values()), ids=list(OPENINGS))
async def provider(request: pytest.FixtureRequest) -> AsyncIterator[Provider]:
    opening: Opening = request.param
    async with opening() as opened:
        yield opened


@pytest.mark.parametrize("texts", [1, 32, 33, 64, 150])
async def test_each_text_has_its_vector_however_many_there_are(
    texts: int, provider: Provider
) -> None:
    said = [f"Сообщение {number} о выпуске {number % 7}" for number in range(texts)]

    vectors = await provider.embedder.embed(said)

    assert [embedding(text, DIMENSION) for text in said] == [list(each) for each in vectors]


async def test_without_a_text_there_is_no_vector_and_no_request(provider: Provider) -> None:
    assert [] == list(await provider.embedder.embed([]))
    assert 0 == provider.requests()


async def test_the_dimension_is_that_of_the_vectors_and_asked_at_most_once(
    provider: Provider,
) -> None:
    dimensions = [await provider.embedder.dimension() for _ in range(3)]
    asked = provider.requests()

    (vector,) = await provider.embedder.embed(["Ёлка 🎄"])

    assert [len(vector)] * 3 == dimensions
    assert asked <= 1
