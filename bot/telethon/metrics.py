from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.telethon.intake import Reason
from pipeline.ingest.models import GroupId, Transport
from pipeline.ingest.recoveries import Noting, Recovery, RecoveryKind, unnoted

_LAG_SECONDS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300)
"""Telegram dates messages to the second, so less than one cannot be told apart."""

# Beginning, coming back and looking again from time to time is how an account reads. What Telegram
# skipped was noted when it was seen.
_REPAIRS: Final[Mapping[str, RecoveryKind]] = {
    Reason.GAP: RecoveryKind.RECONCILIATION,
    Reason.OVERFLOW: RecoveryKind.FULL_HISTORY,
    Reason.INCOMPLETE: RecoveryKind.FULL_HISTORY,
}
_LOGIN: Final = "auth."
"""Methods by which nobody reads: people who ask for codes again and again have to wait, too."""


class IngestMetrics:
    """What is read live, through accounts (``account``) and through the bot (``bot``).

    Args:
        registry: Of the process.
        noting: Hears of each recovery of an account's.
    """

    def __init__(self, registry: CollectorRegistry, noting: Noting = unnoted) -> None:
        self._noting = noting
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

    def connected(self) -> None:
        self._note(RecoveryKind.SESSION)

    def reconciled(self, reason: str) -> None:
        """A history was read."""
        self._reconciliations.labels(reason).inc()
        if (kind := _REPAIRS.get(reason)) is not None:
            self._note(kind)

    def fetched(self) -> None:
        """Single messages were, of which an update had not told all; that is usual."""
        self._reconciliations.labels(Reason.INCOMPLETE).inc()

    def skipped(self) -> None:
        self._too_long.inc()
        self._note(RecoveryKind.TOO_LONG)

    def flood_wait(self, method: str, seconds: float) -> None:
        self._flood_waits.labels(method).inc(seconds)
        if not method.startswith(_LOGIN):
            self._note(RecoveryKind.FLOOD_WAIT)

    def covered(self, group: GroupId, stored: int, expected: int) -> None:
        """What a check of a group found; the gauge tells of all groups together."""
        self._checked[group] = (stored, expected)
        total = sum(count for _, count in self._checked.values())
        kept = sum(count for count, _ in self._checked.values())
        self._coverage.set(kept / total if total else 1.0)

    def lagged(self, seconds: float) -> None:
        self._lag.observe(max(0.0, seconds))

    def _note(self, kind: RecoveryKind) -> None:
        self._noting(Recovery(kind, Transport.ACCOUNT))
