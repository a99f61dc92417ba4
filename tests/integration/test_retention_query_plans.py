"""A batch reads as many rows as it removes, however many are there that are old or young."""

from itertools import chain

import pytest

from pipeline.retention.models import Expiring
from storage.postgres.connection import Connection, Pool
from tests.fixtures.old_rows import PUT, TOKEN, home_of
from tests.fixtures.postgres import Database
from tests.fixtures.stores import Stores

MOST = 10
_REMOVE = "SELECT removed FROM expire_{}(40, $1, {})"
_READ = """
SELECT relname, seq_scan, coalesce(idx_tup_fetch, 0) AS fetched FROM pg_stat_xact_user_tables
WHERE schemaname = 'public' AND (seq_scan > 0 OR idx_tup_fetch > 0)
"""


@pytest.fixture
def database(untouched_database: Database) -> Database:
    """How large files are and what statistics say decides on plans."""
    return untouched_database


@pytest.fixture(params=[0, 12, 3000], ids="{} rows of each age".format)
async def seeded(
    request: pytest.FixtureRequest, postgres_stores: Stores, behind: Connection
) -> int:
    """Old rows and young ones in each table; statistics know them if they are many."""
    home = await home_of(postgres_stores, "one")
    await behind.execute(TOKEN, home.tenant)
    await behind.execute("DELETE FROM events")
    await behind.execute("DELETE FROM pgqueuer_log")
    places = (home.tenant, home.group, home.window, home.digest)
    rows = [
        (*places, number, days)
        for number, days in enumerate(chain([90] * request.param, [5] * request.param), 1)
    ]
    for query in PUT.values():
        await behind.executemany(query, rows)
    if request.param > 1000:
        await behind.execute("ANALYZE")
    return int(request.param)


@pytest.mark.parametrize("expiring", list(Expiring), ids=lambda table: table.value)
async def test_a_batch_reads_no_more_than_it_removes(
    pool: Pool, seeded: int, expiring: Expiring
) -> None:
    place = "NULL, NULL" if expiring is Expiring.MESSAGES else "NULL"

    async with pool.acquire() as connection, connection.transaction():
        # A plan for any batch is made after the fifth.
        removed = [
            await connection.fetchval(_REMOVE.format(expiring, place), MOST) for _ in range(7)
        ]
        read = await connection.fetch(_READ)

    assert min(seeded, 7 * MOST) == sum(removed)
    assert [] == [row["relname"] for row in read if row["seq_scan"]]
    assert [] == [tuple(row) for row in read if row["fetched"] > 7 * 4 * MOST + 7 * sum(removed)]
