"""Calls wait for streams, end in time, and end with their run."""

import asyncio
from dataclasses import replace

import pytest

from pipeline.llm.completions import ChatCall
from pipeline.llm.errors import (
    ModelTimeoutError,
    RateLimitedError,
    RunDeadlineError,
)
from pipeline.llm.models import Tier, Usage
from tests.fakes.providers import Said
from tests.fakes.virtual_time import in_virtual_time, now
from tests.fixtures.routers import (
    ASKING,
    GOOD,
    PROMPT,
    by_model,
    in_order,
    patience,
    routed,
)


@in_virtual_time
async def test_a_call_that_takes_too_long_is_given_up() -> None:
    it = routed(in_order(GOOD), seconds=1000, settings=patience(retries=0, call_seconds=60))

    error = await it.error(replace(ASKING, tier=Tier.BASE))

    assert ModelTimeoutError is type(error)
    assert 60 == now()
    assert [("base", "lite", "model_timeout")] == it.booked
    assert [Usage()] == [entry.usage for entry in it.ledger.entries.values()]


@in_virtual_time
async def test_a_defect_of_an_adapter_is_not_taken_for_a_deadline() -> None:
    def script(_: ChatCall) -> Said:
        raise TimeoutError("of a socket")

    it = routed(script)

    with pytest.raises(TimeoutError, match="of a socket"):
        await it.router.answer(PROMPT, replace(ASKING, deadline=30.0))


@in_virtual_time
async def test_the_wait_for_a_stream_is_no_part_of_a_calls_time() -> None:
    it = routed(
        in_order(GOOD), seconds=50, streams=1, settings=patience(retries=0, call_seconds=60)
    )

    async with asyncio.TaskGroup() as group:
        asks = [group.create_task(it.router.answer(PROMPT, ASKING)) for _ in range(4)]

    assert [50, 100, 150, 200] == [ask.result().seconds for ask in asks]
    assert 1 == it.slow.most_at_once


@in_virtual_time
async def test_no_more_calls_run_at_once_than_there_are_streams() -> None:
    it = routed(in_order(GOOD), seconds=1, streams=3)

    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(it.router.answer(PROMPT, ASKING))

    assert 3 == it.slow.most_at_once
    assert 4 == now()


@in_virtual_time
async def test_a_call_that_waits_to_be_repeated_leaves_its_stream_to_others() -> None:
    it = routed(in_order(RateLimitedError("slow", 10.0), GOOD), streams=1)

    async with asyncio.TaskGroup() as group:
        first = group.create_task(it.router.answer(PROMPT, ASKING))
        second = group.create_task(it.router.answer(PROMPT, ASKING))

    assert 0 == second.result().seconds
    assert 10 <= first.result().seconds


@in_virtual_time
async def test_a_call_ends_with_its_run() -> None:
    it = routed(in_order(GOOD), seconds=1000)

    error = await it.error(replace(ASKING, deadline=30.0))

    assert RunDeadlineError is type(error)
    assert 30 == now()


@in_virtual_time
async def test_the_wait_for_a_stream_ends_with_the_run() -> None:
    it = routed(in_order(GOOD), seconds=10, streams=1)

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(it.router.answer(PROMPT, ASKING))
        await asyncio.sleep(0)
        error = await it.error(replace(ASKING, deadline=30.5))
        waited = now()

    assert RunDeadlineError is type(error)
    assert 30.5 == waited
    assert [("pro", "pro", "ok")] * 5 == it.booked


@in_virtual_time
async def test_a_run_without_time_left_asks_nobody() -> None:
    it = routed(in_order(GOOD))
    await asyncio.sleep(5)

    error = await it.error(replace(ASKING, deadline=5.0))

    assert RunDeadlineError is type(error)
    assert [] == it.model.calls


@in_virtual_time
async def test_a_call_that_the_runs_deadline_cut_off_stays_booked_and_blames_no_model() -> None:
    it = routed(in_order(GOOD), seconds=1000, settings=patience(failures=1))

    await it.error(replace(ASKING, deadline=30.0))

    (entry,) = it.ledger.entries.values()
    assert ("run_deadline", entry.call.tokens, 30.0) == (
        entry.status,
        entry.tokens,
        entry.seconds,
    )
    assert 0 == it.breaker("pro")


@in_virtual_time
async def test_a_wait_that_the_run_has_no_time_for_is_not_begun() -> None:
    it = routed(by_model({"pro": RateLimitedError("slow", 15.0), "lite": GOOD}))

    answered = await it.router.answer(PROMPT, replace(ASKING, deadline=10.0))

    assert ("lite", 0.0) == (answered.model, answered.seconds)
