"""A question as a vector, if one can be had in time."""

import logging
from typing import Final

from pipeline.embedding.metrics import EmbeddingMetrics
from pipeline.embedding.models import QuestionVector
from pipeline.embedding.passages import LONGEST
from pipeline.embedding.vectors import unit
from pipeline.ingest.models import TenantId
from pipeline.llm.embedding import MeteredEmbedder
from pipeline.llm.errors import ModelError
from pipeline.privacy.masks import mask

PURPOSE: Final = "question"

_log = logging.getLogger(__name__)


class EmbedQuestion:
    """The port ``QuestionEmbedder``: nobody waits for it longer than ``seconds``."""

    def __init__(
        self, embedder: MeteredEmbedder, metrics: EmbeddingMetrics, *, seconds: float
    ) -> None:
        self._embedder = embedder
        self._metrics = metrics
        self._seconds = seconds

    async def __call__(self, tenant: TenantId, words: str) -> QuestionVector | None:
        text = " ".join(mask(words[:LONGEST]).text.split())
        if not text:
            return None
        try:
            [vector] = await self._embedder.embed(tenant, PURPOSE, [text], seconds=self._seconds)
        except ModelError as error:
            self._metrics.asked(error.reason)
            _log.info("a question is looked up by its words alone: %s", error.reason)
            return None
        self._metrics.asked("ok")
        found = unit(vector)
        return None if found is None else QuestionVector(self._embedder.name, found)
