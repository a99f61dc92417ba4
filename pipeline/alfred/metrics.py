from prometheus_client import CollectorRegistry, Counter, Histogram

from pipeline.alfred.models import Role, Source
from pipeline.alfred.talk import Manner

_SECONDS = (0.1, 0.5, 1, 2, 5, 10, 20, 40, 80)


class ButlerMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "personalized_requests",
            "Messages that Alfred answered, by their source and how the reply came about",
            ("source", "status"),
            registry=registry,
        )
        self._tokens = Counter(
            "personalized_prompt_tokens", "Tokens of composed prompts", registry=registry
        )
        self._reads = Counter("user_profile_reads", "Profiles that were read", registry=registry)
        self._writes = Counter(
            "user_profile_writes", "Profiles that were made or changed", registry=registry
        )
        self._events = Counter(
            "user_memory_events", "Events that were remembered", ("role",), registry=registry
        )
        self._compressions = Counter(
            "user_memory_compressions",
            "Memories that were condensed",
            ("status",),
            registry=registry,
        )
        self._compression_seconds = Histogram(
            "user_memory_compression_duration_seconds",
            "How long condensing took",
            buckets=_SECONDS,
            registry=registry,
        )

        # For Prometheus the first one is an increase only if there was a zero before it.
        for source in Source:
            for manner in Manner:
                self._requests.labels(source.value, manner.value)
        for status in ("ok", "rules", "error", "forgotten"):
            self._compressions.labels(status)

    def replied(self, source: Source, manner: Manner) -> None:
        self._requests.labels(source.value, manner.value).inc()

    def prompted(self, tokens: int) -> None:
        self._tokens.inc(tokens)

    def profile_read(self) -> None:
        self._reads.inc()

    def profile_written(self) -> None:
        self._writes.inc()

    def remembered(self, role: Role, events: int = 1) -> None:
        self._events.labels(role.value).inc(events)

    def condensed(self, status: str, seconds: float) -> None:
        """``status``: ok, rules (a model's answers were of no use), error or forgotten.

        An error is no summary, an empty one, or a store that was away.
        """
        self._compressions.labels(status).inc()
        self._compression_seconds.observe(seconds)
