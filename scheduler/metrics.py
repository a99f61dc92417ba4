"""What the clock edge tells about itself in numbers."""

from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 10_800.0)


class ScheduleMetrics:
    """The scheduler's metrics of one registry: of the process in service, of a test in a test."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._due = Counter("schedule_due", "Pushes that became orders", registry=registry)
        self._missed = Counter(
            "schedule_missed", "Pushes left out, for they came too late", registry=registry
        )
        self._lag = Histogram(
            "schedule_lag_seconds",
            "Seconds from when a push fell due until it became an order",
            registry=registry,
            buckets=_SECONDS,
        )
        self._failures = Counter(
            "schedule_failures",
            "Scheduled work that raised",
            ("work", "error"),
            registry=registry,
        )

    def pushed(self, lag: timedelta) -> None:
        self._due.inc()
        self._lag.observe(max(0.0, lag.total_seconds()))

    def missed(self) -> None:
        self._missed.inc()

    def failed(self, work: str, error: Exception) -> None:
        self._failures.labels(work, type(error).__name__).inc()
