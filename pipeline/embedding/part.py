"""Embeds the archive in the background, the latest talk first."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from pipeline.embedding.filling import FillPassages
from pipeline.embedding.models import Reached, VectorSpace
from pipeline.health.parts import Life
from pipeline.ingest.models import GroupId, TenantId
from pipeline.llm.errors import ModelError, QuotaSpentError

BEAT_SECONDS: Final = 30.0
"""Between two looks for talk that is new."""
LATELY: Final = timedelta(days=8)
"""How far a usual look goes back: a backfill reads seven days, and most edits come sooner."""
THOROUGH_SECONDS: Final = 24 * 3_600.0
"""Between two looks at everything, for what was imported or edited late; the first look is one."""
TURN_SECONDS: Final = 60.0
"""After which the lock is given back, and the work goes on under a new one."""
SPENT_SECONDS: Final = 600.0
"""For which a tenant whose quota is spent is left out."""
PAUSES: Final = (60.0, 300.0, 1_800.0)
"""Seconds before an embedder that failed is asked again."""
_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)

NO_EMBEDDER: Final = (
    "BUTLER_VECTORS is on and no model of embeddings is — set GIGACHAT_CREDENTIALS, or"
    " LLM_API_URL and LLM_EMBEDDINGS"
)
NO_PGVECTOR: Final = (
    "BUTLER_VECTORS is on and PostgreSQL has no pgvector 0.7 or later — install it, let a"
    " superuser run `CREATE EXTENSION vector`, and run `python main.py migrate`"
)

_log = logging.getLogger(__name__)


class EmbeddingPart:
    """A part of the service.

    A model that is away is not asked all the time, and nobody but this part notices: what is said
    meanwhile waits, and words find it.

    Args:
        fill: None if there is no embedder; the part then says so and does nothing.
        sleep: For rests.
        clock: Seconds.
    """

    name = "embedding"

    def __init__(
        self,
        fill: FillPassages | None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fill = fill
        self._sleep = sleep
        self._clock = clock
        self._spent: dict[TenantId, float] = {}
        """Until when a tenant is left out."""

    async def run(self, life: Life) -> None:
        fill = self._fill
        if fill is None or not await fill.book.ready():
            life.waiting(NO_EMBEDDER if fill is None else NO_PGVECTOR)
            await life.stopping.wait()
            return
        async with asyncio.TaskGroup() as tasks:
            working = tasks.create_task(self._work(fill))
            life.ready()
            await life.stopping.wait()
            working.cancel()

    async def _work(self, fill: FillPassages) -> None:
        thorough_at, failures = self._clock(), 0
        while True:
            thorough = self._clock() >= thorough_at
            try:
                ended = await self._turn(fill, _EVER if thorough else fill.now() - LATELY)
            except ModelError as error:
                _log.warning("the archive waits to be embedded: %s", error)
                await self._sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                continue
            failures = 0
            if ended:
                thorough_at = self._clock() + THOROUGH_SECONDS if thorough else thorough_at
                await self._sleep(BEAT_SECONDS)

    async def _turn(self, fill: FillPassages, since: datetime) -> bool:
        """Go through the groups side by side, some messages of each; was that all of them?"""
        began = self._clock()
        async with fill.book.turn() as ours:
            if not ours:
                return True
            space = VectorSpace(fill.embedder.name, await fill.embedder.dimension())
            groups = deque[tuple[TenantId, GroupId, Reached | None]](
                (*each, None) for each in await fill.book.uncovered(space, since)
            )
            while groups and self._clock() - began < TURN_SECONDS:
                tenant, group, before = groups.popleft()
                reached = await self._filled(fill, tenant, group, space, before)
                if reached is not None and reached[0] >= since:
                    groups.append((tenant, group, reached))
            return not groups

    async def _filled(
        self,
        fill: FillPassages,
        tenant: TenantId,
        group: GroupId,
        space: VectorSpace,
        before: Reached | None,
    ) -> Reached | None:
        if self._clock() < self._spent.get(tenant, 0.0):
            return None
        try:
            return await fill(tenant, group, space, before)
        except QuotaSpentError:
            _log.info("a tenant's embeddings are spent for today: the rest of its talk waits")
            self._spent[tenant] = self._clock() + SPENT_SECONDS
            return None
