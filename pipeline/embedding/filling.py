"""One group's messages, some at a time, from talk to stored vectors."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.embedding.metrics import EmbeddingMetrics
from pipeline.embedding.models import Draft, Embedded, Reached, VectorSpace
from pipeline.embedding.passages import drafts
from pipeline.embedding.ports import PassageBook
from pipeline.embedding.vectors import unit
from pipeline.ingest.models import GroupId, TenantId
from pipeline.llm.embedding import MeteredEmbedder, Vector
from pipeline.llm.errors import ModelRejectedError, ModelUnavailableError, PromptTooLongError

PURPOSE: Final = "passages"
MESSAGES: Final = 500
"""That are read at once."""
TEXTS: Final = 32
"""Of one call: it holds up a reply that waits for the same stream for about a second."""
REFUSALS: Final = 3
"""Texts that are refused one after the other, and none taken: then it is not for the texts."""
_BREATH_SECONDS: Final = 0.05
_NO_TEXT_FITS = (ModelRejectedError, PromptTooLongError)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FillPassages:
    book: PassageBook
    embedder: MeteredEmbedder
    metrics: EmbeddingMetrics
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic

    async def __call__(
        self, tenant: TenantId, group: GroupId, space: VectorSpace, before: Reached | None
    ) -> Reached | None:
        """Embed what waits before a place in the talk; up to where, or None if nothing waited.

        It may be killed anywhere: passages are stored call by call, and what was not is done
        again. After each call it rests as long as that took, so that replies come in between.

        Raises:
            ModelError: The embedder is away, or the tenant's quota is spent.
        """
        waiting = await self.book.waiting(tenant, group, space, before=before, limit=MESSAGES)
        if not waiting.remarks:
            return None
        found = await asyncio.to_thread(drafts, waiting, self.now())
        for start in range(0, len(found), TEXTS):
            began = self.clock()
            some = await self._embedded(tenant, space, found[start : start + TEXTS])
            stored = await self.book.add(tenant, group, space, some)
            self.metrics.stored(stored, of=len(some))
            await self.sleep(max(_BREATH_SECONDS, self.clock() - began))
        oldest = waiting.remarks[-1]
        return oldest.sent_at, oldest.id

    async def _embedded(
        self, tenant: TenantId, space: VectorSpace, some: Sequence[Draft]
    ) -> list[Embedded]:
        texts = [draft.text for draft in some if draft.text]
        try:
            vectors: Sequence[Vector | None] = (
                await self.embedder.embed(tenant, PURPOSE, texts) if texts else ()
            )
        except _NO_TEXT_FITS:
            vectors = await self._one_by_one(tenant, texts)
        if any(vector and len(vector) != space.dimension for vector in vectors):
            raise ModelUnavailableError(
                "vectors differ in length — see that one model answers under the name"
                " of the embedder"
            )
        each = iter(vectors)
        return [
            Embedded(draft.remarks, _unit(next(each) if draft.text else None)) for draft in some
        ]

    async def _one_by_one(self, tenant: TenantId, texts: Sequence[str]) -> list[Vector | None]:
        """One text that is refused must not keep all others from being found.

        Raises:
            ModelRejectedError, PromptTooLongError: All that were tried are.
        """
        vectors: list[Vector | None] = []
        for text in texts:
            try:
                vectors += await self.embedder.embed(tenant, PURPOSE, [text])
            except _NO_TEXT_FITS:
                vectors.append(None)
                if len(vectors) >= min(REFUSALS, len(texts)) and not any(vectors):
                    raise
        for _ in range(vectors.count(None)):
            self.metrics.refused()
        return vectors


def _unit(vector: Vector | None) -> Vector | None:
    return None if vector is None else unit(vector)
