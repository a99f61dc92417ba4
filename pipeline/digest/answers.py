"""What every stage of a digest answers with.

Texts in the answers are redacted: people are pseudonym tokens (see ``pipeline.privacy``), and
phones, cards, documents and secrets are masks. Names come back only when a view renders.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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
