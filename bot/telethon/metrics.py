from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from pipeline.ingest.models import GroupId

_LAG_SECONDS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300)
"""Telegram dates messages to the second, so less than one cannot be told apart."""


class IngestMetrics:
    """What is read live, through accounts (``account``) and through the bot (``bot``)."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._messages = Counter(
            "ingest_messages", "Versions of messages stored", ("source",), registry=registry
        )
        self._reconciliations = Counter(
            "ingest_reconciliations",
            "Histories read to repair what updates did not tell, by what gave rise to it",
            ("reason",),
            registry=registry,
        )
        self._too_long = Counter(
            "ingest_too_long_differences",
            "Times that Telegram skipped updates because there were too many",
            registry=registry,
        )
        self._flood_waits = Counter(
            "ingest_flood_wait_seconds",
            "Seconds for which Telegram wanted a method left alone",
            ("method",),
            registry=registry,
        )
        self._coverage = Gauge(
            "ingest_coverage",
            "Messages of the last 48 h that were stored before the latest check, of those there",
            registry=registry,
        )
        self._lag = Histogram(
            "ingest_lag_seconds",
            "From the sending of a live message to its being stored",
            buckets=_LAG_SECONDS,
            registry=registry,
        )
        self._checked: dict[GroupId, tuple[int, int]] = {}

    def stored(self, source: str, count: int) -> None:
        self._messages.labels(source).inc(count)

    def reconciled(self, reason: str) -> None:
        self._reconciliations.labels(reason).inc()

    def skipped(self) -> None:
        self._too_long.inc()

    def flood_wait(self, method: str, seconds: float) -> None:
        self._flood_waits.labels(method).inc(seconds)

    def covered(self, group: GroupId, stored: int, expected: int) -> None:
        """What a check of a group found; the gauge tells of all groups together."""
        self._checked[group] = (stored, expected)
        total = sum(count for _, count in self._checked.values())
        kept = sum(count for count, _ in self._checked.values())
        self._coverage.set(kept / total if total else 1.0)

    def lagged(self, seconds: float) -> None:
        self._lag.observe(max(0.0, seconds))
