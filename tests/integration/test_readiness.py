"""Whether the databases serve us, asked on PostgreSQL itself."""

import pytest

from pipeline.events.orders import DigestOrdered
from pipeline.health.models import Level
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import DatabaseUnavailableError, SchemaMismatchError
from storage.readiness import DatabaseAnswers, QueueIsFollowed

_JOB = """
INSERT INTO pgqueuer (priority, status, entrypoint, execute_after)
VALUES (0, $1::pgqueuer_status, $2, now() - $3 * interval '1 second')
"""


async def test_a_database_at_our_revision_is_well(pool: Pool) -> None:
    found = await DatabaseAnswers(pool).examine()

    assert Level.OK is found.level


async def test_a_database_that_was_migrated_on_is_not(pool: Pool, behind: Connection) -> None:
    ours = await behind.fetchval("SELECT version_num FROM alembic_version")
    try:
        await behind.execute("UPDATE alembic_version SET version_num = '9999'")

        with pytest.raises(SchemaMismatchError):
            await DatabaseAnswers(pool).examine()
    finally:
        await behind.execute("UPDATE alembic_version SET version_num = $1", ours)


async def test_a_database_that_is_not_there_is_unavailable(pool: Pool) -> None:
    pool.terminate()

    with pytest.raises(DatabaseUnavailableError):
        await QueueIsFollowed(pool, [DigestOrdered.name]).examine()


@pytest.mark.parametrize(
    ("status", "event", "age", "level"),
    [
        ("queued", DigestOrdered.name, -600, Level.OK),
        ("queued", DigestOrdered.name, 5, Level.OK),
        ("queued", DigestOrdered.name, 120, Level.WARN),
        ("queued", DigestOrdered.name, 1_000, Level.FAIL),
        ("picked", DigestOrdered.name, 1_000, Level.OK),
        ("queued", "not.ours", 1_000, Level.OK),
    ],
)
async def test_the_queue_is_as_late_as_its_oldest_due_event(
    pool: Pool, behind: Connection, status: str, event: str, age: int, level: Level
) -> None:
    await behind.execute(_JOB, status, event, age)
    await behind.execute(_JOB, "queued", DigestOrdered.name, 0)

    found = await QueueIsFollowed(pool, [DigestOrdered.name]).examine()

    assert level is found.level


async def test_an_empty_queue_is_not_behind(pool: Pool) -> None:
    found = await QueueIsFollowed(pool, [DigestOrdered.name]).examine()

    assert (Level.OK, "0 s behind") == (found.level, found.detail)
