"""Whatever becomes of the model, the digest comes, and tells what rules did and why."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import MappingProxyType

import pytest

from pipeline.digest.model.settings import QuotaSettings
from pipeline.digest.models import DeliveryStatus, Fallback, Stage
from pipeline.digest.ports import StoredDigest
from pipeline.events.models import DigestReadyForDelivery, StageOutcome
from pipeline.llm.models import Tier
from pipeline.llm.settings import LlmSettings
from tests.fixtures.model_world import (
    MODEL_STAGES,
    PATIENT,
    UNLIMITED,
    GigaChatWorld,
    ModelWorld,
    answered_world,
    asks_for,
    gigachat_world,
    model_settings,
)
from tests.servers.answers import answer
from tests.servers.gigachat import Fault, GigaChatServer, Reply, gigachat_server
from tests.servers.gigachat.steps import Step

BASE, PRO, RULES = "GigaChat-2", "GigaChat-2-Pro", "rules"
WRITERS: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.SEGMENTER: BASE,
        Stage.EMOTION: BASE,
        Stage.ROLES: BASE,
        Stage.TOPIC: PRO,
        Stage.SYNTHESIS: PRO,
        Stage.EVALUATION: PRO,
    }
)
HURRIED = PATIENT.model_copy(update={"call_seconds": 0.8, "retries": 0})


@dataclass(frozen=True)
class Failure:
    name: str
    step: Step
    reason: str
    llm: LlmSettings = PATIENT


FAILURES = (
    Failure("down", Fault.status(500), "model_unavailable"),
    Failure("hanging up", Fault.drop(), "model_unavailable"),
    Failure("dying in mid-answer", Fault.drop_after(1), "model_unavailable"),
    Failure("ending in mid-answer", Fault.end_after(1), "model_unavailable"),
    Failure("slow", Fault.stall(1), "model_timeout", HURRIED),
    Failure("limiting", Fault.status(429), "rate_limited"),
    Failure("limiting for a second", Fault.status(429, retry_after=1), "rate_limited"),
    Failure("limiting for an hour", Fault.status(429, retry_after=3600), "rate_limited"),
    Failure("talking nonsense", Reply("Сорок два {"), "invalid_answer"),
    Failure("refusing", Reply.refusal(), "refused"),
    Failure("cutting off", Reply(finish="length"), "cut_off"),
    Failure("rejecting", Fault.status(403), "model_rejected"),
    Failure("taking less", Fault.status(413), "prompt_too_long"),
)


@pytest.fixture
def gigachat(gigachat: GigaChatServer) -> GigaChatServer:
    gigachat.answerer = answer
    return gigachat


def given_up(stage: Stage) -> StageOutcome:
    """A judge that fails is no pass."""
    return StageOutcome.DEGRADED if stage is Stage.EVALUATION else StageOutcome.FALLBACK


def writers(world: ModelWorld, stored: StoredDigest) -> dict[Stage, str]:
    ended = world.ended(stored)
    return {stage: ended[stage].engine for stage in MODEL_STAGES}


def by_rules(*stages: Stage) -> dict[Stage, str]:
    """Who answers if rules do in these stages; what they write, they judge."""
    found = {*stages, *([Stage.EVALUATION] if Stage.SYNTHESIS in stages else [])}
    return {stage: RULES if stage in found else WRITERS[stage] for stage in MODEL_STAGES}


def is_delivered(world: ModelWorld, stored: StoredDigest) -> bool:
    ready = [event.digest_id for event in world.of(DigestReadyForDelivery)]
    return stored.id in ready and stored.delivery_status is DeliveryStatus.PENDING


@pytest.mark.parametrize("stage", MODEL_STAGES)
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.name)
async def test_a_model_that_fails_in_one_stage_costs_only_that_stage(
    gigachat: GigaChatServer, stage: Stage, failure: Failure
) -> None:
    gigachat.always(failure.step, when=asks_for(stage))

    async with gigachat_world(gigachat, llm=failure.llm) as world:
        stored = await world.digest(await world.talk())

    told = world.ended(stored)[stage]
    result = given_up(stage)
    labels = {"stage": stage, "status": "made", "result": result, "reason": failure.reason}
    assert (Fallback(stage=stage, reason=failure.reason),) == stored.digest.fallbacks
    assert (result, failure.reason) == (told.outcome, told.reason)
    assert 1 == world.counted("digest_stage_status_total", **labels)
    assert by_rules(stage) == writers(world, stored)
    assert (RULES if stage is Stage.SYNTHESIS else PRO) == stored.digest.engine
    assert is_delivered(world, stored)
