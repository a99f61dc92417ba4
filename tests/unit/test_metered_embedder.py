"""An embedder on a tenant's account: booked, bounded, left alone when it fails."""

import asyncio
from collections.abc import Sequence

import pytest
from prometheus_client import CollectorRegistry

from pipeline.ingest.models import TenantId
from pipeline.llm.embedding import MeteredEmbedder
from pipeline.llm.errors import (
    BreakerOpenError,
    ModelTimeoutError,
    ModelUnavailableError,
    QuotaSpentError,
)
from pipeline.llm.ledger import Limits
from pipeline.llm.metrics import ModelMetrics
from pipeline.llm.models import Tier
from pipeline.llm.settings import LlmSettings
from tests.fakes.thesaurus import Thesaurus
from tests.fakes.usage import MemoryUsage
from tests.fixtures.model_world import without_waits

ONE, TWO = TenantId(1), TenantId(2)
TEXTS = ["смета крыши", "доставка кирпича"]


class Metered:
    def __init__(self, embedder: Thesaurus | None = None, tokens: int = 0) -> None:
        self.embedder = embedder or Thesaurus()
        self.usage = MemoryUsage()
        self.registry = CollectorRegistry()
        self.now = 0.0
        self.metered = MeteredEmbedder(
            self.embedder,
            self.usage,
            name="test/m",
            limits=Limits(0, tokens),
            settings=LlmSettings(
                _env_file=None, retries=1, breaker_failures=2, breaker_seconds=60
            ),
            metrics=ModelMetrics(self.registry),
            clock=lambda: self.now,
            chance=lambda: 0.0,
        )

    async def embed(self, tenant: TenantId = ONE, seconds: float | None = None) -> int:
        return len(await self.metered.embed(tenant, "passages", TEXTS, seconds=seconds))

    @property
    def statuses(self) -> list[str | None]:
        return [entry.status for entry in self.usage.entries.values()]


async def test_each_call_is_booked_under_embeddings_and_no_tier() -> None:
    world = Metered()

    vectors = await world.embed()

    [entry] = world.usage.entries.values()
    assert 2 == vectors
    assert ("embedding", "passages", "test/m") == (
        entry.call.tier,
        entry.call.purpose,
        entry.call.model,
    )
    assert entry.usage is not None
    assert entry.usage.billed == entry.call.tokens > 0


async def test_a_spent_quota_sends_nothing_and_is_a_tenant_s_own() -> None:
    world = Metered(tokens=15)
    await world.embed()

    with pytest.raises(QuotaSpentError, match="LLM_EMBEDDINGS_QUOTA_TOKENS"):
        await world.embed()
    await world.embed(TWO)

    assert 2 == len(world.embedder.calls)


async def test_what_is_embedded_takes_nothing_from_the_quota_of_digests() -> None:
    world = Metered()
    await world.embed()
    call = next(iter(world.usage.entries.values())).call

    booked = await world.usage.reserve(ONE, call, (Tier.BASE,), Limits(1, 1_000))

    assert booked is not None


async def test_a_call_that_failed_is_made_again_and_costs_nothing() -> None:
    world = Metered()
    fails = iter([ModelUnavailableError("away"), None])
    world.embedder.fails = lambda _: next(fails)

    with without_waits():
        await world.embed()

    assert ["model_unavailable", "ok"] == world.statuses


async def test_a_question_is_tried_once() -> None:
    world = Metered()
    world.embedder.fails = lambda _: ModelUnavailableError("away")

    with pytest.raises(ModelUnavailableError):
        await world.embed(seconds=1.0)

    assert ["model_unavailable"] == world.statuses


async def test_a_model_that_fails_again_and_again_is_left_alone_for_a_while() -> None:
    world = Metered()
    world.embedder.fails = lambda _: ModelUnavailableError("away")
    for _ in range(2):
        with pytest.raises(ModelUnavailableError):
            await world.embed(seconds=1.0)

    with pytest.raises(BreakerOpenError):
        await world.embed()
    with pytest.raises(BreakerOpenError):
        await world.metered.dimension()
    world.now, world.embedder.fails = 61.0, lambda _: None
    vectors = await world.embed()

    assert 2 == vectors


class Hanging(Thesaurus):
    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        await asyncio.get_running_loop().create_future()
        return []


async def test_a_call_that_hangs_ends_in_time() -> None:
    world = Metered(Hanging())

    with pytest.raises(ModelTimeoutError, match="no vectors within"):
        await world.embed(seconds=0.01)

    assert ["model_timeout"] == world.statuses


async def test_a_call_that_was_cancelled_counts_as_it_was_booked() -> None:
    world = Metered(Hanging())

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await world.embed()

    assert [None] == world.statuses
