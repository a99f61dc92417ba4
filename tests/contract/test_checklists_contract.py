"""Checklists and what people exercised, in memory and on Postgres."""

import asyncio
from abc import ABC, abstractmethod
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from pipeline.operators.exercises import Exercise, Exercises
from pipeline.rollout.checklist import (
    LASTS,
    Check,
    Checklist,
    Checklists,
    Mark,
    Question,
    Row,
    Verdict,
)
from pipeline.rollout.models import Feature
from storage.postgres.checklists import StoredChecklists
from storage.postgres.connection import Connection, Pool
from storage.postgres.exercises import NotedExercises
from tests.fakes.checklists import MemoryChecklists, MemoryExercises
from tests.integration.test_rollout_by_psql import logged_in

ANNA, BORIS = "telegram:1", "telegram:2"
DIGESTS = Feature.DIGEST_AGENT
MOMENT = datetime(2026, 11, 21, 3, tzinfo=UTC)
WELL = (
    Check(Row.MIGRATIONS, Mark.YES, "well", names=("0031",)),
    Check(Row.EXPORT, Mark.YES, "well", at=MOMENT),
)
ILL = (Check(Row.DEAD_LETTERS, Mark.NO, "left", 3), WELL[1])


class Desk(ABC):
    checklists: Checklists

    @abstractmethod
    async def passes(self, time: timedelta) -> None: ...


class MemoryDesk(Desk):
    def __init__(self) -> None:
        self.time = MOMENT
        self.checklists = MemoryChecklists(lambda: self.time)

    async def passes(self, time: timedelta) -> None:
        self.time += time


class PostgresDesk(Desk):
    def __init__(self, pool: Pool, behind: Connection) -> None:
        self.checklists, self.behind = StoredChecklists(pool), behind

    async def passes(self, time: timedelta) -> None:
        await self.behind.execute(
            "UPDATE gonogo SET asked_at = asked_at - $1::interval,"
            " measured_at = measured_at - $1::interval, expires_at = expires_at - $1::interval",
            time,
        )


@pytest.fixture(params=["memory", "postgres"])
def desk(request: pytest.FixtureRequest) -> Desk:
    if request.param == "memory":
        return MemoryDesk()
    pool = request.getfixturevalue("pool")
    return PostgresDesk(pool, request.getfixturevalue("behind"))


async def answered(desk: Desk, checklist: Checklist, *, yes: bool = True) -> Checklist:
    """All questions, by Anna and Boris in turn."""
    for number, question in enumerate(Question):
        owner = (ANNA, BORIS)[number % 2]
        after = await desk.checklists.answer(
            checklist.id, checklist.version, question, owner, yes=yes
        )
        assert after is not None
        checklist = after
    return checklist


async def test_what_was_measured_is_kept_as_it_was(desk: Desk) -> None:
    begun = await desk.checklists.begin(DIGESTS, ANNA, ILL)

    found = await desk.checklists.find(begun.id)

    assert begun == found
    assert (DIGESTS, ANNA, ILL, 1) == (begun.feature, begun.owner, begun.checks, begun.version)
    assert abs(begun.expires_at - begun.asked_at - LASTS) < timedelta(seconds=1)
    assert Verdict.NO_GO is begun.verdict


async def test_with_a_yes_everywhere_it_is_a_go_with_every_name(desk: Desk) -> None:
    await answered(desk, await desk.checklists.begin(DIGESTS, ANNA, WELL))

    last = await desk.checklists.last(DIGESTS)

    assert last is not None
    assert Verdict.GO is last.verdict
    assert [ANNA, BORIS, ANNA, BORIS] == [each.owner for each in last.replies]
    assert all(each.yes for each in last.replies)


async def test_a_later_answer_takes_the_place_of_the_one_before(desk: Desk) -> None:
    full = await answered(desk, await desk.checklists.begin(DIGESTS, ANNA, WELL))

    after = await desk.checklists.answer(full.id, full.version, Question.SUPPORT, BORIS, yes=False)

    assert after is not None
    assert Verdict.NO_GO is after.verdict
    assert [Question.SUPPORT] == [*after.missing]
    assert len(Question) == len(after.replies)


async def test_measuring_anew_leaves_what_people_answered(desk: Desk) -> None:
    full = await answered(desk, await desk.checklists.begin(DIGESTS, ANNA, ILL))

    after = await desk.checklists.measure(full.id, full.version, WELL)

    assert after is not None
    assert (WELL, full.replies, Verdict.GO) == (after.checks, after.replies, after.verdict)
    assert after.measured_at >= full.measured_at


async def test_who_saw_an_older_one_changes_nothing(desk: Desk) -> None:
    begun = await desk.checklists.begin(DIGESTS, ANNA, WELL)
    both = await asyncio.gather(
        *(
            desk.checklists.answer(begun.id, begun.version, question, ANNA, yes=True)
            for question in (Question.ON_CALL, Question.SUPPORT)
        )
    )

    late = await desk.checklists.measure(begun.id, begun.version, ILL)

    assert 1 == sum(each is not None for each in both)
    assert late is None


async def test_after_its_hour_it_stays_as_it_is(desk: Desk) -> None:
    begun = await desk.checklists.begin(DIGESTS, ANNA, WELL)
    await desk.passes(LASTS)

    late = await desk.checklists.answer(begun.id, 1, Question.SUPPORT, ANNA, yes=True)
    measured = await desk.checklists.measure(begun.id, 1, ILL)

    found = await desk.checklists.find(begun.id)
    assert (None, None) == (late, measured)
    assert found is not None
    assert (WELL, ()) == (found.checks, found.replies)


async def test_the_last_one_is_that_of_its_feature(desk: Desk) -> None:
    await desk.checklists.begin(DIGESTS, ANNA, ILL)
    second = await desk.checklists.begin(DIGESTS, BORIS, WELL)
    await desk.checklists.begin(Feature.CHAT_V11, ANNA, ILL)

    last = await desk.checklists.last(DIGESTS)

    assert second == last
    assert await desk.checklists.last(Feature.DISPUTE_TOOLS_V2) is None
    assert await desk.checklists.find(404) is None


async def test_not_even_the_service_changes_one_that_is_over(
    pool: Pool, behind: Connection
) -> None:
    desk = PostgresDesk(pool, behind)
    begun = await desk.checklists.begin(DIGESTS, ANNA, WELL)
    await desk.passes(LASTS)

    with pytest.raises(asyncpg.CheckViolationError):
        await pool.execute("UPDATE gonogo SET verdict = 'GO' WHERE id = $1", begun.id)


@pytest.fixture(params=["memory", "postgres"])
def exercises(request: pytest.FixtureRequest) -> Exercises:
    if request.param == "memory":
        return MemoryExercises()
    return NotedExercises(request.getfixturevalue("pool"))


async def test_what_was_exercised_last_is_known_and_not_whose_it_was(
    exercises: Exercises,
) -> None:
    before = await exercises.last()

    await exercises.ended(Exercise.EXPORT)
    first = (await exercises.last())[Exercise.EXPORT]
    await exercises.ended(Exercise.EXPORT)

    assert {} == before
    assert {Exercise.EXPORT} == (await exercises.last()).keys()
    assert (await exercises.last())[Exercise.EXPORT] > first


async def test_an_operator_with_psql_reads_checklists_and_writes_none(
    pool: Pool, behind: Connection
) -> None:
    await StoredChecklists(pool).begin(DIGESTS, ANNA, ILL)

    async with logged_in(behind):
        row = await behind.fetchrow("SELECT * FROM gonogo ORDER BY id DESC LIMIT 1")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await behind.execute("UPDATE gonogo SET verdict = 'GO'")

    assert row is not None
    assert (DIGESTS, "NO_GO") == (row["feature"], row["verdict"])
