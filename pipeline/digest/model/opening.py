"""The model engine, put together from the provider that the settings name."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from pipeline.digest.model.engine import ModelEngine
from pipeline.digest.model.settings import ModelSettings, QuotaSettings
from pipeline.digest.ports import SegmentCache
from pipeline.llm.embedding import MeteredEmbedder
from pipeline.llm.gigachat.settings import GigaChatSettings
from pipeline.llm.ledger import Limits, UsageLedger
from pipeline.llm.metrics import ModelMetrics
from pipeline.llm.provider import Provider, open_provider
from pipeline.llm.quotas import Allowance, Quotas
from pipeline.llm.router import Router
from pipeline.llm.settings import LlmSettings


@dataclass(frozen=True, slots=True)
class EngineSettings:
    gigachat: GigaChatSettings
    llm: LlmSettings
    quota: QuotaSettings
    model: ModelSettings
    apart: Sequence[Allowance] = ()
    """Of those who ask the same provider for something else than digests."""


@asynccontextmanager
async def open_model_engine(
    settings: EngineSettings | None,
    *,
    usage: UsageLedger,
    segments: SegmentCache,
    registry: CollectorRegistry,
) -> AsyncIterator[ModelEngine | None]:
    """Open the provider and put the router before it; None if no provider is configured.

    Without settings nothing is opened: rules are to answer everything, and they stay offline.

    Raises:
        BadInputError: Two providers are configured, or one is in a way that cannot work.
        ModelRejectedError: An OpenAI-compatible server was asked for its first model and named
            none.
    """
    if settings is None:
        yield None
        return
    async with open_provider(settings.gigachat, settings.llm) as provider:
        if provider is None:
            yield None
            return
        metrics = ModelMetrics(registry)
        router = Router(
            provider.chat,
            usage,
            names=provider.names,
            streams=provider.streams,
            quotas=Quotas(settings.quota.allowance, settings.apart),
            settings=settings.llm,
            metrics=metrics,
        )
        embedder = _embedder(provider, usage, settings, metrics)
        yield ModelEngine(
            router,
            provider.counter,
            segments,
            usage,
            settings.model,
            embedder,
            router.resting,
        )


def _embedder(
    provider: Provider, usage: UsageLedger, settings: EngineSettings, metrics: ModelMetrics
) -> MeteredEmbedder | None:
    if provider.embedder is None or provider.embeddings is None:
        return None
    return MeteredEmbedder(
        provider.embedder,
        usage,
        name=f"{provider.name}/{provider.embeddings}",
        limits=Limits(0, settings.llm.embeddings_quota_tokens),
        settings=settings.llm,
        metrics=metrics,
    )
