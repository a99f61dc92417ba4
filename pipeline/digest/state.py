from operator import or_
from typing import Annotated, TypedDict

from pipeline.digest.models import (
    Decision,
    DigestId,
    Emotion,
    Evaluation,
    PreparedContext,
    Roles,
    Segments,
    Synthesis,
    Threads,
    Topics,
)


class DigestState(TypedDict, total=False):
    """Answers of the stages so far; texts of messages stay with the corpus.

    A key is never named like its stage: LangGraph keeps one namespace for both.
    """

    hashes: Annotated[dict[str, str], or_]
    """Hash of each stage's answer: what the stages after it are keyed by."""
    seconds: Annotated[dict[str, float], or_]
    prepared: PreparedContext
    threads: Threads
    segments: Segments
    feelings: Emotion
    people: Roles
    topics: Topics
    draft: Synthesis
    judgement: Evaluation
    attempt: int
    """1 for the first synthesis, 2 for the corrective one."""
    decision: Decision
    digest_id: DigestId
