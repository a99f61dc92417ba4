"""Which provider is opened for which settings."""

import subprocess
import sys

import pytest
from pydantic import SecretStr

from pipeline.errors import BadInputError
from pipeline.llm.gigachat.settings import GigaChatSettings
from pipeline.llm.models import Tier
from pipeline.llm.provider import open_provider
from pipeline.llm.settings import LlmSettings
from tests.fixtures.gigachat_model import CALL, gigachat_settings
from tests.servers.gigachat import Endpoint, GigaChatServer

LOCAL = LlmSettings(api_url="http://localhost:1/v1", model_base="qwen", max_streams=7)


async def test_without_settings_there_is_no_provider() -> None:
    async with open_provider(GigaChatSettings(), LlmSettings()) as provider:
        assert provider is None


async def test_a_key_opens_gigachat_whose_counts_are_its_own(gigachat: GigaChatServer) -> None:
    settings = gigachat_settings(gigachat, max_streams=3)

    async with open_provider(settings, LlmSettings()) as provider:
        assert provider
        completion = await provider.chat.complete(CALL)
        counts = await provider.counter.count("GigaChat-2", ["Привет, мир"])
        assert provider.embedder
        (vector,) = await provider.embedder.embed(["Привет, мир"])

    assert "gigachat" == provider.name
    assert 3 == provider.streams
    assert "GigaChat-2-Pro" == provider.names[Tier.PRO]
    assert "Когда выпуск?" == completion.text
    assert [4] == counts
    assert gigachat.terms.dimensions == len(vector)
    assert 1 == len(gigachat.received(Endpoint.TOKENS))


@pytest.mark.parametrize("embeddings", ["bge-m3", None])
async def test_an_address_opens_a_server_that_only_embeds_if_it_has_a_model_for_it(
    embeddings: str | None,
) -> None:
    settings = LOCAL.model_copy(update={"embeddings": embeddings})

    async with open_provider(GigaChatSettings(), settings) as provider:
        assert provider
        counts = await provider.counter.count("qwen", ["Привет, мир"])

    assert "openai" == provider.name
    assert 7 == provider.streams
    assert "qwen" == provider.names[Tier.MAX]
    assert bool(embeddings) == (provider.embedder is not None)
    assert counts[0] > 0


async def test_two_providers_are_refused() -> None:
    gigachat = GigaChatSettings(credentials=SecretStr("c29tZW9uZTplbHNl"))

    with pytest.raises(BadInputError, match="— unset the one"):
        async with open_provider(gigachat, LOCAL):
            pass


def test_a_process_without_a_model_loads_no_client_library() -> None:
    script = "import sys, pipeline.llm.provider; print({'gigachat', 'httpx'} & sys.modules.keys())"

    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert "set()" == ran.stdout.strip()
