"""What becomes of the memory when processes die, stall or meet in the middle of a move."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.alfred.models import PRIVATE, MemoryEvent
from pipeline.groups.models import PersonId
from storage.documents.memory import StoredMemory
from storage.documents.schema import MEMORY, PENDING
from storage.mongo import MongoDatabase
from storage.mongo_filters import Order
from tests.fakes.stepped_documents import Death, Died, Process, Step, SteppedDatabase
from tests.fixtures.documents import HandClock, OwnCollections, said

KEEP, SPOKEN = 3, 9
MOVED = SPOKEN - KEEP
BY_ID = (("_id", Order.ASCENDING),)

Work = Callable[[StoredMemory, PersonId], Awaitable[object]]


@pytest.fixture
def memory(butler_documents: MongoDatabase, hand_clock: HandClock) -> StoredMemory:
    """That of a process which nothing happens to."""
    return StoredMemory(butler_documents, clock=hand_clock)


@pytest.fixture
def stepped(
    butler_documents: MongoDatabase, hand_clock: HandClock
) -> Callable[[Step], StoredMemory]:
    """The same in another process, which something happens to before each step."""
    return lambda step: StoredMemory(SteppedDatabase(butler_documents, step), clock=hand_clock)


@pytest.fixture
def person(hand_clock: HandClock, memory: StoredMemory) -> Callable[[], Awaitable[PersonId]]:
    """Somebody new, who has said ``SPOKEN`` things."""
    numbers = count(1)

    async def met() -> PersonId:
        new = PersonId(next(numbers))
        await memory.add([said(new, number, hand_clock) for number in range(SPOKEN)])
        return new

    return met


def ids(events: Iterable[MemoryEvent]) -> list[str]:
    return [event.id for event in events]


def names(*numbers: int) -> list[str]:
    return [f"e{number}" for number in numbers]


async def set_aside(memory: StoredMemory, person: PersonId) -> int:
    return await memory.set_aside(person, PRIVATE, keep=KEEP)


async def condense(memory: StoredMemory, person: PersonId) -> list[str]:
    found = await memory.pending(person, PRIVATE, limit=99)
    await memory.condensed(person, [event.id for event in found])
    return ids(found)


async def steps_of(work: Work, stepped: Callable[[Step], StoredMemory], person: PersonId) -> range:
    death = Death()
    await work(stepped(death), person)
    return range(death.steps)


async def stall_at(
    step: int, work: Work, stepped: Callable[[Step], StoredMemory], person: PersonId, then: Work
) -> None:
    """Let ``work`` stall before a step while ``then`` is done, and then go on to its end."""
    process = Process()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(process.run(work(stepped(process.gate), person)))
        await process.stands()
        for _ in range(step):
            await process.go_on()
        await then(stepped(Death()), person)
        while not process.done:
            await process.go_on()


async def test_whoever_dies_in_a_move_loses_nothing_and_the_next_one_ends_it(
    memory: StoredMemory,
    stepped: Callable[[Step], StoredMemory],
    person: Callable[[], Awaitable[PersonId]],
) -> None:
    steps = await steps_of(set_aside, stepped, await person())
    everything = names(*range(SPOKEN))

    for step in steps:
        somebody = await person()
        with pytest.raises(Died):
            await set_aside(stepped(Death(step)), somebody)
        pending = ids(await memory.pending(somebody, PRIVATE, limit=99))
        size = await memory.size(somebody, PRIVATE)

        assert everything == ids(await memory.recent(somebody, PRIVATE, limit=99))
        assert everything == ids(await memory.all(somebody))
        assert (SPOKEN, everything[: len(pending)]) == (size + len(pending), pending)
        assert MOVED == await set_aside(memory, somebody)
        assert KEEP == await memory.size(somebody, PRIVATE)
        assert everything == ids(await memory.all(somebody))
    assert len(steps) >= 6


async def test_a_move_that_keeps_more_ends_one_that_kept_less(
    memory: StoredMemory,
    stepped: Callable[[Step], StoredMemory],
    person: Callable[[], Awaitable[PersonId]],
) -> None:
    for step in await steps_of(set_aside, stepped, await person()):
        somebody = await person()
        with pytest.raises(Died):
            await set_aside(stepped(Death(step)), somebody)

        pending = await memory.set_aside(somebody, PRIVATE, keep=KEEP + 2)

        assert pending in (MOVED, MOVED - 2)
        assert SPOKEN - pending == await memory.size(somebody, PRIVATE)
        assert names(*range(SPOKEN)) == ids(await memory.all(somebody))


async def test_whoever_dies_in_condensing_brings_nothing_back(
    memory: StoredMemory,
    stepped: Callable[[Step], StoredMemory],
    person: Callable[[], Awaitable[PersonId]],
) -> None:
    first = await person()
    await set_aside(memory, first)

    for step in await steps_of(condense, stepped, first):
        somebody = await person()
        await set_aside(memory, somebody)
        with pytest.raises(Died):
            await condense(stepped(Death(step)), somebody)

        assert KEEP == await memory.size(somebody, PRIVATE)
        assert MOVED == await set_aside(memory, somebody)
        assert names(*range(MOVED)) == await condense(memory, somebody)
        assert names(*range(MOVED, SPOKEN)) == ids(await memory.all(somebody))


async def test_what_is_condensed_after_a_death_in_the_move_is_gone_for_good(
    memory: StoredMemory,
    stepped: Callable[[Step], StoredMemory],
    person: Callable[[], Awaitable[PersonId]],
) -> None:
    for step in await steps_of(set_aside, stepped, await person()):
        somebody = await person()
        with pytest.raises(Died):
            await set_aside(stepped(Death(step)), somebody)

        done = await condense(memory, somebody)
        await set_aside(memory, somebody)

        again = ids(await memory.pending(somebody, PRIVATE, limit=99))
        assert names(*range(MOVED)) == [*done, *again]


async def test_whoever_dies_in_remembering_can_do_it_again(
    memory: StoredMemory,
    stepped: Callable[[Step], StoredMemory],
    person: Callable[[], Awaitable[PersonId]],
    hand_clock: HandClock,
) -> None:
    async def add(store: StoredMemory, somebody: PersonId) -> int:
        return await store.add([said(somebody, number, hand_clock) for number in range(20)])

    for step in await steps_of(add, stepped, await person()):
        somebody = await person()
        await set_aside(memory, somebody)
        with pytest.raises(Died):
            await add(stepped(Death(step)), somebody)

        await add(memory, somebody)

        assert names(*range(20)) == ids(await memory.all(somebody))
        assert 20 - MOVED == await memory.size(somebody, PRIVATE)


async def test_who_reads_sees_each_event_once_at_every_moment_of_a_move(
    memory: StoredMemory,
    stepped: Callable[[Step], StoredMemory],
    person: Callable[[], Awaitable[PersonId]],
) -> None:
    somebody = await person()
    seen: list[tuple[list[str], list[str], int]] = []

    async def look() -> None:
        recent = ids(await memory.recent(somebody, PRIVATE, limit=99))
        pending = await memory.pending(somebody, PRIVATE, limit=99)
        counted = await memory.size(somebody, PRIVATE) + len(pending)
        seen.append((recent, ids(await memory.all(somebody)), counted))

    await set_aside(stepped(look), somebody)
    await look()

    everything = names(*range(SPOKEN))
    assert [(everything, everything, SPOKEN)] * len(seen) == seen
    assert len(seen) > 6


async def test_who_reads_while_all_is_moved_misses_nothing(
    memory: StoredMemory,
    stepped: Callable[[Step], StoredMemory],
    person: Callable[[], Awaitable[PersonId]],
) -> None:
    somebody = await person()
    read: list[list[str]] = []

    async def recent(store: StoredMemory, somebody: PersonId) -> None:
        read.append(ids(await store.recent(somebody, PRIVATE, limit=99)))

    async def everything(store: StoredMemory, somebody: PersonId) -> None:
        read.append(ids(await store.all(somebody)))

    for work in (recent, everything):
        for step in await steps_of(work, stepped, somebody):
            another = await person()
            await stall_at(step, work, stepped, another, then=set_aside)

    assert [names(*range(SPOKEN))] * len(read) == read


async def test_whoever_stalled_in_a_move_does_not_bring_back_what_was_condensed(
    memory: StoredMemory,
    stepped: Callable[[Step], StoredMemory],
    person: Callable[[], Awaitable[PersonId]],
) -> None:
    async def move_and_condense(store: StoredMemory, somebody: PersonId) -> None:
        await set_aside(store, somebody)
        await condense(store, somebody)

    for step in await steps_of(set_aside, stepped, await person()):
        somebody = await person()

        await stall_at(step, set_aside, stepped, somebody, then=move_and_condense)

        assert names(*range(MOVED, SPOKEN)) == ids(await memory.all(somebody))
        assert 0 == await set_aside(memory, somebody)


async def test_whoever_stalled_in_a_move_does_not_bring_back_what_was_forgotten(
    butler_documents: MongoDatabase,
    stepped: Callable[[Step], StoredMemory],
    person: Callable[[], Awaitable[PersonId]],
) -> None:
    async def forget(store: StoredMemory, somebody: PersonId) -> None:
        await store.forget(somebody)

    for step in await steps_of(set_aside, stepped, await person()):
        somebody = await person()

        await stall_at(step, set_aside, stepped, somebody, then=forget)

        for collection in (MEMORY, PENDING):
            documents = butler_documents.documents(collection)
            assert await documents.find_one({"user_id": somebody}) is None


async def test_a_copy_of_something_forgotten_is_seen_by_nobody_and_swept_away(
    butler_documents: MongoDatabase,
    memory: StoredMemory,
    stepped: Callable[[Step], StoredMemory],
    person: Callable[[], Awaitable[PersonId]],
) -> None:
    somebody = await person()
    copying, confirming = 2, 3
    steps = count()

    async def fate() -> None:
        step = next(steps)
        if step == copying:
            await memory.forget(somebody)
        if step == confirming:
            raise Died

    with pytest.raises(Died):
        await set_aside(stepped(fate), somebody)
    pending = butler_documents.documents(PENDING)
    left = await pending.find_many({"user_id": somebody}, order=BY_ID, limit=None)

    seen = [await memory.all(somebody), await memory.pending(somebody, PRIVATE, limit=99)]
    waiting = await memory.waiting(least=1, limit=9)

    assert MOVED == len(left)
    assert [[], []] == seen
    assert [] == waiting
    assert await pending.find_one({"user_id": somebody}) is None


async def test_two_processes_that_move_at_once_move_each_event_once(
    butler_documents: OwnCollections,
    memory: StoredMemory,
    person: Callable[[], Awaitable[PersonId]],
    hand_clock: HandClock,
) -> None:
    somebody = await person()

    async with butler_documents.by_another_client() as same:
        other = StoredMemory(same, clock=hand_clock)
        counted = await asyncio.gather(
            *(set_aside(each, somebody) for each in (memory, other) * 4)
        )

    assert [MOVED] * 8 == counted
    assert KEEP == await memory.size(somebody, PRIVATE)
    assert names(*range(SPOKEN)) == ids(await memory.all(somebody))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.lists(st.integers(0, 3), max_size=40), forgetting=st.booleans())
async def test_in_whatever_order_processes_take_their_steps_nothing_is_lost_or_comes_back(
    butler_documents: MongoDatabase,
    memory: StoredMemory,
    stepped: Callable[[Step], StoredMemory],
    hand_clock: HandClock,
    order: list[int],
    forgetting: bool,
) -> None:
    somebody = PersonId(77)
    await memory.forget(somebody)
    await memory.add([said(somebody, number, hand_clock) for number in range(SPOKEN)])
    gone: list[str] = []

    async def lose(store: StoredMemory, who: PersonId) -> None:
        if forgetting:
            await store.forget(who)
        else:
            gone.extend(await condense(store, who))

    processes = [Process() for _ in range(4)]
    works = [set_aside, set_aside, lose, set_aside]
    async with asyncio.TaskGroup() as tasks:
        for process, work in zip(processes, works, strict=True):
            tasks.create_task(process.run(work(stepped(process.gate), somebody)))
        for process in processes:
            await process.stands()
        for choice in [*order, *(turn for turn in range(4) for _ in range(12))]:
            if not processes[choice].done:
                await processes[choice].go_on()

    left = [] if forgetting else [name for name in names(*range(SPOKEN)) if name not in gone]
    assert all(process.done for process in processes)
    assert left == ids(await memory.all(somebody))
    pending = await memory.pending(somebody, PRIVATE, limit=99)
    assert len(left) == await memory.size(somebody, PRIVATE) + len(pending)
    assert max(0, len(left) - KEEP) == await set_aside(memory, somebody)
    assert left == ids(await memory.all(somebody))
