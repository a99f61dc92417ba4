"""Bringing orders to their end: a run for each, and the digest to whoever waits for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.digest.models import DeliveryStatus, DigestId
from pipeline.digest.ports import DigestArchive, StoredDigest
from pipeline.digest.request import Engine, Language
from pipeline.digest.rules.statements.delivery import opens
from pipeline.digest.runs import DigestRuns
from pipeline.ingest.models import TenantId
from pipeline.orders.models import CHANNEL, GIVEN_UP, OrderId, OrderState
from pipeline.orders.ports import OrderBook
from pipeline.rollout.models import Feature
from pipeline.rollout.ports import Rollout
from pipeline.windows.models import Window, WindowId, WindowStatus
from pipeline.windows.ports import WindowBook

SWITCHED_OFF = "switched_off"


@dataclass(frozen=True, slots=True)
class Pursuit:
    """Every step looks at what is there, so that doing it again does no harm."""

    orders: OrderBook
    windows: WindowBook
    runs: DigestRuns
    digests: DigestArchive
    rollout: Rollout
    now: Callable[[], datetime]

    async def ordered(self, tenant: TenantId, window: WindowId) -> None:
        """Somebody ordered the window's digest: see that it is made, or that they get it."""
        for language, engine in await self.orders.wanted(tenant, window):
            await self._pursue(tenant, window, language, engine)

    async def ready(self, tenant: TenantId, digest: DigestId) -> None:
        """A digest may go out: release it to who waits, and go on with who wants another one."""
        stored = await self.digests.get(tenant, digest)
        await self._hand_out(tenant, stored, stored.digest.language)
        await self.ordered(tenant, stored.window_id)

    async def blocked(self, tenant: TenantId, digest: DigestId, reason: str) -> None:
        stored = await self.digests.get(tenant, digest)
        await self.orders.settle_wanted(
            tenant,
            stored.window_id,
            OrderState.BLOCKED,
            reason,
            language=stored.digest.language,
        )
        await self.ordered(tenant, stored.window_id)

    async def failed(self, tenant: TenantId, window: WindowId, reason: str) -> None:
        await self.orders.settle_wanted(tenant, window, OrderState.FAILED, reason)

    async def undelivered(self, tenant: TenantId, order: OrderId) -> None:
        """No attempt delivered it: whoever ordered it does not wait any more."""
        await self.orders.settle(tenant, [order], OrderState.UNDELIVERABLE, GIVEN_UP)

    async def _pursue(
        self, tenant: TenantId, window_id: WindowId, language: Language, engine: Engine
    ) -> None:
        if not self.rollout.is_on(Feature.DIGEST_AGENT, tenant):
            await self.orders.settle_wanted(
                tenant, window_id, OrderState.BLOCKED, SWITCHED_OFF, language=language
            )
            return
        window = await self.windows.get(tenant, window_id)
        known = await self._fresh(tenant, window, language)
        if known is not None:
            await self._hand_out(tenant, known, language)
            return
        if await self.runs.request(tenant, window_id, language, engine, CHANNEL, join=True):
            return
        window = await self.windows.get(tenant, window_id)
        if window.status is WindowStatus.SKIPPED:
            await self.orders.settle_wanted(
                tenant, window_id, OrderState.SKIPPED, window.reason, language=language
            )
        elif window.status is WindowStatus.COMPLETED:
            stored = await self.runs.find(tenant, window, language, engine)
            if stored is not None:
                await self._hand_out(tenant, stored, language)

    async def _fresh(
        self, tenant: TenantId, window: Window, language: Language
    ) -> StoredDigest | None:
        """The digest of a window that is not over yet: who asks within it gets the same again.

        In a lively group another one would be due with every message.
        """
        if window.status is not WindowStatus.COMPLETED or window.span.end <= self.now():
            return None
        latest = await self.digests.latest(tenant, [window.id])
        return next((made for made in latest if made.digest.language == language), None)

    async def _hand_out(self, tenant: TenantId, stored: StoredDigest, language: Language) -> None:
        decision = stored.digest.decision
        if stored.delivery_status is DeliveryStatus.BLOCKED_QUALITY or not opens(
            decision, stored.digest.statements
        ):
            reason = next(iter(decision.reasons), stored.delivery_status.value)
            await self.orders.settle_wanted(
                tenant, stored.window_id, OrderState.BLOCKED, reason, language=language
            )
            return
        for wanted, engine in await self.orders.wanted(tenant, stored.window_id):
            if wanted == language:
                await self.orders.release(tenant, stored.window_id, language, engine, stored.id)
