"""Whatever becomes of the model, the digest comes, and tells what rules did and why."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import MappingProxyType

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.models import Fallback
from pipeline.digest.ports import StoredDigest
from pipeline.events.runs import StageOutcome
from pipeline.llm.models import Tier
from pipeline.llm.settings import LlmSettings
from pipeline.windows.models import WindowStatus
from tests.fixtures.model_world import (
    MODEL_STAGES,
    PATIENT,
    UNLIMITED,
    ModelWorld,
    answered_world,
    asks_for,
    gigachat_world,
    model_settings,
)
from tests.servers.answers import answer
from tests.servers.gigachat import (
    Endpoint,
    Fault,
    GigaChatServer,
    Reply,
    gigachat_server,
)
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
DOWN = Fault.status(503)
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
    Failure("answering with a page", Fault.wrong_type(), "model_unavailable"),
    Failure("garbling", Fault.garbage(1), "model_unavailable"),
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
    assert (stage is Stage.SYNTHESIS) == world.counted(
        "digest_synthesis_fallback_total", reason=failure.reason
    )
    assert by_rules(stage) == writers(world, stored)
    assert (RULES if stage is Stage.SYNTHESIS else PRO) == stored.digest.engine
    assert world.has_delivered(stored)


@pytest.mark.parametrize("stage", MODEL_STAGES)
async def test_an_account_that_is_empty_is_told_and_not_asked_on(
    gigachat: GigaChatServer, stage: Stage
) -> None:
    async def spend() -> None:
        gigachat.terms.funds = 0

    async with gigachat_world(gigachat) as world:
        window = await world.talk()
        world.when(stage, spend)
        stored = await world.digest(window)

    reasons = [each.reason for each in stored.digest.fallbacks]
    refused = [call for call in gigachat.chats if call.status == 402]
    assert "funds_spent" in reasons
    assert {"funds_spent", "breaker_open"} >= set(reasons)
    assert stage in [each.stage for each in stored.digest.fallbacks]
    assert 0 < len(refused) <= 2 * world.streams
    assert world.has_delivered(stored)


@pytest.mark.parametrize("stage", MODEL_STAGES)
async def test_a_spent_quota_costs_no_call(gigachat: GigaChatServer, stage: Stage) -> None:
    dear = {f"{each}_tier": Tier.BASE if each is stage else Tier.PRO for each in MODEL_STAGES}
    nothing_left = UNLIMITED.model_copy(update={"base_quota_tokens": 1})

    async with gigachat_world(
        gigachat, quota=nothing_left, settings=model_settings(**dear)
    ) as world:
        stored = await world.digest(await world.talk())

    assert (Fallback(stage=stage, reason="quota_spent"),) == stored.digest.fallbacks
    assert given_up(stage) is world.ended(stored)[stage].outcome
    assert {RULES, PRO} == set(writers(world, stored).values())
    assert stage not in world.calls()
    assert world.has_delivered(stored)


@pytest.mark.parametrize("stage", MODEL_STAGES)
async def test_when_the_time_is_up_rules_finish_the_digest(stage: Stage) -> None:
    with answered_world(answer) as world:

        async def late() -> None:
            world.clock.ahead = 10_000

        window = await world.talk()
        world.when(stage, late)
        stored = await world.digest(window)

    told = {each.stage: each.reason for each in stored.digest.fallbacks}
    before = [WRITERS[each] for each in MODEL_STAGES[: MODEL_STAGES.index(stage)]]
    answered = writers(world, stored)
    assert "run_deadline" == told[stage]
    assert {"run_deadline"} == set(told.values())
    assert RULES == answered[stage] == answered[Stage.EVALUATION]
    if stage not in {Stage.ROLES, Stage.TOPIC}:  # they begin beside the mood
        assert before == [answered[each] for each in MODEL_STAGES[: len(before)]]
    assert world.has_delivered(stored)


async def test_a_call_in_mid_answer_is_cut_off_when_the_time_is_up(
    gigachat: GigaChatServer,
) -> None:
    gigachat.always(Fault.stall(1), when=asks_for(Stage.SYNTHESIS))

    async with gigachat_world(gigachat, settings=model_settings(run_seconds=2)) as world:
        stored = await world.digest(await world.talk())

    assert (Fallback(stage=Stage.SYNTHESIS, reason="run_deadline"),) == stored.digest.fallbacks
    assert 2 <= stored.digest.seconds < PATIENT.call_seconds
    assert world.has_delivered(stored)


@pytest.mark.parametrize("stage", MODEL_STAGES)
async def test_a_model_that_dies_in_mid_run_is_soon_asked_no_more(
    direct: None, stage: Stage
) -> None:
    llm = LlmSettings(_env_file=None)
    async with AsyncExitStack() as life:
        server = await life.enter_async_context(gigachat_server(answerer=answer))
        async with gigachat_world(server, llm=llm) as world:
            window = await world.talk()
            world.when(stage, life.aclose)
            stored = await world.digest(window)

    told = {each.stage: each.reason for each in stored.digest.fallbacks}
    most = llm.breaker_failures + world.streams - 1
    assert stage in told
    assert {"model_unavailable", "breaker_open"} >= set(told.values())
    assert RULES == writers(world, stored)[Stage.EVALUATION]
    assert all(world.attempts(model, "model_unavailable") <= most for model in (BASE, PRO))
    assert world.has_delivered(stored)


async def test_a_model_that_was_never_there_leaves_the_digest_to_the_rules(direct: None) -> None:
    async with gigachat_server(answerer=answer) as server:
        pass

    async with gigachat_world(server, llm=LlmSettings(_env_file=None)) as world:
        stored = await world.digest(await world.talk())

    by_rule = [each.stage for each in stored.digest.fallbacks]
    assert [*MODEL_STAGES[:-1]] == by_rule
    assert (RULES, 0, 0) == (stored.digest.engine, stored.digest.calls, stored.digest.tokens)
    assert world.has_delivered(stored)


async def test_a_model_that_is_back_makes_the_digest_anew_from_what_was_read(
    gigachat: GigaChatServer,
) -> None:
    gigachat.always(DOWN, when=asks_for(Stage.TOPIC))
    async with gigachat_world(gigachat) as world:
        window = await world.talk()
        first = await world.digest(window)
        before = world.calls()
        gigachat.recover()

        second = await world.digest(window)
        asked = await world.runs.request(world.tenant, window.id, "ru", "model", "terminal")

        after = world.calls()
        read = (Stage.SEGMENTER, Stage.EMOTION, Stage.ROLES)
        assert [before[stage] for stage in read] == [after[stage] for stage in read]
        assert before[Stage.TOPIC] + 1 == after[Stage.TOPIC]
        assert (1, 2) == (first.version, second.version)
        assert () == second.digest.fallbacks
        assert second == await world.runs.find(world.tenant, window, "ru", "model")
        assert not asked


async def test_of_two_makeshift_digests_the_later_is_told_and_completes_its_window(
    gigachat: GigaChatServer,
) -> None:
    gigachat.always(DOWN)
    async with gigachat_world(gigachat) as world:
        window = await world.talk()
        await world.digest(window)
        gigachat.recover()
        gigachat.always(DOWN, when=asks_for(Stage.EMOTION))

        second = await world.digest(window)

        settled = await world.windows.get(world.tenant, window.id)
        assert WindowStatus.COMPLETED is settled.status
        assert (Fallback(stage=Stage.EMOTION, reason="model_unavailable"),) == (
            second.digest.fallbacks
        )
        assert second == await world.runs.find(world.tenant, settled, "ru", "model")
        assert world.has_delivered(second)


async def test_a_request_that_comes_twice_makes_one_makeshift_digest(
    gigachat: GigaChatServer,
) -> None:
    gigachat.always(DOWN)
    async with gigachat_world(gigachat) as world:
        window = await world.talk()
        await world.digest(window)
        before = len(gigachat.chats)

        await world.runs.generate(world.requests()[-1])

        settled = await world.windows.get(world.tenant, window.id)
        assert WindowStatus.COMPLETED is settled.status
        assert before == len(gigachat.chats)


async def test_one_poisonous_conversation_among_many_costs_only_itself(
    gigachat: GigaChatServer,
) -> None:
    reads = asks_for(Stage.SEGMENTER)
    gigachat.always(Reply.refusal(), when=lambda call: reads(call) and "на обед" in call.last)

    async with gigachat_world(gigachat) as world:
        stored = await world.digest(await world.talk())
        read = {key.slice_hash for _, _, key in world.segments.saved}
        gigachat.recover()
        await world.digest(await world.talk())

    left = {key.slice_hash for _, _, key in world.segments.saved} - read
    told = world.ended(stored)[Stage.SEGMENTER]
    assert (StageOutcome.DEGRADED, "refused") == (told.outcome, told.reason)
    assert f"{BASE}+rules" == told.engine
    assert (Fallback(stage=Stage.SEGMENTER, reason="refused"),) == stored.digest.fallbacks
    assert (1, PRO) == (len(left), stored.digest.engine)
    assert len(read) > 1
    assert world.has_delivered(stored)


@pytest.mark.parametrize("endpoint", [Endpoint.TOKENS, Endpoint.OAUTH])
@pytest.mark.parametrize("step", [Fault.status(500), Fault.drop(), Fault.wrong_type()])
async def test_what_is_not_the_chat_may_fail_too(
    gigachat: GigaChatServer, endpoint: Endpoint, step: Step
) -> None:
    gigachat.always(step, on=endpoint)

    async with gigachat_world(gigachat) as world:
        stored = await world.digest(await world.talk())

    assert (PRO if endpoint is Endpoint.TOKENS else RULES) == stored.digest.engine
    assert world.has_delivered(stored)


async def test_parallel_digests_keep_to_each_tenants_own_quota(gigachat: GigaChatServer) -> None:
    few = UNLIMITED.model_copy(update={"pro_quota_calls": 3})
    async with gigachat_world(gigachat, quota=few) as world:
        windows = [(await world.talk(tenant=name), world.tenant) for name in ("one", "other")]
        for window, tenant in windows:
            await world.runs.request(tenant, window.id, "ru", "model", "terminal")

        async with asyncio.TaskGroup() as group:
            for request in world.requests():
                group.create_task(world.runs.generate(request))

        for window, tenant in windows:
            [stored] = await world.digests.latest(tenant, [window.id])
            assert 3 == len(world.booked(tenant, Tier.PRO))
            assert () == stored.digest.fallbacks


async def test_a_spent_pro_quota_leaves_the_digest_to_the_base_model_which_it_names(
    gigachat: GigaChatServer,
) -> None:
    almost_spent = UNLIMITED.model_copy(update={"pro_quota_calls": 1})

    async with gigachat_world(gigachat, quota=almost_spent) as world:
        stored = await world.digest(await world.talk())

    assert [PRO] == [call.model for call in gigachat.chats if call.model != BASE]
    assert (BASE, ()) == (stored.digest.engine, stored.digest.fallbacks)
    assert world.has_delivered(stored)
