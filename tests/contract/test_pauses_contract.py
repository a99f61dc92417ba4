"""Pauses of reading, in memory and on Postgres."""

from abc import ABC, abstractmethod
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.ingest.models import GroupId, TenantId
from pipeline.ingest.pauses import Pauses, Reach, Target
from storage.postgres.connection import Connection, Pool
from storage.postgres.pauses import StoredPauses
from tests.fakes.pauses import MemoryPauses
from tests.fixtures.stores import Stores

ANNA, BORIS = "telegram:1", "telegram:2"
ALL = Target()
MINUTE = timedelta(minutes=1)


class Desk(ABC):
    """Pauses, a group and an account that there are, and the passing of time."""

    pauses: Pauses
    group: Target
    account: Target

    @abstractmethod
    async def passes(self, time: timedelta) -> None: ...


class MemoryDesk(Desk):
    def __init__(self) -> None:
        self.group, self.account = Target(Reach.GROUP, 5), Target(Reach.ACCOUNT, 3)
        self.time = datetime(2026, 11, 21, 3, tzinfo=UTC)
        self.pauses = MemoryPauses(lambda: self.time, {self.group, self.account})

    async def passes(self, time: timedelta) -> None:
        self.time += time


class PostgresDesk(Desk):
    def __init__(
        self, pauses: Pauses, tenant: TenantId, group: GroupId, behind: Connection
    ) -> None:
        self.pauses, self.behind = pauses, behind
        self.group, self.account = Target(Reach.GROUP, group), Target(Reach.ACCOUNT, tenant)

    async def passes(self, time: timedelta) -> None:
        await self.behind.execute(
            "UPDATE ingest_pauses SET since = since - $1::interval, until = until - $1::interval",
            time,
        )


@pytest.fixture
def memory_desk() -> Desk:
    return MemoryDesk()


@pytest.fixture
async def postgres_desk(postgres_stores: Stores, pool: Pool, behind: Connection) -> Desk:
    tenant, group = await postgres_stores.group()
    await behind.execute("INSERT INTO reading_accounts VALUES ($1, 1)", tenant)
    return PostgresDesk(StoredPauses(pool), tenant, group, behind)


@pytest.fixture(params=["memory", "postgres"])
def desk(request: pytest.FixtureRequest) -> Desk:
    found: Desk = request.getfixturevalue(f"{request.param}_desk")
    return found


async def test_at_first_everything_is_read(desk: Desk) -> None:
    assert [] == [*await desk.pauses.in_force()]


async def test_a_pause_without_an_end_lasts_until_somebody_ends_it(desk: Desk) -> None:
    begun = await desk.pauses.begin(ALL, ANNA, lasts=None, note="<b>flood</b>")
    await desk.passes(timedelta(days=30))

    found = await desk.pauses.in_force()
    ended = await desk.pauses.end(ALL, BORIS)

    assert begun is not None
    assert [(ALL, None, ANNA, "<b>flood</b>")] == [
        (each.target, each.until, each.owner, each.note) for each in found
    ]
    assert [ALL] == [each.target for each in ended]
    assert [] == [*await desk.pauses.in_force()]


async def test_a_pause_with_an_end_ends_by_itself(desk: Desk) -> None:
    begun = await desk.pauses.begin(desk.group, ANNA, lasts=5 * MINUTE)
    await desk.passes(4 * MINUTE)
    before = await desk.pauses.in_force()
    await desk.passes(2 * MINUTE)

    assert begun is not None
    assert begun.until is not None
    assert abs(begun.until - begun.since - 5 * MINUTE) < timedelta(seconds=1)
    assert [desk.group] == [each.target for each in before]
    assert [] == [*await desk.pauses.in_force()]
    assert [] == [*await desk.pauses.end(None, ANNA)]


async def test_to_pause_again_changes_the_end_and_not_the_beginning(desk: Desk) -> None:
    first = await desk.pauses.begin(ALL, ANNA, lasts=None)
    again = await desk.pauses.begin(ALL, BORIS, lasts=5 * MINUTE, note="not for long")

    [found] = await desk.pauses.in_force()

    assert first is not None
    assert again == found
    assert (first.since, BORIS, "not for long") == (found.since, found.owner, found.note)
    assert found.until is not None


async def test_a_pause_after_one_that_ended_by_itself_is_a_new_one(desk: Desk) -> None:
    first = await desk.pauses.begin(ALL, ANNA, lasts=MINUTE)
    await desk.passes(2 * MINUTE)
    second = await desk.pauses.begin(ALL, BORIS, lasts=None)

    assert first is not None
    assert second is not None
    assert second.since > first.since
    assert [second] == [*await desk.pauses.in_force()]


async def test_each_target_is_ended_by_itself_or_all_of_them_together(desk: Desk) -> None:
    for target in (ALL, desk.account, desk.group):
        await desk.pauses.begin(target, ANNA, lasts=None)

    one = await desk.pauses.end(desk.account, BORIS)
    again = await desk.pauses.end(desk.account, BORIS)
    rest = await desk.pauses.end(None, BORIS)

    assert [desk.account] == [each.target for each in one]
    assert [] == [*again]
    assert [ALL, desk.group] == [each.target for each in rest]


@pytest.mark.parametrize("reach", [Reach.ACCOUNT, Reach.GROUP])
async def test_what_is_not_there_cannot_be_paused(desk: Desk, reach: Reach) -> None:
    begun = await desk.pauses.begin(Target(reach, 404), ANNA, lasts=None)

    assert begun is None
    assert [] == [*await desk.pauses.in_force()]


async def test_what_was_paused_is_kept_with_who_ended_it(pool: Pool, behind: Connection) -> None:
    pauses = StoredPauses(pool)
    await pauses.begin(ALL, ANNA, lasts=None, note="flood")

    await pauses.end(None, BORIS)

    [row] = await behind.fetch("SELECT * FROM ingest_pauses")
    assert (ANNA, BORIS, "flood") == (row["owner"], row["resumed_by"], row["note"])
    assert row["resumed_at"] > row["since"]
