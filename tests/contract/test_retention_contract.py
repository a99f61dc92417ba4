"""ExpiredRows, in memory and on Postgres."""

import pytest

from pipeline.retention.models import Batch, Expiring
from pipeline.retention.ports import Sweep
from tests.fixtures.old_rows import AgedRows

DAYS = 40
EVERY = pytest.mark.parametrize("expiring", list(Expiring), ids=lambda table: table.value)


async def remove(rows: AgedRows, expiring: Expiring, *, most: int = 100) -> list[Batch]:
    """Batches until there is nothing left to remove."""
    batches: list[Batch] = []
    async with rows.rows.turn() as sweep:
        assert sweep
        while not (batches and batches[-1].ended):
            batches.append(await sweep.remove(expiring, DAYS, most=most))
    return batches


@EVERY
async def test_old_rows_go_and_younger_ones_stay(old_rows: AgedRows, expiring: Expiring) -> None:
    for days in (400, 41, 40.01, 39.99, 7, 0):
        await old_rows.put(expiring, days)

    batches = await remove(old_rows, expiring)

    assert 3 == sum(batch.removed for batch in batches)
    assert [0, 7, 40] == await old_rows.ages(expiring)


@EVERY
async def test_a_batch_goes_on_where_the_last_one_ended(
    old_rows: AgedRows, expiring: Expiring
) -> None:
    for days in (60, 50, 70, 55, 65, 10):
        await old_rows.put(expiring, days)

    left = []
    async with old_rows.rows.turn() as sweep:
        assert sweep
        for _ in range(4):
            batch = await sweep.remove(expiring, DAYS, most=2)
            left.append((batch.removed, len(await old_rows.ages(expiring))))

    assert [(2, 4), (2, 2), (1, 1), (0, 1)] == left


@EVERY
async def test_rows_of_one_moment_are_divided_between_batches(
    old_rows: AgedRows, expiring: Expiring
) -> None:
    for _ in range(5):
        await old_rows.put(expiring, 50)

    batches = await remove(old_rows, expiring, most=2)

    assert 5 == sum(batch.removed for batch in batches)
    assert [] == await old_rows.ages(expiring)


@EVERY
async def test_where_nothing_is_old_nothing_is_removed(
    old_rows: AgedRows, expiring: Expiring
) -> None:
    await old_rows.put(expiring, 1)

    assert [Batch(0, ended=True)] == await remove(old_rows, expiring)


async def test_the_tables_are_gone_through_side_by_side(old_rows: AgedRows) -> None:
    for expiring in Expiring:
        for days in (50, 60, 70, 1):
            await old_rows.put(expiring, days)

    async with old_rows.rows.turn() as sweep:
        assert sweep
        for _ in range(4):
            for expiring in Expiring:
                await sweep.remove(expiring, DAYS, most=1)

    assert {expiring: [1] for expiring in Expiring} == {
        expiring: await old_rows.ages(expiring) for expiring in Expiring
    }


async def test_one_has_the_turn_and_the_next_may_take_it_however_that_ended(
    old_rows: AgedRows,
) -> None:
    async def fail_in_the_turn() -> Sweep | None:
        async with old_rows.rows.turn(), old_rows.rows.turn() as second:
            if second is None:
                raise RuntimeError
            return second

    with pytest.raises(RuntimeError):
        await fail_in_the_turn()

    async with old_rows.rows.turn() as third:
        assert third
