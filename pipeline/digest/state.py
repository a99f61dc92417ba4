from operator import add, or_
from typing import Annotated, TypedDict

from pipeline.digest.findings import Emotion, Roles, Segments, Threads, Topics
from pipeline.digest.model.packing import Pack
from pipeline.digest.model.reading import Plan, Reading
from pipeline.digest.models import Decision, DigestId
from pipeline.digest.preparation import PreparedContext
from pipeline.digest.statements import Evaluation, Synthesis


class DigestState(TypedDict, total=False):
    """Answers of the stages so far; texts of messages stay with the corpus.

    A key is never named like its stage: LangGraph keeps one namespace for both.
    """

    hashes: Annotated[dict[str, str], or_]
    """Hash of each stage's answer: what the stages after it are keyed by."""
    seconds: Annotated[dict[str, float], or_]
    writers: Annotated[dict[str, str], or_]
    """Who answered each stage: ``rules``, or the model's name."""
    fallbacks: Annotated[dict[str, str], or_]
    """Why rules answered a stage, wholly or in part, where a model should have."""
    prepared: PreparedContext
    threads: Threads
    plan: Plan
    """Only where a model is to read what it has not read yet."""
    readings: Annotated[list[Reading], add]
    segments: Segments
    feelings: Emotion
    people: Roles
    topics: Topics
    draft: Synthesis
    judgement: Evaluation
    attempt: int
    """1 for the first synthesis, 2 for the corrective one, 3 for one by rules after that."""
    decision: Decision
    digest_id: DigestId


class PackState(TypedDict):
    """What one branch of the map step is given."""

    pack: Pack
    packs: int
    """How many there are."""
