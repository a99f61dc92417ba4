from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120)
"""From a short answer to the deadline of a call."""


class ModelMetrics:
    """Calls, tokens and breakers by the configured name of the model."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "gigachat_requests",
            "Attempts at a model by how they ended: ok, refused, cut_off, invalid, or why not",
            ("model", "status"),
            registry=registry,
        )
        self._tokens = Counter(
            "digest_tokens", "Tokens that models billed", ("model",), registry=registry
        )
        self._seconds = Histogram(
            "gigachat_request_seconds",
            "Duration of requests that were sent, waits and retries left out",
            ("model",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._breakers = Gauge(
            "gigachat_breaker_state",
            "0: calls pass; 1: one call probes the model; 2: no call passes",
            ("model",),
            registry=registry,
        )

    def ended(self, model: str, status: str) -> None:
        """Count an attempt, sent or held back (by the breaker, the quota)."""
        self._requests.labels(model, status).inc()

    def took(self, model: str, seconds: float) -> None:
        self._seconds.labels(model).observe(seconds)

    def billed(self, model: str, tokens: int) -> None:
        self._tokens.labels(model).inc(tokens)

    def watch_breaker(self, model: str, state: Callable[[], float]) -> None:
        """Read the state whenever the metrics are read: time alone changes it too."""
        self._breakers.labels(model).set_function(state)
