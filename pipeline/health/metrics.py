"""How the process and what it stands on are, in numbers."""

import math
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Gauge, Histogram

from pipeline.health.models import Finding, Level
from pipeline.health.parts import PartState, PartStatus

_LAG_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
WELL = frozenset({PartState.READY, PartState.WAITING})
"""A part that stands by does what it should."""


class HealthMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._parts = Gauge(
            "service_part_ok",
            "1 if a part of the process works or stands by, 0 if it starts, fails or has ended",
            ("part",),
            registry=registry,
        )
        self._checks = Gauge(
            "service_check_ok",
            "1 if what the service needs of the world does not fail",
            ("check",),
            registry=registry,
        )
        self._letters = Gauge(
            "dlq_letters",
            "Dead letters of all tenants; NaN if nobody could tell",
            registry=registry,
        )
        self._lag = Histogram(
            "loop_lag_seconds",
            "How much later than it asked for the loop woke a task that slept",
            buckets=_LAG_SECONDS,
            registry=registry,
        )

    def found(
        self, parts: Mapping[str, PartStatus], checks: Mapping[str, Finding], letters: int | None
    ) -> None:
        """Tell how it is at this moment; ``letters``: None if the database does not answer."""
        for name, status in parts.items():
            self._parts.labels(name).set(status.state in WELL)
        for subject, finding in checks.items():
            self._checks.labels(subject).set(finding.level is not Level.FAIL)
        self._letters.set(math.nan if letters is None else letters)

    def lagged(self, seconds: float) -> None:
        self._lag.observe(max(0.0, seconds))
