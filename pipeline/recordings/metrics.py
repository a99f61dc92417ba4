from prometheus_client import CollectorRegistry, Counter

from pipeline.ingest.models import Transport


class RecordingMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._recordings = Counter(
            "recordings",
            "Voice messages and video notes of groups by who gave them out and how it went: heard,"
            " again, obsolete, or why there is no text",
            ("source", "outcome"),
            registry=registry,
        )

    def ended(self, source: Transport, outcome: str, count: int = 1) -> None:
        self._recordings.labels(source.value, outcome).inc(count)
