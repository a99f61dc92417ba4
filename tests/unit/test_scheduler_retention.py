"""The sweep on rows in memory, in virtual time."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from pipeline.retention.models import Batch, Expiring
from pipeline.retention.ports import Sweep
from scheduler.alignment import Aligned
from scheduler.clockwork import DRAIN_SECONDS
from scheduler.retention import (
    BATCH,
    PERIOD,
    REST,
    RUN_SECONDS,
    Retention,
    RetentionMetrics,
    retention_job,
)
from tests.fakes.retention import MemoryOldRows
from tests.fakes.virtual_time import in_virtual_time, now

EVENTS, CALLS = Expiring.EVENTS, Expiring.MODEL_CALLS
LIMITS = {EVENTS: 90, CALLS: 30}


class SlowRows(MemoryOldRows):
    """Each batch takes its time, and some tables cannot be read."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__()
        self.seconds = seconds
        self.broken: set[Expiring] = set()
        self.asked: list[tuple[float, Expiring]] = []

    @asynccontextmanager
    async def turn(self) -> AsyncIterator["SlowSweep | None"]:
        async with super().turn() as sweep:
            yield None if sweep is None else SlowSweep(self, sweep)


class SlowSweep:
    def __init__(self, rows: SlowRows, sweep: Sweep) -> None:
        self._rows = rows
        self._sweep = sweep

    async def remove(self, expiring: Expiring, days: int, *, most: int) -> Batch:
        self._rows.asked.append((now(), expiring))
        await asyncio.sleep(self._rows.seconds)
        if expiring in self._rows.broken:
            raise ConnectionError("host db.internal is away")
        return await self._sweep.remove(expiring, days, most=most)


def filled(rows: int, *, seconds: float = 0.0) -> SlowRows:
    """So many rows of 100 days in two tables."""
    filled = SlowRows(seconds)
    filled.ages = {EVENTS: [100.0] * rows, CALLS: [100.0] * rows}
    return filled


def retention(rows: SlowRows, registry: CollectorRegistry | None = None) -> Retention:
    return Retention(rows, LIMITS, RetentionMetrics(registry or CollectorRegistry()), clock=now)


@in_virtual_time
async def test_each_table_loses_what_is_older_than_its_own_days() -> None:
    rows = SlowRows()
    rows.ages = {EVENTS: [100, 89], CALLS: [89, 29], Expiring.VERSIONS: [1000]}

    removed = await retention(rows)()

    assert {EVENTS: 1, CALLS: 1} == removed.rows
    assert {EVENTS: [89], CALLS: [29], Expiring.VERSIONS: [1000]} == rows.ages


@in_virtual_time
async def test_tables_take_turns_until_nothing_old_is_left() -> None:
    rows = filled(2 * BATCH + 1)
    rows.ages[CALLS] = [100.0]

    await retention(rows)()

    assert [EVENTS, CALLS, EVENTS, EVENTS] == [expiring for _, expiring in rows.asked]
    assert {EVENTS: [], CALLS: []} == rows.ages


@in_virtual_time
async def test_it_rests_as_long_as_the_batch_took() -> None:
    rows = filled(BATCH + 1, seconds=0.5)

    await retention(rows)()

    assert [0.0, 1.0, 2.0, 3.0] == [begun for begun, _ in rows.asked]


@in_virtual_time
async def test_a_run_ends_in_time_and_the_next_goes_on() -> None:
    rows = filled(10 * BATCH, seconds=0.5)
    run = retention(rows)

    first = await run()
    ended = now()
    await run()

    assert 5 * BATCH == sum(first.rows.values())
    assert RUN_SECONDS == ended < DRAIN_SECONDS
    assert 10 * BATCH == sum(len(ages) for ages in rows.ages.values())


@in_virtual_time
async def test_nothing_is_removed_while_another_process_has_its_turn() -> None:
    rows = filled(1)

    async with rows.turn():
        removed = await retention(rows)()

    assert {} == removed.rows
    assert [] == rows.asked


@in_virtual_time
async def test_what_fails_for_one_table_is_not_refused_to_the_others_and_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rows, registry = filled(1), CollectorRegistry()
    rows.broken = {EVENTS}

    with pytest.raises(ConnectionError):
        await retention(rows, registry)()

    assert {EVENTS: [100.0], CALLS: []} == rows.ages
    assert "Old rows of events: ConnectionError" in caplog.messages
    assert "db.internal" not in caplog.text
    assert 0 == registry.get_sample_value("retention_last_success_timestamp_seconds")


@in_virtual_time
async def test_a_run_that_is_cut_off_gives_its_turn_back() -> None:
    rows = filled(10 * BATCH, seconds=0.5)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.2):
            await retention(rows)()

    async with rows.turn() as sweep:
        assert sweep
    assert 19 * BATCH == sum(len(ages) for ages in rows.ages.values())


@in_virtual_time
async def test_a_run_is_one_line_in_the_log_and_none_if_nothing_was_old(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "scheduler.retention")
    rows = filled(3)
    run = retention(rows)

    await run()
    await run()
    rows.ages[EVENTS], rows.seconds = [100.0] * 9 * BATCH, 3.0
    await run()

    assert [
        "Old rows removed: 3 of events, 3 of llm_usage",
        f"Old rows removed: {BATCH} of events; more are left",
    ] == caplog.messages


@in_virtual_time
async def test_the_metrics_tell_rows_by_table_seconds_and_success() -> None:
    registry = CollectorRegistry()

    await retention(filled(9 * BATCH, seconds=0.5), registry)()

    assert 3 * BATCH == registry.get_sample_value("retention_rows_total", {"table": "events"})
    assert 2 * BATCH == registry.get_sample_value("retention_rows_total", {"table": "llm_usage"})
    assert 5.0 == registry.get_sample_value("retention_seconds_sum")
    assert 2 == registry.get_sample_value("retention_behind")
    assert registry.get_sample_value("retention_last_success_timestamp_seconds")


def test_a_phase_puts_every_time_off_and_asks_only_the_clock() -> None:
    trigger = Aligned(timedelta(minutes=15), timedelta(minutes=4, seconds=7))
    nine = datetime(2026, 2, 18, 9, tzinfo=UTC)

    first = trigger.get_next_fire_time(None, nine)
    second = trigger.get_next_fire_time(nine, nine)
    third = trigger.get_next_fire_time(second, second)

    assert nine == first
    assert nine + timedelta(minutes=4, seconds=7) == second
    assert nine + timedelta(minutes=19, seconds=7) == third


def test_processes_draw_their_own_minutes() -> None:
    run = retention(SlowRows())

    phases = {retention_job(run).phase for _ in range(50)}

    assert len(phases) > 10
    assert [] == [phase for phase in phases if not timedelta(0) <= phase < PERIOD]


@in_virtual_time
async def test_a_run_that_left_something_asks_for_the_next_one_soon() -> None:
    rows = filled(10 * BATCH, seconds=0.5)
    job = retention_job(retention(rows))

    asked = [await job.work() for _ in range(6)]

    assert [REST] * 4 + [None, None] == asked
    assert {EVENTS: [], CALLS: []} == rows.ages


@in_virtual_time
async def test_what_fails_waits_for_its_time() -> None:
    rows = filled(10 * BATCH, seconds=0.5)
    rows.broken = {EVENTS, CALLS}

    with pytest.raises(ConnectionError):
        await retention_job(retention(rows)).work()
