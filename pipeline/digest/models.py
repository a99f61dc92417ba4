"""What the stages of a digest say to each other, and the digest itself.

Texts in these models are redacted: people are pseudonym tokens (see ``pipeline.privacy``), and
phones, cards, documents and secrets are masks. Names come back only when a view renders.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, NewType

from pydantic import BaseModel, ConfigDict, Field

DigestId = NewType("DigestId", int)
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Ids = tuple[int, ...]


class Answer(BaseModel):
    """An immutable stage answer, stored as an artifact and read back as it was."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stage(StrEnum):
    INGEST_VALIDATOR = "ingest_validator"
    THREAD_BUILDER = "thread_builder"
    SEGMENTER = "segmenter"
    EMOTION = "emotion"
    ROLES = "roles"
    TOPIC = "topic"
    SYNTHESIS = "synthesis"
    EVALUATION = "evaluation"
    DELIVERY_MANAGER = "delivery_manager"


class Mode(StrEnum):
    """How much a window holds, by the limits of ``ContextSettings``."""

    MICRO = "micro"
    NORMAL = "normal"
    LARGE = "large"


# --- ingest_validator ---------------------------------------------------------------------------


class Duplicate(Answer):
    message_id: int
    of: int
    similarity: Share
    hard: bool
    """Hard duplicates leave the context; soft ones stay and weigh less."""


class Weighted(Answer):
    message_id: int
    weight: Share


class Attachment(Answer):
    message_id: int
    kind: str
    name: str | None


class Statistics(Answer):
    """Counts of the whole window, taken before anything is dropped."""

    messages: int
    participants: int
    service: int
    unknown: int
    bots_and_commands: int
    media: int
    reactions: int
    links: int
    expected: int
    """Messages that should be there by the continuity of ids; ``messages`` of them are."""
    per_hour: tuple[int, ...]
    """Messages per hour from the window's start."""


class PreparedContext(Answer):
    mode: Mode
    statistics: Statistics
    kept: tuple[Weighted, ...]
    duplicates: tuple[Duplicate, ...]
    history_matches: Ids
    masked: dict[str, int]
    """How many phones, cards, … were masked, by kind."""
    boundary: Share
    """Share of the texts that kept to their side of the prompt's boundary; all are repaired."""
    attachments: tuple[Attachment, ...]


# --- thread_builder -----------------------------------------------------------------------------


class ThreadState(StrEnum):
    OPENED = "opened"
    CONTINUED = "continued"
    CLOSED = "closed"


class Thread(Answer):
    id: int
    message_ids: Ids
    start: datetime
    end: datetime
    root: int
    """The first message; before the window if the thread continues."""
    reason: str
    """Why the messages hang together: the most frequent link reason."""
    state: ThreadState
    weight: float


class Threads(Answer):
    threads: tuple[Thread, ...]


# --- segmenter ----------------------------------------------------------------------------------


class SegmentKind(StrEnum):
    PROBLEM = "problem"
    SOLUTION = "solution"
    DECISION = "decision"
    RISK = "risk"
    CELEBRATION = "celebration"
    META = "meta"
    HUMOR = "humor"
    QUESTION = "question"
    PLAN = "plan"


class Segment(Answer):
    kind: SegmentKind
    text: str
    message_ids: Ids
    confidence: Share
    thread_id: int
    answered_by: int | None = None
    """For a question: the message that answers it."""


class Segments(Answer):
    segments: tuple[Segment, ...]


# --- emotion ------------------------------------------------------------------------------------


class Tone(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    MIXED = "mixed"
    NEGATIVE = "negative"


class Measure(Answer):
    value: Share
    message_ids: Ids


class Emotion(Answer):
    tone: Tone
    tone_message_ids: Ids
    intensity: Measure
    conflict: Measure
    collaboration: Measure
    stress: Measure
    enthusiasm: Measure
    notes: tuple[str, ...]


# --- roles --------------------------------------------------------------------------------------


class Role(StrEnum):
    INITIATOR = "initiator"
    EXPERT = "expert"
    MODERATOR = "moderator"
    SUPPORTER = "supporter"
    OPPONENT = "opponent"
    OBSERVER = "observer"


class Participant(Answer):
    person: str
    """Pseudonym token."""
    roles: dict[Role, Share]
    dominant: Role
    message_count: int
    message_ids: Ids
    """The deeds that show the dominant role."""


class Roles(Answer):
    participants: tuple[Participant, ...]


# --- topic --------------------------------------------------------------------------------------


class TopicStatus(StrEnum):
    DONE = "done"
    IN_PROGRESS = "in_progress"
    BLOCKER = "blocker"
    WATCH = "watch"
    IDEA = "idea"


class Action(Answer):
    who: str | None
    """Pseudonym token, or None where nobody took it."""
    what: str
    due: str | None
    message_ids: Ids


class Topic(Answer):
    title: str
    priority: int = Field(ge=1)
    """1 is told first."""
    weight: float
    status: TopicStatus
    summary: str
    decision: str | None
    owners: tuple[str, ...]
    blockers: tuple[str, ...]
    actions: tuple[Action, ...]
    keywords: tuple[str, ...]
    thread_ids: Ids
    message_ids: Ids
    """The messages that the summary quotes."""
    state: ThreadState


class Topics(Answer):
    topics: tuple[Topic, ...]


# --- synthesis ----------------------------------------------------------------------------------


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


# --- evaluation ---------------------------------------------------------------------------------


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


# --- delivery_manager ---------------------------------------------------------------------------


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    BLOCKED_QUALITY = "blocked_quality"
    BLOCKED_RBAC = "blocked_rbac"
    BLOCKED_QUOTA = "blocked_quota"
    SKIPPED = "skipped"


class Decision(Answer):
    """The object that opens the door: without ``deliver`` and the right hash nothing goes out."""

    deliver: bool
    status: DeliveryStatus
    reasons: tuple[str, ...]
    content_hash: str
    """SHA-256 of the judged statements; a digest whose text has another hash is not delivered."""


class Fallback(Answer):
    """A stage that rules answered, wholly or in part, where a model should have."""

    stage: Stage
    reason: str


class Digest(Answer):
    """A digest as it is stored: every answer that a view needs, and the decision about it."""

    language: Literal["ru", "en"]
    engine: str
    """Who wrote its sentences: ``rules``, or the model's name."""
    fallbacks: tuple[Fallback, ...] = ()
    mode: Mode
    statistics: Statistics
    threads: tuple[Thread, ...]
    topics: tuple[Topic, ...]
    participants: tuple[Participant, ...]
    emotion: Emotion
    attachments: tuple[Attachment, ...]
    statements: tuple[Judged, ...]
    dropped: int
    quality: Quality
    baseline: Baseline | None
    decision: Decision
    tokens: int
    """Billed tokens of the run."""
    calls: int = 0
    """Calls of the model that were answered."""
    seconds: float
    """From the start of the run, or of the process that took it over after a crash."""
    run_id: str
