"""Processes that do what could crash or hold up the service."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import psutil
import pytest

from pipeline.speech.worker import NICENESS
from pipeline.speech.workers import WorkerDiedError, WorkerLateError, WorkerPool, open_workers
from tests.fixtures.jobs import prepare, prepare_badly

MEMORY = 384 * 2**20
PATIENCE = 20.0


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    async with open_workers(prepare, size=2, memory=MEMORY) as pool:
        yield pool


def workers() -> set[int]:
    """The processes that pools of this process have started and not yet ended."""
    return {
        child.pid
        for child in psutil.Process().children()
        if child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in " ".join(child.cmdline())
    }


async def do(pool: WorkerPool, job: str, seconds: float = PATIENCE) -> str:
    return (await pool.run(job.encode(), seconds=seconds)).decode()


async def test_no_process_is_started_before_there_is_a_job(pool: WorkerPool) -> None:
    before = workers()

    who = int(await do(pool, "who"))

    assert who not in before
    assert who in workers()


async def test_one_process_does_what_comes_one_after_the_other(pool: WorkerPool) -> None:
    did = {await do(pool, "who") for _ in range(3)}

    assert 1 == len(did)


async def test_what_comes_at_once_is_shared_by_all_and_no_more(pool: WorkerPool) -> None:
    before = workers()

    jobs = [pool.run(b"sleep 0.2", seconds=PATIENCE) for _ in range(6)]
    answers = await asyncio.gather(*jobs)

    assert [b"awake"] * 6 == answers
    assert 2 == len(workers() - before)


@pytest.mark.parametrize("size", [0, 1, 20_000_000])
async def test_a_job_of_any_size_goes_there_and_back(pool: WorkerPool, size: int) -> None:
    content = os.urandom(size)

    assert content == await pool.run(b"echo " + content, seconds=PATIENCE)


@pytest.mark.parametrize("job", ["signal SIGSEGV", "signal SIGABRT", "nonsense"])
async def test_a_job_that_ends_its_process_hurts_nobody_else(pool: WorkerPool, job: str) -> None:
    async with asyncio.TaskGroup() as group:
        other = group.create_task(do(pool, "sleep 0.5"))
        with pytest.raises(WorkerDiedError) as caught:
            await do(pool, job)

    assert caught.value.by_the_job
    assert "awake" == other.result()
    assert "Да" == await do(pool, "echo Да")


@pytest.mark.parametrize("job", ["signal SIGTERM", "signal SIGKILL"])
async def test_a_process_that_was_ended_from_outside_says_nothing_of_the_job(
    pool: WorkerPool, job: str
) -> None:
    with pytest.raises(WorkerDiedError) as caught:
        await do(pool, job)

    assert not caught.value.by_the_job


async def test_a_process_that_died_while_it_had_nothing_to_do_is_replaced(
    pool: WorkerPool,
) -> None:
    first = int(await do(pool, "who"))
    os.kill(first, signal.SIGKILL)
    await asyncio.to_thread(os.waitid, os.P_PID, first, os.WEXITED | os.WNOWAIT)

    assert first != int(await do(pool, "who"))


async def test_a_job_that_takes_too_long_is_ended_with_its_process(pool: WorkerPool) -> None:
    late = int(await do(pool, "who"))

    with pytest.raises(WorkerLateError):
        await do(pool, "sleep 60", seconds=0.1)

    assert late != int(await do(pool, "who"))
    assert late not in workers()


async def test_a_cancelled_job_frees_its_place_at_once(pool: WorkerPool) -> None:
    await asyncio.gather(do(pool, "sleep 0.2"), do(pool, "sleep 0.2"))
    jobs = [asyncio.gather(do(pool, "sleep 60")) for _ in range(2)]
    await asyncio.sleep(0)

    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)

    assert "Да" == await do(pool, "echo Да")


async def test_a_process_that_does_not_come_up_says_nothing_of_the_job() -> None:
    async with open_workers(prepare_badly, size=1, memory=MEMORY) as pool:
        with pytest.raises(WorkerDiedError) as caught:
            await do(pool, "echo Да")

    assert not caught.value.by_the_job


async def test_a_process_can_open_no_file_and_no_connection(pool: WorkerPool) -> None:
    assert ["OSError"] * 2 == [await do(pool, "open"), await do(pool, "connect")]


async def test_a_process_has_no_more_memory_than_it_was_given(pool: WorkerPool) -> None:
    assert [str(2**20), "MemoryError"] == [await do(pool, "take 1"), await do(pool, "take 384")]


async def test_a_process_lets_the_service_go_first(pool: WorkerPool) -> None:
    assert os.nice(0) + NICENESS == int(await do(pool, "nice"))


async def test_nothing_is_left_when_the_pool_closes() -> None:
    before = workers()
    async with open_workers(prepare, size=2, memory=MEMORY) as pool:
        await asyncio.gather(do(pool, "sleep 0.2"), do(pool, "sleep 0.2"))
        late = asyncio.gather(do(pool, "sleep 60"))
        await asyncio.sleep(0)
        late.cancel()
        await asyncio.gather(late, return_exceptions=True)

    assert before == workers()
