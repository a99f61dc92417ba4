"""What each message does in its thread, for many slices of threads at once (the map step)."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from pipeline.digest.prompts.quoting import Fence
from pipeline.llm.models import Language, Prompt

VERSION = 1

Numbers = list[int]


class SegmenterAnswer(BaseModel):
    """Numbers of messages by what they do; most messages do nothing and are left out."""

    problem: Numbers = Field(default_factory=list)
    solution: Numbers = Field(default_factory=list)
    decision: Numbers = Field(default_factory=list)
    risk: Numbers = Field(default_factory=list)
    celebration: Numbers = Field(default_factory=list)
    meta: Numbers = Field(default_factory=list)
    humor: Numbers = Field(default_factory=list)
    question: Numbers = Field(default_factory=list)
    plan: Numbers = Field(default_factory=list)
    answered: list[tuple[int, int]] = Field(default_factory=list)
    """Pairs of a question and the message that answers it."""
    unsure: Numbers = Field(default_factory=list)
    """Messages above whose kind is doubtful."""


@dataclass(frozen=True, slots=True)
class Slices:
    """Rows of several thread slices, each slice headed by ``#1``, ``#2``, …; numbers run on."""

    slices: Sequence[Sequence[str]]
    messages: int
    """Highest number of a row."""


def render(
    material: Slices, language: Language, fence: Fence, *, integrity: float
) -> Prompt[SegmenterAnswer]:
    raise NotImplementedError
