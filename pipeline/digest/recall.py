"""Run a stage, or take its answer from the artifacts: a crash costs the stage it hit, no more."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pipeline.digest.context import DigestContext
from pipeline.digest.models import Answer, Stage
from pipeline.digest.ports import ArtifactKey
from pipeline.events.models import DigestStageCompleted, DigestStageStarted, StageOutcome

RULES_VERSION = "rules-1"
"""Raised when a rule changes what it answers, so that stored answers of older rules rest."""
SCHEMA_VERSION = 1
"""Raised when an answer model changes its shape."""
RULES_ENGINE = "rules"

MODEL_STAGES = frozenset(
    {
        Stage.SEGMENTER,
        Stage.EMOTION,
        Stage.ROLES,
        Stage.TOPIC,
        Stage.SYNTHESIS,
        Stage.EVALUATION,
    }
)

A = TypeVar("A", bound=Answer)
Outcome = tuple[StageOutcome, str | None]
"""How a stage ended, and why so if it was not plainly well."""


@dataclass(frozen=True, slots=True)
class Recalled(Generic[A]):
    stage: Stage
    attempt: int
    answer: A
    hash: str
    seconds: float

    def update(self, key: str) -> dict[str, Any]:
        """What the stage changes in the graph's state: its answer under ``key``, and traces."""
        step = self.stage if self.attempt == 1 else f"{self.stage}.{self.attempt}"
        return {
            key: self.answer,
            "hashes": {self.stage: self.hash},
            "seconds": {step: self.seconds},
        }


async def recall_or_run(
    context: DigestContext,
    stage: Stage,
    answer_type: type[A],
    basis: Sequence[str],
    rule: Callable[[], A],
    *,
    attempt: int = 1,
    degraded: Callable[[A], str | None] = lambda _: None,
) -> Recalled[A]:
    """The stage's stored answer for the same input, or a new one from ``rule``.

    ``rule`` is pure and runs in a thread, off the loop. Only a success is stored.

    ``basis`` holds the hashes of the answers that this stage reads; ``attempt`` is 2 for the
    stages of the corrective pass, which run a second time; ``degraded`` names what is not as it
    should be about an answer that is used all the same.
    """
    key = ArtifactKey(
        window_id=context.window.id,
        stage=stage,
        input_hash=_hash(context.request.fingerprint, str(attempt), *basis),
        prompt_version=RULES_VERSION,
        model=RULES_ENGINE,
        schema_version=SCHEMA_VERSION,
    )
    started = time.perf_counter()
    stored = await context.artifacts.find(context.tenant, key)
    if stored is not None:
        answer = answer_type.model_validate_json(stored)
        outcome = outcome_of(context, stage, attempt, degraded(answer))
        await _completed(context, stage, attempt, outcome, started, reused=True)
        return Recalled(stage, attempt, answer, _hash(stored), 0.0)
    await context.events.publish([DigestStageStarted(**_run(context, stage, attempt))])
    answer = await asyncio.to_thread(rule)
    stored = answer.model_dump_json().encode()
    await context.artifacts.save(context.tenant, key, stored)
    outcome = outcome_of(context, stage, attempt, degraded(answer))
    seconds = await _completed(context, stage, attempt, outcome, started, reused=False)
    return Recalled(stage, attempt, answer, _hash(stored), seconds)


async def _completed(
    context: DigestContext,
    stage: Stage,
    attempt: int,
    outcome: Outcome,
    started: float,
    *,
    reused: bool,
) -> float:
    seconds = round(time.perf_counter() - started, 4)
    await context.events.publish(
        [
            DigestStageCompleted(
                **_run(context, stage, attempt),
                outcome=outcome[0],
                reason=outcome[1],
                seconds=seconds,
                reused=reused,
            )
        ]
    )
    return seconds


def outcome_of(
    context: DigestContext, stage: Stage, attempt: int, degraded: str | None
) -> Outcome:
    """A model was wanted and the rules answered: that is a fallback, and says so."""
    if degraded is not None:
        return StageOutcome.DEGRADED, degraded
    if context.request.engine == "auto" and stage in MODEL_STAGES:
        return StageOutcome.FALLBACK, "no_model_configured"
    if attempt > 1:
        return StageOutcome.RETRY, "quality_below_threshold"
    return StageOutcome.OK, None


def _run(context: DigestContext, stage: Stage, attempt: int) -> dict[str, object]:
    return {
        "tenant_id": context.tenant,
        "group_id": context.window.group_id,
        "window_id": context.window.id,
        "run_id": context.run_id if attempt == 1 else f"{context.run_id}.{attempt}",
        "stage": stage,
    }


def _hash(*parts: str | bytes) -> str:
    joined = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        joined.update(len(data).to_bytes(8, "big"))
        joined.update(data)
    return joined.hexdigest()
