"""What digests tell about themselves in numbers, by the names of the metrics contract."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from pipeline.digest.answers import Stage
from pipeline.digest.models import DeliveryStatus, Digest
from pipeline.digest.preparation import PreparedContext
from pipeline.digest.statements import Quality
from pipeline.events.runs import StageOutcome

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)
_TWENTIETHS = tuple(step / 20 for step in range(1, 21))


@dataclass(slots=True)
class Job:
    """A job of a worker, as it is timed."""

    done: bool = False


class DigestMetrics:
    """The digest's metrics of one registry: of the process in service, of a test in a test."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "digest_generation_seconds",
            "Seconds of a stage",
            ("stage", "outcome"),
            registry=registry,
            buckets=_SECONDS,
        )
        self._status = Counter(
            "digest_stage_status",
            "Stages by how they ended",
            ("stage", "status", "result", "reason"),
            registry=registry,
        )
        self._fallbacks = Counter(
            "digest_synthesis_fallback",
            "Digests that rules wrote where a model should have",
            ("reason",),
            registry=registry,
        )
        self._quality = Histogram(
            "digest_quality_score",
            "Quality score of digests",
            ("threshold",),
            registry=registry,
            buckets=_TWENTIETHS,
        )
        self._scores = Histogram(
            "group_digest_evaluation_score",
            "Scores of digests, 0 to 1",
            ("metric",),
            registry=registry,
            buckets=_TWENTIETHS,
        )
        for name in Quality.model_fields:
            self._scores.labels(name)
        self._worker = Histogram(
            "digest_worker_generation_seconds",
            "Seconds of a worker's job by how it ended: ok, dropped, failed",
            ("status",),
            registry=registry,
            buckets=_SECONDS,
        )
        self._written = Counter(
            "digest_written",
            "Digests that were made; makeshift: rules stood in for a model, wholly or in part",
            ("tenant", "engine"),
            registry=registry,
        )
        self._messages = Gauge(
            "digest_context_messages",
            "Messages of the latest context",
            ("metric",),
            registry=registry,
        )
        self._duplicates = Counter(
            "digest_context_duplicates", "Duplicates found", ("tenant",), registry=registry
        )
        self._history = Counter(
            "digest_context_history_matches",
            "Messages that an earlier window told already",
            ("tenant",),
            registry=registry,
        )

    def stage(
        self,
        stage: Stage,
        outcome: tuple[StageOutcome, str | None],
        seconds: float,
        *,
        reused: bool,
    ) -> None:
        """Count a stage; the time of a reused answer says nothing about making one."""
        result, reason = outcome
        status = "reused" if reused else "made"
        self._status.labels(stage, status, result, reason or "").inc()
        if not reused:
            self._seconds.labels(stage, result).observe(seconds)
        if stage is Stage.SYNTHESIS and result is StageOutcome.FALLBACK and not reused:
            self._fallbacks.labels(reason or "").inc()

    def context(self, tenant: int, prepared: PreparedContext) -> None:
        self._messages.labels("read").set(prepared.statistics.messages)
        if prepared.statistics.expected is not None:
            self._messages.labels("expected").set(prepared.statistics.expected)
        self._messages.labels("kept").set(len(prepared.kept))
        self._duplicates.labels(str(tenant)).inc(len(prepared.duplicates))
        self._history.labels(str(tenant)).inc(len(prepared.history_matches))

    def digest(self, tenant: int, digest: Digest, threshold: float) -> None:
        passed: Sequence[DeliveryStatus] = (DeliveryStatus.PENDING, DeliveryStatus.SENT)
        reached = "passed" if digest.decision.status in passed else "missed"
        self._quality.labels(f"{threshold:g} {reached}").observe(digest.quality.score)
        for name, value in digest.quality.model_dump().items():
            self._scores.labels(name).observe(value)
        made = "rules" if digest.engine == "rules" else "model"
        for engine in ("model", "rules", "makeshift"):
            # A share of none is 0 for Prometheus only if there is a zero.
            self._written.labels(str(tenant), engine)
        self._written.labels(str(tenant), "makeshift" if digest.fallbacks else made).inc()

    @contextmanager
    def job(self) -> Iterator[Job]:
        """Time a worker's job; it is dropped unless it says that it made something."""
        begun, job = time.monotonic(), Job()
        try:
            yield job
        except Exception:
            self._worker.labels("failed").observe(time.monotonic() - begun)
            raise
        self._worker.labels("ok" if job.done else "dropped").observe(time.monotonic() - begun)
