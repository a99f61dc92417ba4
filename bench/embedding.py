"""The archive's vectors as the service makes them, by an embedder of the benchmark's own."""

from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry

from pipeline.embedding.filling import FillPassages
from pipeline.embedding.metrics import EmbeddingMetrics
from pipeline.embedding.models import VectorSpace
from pipeline.embedding.questions import EmbedQuestion
from pipeline.groups.models import ConnectedGroup
from pipeline.llm.embedding import MeteredEmbedder
from pipeline.llm.ledger import Limits
from pipeline.llm.metrics import ModelMetrics
from pipeline.llm.ports import Embedder
from pipeline.llm.settings import LlmSettings
from storage.postgres.database import Database
from storage.postgres.passages import Passages


class Vectors:
    def __init__(self, database: Database, name: str, embedder: Embedder) -> None:
        registry = CollectorRegistry()
        self._book = Passages(database.pool)
        self._embedder = MeteredEmbedder(
            embedder,
            database.usage,
            name=name,
            limits=Limits(0, 0),
            settings=LlmSettings(_env_file=None),
            metrics=ModelMetrics(registry),
        )
        metrics = EmbeddingMetrics(registry)
        self.questions = EmbedQuestion(self._embedder, metrics, seconds=10.0)
        self._fill = FillPassages(
            self._book,
            self._embedder,
            metrics,
            now=lambda: datetime.now(UTC) + timedelta(days=3_650),
            sleep=_at_once,
        )

    async def fill(self, group: ConnectedGroup) -> None:
        """Until none of the group's messages waits."""
        space = VectorSpace(self._embedder.name, await self._embedder.dimension())
        reached = await self._fill(group.tenant, group.id, space, None)
        while reached is not None:
            reached = await self._fill(group.tenant, group.id, space, reached)


async def _at_once(seconds: float) -> None:
    """No reply waits for a stream here."""
