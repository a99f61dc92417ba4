from functools import partial

from prometheus_client import CollectorRegistry, Gauge

from pipeline.ingest.pauses import KnownPauses, Reach


class PauseMetrics:
    """What of reading is paused, asked whenever somebody reads the metrics."""

    def __init__(self, registry: CollectorRegistry, known: KnownPauses) -> None:
        paused = Gauge(
            "ingest_paused",
            "Pauses of reading through accounts that are in force, as this process knows it",
            ("reach",),
            registry=registry,
        )
        for reach in Reach:
            paused.labels(reach).set_function(partial(known.count, reach))
