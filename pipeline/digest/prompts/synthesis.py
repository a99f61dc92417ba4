"""The digest's own sentences: the story of each topic, agreements, open questions, the mood."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from pipeline.digest.prompts.quoting import Fence
from pipeline.llm.models import Language, Prompt

VERSION = 1
STORY = 400
"""Characters of a topic's story at the most."""
LINE = 200
"""Characters of any other statement at the most."""


class Told(BaseModel):
    text: str
    lines: list[int]
    """The messages that back every word of it."""


class StoryAnswer(Told):
    topic: int


class SynthesisAnswer(BaseModel):
    topics: list[StoryAnswer] = Field(default_factory=list)
    decisions: list[Told] = Field(default_factory=list)
    questions: list[Told] = Field(default_factory=list)
    mood: Told | None = None


@dataclass(frozen=True, slots=True)
class TopicRows:
    number: int
    title: str
    """Quoted data like the rows: it comes from the talk."""
    status: str
    rows: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A statement of the first attempt that the evaluation refused, for the corrective one."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Writing:
    """What one call writes. A digest may be written in several calls at once."""

    topics: Sequence[TopicRows]
    agreements: Sequence[str]
    """Rows that may hold decisions and promises; empty: none are asked for."""
    questions: Sequence[str]
    """Rows of questions that stayed open; empty: none are asked for."""
    mood: Sequence[str]
    """Rows that show the mood; empty: none is asked for."""
    tone: str
    numbers: int
    handles: int
    rejected: Sequence[Rejected] = ()


def render(
    material: Writing, language: Language, fence: Fence, *, integrity: float
) -> Prompt[SynthesisAnswer]:
    raise NotImplementedError
