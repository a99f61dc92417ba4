"""What the delivery of orders tells about itself in numbers, by the names of the contract."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Histogram

from pipeline.delivery.models import Via


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"
    """It may not be shown there."""
    UNREACHABLE = "unreachable"
    """The place cannot be written to."""
    UNCERTAIN = "uncertain"
    """Nobody knows whether it arrived."""
    FAILED = "failed"
    """An attempt failed; others follow, and in the end a dead letter."""


_SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DeliveryMetrics:
    """The delivery's metrics of one registry."""

    def __init__(
        self, registry: CollectorRegistry, now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._now = now
        self._seconds = Histogram(
            "digest_delivery_latency_seconds",
            "From when both the order and its digest were there until it was sent whole",
            ("channel",),
            registry=registry,
            buckets=_SECONDS,
        )
        self._deliveries = Counter(
            "digest_deliveries",
            "Ends of deliveries, and attempts that failed, by what became of them",
            ("channel", "outcome"),
            registry=registry,
        )
        for via in (Via.CHAT, Via.WEBHOOK):
            self._seconds.labels(via.value)
            # For Prometheus the first one is an increase only if there was a zero before it.
            for outcome in Outcome:
                self._deliveries.labels(via.value, outcome.value)

    @contextmanager
    def attempt(self, via: Via) -> Iterator[None]:
        """Count what is raised."""
        try:
            yield
        except Exception:
            self.ended(via, Outcome.FAILED)
            raise

    def ended(self, via: Via, outcome: Outcome) -> None:
        """Count it; to who fetches it themselves nothing is delivered."""
        if via is not Via.NOBODY:
            self._deliveries.labels(via.value, outcome.value).inc()

    def arrived(self, via: Via, due: datetime) -> None:
        """Count and time it; ``due``: since when it could have been sent."""
        self.ended(via, Outcome.SENT)
        if via is not Via.NOBODY:
            self._seconds.labels(via.value).observe(max(0.0, (self._now() - due).total_seconds()))
