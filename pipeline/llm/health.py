"""Whether the language model that the settings name would answer."""

from pipeline.health.models import Finding, ok
from pipeline.llm.gigachat.settings import GigaChatSettings
from pipeline.llm.provider import open_provider
from pipeline.llm.settings import LlmSettings


class ModelCheck:
    """Address, certificate, key and the names of the models fit; GigaChat is asked for free."""

    subject = "language model"

    def __init__(self, gigachat: GigaChatSettings, llm: LlmSettings) -> None:
        self._gigachat = gigachat
        self._llm = llm

    async def examine(self) -> Finding:
        async with open_provider(self._gigachat, self._llm) as provider:
            if provider is None:
                return ok("none is configured, rules write the digests")
            await provider.check()
            names = ", ".join(dict.fromkeys(provider.names.values()))
            where = "GigaChat" if provider.name == "gigachat" else "the server at LLM_API_URL"
            return ok(f"{where}: {names}")
