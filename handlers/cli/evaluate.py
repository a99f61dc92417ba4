"""evaluate: chats go in, how good their digests are comes out, engine by engine.

Each chat is replayed for each engine as a tenant of its own, so that no stored answer of one run
serves another, no digest is compared with another engine's, and quotas count from zero.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

from bot.views.report import Report
from handlers.cli.evaluate_data import Source, UnreadableExpectationsError, find_exports
from handlers.cli.evaluate_request import EvaluateRequest
from handlers.cli.evaluate_scoring import NoDigestError, TooLittleTalkError, count, score
from handlers.cli.paths import refuse_loss
from handlers.cli.replay import NothingToTellError, Progress, Replay
from handlers.cli.request import ReplayRequest
from handlers.export.errors import ExportError
from pipeline.digest.model.engine import ModelEngine
from pipeline.digest.prompts.versions import VERSIONS, prompt_version
from pipeline.digest.recall import RULES_VERSION
from pipeline.digest.scorecard import (
    EngineName,
    Failure,
    Row,
    Scorecard,
    Setup,
    averages,
    total,
)
from pipeline.errors import AlfredError
from pipeline.windows.models import WindowStatus
from pipeline.windows.selection import Last

Open = Callable[[ReplayRequest], AbstractAsyncContextManager[Replay]]
"""Opens all that replays with the language and engine of this request work with."""


class Watcher(Protocol):
    """What the person who waits is shown."""

    def chat(
        self, place: tuple[int, int], engine: EngineName, title: str, size: int
    ) -> AbstractContextManager[Progress]:
        """Begin a chat, which is one of so many; ``size`` is the export's in bytes."""
        ...

    def failed(self, failure: Failure) -> None: ...


class NothingEvaluatedError(AlfredError):
    """There are several exports, and none of them gave a digest."""


@dataclass(frozen=True, slots=True)
class Evaluate:
    open: Open
    watcher: Watcher

    async def __call__(self, request: EvaluateRequest) -> Scorecard:
        """Digest each chat with each engine; a chat that fails does not stop the others.

        Raises:
            NoModelError: the model was demanded and none is configured.
            NoExportsError: there is nothing to evaluate.
            BadInputError: the table would be written over an export, or what is expected of one.
            ExportError: there is one export, and it is broken.
            NothingToTellError: there is one export, and it gives no digest.
            NothingEvaluatedError: there are several, and none gives one.
        """
        sources = find_exports(request.data)
        refuse_loss(request.out, chain.from_iterable((s.path, s.expectations) for s in sources))
        first = request.engines[0] if request.engines else "rules"
        rounds = _Rounds(request, self.watcher, sources)
        async with self.open(request.replay(request.data, first, "")) as replay:
            engines = request.engines or _configured(replay)
            for engine in engines:
                replay.runs.refuse_missing_model(engine)
            setup = _setup(request, engines, replay.runs.model)
            await rounds.go(replay, first)
        for engine in engines[1:]:
            async with self.open(request.replay(request.data, engine, "")) as replay:
                await rounds.go(replay, engine)
        return rounds.scorecard(setup)


@dataclass(slots=True)
class _Rounds:
    """The engines take their turns with the chats."""

    request: EvaluateRequest
    watcher: Watcher
    sources: Sequence[Source]
    rows: list[Row] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    async def go(self, replay: Replay, engine: EngineName) -> None:
        for number, source in enumerate(self.sources, start=1):
            if source.name in self.broken:
                continue
            try:
                self.rows.append(await self._row(replay, source, engine, number))
            except (ExportError, NothingToTellError, UnreadableExpectationsError) as error:
                if len(self.sources) == 1 and not self.rows:
                    raise
                if not isinstance(error, NoDigestError):  # no other engine can do better
                    self.broken.add(source.name)
                quiet = isinstance(error, TooLittleTalkError)
                self._fail(source, engine, str(error), quiet=quiet)

    def scorecard(self, setup: Setup) -> Scorecard:
        if not self.rows:
            raise NothingEvaluatedError(
                f"none of the {len(self.sources)} exports gave a digest — mend or remove those"
                " that are named above"
            )
        return Scorecard(
            setup=setup,
            rows=tuple(self.rows),
            averages=averages(self.rows),
            failures=tuple(self.failures),
        )

    async def _row(self, replay: Replay, source: Source, engine: EngineName, number: int) -> Row:
        export = source.open(self.request.chat, self.request.zone)
        expected = source.expected()
        asked = self.request.replay(source.path, engine, f"{engine} {number}")
        place = (number, len(self.sources))
        with self.watcher.chat(place, engine, export.chat.title, export.size) as progress:
            report = await replay(export, asked, progress)
        windows, met = await score(replay, report, asked.tenant, expected)
        self._look_for_failed_windows(source, engine, report)
        return Row(
            export=source.name,
            chat=export.chat.title,
            engine=engine,
            total=total(windows, [met]),
            skipped=count(report, WindowStatus.SKIPPED),
            windows=windows,
        )

    def _look_for_failed_windows(self, source: Source, engine: EngineName, report: Report) -> None:
        failed = count(report, WindowStatus.FAILED)
        if failed:
            self._fail(
                source,
                engine,
                f"{failed} of {len(report.windows)} windows could not be digested — the log says"
                " why; run it again",
            )

    def _fail(self, source: Source, engine: EngineName, why: str, *, quiet: bool = False) -> None:
        failure = Failure(export=source.name, engine=engine, why=why, quiet=quiet)
        self.failures.append(failure)
        self.watcher.failed(failure)


def _configured(replay: Replay) -> tuple[EngineName, ...]:
    return ("rules",) if replay.runs.model is None else ("rules", "model")


def _setup(
    request: EvaluateRequest, engines: Sequence[EngineName], model: ModelEngine | None
) -> Setup:
    asked = None if set(engines) == {"rules"} else model
    return Setup(
        window_hours=request.size,
        last=request.selection.count if isinstance(request.selection, Last) else None,
        language=request.language,
        time_zone=request.zone.key,
        rules=RULES_VERSION,
        prompts={stage: prompt_version(stage, request.language) for stage in VERSIONS if asked},
        models={stage: asked.route(stage) for stage in VERSIONS if asked},
    )
