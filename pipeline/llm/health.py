"""Whether the language model that the settings name would answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.health.models import Finding, ok, warn
from pipeline.llm.gigachat.settings import GigaChatSettings
from pipeline.llm.provider import open_provider
from pipeline.llm.settings import LlmSettings

_NONE = "none is configured, rules write the digests"


@dataclass(frozen=True, slots=True)
class ModelsAnswer:
    """How the models served this process: nobody is asked, so it may be wanted every second."""

    names: Sequence[str] = ()
    """Of the models that are configured."""
    resting: Callable[[], Sequence[str]] = tuple
    """Those that failed too often and are left alone for a while."""
    subject: str = "language model"

    async def examine(self) -> Finding:
        resting = self.resting()
        if resting:
            return warn(
                f"{', '.join(resting)} failed too often and is left alone for a while",
                "lower tiers and rules answer meanwhile; python main.py doctor asks the model",
            )
        return ok(", ".join(self.names) or _NONE)


class ModelCheck:
    """Address, certificate, key and the names of the models fit; GigaChat is asked for free."""

    subject = "language model"

    def __init__(self, gigachat: GigaChatSettings, llm: LlmSettings) -> None:
        self._gigachat = gigachat
        self._llm = llm

    async def examine(self) -> Finding:
        async with open_provider(self._gigachat, self._llm) as provider:
            if provider is None:
                return ok(_NONE)
            await provider.check()
            names = ", ".join(dict.fromkeys(provider.names.values()))
            where = "GigaChat" if provider.name == "gigachat" else "the server at LLM_API_URL"
            return ok(f"{where}: {names}")
