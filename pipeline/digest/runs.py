"""Asking for a digest of a window, and making it."""

import hashlib
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from pipeline.digest.context import CorpusSource, DigestContext
from pipeline.digest.corpus import Corpus
from pipeline.digest.corpus_builder import build_corpus
from pipeline.digest.errors import (
    NoModelError,
    RunStoppedError,
    WindowBusyError,
    WindowChangedError,
)
from pipeline.digest.metrics import DigestMetrics
from pipeline.digest.model.engine import ModelEngine
from pipeline.digest.ports import (
    Archive,
    ArtifactStore,
    DigestArchive,
    RunWatcher,
    StoredDigest,
    WindowLock,
    Wording,
)
from pipeline.digest.recall import RULES_VERSION, SCHEMA_VERSION, makeshift
from pipeline.digest.renumbering import as_numbered_now
from pipeline.digest.request import Engine, Language, Request
from pipeline.digest.settings import ContextSettings, DigestSettings
from pipeline.digest.stopping import RunStops
from pipeline.events.ports import EventLog
from pipeline.events.runs import DigestGenerateRequested
from pipeline.ingest.models import TenantId
from pipeline.windows.models import STOPPED, SkipReason, Window, WindowId, WindowStatus
from pipeline.windows.ports import WindowBook

_RUNS = uuid.UUID("6f0d6c1e-8a53-4d6f-9a0e-3a1c5b7d2e91")
"""Namespace of run ids: a run is named by its window and version, so that whoever takes it over
after a crash goes on under the same name."""


@dataclass(frozen=True, slots=True)
class DigestRuns:
    graph: Any
    """The compiled digest graph; LangGraph's own type says nothing about state."""
    windows: WindowBook
    archive: Archive
    digests: DigestArchive
    artifacts: ArtifactStore
    events: EventLog
    locks: WindowLock
    wording: Callable[[Language], Wording]
    metrics: DigestMetrics
    digest_settings: DigestSettings
    context_settings: ContextSettings
    model: ModelEngine | None = None
    """None if no model is configured."""
    watching: Callable[[TenantId, WindowId], RunWatcher] | None = None
    stops: RunStops = field(default_factory=RunStops)

    def refuse_missing_model(self, engine: Engine) -> None:
        """Refuse what cannot be made, before anything is done for it.

        Raises:
            NoModelError: the model was demanded and none is configured.
        """
        if engine == "model" and self.model is None:
            raise NoModelError

    async def request(
        self,
        tenant: TenantId,
        window: WindowId,
        language: Language,
        engine: Engine,
        channel: str,
        *,
        join: bool = False,
    ) -> bool:
        """Ask for a digest; False if there is one already of just these messages and settings.

        One in which rules stood in for the model is asked for again. A window with too little
        talk is settled as skipped instead. Who would ``join`` asks for nothing while any digest
        of the window is being made.

        Raises:
            NoModelError: the model was demanded and none is configured.
        """
        self.refuse_missing_model(engine)
        found = await self.windows.get(tenant, window)
        reason = await self._why_skip(tenant, found)
        if reason is not None:
            await self.windows.settle(tenant, window, WindowStatus.SKIPPED, reason)
            return False
        fingerprint = await self.fingerprint(tenant, found, language, engine)
        if await self.digests.has(tenant, window, fingerprint):
            return False
        last = makeshift(fingerprint, found.version)
        return await self.windows.request(
            tenant,
            window,
            fingerprint=last if await self.digests.has(tenant, window, last) else fingerprint,
            language=language,
            engine=engine,
            channel=channel,
            join=join,
        )

    async def generate(
        self,
        wanted: DigestGenerateRequested,
        still_wanted: Callable[[], Awaitable[bool]] | None = None,
    ) -> bool:
        """Run the graph on a window, or find that there is nothing to run.

        Returns:
            False if it was given up, before or while it ran: nobody wanted it any more. Whoever
            wants it later has it made anew, out of what its stages made before.

        Raises:
            WindowBusyError: another process runs it.
            WindowChangedError: messages came while it was read; the next attempt reads them too.
        """
        tenant, window_id = TenantId(wanted.tenant_id), WindowId(wanted.window_id)
        async with self.locks.hold(tenant, window_id) as held:
            if not held:
                raise WindowBusyError(window_id)
            if still_wanted is not None and not await still_wanted():
                await self._give_up(tenant, window_id)
                return False
            window = await self.windows.get(tenant, window_id)
            reason = await self._why_skip(tenant, window)
            if reason is not None:
                await self.windows.settle(tenant, window_id, WindowStatus.SKIPPED, reason)
                return True
            try:
                await self._run(tenant, window, wanted)
            except RunStoppedError:
                await self._give_up(tenant, window_id)
                return False
        return True

    async def _give_up(self, tenant: TenantId, window: WindowId) -> None:
        # One that was stopped while its digest was stored has it.
        if (await self.windows.get(tenant, window)).status is not WindowStatus.COMPLETED:
            await self.windows.settle(tenant, window, WindowStatus.FAILED, STOPPED)

    async def _run(
        self, tenant: TenantId, window: Window, wanted: DigestGenerateRequested
    ) -> None:
        previous = await self.digests.previous(tenant, window, wanted.language)
        content = await self.archive.fingerprint(tenant, window)
        fingerprint = self._hash(content, wanted.language, wanted.engine, previous)
        for made in (fingerprint, makeshift(fingerprint, wanted.version)):
            if await self.digests.has(tenant, window.id, made):
                await self.windows.settle(tenant, window.id, WindowStatus.COMPLETED, None)
                return
        await self.windows.settle(tenant, window.id, WindowStatus.PROCESSING, None)
        group = await self.archive.group(tenant, window.group_id)
        context = DigestContext(
            tenant=tenant,
            window=window,
            group=group,
            request=Request(
                version=wanted.version,
                language=wanted.language,
                engine=wanted.engine,
                channel=wanted.channel,
                fingerprint=fingerprint,
            ),
            run_id=uuid.uuid5(_RUNS, f"{tenant}:{window.id}:{wanted.version}").hex,
            corpus=CorpusSource(lambda: self._corpus(tenant, window, content)),
            previous=previous and as_numbered_now(previous, group.migrated_at),
            artifacts=self.artifacts,
            archive=self.digests,
            events=self.events,
            wording=self.wording(wanted.language),
            digest_settings=self.digest_settings,
            context_settings=self.context_settings,
            metrics=self.metrics,
            watcher=self.watching and self.watching(tenant, window.id),
            model=None if wanted.engine == "rules" else self.model,
        )
        try:
            async with self.stops.stoppable(tenant, window.id):
                await self.graph.ainvoke({}, context=context)
        except RunStoppedError:
            raise
        except Exception as error:
            await self.windows.settle(tenant, window.id, WindowStatus.FAILED, type(error).__name__)
            raise

    async def _corpus(self, tenant: TenantId, window: Window, content: str) -> Corpus:
        """The messages that the run's fingerprint speaks of.

        Raises:
            WindowChangedError: others came meanwhile; under this fingerprint they would be found
                again as an answer to other messages.
        """
        corpus = await build_corpus(self.archive, tenant, window, self.context_settings)
        if await self.archive.fingerprint(tenant, window) != content:
            raise WindowChangedError(window.id)
        return corpus

    async def _why_skip(self, tenant: TenantId, window: Window) -> str | None:
        counts = (await self.archive.counts(tenant, [window.id])).get(window.id)
        messages = 0 if counts is None else counts.messages
        if messages and messages >= self.context_settings.min_messages:
            return None
        if counts is not None and counts.blind:
            return SkipReason.BLIND
        return SkipReason.TOO_FEW if messages else SkipReason.EMPTY

    async def find(
        self, tenant: TenantId, window: Window, language: Language, engine: Engine
    ) -> StoredDigest | None:
        """The digest of just these messages and settings, if need be the last makeshift one."""
        wanted = await self.fingerprint(tenant, window, language, engine)
        versions = range(window.version, 0, -1)
        makeshifts = (makeshift(wanted, version) for version in versions)
        return await self.digests.find(tenant, window.id, wanted, *makeshifts)

    async def fingerprint(
        self, tenant: TenantId, window: Window, language: Language, engine: Engine
    ) -> str:
        """Hash of everything that the digest is made from: asked again, it is the same digest."""
        previous = await self.digests.previous(tenant, window, language)
        content = await self.archive.fingerprint(tenant, window)
        return self._hash(content, language, engine, previous)

    def _hash(
        self, content: str, language: Language, engine: Engine, previous: StoredDigest | None
    ) -> str:
        parts = (
            content,
            language,
            engine,
            RULES_VERSION,
            str(SCHEMA_VERSION),
            self.model.identity if self.model and engine != "rules" else "",
            self.digest_settings.model_dump_json(),
            self.context_settings.model_dump_json(),
            previous.digest.decision.content_hash if previous else "",
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
