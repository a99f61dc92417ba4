"""The router: who is asked, in which order, and what an answer says of it."""

from dataclasses import replace

import pytest

from pipeline.llm.completions import Finish
from pipeline.llm.errors import (
    CutOffError,
    FundsSpentError,
    InvalidAnswerError,
    ModelError,
    ModelRejectedError,
    ModelTimeoutError,
    PromptTooLongError,
    RateLimitedError,
    RefusedError,
)
from pipeline.llm.models import Tier
from tests.fakes.providers import Said
from tests.fakes.virtual_time import in_virtual_time
from tests.fixtures.routers import (
    A_CALL,
    ASKING,
    DOWN,
    GOOD,
    NAMES,
    NONSENSE,
    ONE_MODEL,
    PROMPT,
    Answer,
    by_model,
    in_order,
    patience,
    routed,
    said,
)


@in_virtual_time
async def test_an_answer_says_who_gave_it_and_what_it_cost() -> None:
    it = routed(in_order(GOOD), seconds=2)

    answered = await it.router.answer(PROMPT, ASKING)

    assert Answer(score=7) == answered.value
    assert ("pro", Tier.PRO) == (answered.model, answered.tier)
    assert (A_CALL, 1, 0, 2.0) == (
        answered.usage,
        answered.calls,
        answered.repairs,
        answered.seconds,
    )


@in_virtual_time
async def test_the_router_says_who_would_answer_and_how_many_at_once() -> None:
    it = routed(in_order(GOOD), streams=3)

    assert NAMES == it.router.names
    assert 3 == it.router.streams


@in_virtual_time
async def test_a_call_carries_the_prompt_and_what_its_stage_wants() -> None:
    it = routed(in_order(GOOD))

    await it.router.answer(PROMPT, ASKING)

    call = it.model.calls[0]
    assert (PROMPT.turns, 0.2, 50) == (call.turns, call.temperature, call.max_tokens)
    assert call.session is not None
    assert f"{ASKING.tenant}.topic-3.en" == call.session.partition(".")[2]
    assert call.schema is not None
    assert ("topic", Answer.model_json_schema()) == (call.schema.name, call.schema.schema)


@pytest.mark.parametrize(
    "error",
    [
        DOWN,
        ModelTimeoutError("late"),
        RateLimitedError("slow", 3600),
        ModelRejectedError("404"),
        PromptTooLongError("413"),
        FundsSpentError("402"),
    ],
    ids=lambda error: error.reason,
)
@in_virtual_time
async def test_what_the_wanted_tier_cannot_do_the_next_lower_one_may(error: ModelError) -> None:
    it = routed(by_model({"max": error, "pro": error, "lite": GOOD}))

    answered = await it.router.answer(PROMPT, replace(ASKING, tier=Tier.MAX))

    assert ("lite", Tier.BASE) == (answered.model, answered.tier)
    assert ["max", "pro", "lite"] == list(dict.fromkeys(it.asked))


@in_virtual_time
async def test_if_no_tier_answers_the_wanted_ones_error_is_told() -> None:
    wanted = ModelRejectedError("404")
    it = routed(by_model({"pro": wanted, "lite": DOWN}))

    error = await it.error()

    assert wanted is error


@in_virtual_time
async def test_a_higher_tier_is_never_asked() -> None:
    it = routed(in_order(DOWN))

    await it.error(replace(ASKING, tier=Tier.BASE))

    assert {"lite"} == set(it.asked)


@in_virtual_time
async def test_a_refusal_goes_straight_to_the_caller() -> None:
    it = routed(in_order(said("I would rather not", Finish.REFUSED)))

    error = await it.error()

    assert RefusedError is type(error)
    assert [("pro", "pro", "refused")] == it.booked
    assert 1 == it.counted("pro", "refused")


@pytest.mark.parametrize(
    ("last", "error"),
    [(NONSENSE, InvalidAnswerError), (said(GOOD.text, Finish.LENGTH), CutOffError)],
    ids=["invalid", "cut off"],
)
@in_virtual_time
async def test_an_answer_that_stays_wrong_is_not_asked_of_a_less_able_model(
    last: Said, error: type[ModelError]
) -> None:
    it = routed(in_order(NONSENSE, last))

    raised = await it.error()

    assert error is type(raised)
    assert ["pro"] * 3 == it.asked


@in_virtual_time
async def test_repairs_are_calls_of_the_same_tier_booked_and_billed_each() -> None:
    it = routed(in_order(said("{", Finish.LENGTH), said('{"score": 99}'), GOOD))

    answered = await it.router.answer(PROMPT, ASKING)

    assert [
        ("pro", "pro", "cut_off"),
        ("pro", "pro", "invalid"),
        ("pro", "pro", "ok"),
    ] == it.booked
    assert (3, 2) == (answered.calls, answered.repairs)
    assert A_CALL + A_CALL + A_CALL == answered.usage


@in_virtual_time
async def test_a_tier_that_goes_down_in_a_repair_leaves_its_bill_to_the_answer() -> None:
    replies = {"pro": in_order(NONSENSE, DOWN), "lite": in_order(GOOD)}
    it = routed(lambda call: replies[call.model](call), settings=patience(retries=1))

    answered = await it.router.answer(PROMPT, ASKING)

    assert ("lite", 0) == (answered.model, answered.repairs)
    assert (4, A_CALL + A_CALL) == (answered.calls, answered.usage)
    assert PROMPT.turns == it.model.calls[-1].turns


@in_virtual_time
async def test_tiers_of_one_model_are_tried_once() -> None:
    it = routed(
        in_order(ModelRejectedError("404")),
        names=ONE_MODEL,
    )

    await it.error(replace(ASKING, tier=Tier.MAX))

    assert ["qwen"] == it.asked
