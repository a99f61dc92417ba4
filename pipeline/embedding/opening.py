"""The archive's vectors, put together from settings, provider and database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry

from pipeline.embedding.filling import FillPassages
from pipeline.embedding.metrics import EmbeddingMetrics
from pipeline.embedding.part import EmbeddingPart
from pipeline.embedding.ports import PassageBook, QuestionEmbedder
from pipeline.embedding.questions import EmbedQuestion
from pipeline.embedding.settings import EmbeddingSettings
from pipeline.llm.embedding import MeteredEmbedder


@dataclass(frozen=True, slots=True)
class ArchiveVectors:
    questions: QuestionEmbedder | None
    """None where questions are looked up by words alone."""
    parts: tuple[EmbeddingPart, ...]
    """What fills the archive in the background, or tells an operator why nothing does."""


async def open_vectors(
    settings: EmbeddingSettings,
    book: PassageBook,
    embedder: MeteredEmbedder | None,
    registry: CollectorRegistry,
    now: Callable[[], datetime],
) -> ArchiveVectors:
    """Nothing unless the operator wants vectors: they need all talk to be sent out."""
    if not settings.butler_vectors:
        return ArchiveVectors(None, ())
    if embedder is None:
        return ArchiveVectors(None, (EmbeddingPart(None),))
    metrics = EmbeddingMetrics(registry)
    seconds = settings.butler_vectors_seconds
    questions = EmbedQuestion(embedder, metrics, seconds=seconds) if await book.ready() else None
    return ArchiveVectors(questions, (EmbeddingPart(FillPassages(book, embedder, metrics, now)),))
