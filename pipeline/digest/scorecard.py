"""How good the digests of some chats are, by engine: what ``evaluate`` measures and writes down.

Scores are averaged plainly over windows. Weighted by statements, a digest that says little would
hardly count, and saying little is one of the faults looked for.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from pydantic import ConfigDict

from pipeline.digest.answers import Answer, Share, Stage
from pipeline.digest.corpus import Corpus
from pipeline.digest.expectations import Met
from pipeline.digest.models import Digest, Fallback
from pipeline.digest.rules.evidence.precision import citations
from pipeline.digest.statements import Quality

EngineName = Literal["auto", "rules", "model"]


class Scores(Quality):
    """The four scores of the evaluation stage, and one that the stage does not give itself."""

    evidence_precision: Share


MEASURES = tuple(Scores.model_fields)


class WindowScore(Answer):
    """One digest, whether it was held back or not."""

    start: datetime
    messages: int
    written_by: str
    """``rules``, or the model's name."""
    fallbacks: tuple[Fallback, ...]
    scores: Scores
    held_back: tuple[str, ...]
    """Why it may not go out; empty if it may."""
    statements: int
    tokens: int
    calls: int
    seconds: float


class Total(Answer):
    """Mean scores of some windows, and sums of what can be added up."""

    windows: int
    scores: Scores
    held_back: int
    statements: int
    tokens: int
    calls: int
    seconds: float
    expectations: Met | None = None
    """None where nothing is written down that a reader expects."""

    def measure(self, name: str) -> float | None:
        """A mean score, or the share ``mentioned``; None where nothing was to be mentioned."""
        if name != "mentioned":
            return float(getattr(self.scores, name))
        met = self.expectations
        return round(met.mentioned / met.asked, 4) if met is not None and met.asked else None


class Row(Answer):
    """The digests that one engine made of one chat."""

    export: str
    """The export's name in the data: tables are compared by it."""
    chat: str
    engine: EngineName
    """The one that was asked for."""
    total: Total
    skipped: int
    """Windows with too little talk."""
    windows: tuple[WindowScore, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.export, self.engine


class Average(Answer):
    engine: EngineName
    total: Total


class Failure(Answer):
    """A chat that could not be evaluated, or not wholly."""

    export: str
    engine: EngineName
    why: str
    """One line, with the remedy where there is one."""
    quiet: bool = False
    """Nothing failed: there was too little talk for a digest."""


class Setup(Answer):
    """All that a table depends on beside the chats."""

    window_hours: int
    last: int | None
    """How many windows of each chat; None for all."""
    language: Literal["ru", "en"]
    time_zone: str
    rules: str
    prompts: dict[Stage, str]
    """Version of each stage's prompt; empty where no model was asked."""
    models: dict[Stage, tuple[str, ...]]
    """The models that may answer each stage, the one that is asked first to begin with."""


class Scorecard(Answer):
    # Another version of this program may have written more than this one reads.
    model_config = ConfigDict(extra="ignore")

    format: Literal[1] = 1
    setup: Setup
    rows: tuple[Row, ...]
    averages: tuple[Average, ...]
    failures: tuple[Failure, ...]


def window_score(digest: Digest, start: datetime, corpus: Corpus) -> WindowScore:
    """Score a stored digest by the messages that it was made of."""
    precision = citations(digest.statements, corpus).precision
    return WindowScore(
        start=start,
        messages=digest.statistics.messages,
        written_by=digest.engine,
        fallbacks=digest.fallbacks,
        scores=Scores(**digest.quality.model_dump(), evidence_precision=precision),
        held_back=() if digest.decision.deliver else digest.decision.reasons,
        statements=len(digest.statements),
        tokens=digest.tokens,
        calls=digest.calls,
        seconds=digest.seconds,
    )


def total(windows: Sequence[WindowScore], met: Iterable[Met | None] = ()) -> Total:
    """Sum up windows, of which there is at least one."""
    known = [each for each in met if each is not None]
    return Total(
        windows=len(windows),
        scores=Scores(**{name: _mean(windows, name) for name in MEASURES}),
        held_back=sum(bool(each.held_back) for each in windows),
        statements=sum(each.statements for each in windows),
        tokens=sum(each.tokens for each in windows),
        calls=sum(each.calls for each in windows),
        seconds=round(sum(each.seconds for each in windows), 3),
        expectations=_sum(known) if known else None,
    )


def averages(rows: Sequence[Row]) -> tuple[Average, ...]:
    """One total an engine over the windows of all its rows, in the order of the rows."""
    return tuple(
        Average(engine=engine, total=total_of([row for row in rows if row.engine == engine]))
        for engine in dict.fromkeys(row.engine for row in rows)
    )


def total_of(rows: Sequence[Row]) -> Total:
    return total(
        [window for row in rows for window in row.windows],
        [row.total.expectations for row in rows],
    )


def fallbacks(row: Row) -> Counter[Fallback]:
    """In how many windows rules stood in for the model, by stage and reason."""
    return Counter(fallback for window in row.windows for fallback in window.fallbacks)


def _mean(windows: Sequence[WindowScore], name: str) -> float:
    values: list[float] = [getattr(each.scores, name) for each in windows]
    return round(sum(values) / len(values), 4)


def _sum(met: Sequence[Met]) -> Met:
    return Met(
        asked=sum(each.asked for each in met),
        mentioned=sum(each.mentioned for each in met),
        slips=sum(each.slips for each in met),
    )
