"""The service's parts: started in order, restarted when they crash, stopped in reverse."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from handlers.service.supervisor import Supervisor
from pipeline.errors import AlfredError
from pipeline.health.parts import Life, PartState, PartStatus


class Diary:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._changed = asyncio.Condition()

    async def write(self, line: str) -> None:
        async with self._changed:
            self.lines.append(line)
            self._changed.notify_all()

    async def holds(self, line: str, times: int = 1) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self.lines.count(line) >= times)


class Scripted:
    """A part whose runs do, one after the other, what a test says."""

    def __init__(self, name: str, diary: Diary, *runs: Callable[[Life], Awaitable[None]]) -> None:
        self.name = name
        self._diary = diary
        self._runs = list(runs)

    async def run(self, life: Life) -> None:
        await self._diary.write(f"{self.name} starts")
        if self._runs:
            await self._runs.pop(0)(life)
            return
        life.ready()
        await self._diary.write(f"{self.name} ready")
        await life.stopping.wait()
        await self._diary.write(f"{self.name} stops")


async def crash(_life: Life) -> None:
    raise AlfredError("the server is away — start it")


async def crash_with_secrets(_life: Life) -> None:
    raise ValueError("postgresql://alfred:secret@host")


async def crash_when_ready(life: Life) -> None:
    life.ready()
    raise AlfredError("it went away")


async def stand_by(life: Life) -> None:
    life.waiting("another process polls")
    await life.stopping.wait()


async def never_stops(life: Life) -> None:
    life.ready()
    await asyncio.Event().wait()


class Delays:
    """Sleeps that only write down how long they were."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def running(supervisor: Supervisor) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(supervisor.run(stop))
        yield stop
        stop.set()


async def test_parts_start_in_order_and_stop_in_reverse() -> None:
    diary = Diary()
    supervisor = Supervisor([Scripted("web", diary), Scripted("bot", diary)])

    async with running(supervisor):
        await diary.holds("bot ready")

    assert [
        "web starts", "web ready", "bot starts", "bot ready", "bot stops", "web stops",
    ] == diary.lines  # fmt: skip
    assert {"web": PartStatus(PartState.STOPPED), "bot": PartStatus(PartState.STOPPED)} == dict(
        supervisor.statuses
    )


async def test_a_crash_is_told_and_the_part_is_run_again_while_the_others_go_on() -> None:
    diary, delays = Diary(), Delays()
    supervisor = Supervisor([Scripted("bot", diary, crash), Scripted("web", diary)], sleep=delays)

    async with running(supervisor):
        await diary.holds("bot ready")
        await diary.holds("web ready")
        states = {status.state for status in supervisor.statuses.values()}

    assert {PartState.READY} == states
    assert 1 == supervisor.restarts["bot"]
    assert 0 == supervisor.restarts["web"]


async def test_what_crashes_again_and_again_is_waited_for_longer_each_time() -> None:
    diary, delays = Diary(), Delays()
    supervisor = Supervisor([Scripted("bot", diary, *[crash] * 9)], sleep=delays)

    async with running(supervisor):
        await diary.holds("bot ready")

    longest = [2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert 9 == len(delays.seconds)
    assert all(
        most / 2 <= waited <= most for waited, most in zip(delays.seconds, longest, strict=True)
    )


async def test_who_was_ready_before_the_crash_is_started_again_at_once() -> None:
    diary, delays = Diary(), Delays()
    supervisor = Supervisor([Scripted("bot", diary, crash, crash, crash_when_ready)], sleep=delays)

    async with running(supervisor):
        await diary.holds("bot ready")

    assert delays.seconds[-1] <= 1.0 < delays.seconds[-2]


async def test_the_reason_of_a_crash_is_ours_or_only_a_name() -> None:
    diary = Diary()
    blocked = asyncio.Event()

    async def hold(_seconds: float) -> None:
        await blocked.wait()

    parts = [Scripted("bot", diary, crash), Scripted("web", diary, crash_with_secrets)]
    supervisor = Supervisor(parts, sleep=hold)

    async with running(supervisor):
        await diary.holds("web starts")
        await asyncio.sleep(0)
        statuses = dict(supervisor.statuses)

    assert PartStatus(PartState.RESTARTING, "the server is away — start it") == statuses["bot"]
    assert PartStatus(PartState.RESTARTING, "unexpected ValueError") == statuses["web"]


async def test_who_stands_by_for_another_process_says_so() -> None:
    diary = Diary()
    supervisor = Supervisor([Scripted("bot", diary, stand_by), Scripted("web", diary)])

    async with running(supervisor):
        await diary.holds("web ready")
        status = supervisor.statuses["bot"]

    assert PartStatus(PartState.WAITING, "another process polls") == status


async def test_a_part_that_does_not_stop_is_cut_off_and_holds_up_nobody_for_long() -> None:
    diary = Diary()
    parts = [Scripted("web", diary), Scripted("bot", diary, never_stops)]
    supervisor = Supervisor(parts, drain_seconds=0.05)

    async with running(supervisor):
        await diary.holds("web ready")

    assert "web stops" in diary.lines


async def test_a_stop_during_the_start_starts_no_further_part() -> None:
    diary = Diary()
    stuck = asyncio.Event()

    async def start_for_ever(_life: Life) -> None:
        await stuck.wait()

    parts = [Scripted("database", diary, start_for_ever), Scripted("bot", diary)]
    supervisor = Supervisor(parts, drain_seconds=0.05)

    async with running(supervisor):
        await diary.holds("database starts")

    assert ["database starts"] == diary.lines
