"""The mood of a window, from the segments that show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from pipeline.digest.models import Tone
from pipeline.digest.prompts.quoting import Fence
from pipeline.digest.rules.emotion_notes import Note
from pipeline.llm.models import Language, Prompt

VERSION = 1


class Felt(BaseModel):
    value: int = Field(ge=0, le=10)
    lines: list[int] = Field(default_factory=list)
    """Up to five messages that show it."""


class EmotionAnswer(BaseModel):
    tone: Tone
    lines: list[int] = Field(default_factory=list)
    """Up to five messages that show the tone."""
    intensity: Felt
    conflict: Felt
    collaboration: Felt
    stress: Felt
    enthusiasm: Felt
    notes: list[Note] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mood:
    rows: Sequence[str]
    numbers: int
    """Highest number of a row."""
    messages: int
    """How many messages the window holds; the rows are a selection."""


def render(
    material: Mood, language: Language, fence: Fence, *, integrity: float
) -> Prompt[EmotionAnswer]:
    raise NotImplementedError
