"""The judge: does each statement say what the messages that it cites say?"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, Field

from pipeline.digest.prompts.quoting import Fence
from pipeline.llm.models import Language, Prompt

VERSION = 1


class Fault(StrEnum):
    """Why a statement is not, or not wholly, what its messages say."""

    NOT_SAID = "not_said"
    CONTRADICTED = "contradicted"
    OVERSTATED = "overstated"
    WRONG_PERSON = "wrong_person"
    WRONG_TIME = "wrong_time"


class Doubt(BaseModel):
    n: int
    why: Fault


class EvaluationAnswer(BaseModel):
    """Every statement stands in exactly one of the three lists."""

    supported: list[int] = Field(default_factory=list)
    partly: list[Doubt] = Field(default_factory=list)
    unsupported: list[Doubt] = Field(default_factory=list)
    coherence: int = Field(ge=0, le=10)
    """How well the statements read, one after the other."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, and the rows of the messages that it cites."""

    number: int
    text: str
    """Quoted data too: a model wrote it out of the talk."""
    rows: Sequence[str]


@dataclass(frozen=True, slots=True)
class Claims:
    claims: Sequence[Claim]


def render(
    material: Claims, language: Language, fence: Fence, *, integrity: float
) -> Prompt[EvaluationAnswer]:
    raise NotImplementedError
