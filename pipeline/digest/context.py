"""What a run of the digest graph is given: one window, its settings, the ports of the world."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from pipeline.digest.answers import Stage
from pipeline.digest.corpus import Corpus
from pipeline.digest.metrics import DigestMetrics
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.engine import ModelEngine
from pipeline.digest.ports import (
    ArtifactStore,
    DigestArchive,
    Group,
    RunWatcher,
    StoredDigest,
    Wording,
)
from pipeline.digest.prompts.quoting import Fence
from pipeline.digest.request import Request
from pipeline.digest.settings import ContextSettings, DigestSettings
from pipeline.events.ports import EventLog
from pipeline.ingest.models import TenantId
from pipeline.windows.models import Window


@dataclass
class CorpusSource:
    """Loads the window's messages once a run, when the first stage that needs them asks."""

    load: Callable[[], Awaitable[Corpus]]
    _corpus: Corpus | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self) -> Corpus:
        async with self._lock:
            if self._corpus is None:
                self._corpus = await self.load()
            return self._corpus


@dataclass(frozen=True, slots=True)
class DigestContext:
    tenant: TenantId
    window: Window
    group: Group
    request: Request
    run_id: str
    """One run is one request: a process that takes over after a crash continues the same run."""
    corpus: CorpusSource
    previous: StoredDigest | None
    artifacts: ArtifactStore
    archive: DigestArchive
    events: EventLog
    wording: Wording
    metrics: DigestMetrics
    digest_settings: DigestSettings
    context_settings: ContextSettings
    watcher: RunWatcher | None = None
    model: ModelEngine | None = None
    """None where rules are to answer all stages."""
    started: float = field(default_factory=time.monotonic)
    fence: Fence = field(default_factory=Fence)
    desk: asyncio.Lock = field(default_factory=asyncio.Lock)

    def asker(self, engine: ModelEngine, stage: Stage) -> Asker:
        """Who asks the model for a stage of this run."""
        return Asker(
            model=engine.model,
            tenant=self.tenant,
            run_id=self.run_id,
            stage=stage,
            language=self.request.language,
            settings=engine.settings,
            integrity=self.context_settings.boundary_threshold,
            deadline=self.started + engine.settings.run_seconds,
            fence=self.fence,
            desk=self.desk,
        )
