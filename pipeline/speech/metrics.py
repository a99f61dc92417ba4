from prometheus_client import CollectorRegistry, Histogram

_SECONDS = (0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120)
"""From a short command to the deadline of a recording."""


class SpeechMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "stt_seconds",
            "From a recording to its text, decoding and waits included, by who listened and how it"
            " ended: ok, cancelled, failed, or why there is no text",
            ("adapter", "status"),
            buckets=_SECONDS,
            registry=registry,
        )

    def took(self, adapter: str, status: str, seconds: float) -> None:
        self._seconds.labels(adapter, status).observe(seconds)
