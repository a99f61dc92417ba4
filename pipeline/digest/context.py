"""What a run of the digest graph is given: one window, its settings, the ports of the world."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from pipeline.digest.corpus import Corpus
from pipeline.digest.ports import ArtifactStore, DigestArchive, Group, StoredDigest, Wording
from pipeline.digest.settings import ContextSettings, DigestSettings
from pipeline.events.ports import EventLog
from pipeline.ingest.models import TenantId
from pipeline.windows.models import Window

Language = Literal["ru", "en"]
Engine = Literal["auto", "rules", "model"]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, by whom it goes out, and the hash of everything it is made from."""

    version: int
    language: Language
    engine: Engine
    channel: str
    fingerprint: str


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
    digest_settings: DigestSettings
    context_settings: ContextSettings
