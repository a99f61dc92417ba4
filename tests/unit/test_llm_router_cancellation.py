"""A cancelled ask leaves everything to others that it held."""

import asyncio

from pipeline.ingest.models import TenantId
from pipeline.llm.ledger import CallId
from pipeline.llm.models import Usage
from tests.fakes.usage import MemoryUsage
from tests.fakes.virtual_time import in_virtual_time, now
from tests.fixtures.routers import (
    ASKING,
    DOWN,
    GOOD,
    ONE_MODEL,
    PROMPT,
    in_order,
    patience,
    routed,
)


@in_virtual_time
async def test_a_cancelled_call_stays_booked_and_frees_its_stream() -> None:
    it = routed(in_order(GOOD), seconds=10, streams=1)
    async with asyncio.TaskGroup() as group:
        ask = group.create_task(it.router.answer(PROMPT, ASKING))
        await asyncio.sleep(1)
        ask.cancel()

    answered = await it.router.answer(PROMPT, ASKING)

    first, second = it.ledger.entries.values()
    assert ask.cancelled()
    assert ("cancelled", first.call.tokens, 1.0) == (first.status, first.tokens, first.seconds)
    assert ("ok", 10.0) == (second.status, answered.seconds)


@in_virtual_time
async def test_a_call_that_is_cancelled_in_the_line_books_nothing() -> None:
    it = routed(in_order(GOOD), seconds=10, streams=1)

    async with asyncio.TaskGroup() as group:
        first = group.create_task(it.router.answer(PROMPT, ASKING))
        second = group.create_task(it.router.answer(PROMPT, ASKING))
        await asyncio.sleep(1)
        second.cancel()

    assert first.result().value
    assert [("pro", "pro", "ok")] == it.booked


@in_virtual_time
async def test_a_cancelled_probe_leaves_its_place_to_the_next_ask() -> None:
    replies = in_order(DOWN, GOOD)
    it = routed(replies, seconds=10, settings=patience(retries=0, failures=1), names=ONE_MODEL)
    await it.error()
    await asyncio.sleep(60)
    async with asyncio.TaskGroup() as group:
        probe = group.create_task(it.router.answer(PROMPT, ASKING))
        await asyncio.sleep(1)
        probe.cancel()

    answered = await it.router.answer(PROMPT, ASKING)

    assert "qwen" == answered.model


class BrokenBooks(MemoryUsage):
    async def settle(
        self, tenant: TenantId, call: CallId, status: str, usage: Usage, seconds: float
    ) -> None:
        raise ConnectionError("the database is gone")


class StuckBooks(MemoryUsage):
    async def settle(
        self, tenant: TenantId, call: CallId, status: str, usage: Usage, seconds: float
    ) -> None:
        await asyncio.get_running_loop().create_future()


@in_virtual_time
async def test_books_that_take_for_ever_hold_up_a_cancellation_for_seconds() -> None:
    it = routed(in_order(GOOD), seconds=10, ledger=StuckBooks())

    async with asyncio.TaskGroup() as group:
        ask = group.create_task(it.router.answer(PROMPT, ASKING))
        await asyncio.sleep(1)
        ask.cancel()

    assert ask.cancelled()
    assert 6 == now()


@in_virtual_time
async def test_books_that_cannot_be_kept_do_not_hold_up_a_cancellation() -> None:
    it = routed(in_order(GOOD), seconds=10, ledger=BrokenBooks())

    async with asyncio.TaskGroup() as group:
        ask = group.create_task(it.router.answer(PROMPT, ASKING))
        await asyncio.sleep(1)
        ask.cancel()

    (entry,) = it.ledger.entries.values()
    assert ask.cancelled()
    assert (None, entry.call.tokens) == (entry.status, entry.tokens)
