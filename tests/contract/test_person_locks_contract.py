"""The port ``PersonLocks``, in memory and in MongoDB, and leases of processes that died."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.alfred.ports import PersonLocks
from pipeline.groups.models import PersonId
from storage.documents.locks import LEASE, RENEWALS, PersonLeases
from storage.documents.schema import LOCKS
from storage.errors import DocumentStoreUnavailableError, LeaseLostError
from storage.mongo import MongoDatabase
from tests.fakes.stepped_documents import SteppedDatabase
from tests.fixtures.documents import ButlerStores, HandClock, OwnCollections
from tests.fixtures.processes import PROJECT

ANNA, BORIS = PersonId(5), PersonId(2**52)
WHAT = "condense"
TURN = LEASE / RENEWALS


_HOLDER = """
import asyncio, sys
from storage.documents.locks import PersonLeases
from tests.fixtures.documents import own_collections

async def main():
    async with (
        own_collections(sys.argv[1], sys.argv[2]) as own,
        PersonLeases(own).held(int(sys.argv[3]), sys.argv[4]) as held,
    ):
        print(held, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


class HandSleep:
    """Sleeps that last until a test ends them; it also moves the clock."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self._asleep = asyncio.Event()
        self._wake = asyncio.Event()
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._asleep.set()
        await self._wake.wait()
        self._wake.clear()

    async def pass_by(self, time: timedelta) -> None:
        """End the sleep that goes on, so much later, and wait for the next."""
        await self._asleep.wait()
        self._asleep.clear()
        self._clock.now += time
        self._wake.set()
        await self._asleep.wait()

    async def end_after(self, time: timedelta) -> None:
        """End the sleep that goes on, so much later."""
        await self._asleep.wait()
        self._clock.now += time
        self._wake.set()


@pytest.fixture
def sleep(hand_clock: HandClock) -> HandSleep:
    return HandSleep(hand_clock)


@pytest.fixture
def leases(
    butler_documents: MongoDatabase, hand_clock: HandClock, sleep: HandSleep
) -> PersonLeases:
    return PersonLeases(butler_documents, clock=hand_clock, sleep=sleep)


@pytest.fixture
async def other_process(
    butler_documents: OwnCollections, hand_clock: HandClock
) -> AsyncIterator[PersonLeases]:
    async with butler_documents.by_another_client() as same:
        yield PersonLeases(same, clock=hand_clock)


async def is_free(locks: PersonLocks, person: PersonId = ANNA, what: str = WHAT) -> bool:
    async with locks.held(person, what) as free:
        return free


async def test_a_lock_is_held_by_one_at_a_time(butler: ButlerStores) -> None:
    async with butler.locks.held(ANNA, WHAT) as first:
        second = await is_free(butler.locks)
        third = await is_free(butler.locks)

    assert [True, False, False] == [first, second, third]
    assert await is_free(butler.locks)


async def test_locks_of_other_people_and_for_other_things_are_free(butler: ButlerStores) -> None:
    async with butler.locks.held(ANNA, WHAT):
        others = [
            await is_free(butler.locks, BORIS),
            await is_free(butler.locks, ANNA, "export"),
            await is_free(butler.locks, ANNA, "\ud800.$\0"),
        ]

    assert [True, True, True] == others


async def test_of_many_who_want_it_at_once_one_gets_it(butler: ButlerStores) -> None:
    async with AsyncExitStack() as stack:
        got = await asyncio.gather(
            *(stack.enter_async_context(butler.locks.held(ANNA, WHAT)) for _ in range(8))
        )

    assert [True] == [each for each in got if each]


async def test_an_error_under_a_lock_comes_out_as_itself_and_frees_it(
    butler: ButlerStores,
) -> None:
    with pytest.raises(KeyError, match="the body's"):
        async with butler.locks.held(ANNA, WHAT):
            raise KeyError("the body's")

    assert await is_free(butler.locks)


async def test_being_cancelled_under_a_lock_frees_it(butler: ButlerStores) -> None:
    inside = asyncio.Event()

    async def hold() -> None:
        async with butler.locks.held(ANNA, WHAT):
            inside.set()
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        holder = tasks.create_task(hold())
        await inside.wait()
        holder.cancel()

    assert holder.cancelled()
    assert await is_free(butler.locks)


async def test_who_did_not_get_it_does_not_free_it(butler: ButlerStores) -> None:
    async with butler.locks.held(ANNA, WHAT):
        async with butler.locks.held(ANNA, WHAT) as second:
            assert not second

        assert not await is_free(butler.locks)


async def test_a_lock_that_is_held_long_is_renewed(
    leases: PersonLeases, other_process: PersonLeases, sleep: HandSleep
) -> None:
    async with leases.held(ANNA, WHAT) as held:
        for _ in range(2 * RENEWALS):
            await sleep.pass_by(TURN)
        free_meanwhile = await is_free(other_process)

    assert held
    assert not free_meanwhile
    assert [TURN.total_seconds()] * (2 * RENEWALS + 1) == sleep.slept
    assert await is_free(other_process)


@asynccontextmanager
async def abandoned(leases: PersonLeases) -> AsyncIterator[None]:
    """A lock whose holder never renews it again."""
    async with leases.held(ANNA, WHAT) as held:
        assert held
        yield


async def test_the_lock_of_a_dead_process_falls_free_after_its_lease(
    leases: PersonLeases, other_process: PersonLeases, hand_clock: HandClock
) -> None:
    async with abandoned(leases):
        hand_clock.now += LEASE - timedelta(milliseconds=1)
        just_before = await is_free(other_process)
        hand_clock.now += timedelta(milliseconds=1)
        then = await is_free(other_process)

    assert [False, True] == [just_before, then]


async def test_a_process_that_is_killed_frees_its_lock_when_the_lease_ends(
    butler_documents: OwnCollections, other_process: PersonLeases, hand_clock: HandClock
) -> None:
    where = (butler_documents.url, butler_documents.prefix, str(ANNA), WHAT)
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLDER, *where, cwd=PROJECT, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout
    said = await holder.stdout.readline()
    holder.kill()
    await holder.wait()

    at_once = await is_free(other_process)
    hand_clock.now = datetime.now(UTC) + LEASE
    after_the_lease = await is_free(other_process)

    assert b"True\n" == said
    assert [False, True] == [at_once, after_the_lease]


async def test_of_many_who_want_a_dead_ones_lock_at_once_one_gets_it(
    leases: PersonLeases, other_process: PersonLeases, hand_clock: HandClock
) -> None:
    async with abandoned(leases), AsyncExitStack() as stack:
        hand_clock.now += LEASE
        got = await asyncio.gather(
            *(stack.enter_async_context(other_process.held(ANNA, WHAT)) for _ in range(8))
        )

    assert [True] == [each for each in got if each]


async def test_whoever_comes_back_late_does_not_free_anothers_lock(
    leases: PersonLeases, other_process: PersonLeases, hand_clock: HandClock
) -> None:
    async with AsyncExitStack() as stack:
        async with abandoned(leases):
            hand_clock.now += LEASE
            taken = await stack.enter_async_context(other_process.held(ANNA, WHAT))

        assert taken
        assert not await is_free(leases)


async def test_whoever_lost_the_lock_is_stopped(
    leases: PersonLeases, other_process: PersonLeases, hand_clock: HandClock, sleep: HandSleep
) -> None:
    async def hold() -> None:
        async with leases.held(ANNA, WHAT):
            inside.set()
            await asyncio.Event().wait()

    inside = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        holder = tasks.create_task(_error_of(hold))
        await inside.wait()
        hand_clock.now += LEASE
        async with other_process.held(ANNA, WHAT) as taken:
            await sleep.end_after(timedelta(0))
            error = await holder
            free_meanwhile = await is_free(leases)

    assert taken
    assert isinstance(error, LeaseLostError)
    assert " — " in str(error)
    assert not free_meanwhile


async def _error_of(work: Callable[[], Awaitable[None]]) -> Exception | None:
    try:
        await work()
    except Exception as error:
        return error
    return None


class Outages:
    """A server that does not answer while ``on``."""

    def __init__(self) -> None:
        self.on = False

    async def __call__(self) -> None:
        if self.on:
            raise DocumentStoreUnavailableError("MongoDB does not answer — wait")


async def test_a_short_outage_does_not_cost_the_lock(
    butler_documents: MongoDatabase,
    other_process: PersonLeases,
    hand_clock: HandClock,
    sleep: HandSleep,
) -> None:
    outage = Outages()
    database = SteppedDatabase(butler_documents, outage)
    leases = PersonLeases(database, clock=hand_clock, sleep=sleep)

    async with leases.held(ANNA, WHAT):
        outage.on = True
        await sleep.pass_by(TURN * 2)
        outage.on = False
        await sleep.pass_by(TURN / 2)
        hand_clock.now += LEASE / 2
        free_meanwhile = await is_free(other_process)

    assert not free_meanwhile
    assert [TURN.total_seconds()] * 3 == sleep.slept


async def test_an_outage_that_outlasts_the_lease_stops_what_is_done_under_it(
    butler_documents: MongoDatabase, hand_clock: HandClock, sleep: HandSleep
) -> None:
    outage = Outages()
    database = SteppedDatabase(butler_documents, outage)
    leases = PersonLeases(database, clock=hand_clock, sleep=sleep)

    async def hold() -> None:
        async with leases.held(ANNA, WHAT):
            outage.on = True
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        holder = tasks.create_task(_error_of(hold))
        await sleep.pass_by(LEASE - timedelta(seconds=1))
        await sleep.end_after(timedelta(seconds=1))
        error = await holder

    assert isinstance(error, LeaseLostError)
    assert [TURN.total_seconds(), 1.0] == sleep.slept


async def test_a_lock_document_says_whose_it_is_and_when_it_ends(
    butler_documents: MongoDatabase, leases: PersonLeases, hand_clock: HandClock
) -> None:
    locks = butler_documents.documents(LOCKS)

    async with leases.held(ANNA, WHAT):
        document = await locks.find_one({"user_id": ANNA})
    after = await locks.find_one({"user_id": ANNA})

    assert document
    end = hand_clock.now + LEASE
    assert ("5:condense", "condense", end) == tuple(
        document[field] for field in ("_id", "what", "expires_at")
    )
    assert end.timestamp() * 1000 == document["ends"]
    assert after is None
