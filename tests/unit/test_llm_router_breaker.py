"""A model that is down costs an ask nothing: the next tier answers."""

import asyncio
from dataclasses import replace

import pytest

from pipeline.llm.errors import BreakerOpenError, FundsSpentError, InvalidAnswerError
from pipeline.llm.models import Tier
from tests.fakes.virtual_time import in_virtual_time, now
from tests.fixtures.routers import (
    ASKING,
    DOWN,
    GOOD,
    NONSENSE,
    ONE_MODEL,
    PROMPT,
    by_model,
    in_order,
    patience,
    routed,
)


@in_virtual_time
async def test_a_model_that_is_down_rests_while_the_next_tier_answers() -> None:
    it = routed(by_model({"pro": DOWN, "lite": GOOD}))
    await it.router.answer(PROMPT, ASKING)
    asked_before = it.asked

    answered = await it.router.answer(PROMPT, ASKING)

    assert ["pro"] * 4 + ["lite"] == asked_before
    assert "lite" == answered.model
    assert ["lite"] == it.asked[len(asked_before) :]
    assert 1 == it.counted("pro", "breaker_open")
    assert 2 == it.breaker("pro")
    assert ["pro"] == it.router.resting()


@in_virtual_time
async def test_a_model_that_came_back_is_used_again_after_its_rest() -> None:
    replies = in_order(DOWN, DOWN, DOWN, DOWN, GOOD)
    it = routed(lambda call: GOOD if call.model == "lite" else replies(call))
    await it.router.answer(PROMPT, ASKING)
    await asyncio.sleep(60.1)

    answered = await it.router.answer(PROMPT, ASKING)

    assert "pro" == answered.model
    assert [] == it.router.resting()


@in_virtual_time
async def test_after_a_rest_many_asks_send_one_probe() -> None:
    replies = in_order(DOWN, DOWN, GOOD)
    it = routed(
        lambda call: GOOD if call.model == "lite" else replies(call),
        seconds=1,
        streams=10,
        settings=patience(failures=2),
    )
    await it.router.answer(PROMPT, ASKING)
    await asyncio.sleep(60.1)
    before = len(it.model.calls)

    async with asyncio.TaskGroup() as group:
        asks = [group.create_task(it.router.answer(PROMPT, ASKING)) for _ in range(8)]

    assert ["lite"] * 7 + ["pro"] == sorted(ask.result().model for ask in asks)
    assert 1 == it.asked[before:].count("pro")


@in_virtual_time
async def test_asks_that_wait_for_a_stream_learn_that_the_model_rests() -> None:
    it = routed(
        by_model({"pro": DOWN, "lite": GOOD}),
        seconds=1,
        streams=1,
        settings=patience(retries=0, failures=2),
    )

    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(it.router.answer(PROMPT, ASKING))

    assert 2 == it.asked.count("pro")
    assert 20 == it.asked.count("lite")


@in_virtual_time
async def test_nobody_stands_in_line_for_a_model_that_rests() -> None:
    it = routed(by_model({"pro": GOOD, "lite": FundsSpentError("402")}), seconds=50, streams=1)
    to_base = replace(ASKING, tier=Tier.BASE)
    await it.error(to_base)

    async with asyncio.TaskGroup() as group:
        group.create_task(it.router.answer(PROMPT, ASKING))
        await asyncio.sleep(1)
        error = await it.error(to_base)
        answered_at = now()

    assert BreakerOpenError is type(error)
    assert 51 == answered_at


@in_virtual_time
async def test_the_failure_that_opens_the_breaker_is_not_waited_out() -> None:
    it = routed(in_order(DOWN), names=ONE_MODEL, settings=patience(retries=3, failures=2))

    error = await it.error()

    assert DOWN is error
    assert ["qwen"] * 2 == it.asked
    assert now() < 2


@in_virtual_time
async def test_an_empty_account_is_not_asked_again_for_a_while() -> None:
    it = routed(in_order(FundsSpentError("402")))
    await it.error()

    error = await it.error()

    assert BreakerOpenError is type(error)
    assert ["pro", "lite"] == it.asked


@in_virtual_time
async def test_a_model_that_talks_nonsense_rests_like_one_that_is_down() -> None:
    it = routed(by_model({"pro": NONSENSE, "lite": GOOD}))
    for _ in range(4):
        with pytest.raises(InvalidAnswerError):
            await it.router.answer(PROMPT, ASKING)
    asked_before = it.asked

    answered = await it.router.answer(PROMPT, ASKING)

    assert ["pro"] * 12 == asked_before
    assert "lite" == answered.model
    assert 2 == it.breaker("pro")


@in_virtual_time
async def test_one_useful_answer_shows_that_the_prompts_were_to_blame() -> None:
    it = routed(in_order(*[NONSENSE] * 9, GOOD, NONSENSE))
    for _ in range(3):
        with pytest.raises(InvalidAnswerError):
            await it.router.answer(PROMPT, ASKING)
    await it.router.answer(PROMPT, ASKING)

    with pytest.raises(InvalidAnswerError):
        await it.router.answer(PROMPT, ASKING)

    assert 0 == it.breaker("pro")
