"""From the report of a replay to the scores of its digests."""

import asyncio

from bot.views.legible import Legible
from bot.views.report import Report, WindowReport
from handlers.cli.replay import NothingToTellError, Replay
from pipeline.digest.corpus import Corpus
from pipeline.digest.corpus_builder import build_corpus
from pipeline.digest.expectations import Expected, Met, meet
from pipeline.digest.ports import StoredDigest
from pipeline.digest.rules.evidence.precision import EVIDENCED
from pipeline.digest.scorecard import WindowScore, window_score
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowStatus


class TooLittleTalkError(NothingToTellError):
    """The windows were all skipped."""


class NoDigestError(NothingToTellError):
    """Making each of the digests failed."""


async def score(
    replay: Replay, report: Report, tenant: str, expected: Expected | None
) -> tuple[tuple[WindowScore, ...], Met | None]:
    """Score the digests of one chat, and hold them against what is expected of them, if anything.

    Raises:
        TooLittleTalkError: There is no digest, as there was too little to tell.
        NoDigestError: There is none, as making them failed.
    """
    told = _Told(replay, await replay.tenants.ensure(tenant))
    windows = tuple(
        [await told.score(each, each.stored) for each in report.windows if each.stored is not None]
    )
    if windows:
        return windows, told.meet(expected)
    if count(report, WindowStatus.FAILED):
        raise NoDigestError("no window could be digested — the log says why; run it again")
    raise TooLittleTalkError(
        f"none of the {len(report.windows)} windows holds enough talk — take --all, or longer"
        " ones with --window"
    )


def count(report: Report, status: WindowStatus) -> int:
    return sum(each.window.status is status for each in report.windows)


class _Told:
    """Scores digests one by one, and gathers what they say."""

    def __init__(self, replay: Replay, tenant: TenantId) -> None:
        self._replay = replay
        self._tenant = tenant
        self._present: set[int] = set()
        self._cited: set[int] = set()
        self._texts: list[str] = []

    async def score(self, report: WindowReport, stored: StoredDigest) -> WindowScore:
        replay = self._replay
        corpus = await build_corpus(
            replay.archive, self._tenant, report.window, replay.runs.context_settings
        )
        self._gather(stored, corpus)
        start = report.window.span.start
        return await asyncio.to_thread(window_score, stored.digest, start, corpus)

    def meet(self, expected: Expected | None) -> Met | None:
        if expected is None:
            return None
        return meet(expected, self._present, self._cited, self._texts)

    def _gather(self, stored: StoredDigest, corpus: Corpus) -> None:
        legible = Legible(stored.people, mask=str)
        self._present.update(line.id for line in corpus.lines)
        for statement in (judged.statement for judged in stored.digest.statements):
            self._texts.append(legible(statement.text))
            if statement.section in EVIDENCED:
                self._cited.update(statement.message_ids)
