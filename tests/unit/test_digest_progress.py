"""How far a run is, as it is told to other processes."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.answers import Stage
from pipeline.digest.progress import SEND_SECONDS, ProgressReports
from pipeline.digest.signals import RunProgress, Signal
from pipeline.errors import AlfredError
from pipeline.health.parts import Life, PartStatus
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId
from tests.fakes.signals import MemorySignals

TENANT, WINDOW, OTHER = TenantId(1), WindowId(1), WindowId(2)


class Clock:
    """Sleeps as long as a test says."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.go_on = asyncio.Semaphore(0)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await self.go_on.acquire()


class BrokenSignals(MemorySignals):
    async def send(self, signal: Signal) -> None:
        await super().send(signal)
        raise AlfredError("the line is down")


def shares(signals: MemorySignals) -> list[tuple[WindowId, Stage]]:
    return [(sent.window_id, sent.stage) for sent in signals.sent if isinstance(sent, RunProgress)]


async def until_sent(signals: MemorySignals, count: int) -> None:
    async with asyncio.timeout(5):
        while len(signals.sent) < count:  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0)


def life() -> Life:
    return Life(lambda status: None)


async def test_of_what_a_run_told_meanwhile_the_latest_is_sent() -> None:
    clock, signals = Clock(), MemorySignals()
    reports = ProgressReports(signals, sleep=clock.sleep)
    watcher, alive = reports(TENANT, WINDOW), life()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(reports.run(alive))
        watcher.begun(Stage.INGEST_VALIDATOR)
        await until_sent(signals, 1)
        watcher.begun(Stage.THREAD_BUILDER)
        watcher.begun(Stage.SEGMENTER)
        reports(TENANT, OTHER).begun(Stage.SYNTHESIS)
        clock.go_on.release()
        await until_sent(signals, 3)
        alive.stopping.set()

    assert [
        (WINDOW, Stage.INGEST_VALIDATOR),
        (WINDOW, Stage.SEGMENTER),
        (OTHER, Stage.SYNTHESIS),
    ] == shares(signals)
    assert {SEND_SECONDS} == set(clock.slept)


async def test_a_line_that_is_down_harms_neither_runs_nor_what_is_told_later() -> None:
    clock, signals = Clock(), BrokenSignals()
    reports = ProgressReports(signals, sleep=clock.sleep)
    watcher, alive = reports(TENANT, WINDOW), life()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(reports.run(alive))
        watcher.begun(Stage.INGEST_VALIDATOR)
        await until_sent(signals, 1)
        watcher.begun(Stage.EVALUATION)
        clock.go_on.release()
        await until_sent(signals, 2)
        alive.stopping.set()

    assert [(WINDOW, Stage.INGEST_VALIDATOR), (WINDOW, Stage.EVALUATION)] == shares(signals)


async def test_the_part_is_ready_at_once_and_ends_when_it_is_told_to() -> None:
    said: list[PartStatus] = []
    alive = Life(said.append)
    alive.stopping.set()

    await ProgressReports(MemorySignals()).run(alive)

    assert ["ready"] == [status.state.value for status in said]


def told(steps: list[Stage | int]) -> list[float]:
    """The shares that a run tells on its way; a number is one of so many packs."""
    found: list[float] = []
    reports = ProgressReports(MemorySignals())
    watcher = reports(TENANT, WINDOW)
    for step in steps:
        if isinstance(step, Stage):
            watcher.begun(step)
        else:
            watcher.pack_read(step)
        found.append(reports._latest[TENANT, WINDOW].share)
    return found


def test_the_share_grows_from_stage_to_stage() -> None:
    course = told(list(Stage))

    assert sorted(course) == course
    assert course[0] == 0
    assert 0.9 < course[-1] < 1


def test_packs_fill_the_share_of_their_stage() -> None:
    course = told([Stage.SEGMENTER, 2, 2, Stage.EMOTION])

    assert course[0] < course[1] < course[2]
    assert course[2] == course[3]


@given(st.lists(st.sampled_from(Stage) | st.integers(1, 5), min_size=1))
def test_a_share_never_falls_and_is_one_of_a_whole(steps: list[Stage | int]) -> None:
    course = told(steps)

    assert sorted(course) == course
    assert all(0 <= share <= 1 for share in course)
