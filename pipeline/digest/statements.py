"""What is told of the talk, and how it was judged."""

from enum import StrEnum
from typing import Literal

from pipeline.digest.answers import Answer, Ids, Share


class Section(StrEnum):
    TOPICS = "topics"
    DECISIONS = "decisions"
    QUESTIONS = "questions"
    PEOPLE = "people"
    CHANGES = "changes"
    ATTACHMENTS = "attachments"
    MOOD = "mood"


class Statement(Answer):
    section: Section
    text: str
    message_ids: Ids
    topic: int | None = None
    """Index of the topic that the statement tells, in its section's order."""


class Synthesis(Answer):
    statements: tuple[Statement, ...]


class Verdict(StrEnum):
    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"


class Judged(Answer):
    statement: Statement
    verdict: Verdict
    why: str | None = None
    """The check that it failed: ``no_evidence``, ``number``, ``date``, ``name``, ``link``,
    ``wording``, ``quotation``, ``polarity``; or what the model found wrong, a ``Fault`` of its
    prompt or ``no_verdict``."""


class Quality(Answer):
    faithfulness: Share
    completeness: Share
    relevance: Share
    coherence: Share

    @property
    def score(self) -> float:
        return min(self.faithfulness, self.completeness, self.relevance, self.coherence)


class Baseline(Answer):
    """The comparison with the previous digest of the same group and size."""

    digest_id: int
    quality_delta: float
    coverage_delta: float
    opened: tuple[str, ...]
    continued: tuple[str, ...]
    closed: tuple[str, ...]


class Evaluation(Answer):
    judged: tuple[Judged, ...]
    dropped: tuple[Judged, ...]
    """Statements that the evidence did not carry and that no quotation could replace."""
    quality: Quality
    corrected: bool
    """The first synthesis missed the threshold and this judges the second."""
    judge: Literal["rules", "model"]
    baseline: Baseline | None
