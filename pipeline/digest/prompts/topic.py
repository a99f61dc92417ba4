"""Which stories a window holds: strands of talk gathered under a title, with their state."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from pipeline.digest.models import TopicStatus
from pipeline.digest.prompts.quoting import Fence
from pipeline.llm.models import Language, Prompt

VERSION = 1
TITLE = 60
"""Characters of a title at the most."""


class ActionAnswer(BaseModel):
    line: int
    """The message that gives or takes the task."""
    who: int | None = None
    """Number of the handle of who does it; none where nobody took it."""
    due: str | None = None
    """The time in the words of the message."""


class TopicAnswer(BaseModel):
    title: str
    status: TopicStatus
    strands: list[int]
    lines: list[int]
    """One to four messages that tell the story: how it began, what turned it, how it stands."""
    decision: int | None = None
    blockers: list[int] = Field(default_factory=list)
    owners: list[int] = Field(default_factory=list)
    """Numbers of handles."""
    actions: list[ActionAnswer] = Field(default_factory=list)


class TopicsAnswer(BaseModel):
    """The weightiest topic first."""

    topics: list[TopicAnswer] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StrandRows:
    number: int
    messages: int
    people: int
    rows: Sequence[str]


@dataclass(frozen=True, slots=True)
class Talk:
    strands: Sequence[StrandRows]
    """Heaviest first."""
    numbers: int
    handles: int
    limit: int
    """Topics at the most; a small window may have none."""


def render(
    material: Talk, language: Language, fence: Fence, *, integrity: float
) -> Prompt[TopicsAnswer]:
    raise NotImplementedError
