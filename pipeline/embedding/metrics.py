from prometheus_client import CollectorRegistry, Counter


class EmbeddingMetrics:
    """The metrics of one registry; what embedding costs is told by those of the models."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._passages = Counter(
            "archive_passages",
            "Passages by what became of them: stored, changed meanwhile, or refused by the model",
            ("status",),
            registry=registry,
        )
        self._questions = Counter(
            "archive_questions_embedded",
            "Questions by whether they got a vector: ok, or why words alone had to do",
            ("status",),
            registry=registry,
        )

    def stored(self, passages: int, *, of: int) -> None:
        self._passages.labels("stored").inc(passages)
        self._passages.labels("changed").inc(of - passages)

    def refused(self) -> None:
        self._passages.labels("refused").inc()

    def asked(self, status: str) -> None:
        self._questions.labels(status).inc()
