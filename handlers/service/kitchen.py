"""Where digests are made, whoever ordered them: what every role of the service shares."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry

from bot.delivery import Delivery
from bot.display import displays
from handlers.events.amend_digests import (
    MessagesWereDeleted,
    MessagesWereHeard,
    MessagesWereStored,
)
from handlers.events.deliver_digest import DeliverDigest
from handlers.events.generate_digest import GenerateDigest
from handlers.events.link_threads import LinkThreads
from handlers.events.pursue_orders import (
    DigestIsReady,
    DigestWasBlocked,
    DigestWasGivenUp,
    DigestWasOrdered,
)
from handlers.events.service import WorkerHandlers
from handlers.service.ports import ServicePorts
from pipeline.delivery.metrics import DeliveryMetrics
from pipeline.digest.amendment import Amend
from pipeline.digest.graph import build_digest_graph
from pipeline.digest.metrics import DigestMetrics
from pipeline.digest.model.engine import ModelEngine
from pipeline.digest.ports import Wording
from pipeline.digest.progress import ProgressReports
from pipeline.digest.request import Language
from pipeline.digest.runs import DigestRuns
from pipeline.digest.settings import ContextSettings, DigestSettings
from pipeline.digest.stopping import RunStops
from pipeline.orders.placing import Placing
from pipeline.orders.pursuing import Pursuit
from pipeline.recordings.patience import AwaitRecordings
from pipeline.rollout.flags import Overrides
from pipeline.rollout.ports import Rollout
from pipeline.threads.settings import ThreadSettings


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Tuning:
    digest: DigestSettings
    context: ContextSettings
    threads: ThreadSettings
    overrides: Overrides


@dataclass(frozen=True, slots=True)
class Kitchen:
    ports: ServicePorts
    rollout: Rollout
    wording: Callable[[Language], Wording]
    runs: DigestRuns
    stops: RunStops
    progress: ProgressReports
    pursuit: Pursuit
    amend: Amend
    placing: Placing
    delivery: Delivery
    delivery_metrics: DeliveryMetrics
    tuning: Tuning
    now: Callable[[], datetime]

    def worker_handlers(self) -> WorkerHandlers:
        link = LinkThreads(self.ports.threads, self.tuning.threads)
        resting = (self.amend, self.ports.thread_answers)
        return WorkerHandlers(
            stored=MessagesWereStored(link, resting),
            deleted=MessagesWereDeleted(resting),
            heard=MessagesWereHeard(link, resting),
            ordered=DigestWasOrdered(self.pursuit),
            generate=GenerateDigest(
                self.runs, self.pursuit, AwaitRecordings(self.ports.recordings)
            ),
            ready=DigestIsReady(self.pursuit, DeliverDigest(self.delivery)),
            blocked=DigestWasBlocked(self.pursuit),
            given_up=DigestWasGivenUp(self.pursuit),
        )


def open_kitchen(
    ports: ServicePorts,
    *,
    rollout: Rollout,
    wording: Callable[[Language], Wording],
    model: ModelEngine | None,
    tuning: Tuning,
    registry: CollectorRegistry,
    now: Callable[[], datetime] = utc_now,
) -> Kitchen:
    stops, progress = RunStops(), ProgressReports(ports.signals)
    runs = DigestRuns(
        graph=build_digest_graph().compile(),
        windows=ports.windows,
        archive=ports.archive,
        digests=ports.digests,
        artifacts=ports.artifacts,
        events=ports.events,
        locks=ports.locks,
        wording=wording,
        metrics=DigestMetrics(registry),
        model=model,
        watching=progress,
        stops=stops,
        digest_settings=tuning.digest,
        context_settings=tuning.context,
    )
    return Kitchen(
        ports=ports,
        rollout=rollout,
        wording=wording,
        runs=runs,
        stops=stops,
        progress=progress,
        pursuit=Pursuit(
            orders=ports.orders,
            windows=ports.windows,
            runs=runs,
            digests=ports.digests,
            rollout=rollout,
            now=now,
        ),
        amend=Amend(
            amendments=ports.amendments,
            digests=ports.digests,
            windows=ports.windows,
            archive=ports.archive,
            wording=wording,
            settings=tuning.context,
            now=now,
        ),
        placing=Placing(ports.orders, rollout, now),
        # Digests of a replay that this process made go to whoever waits at its terminal.
        delivery=Delivery(ports.digests, ports.deliveries, ports.events, displays()),
        delivery_metrics=DeliveryMetrics(registry),
        tuning=tuning,
        now=now,
    )
