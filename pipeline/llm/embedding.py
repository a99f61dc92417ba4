"""An embedder as the product asks it: booked, within a quota, a time and a breaker.

The port does not tell what a call cost, so the books hold estimates, rather too high.
"""

import asyncio
import functools
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from pipeline.ingest.models import TenantId
from pipeline.llm.breaker import Breaker
from pipeline.llm.errors import ModelError, ModelTimeoutError, QuotaSpentError
from pipeline.llm.ledger import EMBEDDING, CallId, Limits, NewCall, UsageLedger
from pipeline.llm.metrics import ModelMetrics
from pipeline.llm.models import Usage
from pipeline.llm.ports import Embedder
from pipeline.llm.retries import retried
from pipeline.llm.settings import LlmSettings
from pipeline.llm.tokens import estimate as estimate_tokens

T = TypeVar("T")
Vector = Sequence[float]

_log = logging.getLogger(__name__)


class MeteredEmbedder:
    """Embeds on a tenant's account.

    Args:
        embedder: The provider's.
        ledger: Where each call is booked.
        name: Of provider and model: vectors of different names are never compared.
        limits: What a tenant may have embedded within 24 hours.
        settings: How patient it is.
        metrics: Where attempts are counted, under ``name``.
        clock: Seconds.
        chance: Uniform in [0, 1).
    """

    def __init__(
        self,
        embedder: Embedder,
        ledger: UsageLedger,
        *,
        name: str,
        limits: Limits,
        settings: LlmSettings,
        metrics: ModelMetrics,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.name = name
        self._embedder = embedder
        self._ledger = ledger
        self._limits = limits
        self._settings = settings
        self._metrics = metrics
        self._clock = clock
        self._chance = chance
        self._breaker = Breaker(settings.breaker_failures, settings.breaker_seconds, clock)
        metrics.watch_breaker(name, lambda: float(self._breaker.state))

    async def dimension(self) -> int:
        """Of its vectors. Asked of the provider once, with a word that is booked nowhere.

        Raises:
            ModelError: It does not answer.
        """
        with self._breaker.passage():
            return await _in_time(self._embedder.dimension, self._settings.call_seconds)

    async def embed(
        self,
        tenant: TenantId,
        purpose: str,
        texts: Sequence[str],
        *,
        seconds: float | None = None,
    ) -> Sequence[Vector]:
        """One vector a text.

        Args:
            tenant: On whose account.
            purpose: What the books call it.
            texts: Masked already; each no longer than the model takes.
            seconds: Within which a single attempt has to end; None leaves all the patience that
                the settings allow.

        Raises:
            QuotaSpentError, BreakerOpenError: Nothing was sent.
            ModelError: There are no vectors.
        """
        limit = self._settings.call_seconds if seconds is None else seconds
        return await retried(
            lambda _: self._attempt(tenant, purpose, texts, limit),
            retries=self._settings.retries if seconds is None else 0,
            longest=lambda: self._settings.retry_after_cap,
            hopeless=lambda: not self._breaker.admits,
            chance=self._chance,
        )

    async def _attempt(
        self, tenant: TenantId, purpose: str, texts: Sequence[str], seconds: float
    ) -> Sequence[Vector]:
        """Embed once. What was cancelled may have been billed, and stays as it was booked."""
        self._breaker.check()
        tokens = sum(map(estimate_tokens, texts))
        booked = await self._reserve(tenant, purpose, tokens)
        began = self._clock()
        try:
            with self._breaker.passage():
                vectors = await _in_time(functools.partial(self._embedder.embed, texts), seconds)
        except ModelError as error:
            _log.warning("model=%s purpose=%s: %s", self.name, purpose, error)
            await self._settle(tenant, booked, error.reason, 0, began)
            raise
        await self._settle(tenant, booked, "ok", tokens, began)
        return vectors

    async def _reserve(self, tenant: TenantId, purpose: str, tokens: int) -> CallId:
        call = NewCall(purpose, purpose, EMBEDDING, self.name, purpose, tokens)
        booked = await self._ledger.reserve(tenant, call, (EMBEDDING,), self._limits)
        if booked is None:
            self._metrics.ended(self.name, QuotaSpentError.reason)
            raise QuotaSpentError(
                "the tenant's 24 hours of embeddings are spent — wait, or raise"
                " LLM_EMBEDDINGS_QUOTA_TOKENS"
            )
        return booked

    async def _settle(
        self, tenant: TenantId, booked: CallId, status: str, tokens: int, began: float
    ) -> None:
        seconds = self._clock() - began
        self._metrics.ended(self.name, status)
        self._metrics.took(self.name, seconds)
        self._metrics.billed(self.name, tokens)
        await self._ledger.settle(tenant, booked, status, Usage(prompt=tokens), seconds)


async def _in_time(ask: Callable[[], Awaitable[T]], seconds: float) -> T:
    try:
        async with asyncio.timeout(seconds) as limit:
            return await ask()
    except TimeoutError:
        if not limit.expired():
            raise
        raise ModelTimeoutError(
            f"no vectors within {seconds:g} s — see that the provider of embeddings is well"
        ) from None
