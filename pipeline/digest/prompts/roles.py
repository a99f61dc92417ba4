"""Who was what in a window, from the deeds of its most active people."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from pipeline.digest.models import Role
from pipeline.digest.prompts.quoting import Fence
from pipeline.llm.models import Language, Prompt

VERSION = 1


class PersonAnswer(BaseModel):
    who: int
    """Number of the handle: 3 for ``@3``."""
    roles: dict[Role, int]
    """Weight 1 to 10 of each role that the person's messages show."""
    lines: list[int]
    """Up to four messages that show the weightiest role."""


class RolesAnswer(BaseModel):
    people: list[PersonAnswer] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Deeds:
    people: Sequence[tuple[int, int, Sequence[str]]]
    """Handle, number of messages written, and the rows that tell what the person did."""
    numbers: int


def render(
    material: Deeds, language: Language, fence: Fence, *, integrity: float
) -> Prompt[RolesAnswer]:
    raise NotImplementedError
