"""What the stages find in the talk: threads, segments, mood, roles and topics."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from pipeline.digest.answers import Answer, Ids, Share

# --- thread_builder ------------------------------------------------------------------------------


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


# --- segmenter -----------------------------------------------------------------------------------


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


# --- emotion -------------------------------------------------------------------------------------


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


# --- roles ---------------------------------------------------------------------------------------


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


# --- topic ---------------------------------------------------------------------------------------


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
