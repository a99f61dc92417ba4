"""The clockwork in virtual time: APScheduler reads the same clock, and it can be set."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import apscheduler.executors.base
import apscheduler.schedulers.base
import pytest
from prometheus_client import CollectorRegistry

from scheduler.alignment import Aligned
from scheduler.clockwork import Clockwork, Job
from scheduler.metrics import ScheduleMetrics
from tests.fakes.virtual_time import in_virtual_time

NINE = datetime(2026, 2, 18, 9, tzinfo=UTC)


class Wall:
    """Goes with the loop's clock, and can be set besides."""

    def __init__(self, begin: datetime) -> None:
        self._begin = begin

    def now(self) -> datetime:
        return self._begin + timedelta(seconds=asyncio.get_running_loop().time())

    def turn(self, by: timedelta) -> None:
        self._begin += by


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """The only clock of the test: APScheduler has no place to hand one in."""
    wall = Wall(NINE + timedelta(seconds=20))

    class Shown(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(wall.now().timestamp(), tz)

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Shown)
    monkeypatch.setattr(apscheduler.executors.base, "datetime", Shown)
    return wall


class Bell:
    """Notes when it rings."""

    def __init__(
        self,
        wall: Wall,
        *,
        raising: bool = False,
        seconds: float = 0,
        again: Sequence[timedelta] = (),
    ) -> None:
        self.rung: list[datetime] = []
        self.ended = 0
        self._wall = wall
        self._raising = raising
        self._seconds = seconds
        self._again = list(again)

    async def ring(self) -> timedelta | None:
        self.rung.append(self._wall.now())
        await asyncio.sleep(self._seconds)
        self.ended += 1
        if self._raising:
            raise ConnectionError("host db.internal is away")
        return self._again.pop(0) if self._again else None


def clockwork(wall: Wall, bell: Bell, registry: CollectorRegistry | None = None) -> Clockwork:
    metrics = ScheduleMetrics(registry or CollectorRegistry())
    return Clockwork([Job("bell", bell.ring)], metrics, clock=wall.now)


def shown(bell: Bell) -> list[str]:
    return [f"{moment:%H:%M:%S}" for moment in bell.rung]


@in_virtual_time
async def test_work_that_is_not_done_runs_again_when_it_wants_and_then_at_its_times(
    wall: Wall,
) -> None:
    soon, late = timedelta(seconds=5), timedelta(hours=1)
    bell = Bell(wall, seconds=2, again=[soon, soon, late])

    async with clockwork(wall, bell):
        await asyncio.sleep(120)

    assert ["09:00:20", "09:00:27", "09:00:34", "09:01:00", "09:02:00"] == shown(bell)


@in_virtual_time
async def test_work_runs_at_once_and_then_at_each_full_minute(wall: Wall) -> None:
    bell = Bell(wall)

    async with clockwork(wall, bell):
        await asyncio.sleep(150)

    assert ["09:00:20", "09:01:00", "09:02:00"] == shown(bell)


@in_virtual_time
async def test_a_clock_that_is_set_back_does_not_stop_the_work(wall: Wall) -> None:
    bell = Bell(wall)

    async with clockwork(wall, bell):
        await asyncio.sleep(10)
        wall.turn(-timedelta(hours=1))
        await asyncio.sleep(100)

    assert ["09:00:20", "08:01:00", "08:02:00"] == shown(bell)


@in_virtual_time
async def test_a_clock_that_is_set_forward_costs_one_run_however_far(wall: Wall) -> None:
    bell = Bell(wall)

    async with clockwork(wall, bell):
        await asyncio.sleep(10)
        wall.turn(timedelta(days=3650, minutes=7))
        await asyncio.sleep(40)

    assert ["09:00:20", "09:07:30", "09:08:00"] == shown(bell)
    assert timedelta(days=3650) == bell.rung[2].date() - bell.rung[0].date()


@in_virtual_time
async def test_work_that_raises_is_counted_told_by_its_type_and_runs_again(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    registry = CollectorRegistry()
    bell = Bell(wall, raising=True)

    async with clockwork(wall, bell, registry):
        await asyncio.sleep(50)

    counted = registry.get_sample_value(
        "schedule_failures_total", {"work": "bell", "error": "ConnectionError"}
    )
    assert (2, 2) == (len(bell.rung), counted)
    assert "bell failed: ConnectionError" in caplog.text
    assert "db.internal" not in caplog.text


@in_virtual_time
async def test_work_that_takes_longer_than_a_minute_runs_once_at_a_time(wall: Wall) -> None:
    bell = Bell(wall, seconds=90)

    async with clockwork(wall, bell):
        await asyncio.sleep(130)

    assert ["09:00:20", "09:02:00"] == shown(bell)


@in_virtual_time
async def test_at_the_end_what_is_under_way_is_waited_for(wall: Wall) -> None:
    bell = Bell(wall, seconds=8)

    async with clockwork(wall, bell):
        await asyncio.sleep(1)

    assert (1, 1) == (len(bell.rung), bell.ended)


@in_virtual_time
async def test_at_the_end_what_takes_too_long_is_cut_off_without_a_traceback(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    bell = Bell(wall, seconds=800)
    loop = asyncio.get_running_loop()

    async with clockwork(wall, bell):
        await asyncio.sleep(1)

    assert (1, 0) == (len(bell.rung), bell.ended)
    assert loop.time() < 20
    assert "bell was cut off" in caplog.text
    assert [] == [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    ("previous", "now", "expected"),
    [
        (None, "09:00:20", "09:00:20"),
        ("09:00:20", "09:00:20", "09:01:00"),
        ("09:01:00", "09:01:00", "09:02:00"),
        ("09:01:00", "15:07:30", "15:07:00"),
        ("15:07:00", "15:07:30", "15:08:00"),
        ("09:01:00", "08:00:30", "08:01:00"),
    ],
)
def test_the_next_run_is_the_latest_full_minute_or_the_one_to_come(
    previous: str | None, now: str, expected: str
) -> None:
    def moment(shown: str) -> datetime:
        return datetime.fromisoformat(f"2026-02-18T{shown}").replace(tzinfo=UTC)

    found = Aligned(timedelta(minutes=1)).get_next_fire_time(
        None if previous is None else moment(previous), moment(now)
    )

    assert moment(expected) == found
