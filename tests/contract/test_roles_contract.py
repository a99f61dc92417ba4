"""SoleRunner, in memory and on Postgres."""

import asyncio

import pytest

from tests.fixtures.service_stores import ServiceStores


async def test_a_name_is_held_by_one_and_the_next_waits_for_it(live: ServiceStores) -> None:
    told: list[str] = []

    async def second() -> None:
        async with live.roles.hold("alfred:bot"):
            told.append("second")

    async with asyncio.TaskGroup() as tasks, live.roles.hold("alfred:bot") as lost:
        waiting = tasks.create_task(second())
        async with live.roles.hold("alfred:account:1"), live.roles.hold("alfred:account:2"):
            told.append("first")
        assert not waiting.done()

    assert ["first", "second"] == told
    assert not lost.is_set()


async def test_a_name_is_free_again_however_its_holder_ended(live: ServiceStores) -> None:
    with pytest.raises(RuntimeError):
        async with live.roles.hold("alfred:bot"):
            raise RuntimeError

    async with live.roles.hold("alfred:bot") as lost:
        assert not lost.is_set()


async def test_errors_of_the_holders_tasks_come_out_as_they_are(live: ServiceStores) -> None:
    async def fail() -> None:
        raise LookupError

    with pytest.raises(ExceptionGroup) as raised:
        async with live.roles.hold("alfred:bot"), asyncio.TaskGroup() as tasks:
            tasks.create_task(fail())

    assert [LookupError] == [type(error) for error in raised.value.exceptions]


async def test_who_waits_can_be_stopped(live: ServiceStores) -> None:
    async def wait() -> None:
        async with live.roles.hold("alfred:bot"):
            raise AssertionError("two hold it")

    async with live.roles.hold("alfred:bot"):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(wait(), 0.1)
