"""replay: a chat export goes in, the digests of its windows come out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.views.report import Counts, Report, WindowReport
from handlers.cli.import_export import import_export
from handlers.cli.request import ReplayRequest
from handlers.export.reader import Export
from pipeline.digest.ports import Archive, StoredDigest
from pipeline.digest.runs import DigestRuns
from pipeline.errors import BadInputError
from pipeline.events.ports import Bus
from pipeline.ingest.models import GroupId, TenantId
from pipeline.ingest.ports import Accepted, GroupDirectory, MessageSink, TenantDirectory
from pipeline.recordings.hearing import GroupHearing
from pipeline.windows.models import Span, Window, WindowId, WindowStatus
from pipeline.windows.ports import WindowBook
from pipeline.windows.selection import select


class Progress(Protocol):
    """What the person who waits is shown."""

    def reading(self, accepted: Accepted, bytes_read: int) -> None: ...

    def linking(self) -> None: ...

    def hearing(self) -> None: ...

    def heard(self, recordings: int) -> None: ...

    def digesting(self, windows: int) -> None: ...

    def digested(self) -> None: ...


class NothingToTellError(BadInputError):
    """The chat has no message, or none in the span that was asked for."""


def channel_of(request: ReplayRequest) -> str:
    """The name of the channel through which the digests of this request go out."""
    return "terminal" if request.out is None else "file"


@dataclass(frozen=True, slots=True)
class Replay:
    tenants: TenantDirectory
    groups: GroupDirectory
    sink: MessageSink
    windows: WindowBook
    archive: Archive
    runs: DigestRuns
    bus: Bus
    hearing: GroupHearing | None = None
    """Listens to what was exported with the messages; None if nobody does."""

    async def __call__(self, export: Export, request: ReplayRequest, progress: Progress) -> Report:
        """Import, link, digest; each step is left out where it was done before.

        Raises:
            NoModelError: the model was demanded and none is configured.
            ExportError: the file is broken; what stood before the break is stored.
            NothingToTellError: there is no window to digest.
        """
        self.runs.refuse_missing_model(request.engine)
        tenant = await self.tenants.ensure(request.tenant)
        group = await self.groups.ensure(tenant, export.chat, time_zone=request.zone.key)
        await import_export(
            export,
            self.sink,
            tenant,
            group,
            lambda accepted: progress.reading(accepted, export.bytes_read),
        )
        progress.linking()
        await self.bus.idle(tenant)
        spans = await self._spans(tenant, group, request)
        await self._hear(tenant, group, spans, progress)
        progress.digesting(len(spans))
        windows = await self._silent(tenant, group, spans)
        for span in spans:
            if span not in windows:
                windows[span] = await self._digest(tenant, group, span, request)
            progress.digested()
        return await self._report(tenant, group, [windows[span] for span in spans], request)

    async def _spans(
        self, tenant: TenantId, group: GroupId, request: ReplayRequest
    ) -> Sequence[Span]:
        extent = await self.windows.extent(tenant, group)
        if extent is None:
            raise NothingToTellError(
                "the chat holds no message — export one in which something was written"
            )
        spans = select(request.selection, *extent, request.size, request.zone)
        if not spans:
            raise NothingToTellError(
                "no window lies in the time asked for — the chat's messages are from "
                f"{extent[0].astimezone(request.zone):%Y-%m-%d %H:%M} to "
                f"{extent[1].astimezone(request.zone):%Y-%m-%d %H:%M}"
            )
        return spans

    async def _hear(
        self, tenant: TenantId, group: GroupId, spans: Sequence[Span], progress: Progress
    ) -> None:
        """Have the voice messages of these spans, and no others, made text."""
        if self.hearing is None:
            return
        progress.hearing()
        for span in spans:
            while found := await self.hearing.listen(tenant, span=(group, span.start, span.end)):
                progress.heard(found)

    async def _silent(
        self, tenant: TenantId, group: GroupId, spans: Sequence[Span]
    ) -> dict[Span, WindowId]:
        """Settle the windows in which nobody wrote, all at once: a chat may sleep for years."""
        silent = await self.windows.silent(tenant, group, spans)
        windows = await self.windows.ensure(tenant, group, silent)
        await self.bus.idle(tenant)
        return {window.span: window.id for window in windows}

    async def _digest(
        self, tenant: TenantId, group: GroupId, span: Span, request: ReplayRequest
    ) -> WindowId:
        """Digest one window to the end: the next one is compared with it.

        A window that is new asks for its digest itself. What failed then, or what rules wrote in
        the model's place, is not asked for again before the person asks again.
        """
        [window] = await self.windows.ensure(tenant, group, [span])
        await self.bus.idle(tenant)
        now = await self.windows.get(tenant, window.id)
        if now.version == window.version or not await self._is_tried(tenant, now, request):
            await self.runs.request(
                tenant, window.id, request.language, request.engine, channel_of(request)
            )
            await self.bus.idle(tenant)
        return window.id

    async def _is_tried(self, tenant: TenantId, window: Window, request: ReplayRequest) -> bool:
        """Whether the window's last request came to an end, a digest of this kind or a failure."""
        if window.status is WindowStatus.FAILED:
            return True
        return await self._stored(tenant, window, request) is not None

    async def _report(
        self, tenant: TenantId, group: GroupId, windows: Sequence[WindowId], request: ReplayRequest
    ) -> Report:
        counts = await self.archive.counts(tenant, windows)
        reports = []
        for window in await self.windows.find(tenant, windows):
            found = counts[window.id]
            stored = await self._stored(tenant, window, request) if found.messages else None
            reports.append(
                WindowReport(
                    window=window if stored is None else _completed(window),
                    stored=stored,
                    counts=Counts(found.messages, found.participants, found.expected),
                )
            )
        return Report(
            group=await self.archive.group(tenant, group),
            windows=tuple(reports),
            language=request.language,
        )

    async def _stored(
        self, tenant: TenantId, window: Window, request: ReplayRequest
    ) -> StoredDigest | None:
        return await self.runs.find(tenant, window, request.language, request.engine)


def _completed(window: Window) -> Window:
    """The window that this digest completed; its last request may have been for another one."""
    return replace(window, status=WindowStatus.COMPLETED, reason=None)
