"""The port ``Memory``, in memory and in MongoDB. How it fares when processes die: its own file."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.alfred.models import PRIVATE, ChatScope, EventId, MemoryEvent, Role, Source
from pipeline.alfred.ports import Memory
from pipeline.groups.models import PersonId
from storage.documents.memory import StoredMemory
from storage.mongo import MongoDatabase
from tests.fakes.memory import MemoryMemory
from tests.fixtures.documents import ButlerStores, HandClock, empty, said

ANNA, BORIS = PersonId(5), PersonId(2**52)
GROUP, OTHER_GROUP = ChatScope("-1001234567890"), ChatScope("-100123456789")
DAYS_90 = timedelta(days=90)
HOSTILE = ["a.b", "$set", "%2E", "%", "", "\0", "\ud800", "\udfff", "5:x", "ё", "f" * 24, "123"]


def ids(events: Iterable[MemoryEvent]) -> list[str]:
    return [event.id for event in events]


def names(*numbers: int) -> list[str]:
    return [f"e{number}" for number in numbers]


async def test_what_was_said_comes_back_as_it_was(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    voice = MemoryEvent(
        id=EventId("telegram:42:user"),
        person=ANNA,
        role=Role.ASSISTANT,
        content="К вашим услугам",
        source=Source.VOICE,
        scope=GROUP,
        created_at=hand_clock.now,
        seq=7,
        tags=("grounded", "ё"),
    )

    added = await butler.memory.add([voice])

    assert 1 == added
    assert [voice] == await butler.memory.recent(ANNA, GROUP, limit=1)
    assert [voice] == await butler.memory.all(ANNA)


async def test_an_event_is_added_once(butler: ButlerStores, hand_clock: HandClock) -> None:
    first = await butler.memory.add([said(ANNA, 1, hand_clock), said(ANNA, 2, hand_clock)])
    other = replace(said(ANNA, 1, hand_clock), content="something else")
    second = await butler.memory.add([other, said(ANNA, 3, hand_clock)])

    assert (2, 1) == (first, second)
    assert ["text 1", "text 2", "text 3"] == [
        event.content for event in await butler.memory.all(ANNA)
    ]


async def test_an_event_that_a_batch_holds_twice_is_added_once(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    assert 1 == await butler.memory.add([said(ANNA, 1, hand_clock)] * 2)


async def test_nothing_is_added_of_nothing(butler: ButlerStores) -> None:
    assert 0 == await butler.memory.add([])


async def test_an_event_that_is_pending_is_not_added(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, 1, hand_clock), said(ANNA, 2, hand_clock)])
    await butler.memory.set_aside(ANNA, PRIVATE, keep=1)

    added = await butler.memory.add([said(ANNA, 1, hand_clock), said(ANNA, 3, hand_clock)])

    assert 1 == added
    assert 2 == await butler.memory.size(ANNA, PRIVATE)
    assert names(1) == ids(await butler.memory.pending(ANNA, PRIVATE, limit=9))


async def test_the_last_ones_are_recent_and_the_oldest_of_them_comes_first(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in (3, 1, 4, 2)])

    assert names(3, 4) == ids(await butler.memory.recent(ANNA, PRIVATE, limit=2))
    assert names(1, 2, 3, 4) == ids(await butler.memory.recent(ANNA, PRIVATE, limit=9))


async def test_what_was_said_at_the_same_moment_is_in_the_order_of_its_numbers(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    at_once = [
        replace(said(ANNA, number, hand_clock), created_at=hand_clock.now)
        for number in (10, 9, 2, 100)
    ]
    await butler.memory.add(at_once)

    await butler.memory.set_aside(ANNA, PRIVATE, keep=2)

    assert names(2, 9) == ids(await butler.memory.pending(ANNA, PRIVATE, limit=9))
    assert names(2, 9, 10, 100) == ids(await butler.memory.recent(ANNA, PRIVATE, limit=9))


async def test_times_are_cut_to_milliseconds_and_order_by_them(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    moments = {1: 2_500, 2: 1_999, 3: 1_000}
    await butler.memory.add(
        [
            replace(
                said(ANNA, number, hand_clock),
                created_at=hand_clock.now + timedelta(microseconds=moment),
            )
            for number, moment in moments.items()
        ]
    )

    recent = await butler.memory.recent(ANNA, PRIVATE, limit=9)

    assert names(2, 3, 1) == ids(recent)
    assert [1, 1, 2] == [
        (event.created_at - hand_clock.now) // timedelta(milliseconds=1) for event in recent
    ]


async def test_all_but_the_last_are_set_aside(butler: ButlerStores, hand_clock: HandClock) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in range(51)])

    counted = await butler.memory.set_aside(ANNA, PRIVATE, keep=20)

    assert 31 == counted
    assert 20 == await butler.memory.size(ANNA, PRIVATE)
    assert names(*range(31)) == ids(await butler.memory.pending(ANNA, PRIVATE, limit=99))
    assert names(0, 1) == ids(await butler.memory.pending(ANNA, PRIVATE, limit=2))
    assert names(*range(51)) == ids(await butler.memory.all(ANNA))


@pytest.mark.parametrize(("keep", "pending"), [(0, 3), (1, 2), (3, 0), (4, 0)])
async def test_as_many_are_kept_as_there_are_to_keep(
    butler: ButlerStores, hand_clock: HandClock, keep: int, pending: int
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in range(3)])

    assert pending == await butler.memory.set_aside(ANNA, PRIVATE, keep=keep)
    assert 3 - pending == await butler.memory.size(ANNA, PRIVATE)


async def test_setting_aside_again_adds_to_what_is_pending(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in range(4)])
    first = await butler.memory.set_aside(ANNA, PRIVATE, keep=2)
    again = await butler.memory.set_aside(ANNA, PRIVATE, keep=2)
    await butler.memory.add([said(ANNA, 4, hand_clock)])
    third = await butler.memory.set_aside(ANNA, PRIVATE, keep=2)

    assert [2, 2, 3] == [first, again, third]
    assert names(0, 1, 2) == ids(await butler.memory.pending(ANNA, PRIVATE, limit=9))


async def test_what_is_recent_reaches_into_what_is_pending(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in range(9)])

    await butler.memory.set_aside(ANNA, PRIVATE, keep=2)

    assert names(5, 6, 7, 8) == ids(await butler.memory.recent(ANNA, PRIVATE, limit=4))


async def test_what_is_condensed_is_gone_and_the_rest_stays(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in range(5)])
    await butler.memory.set_aside(ANNA, PRIVATE, keep=1)

    await butler.memory.condensed(ANNA, [EventId(name) for name in names(0, 1)])

    assert names(2, 3) == ids(await butler.memory.pending(ANNA, PRIVATE, limit=9))
    assert names(2, 3, 4) == ids(await butler.memory.all(ANNA))


async def test_only_what_is_pending_can_be_condensed(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in range(3)])
    await butler.memory.set_aside(ANNA, PRIVATE, keep=2)

    await butler.memory.condensed(ANNA, [EventId(name) for name in names(0, 1, 7)])

    assert names(1, 2) == ids(await butler.memory.all(ANNA))


async def test_condensing_nothing_deletes_nothing(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in range(3)])
    await butler.memory.set_aside(ANNA, PRIVATE, keep=1)

    await butler.memory.condensed(ANNA, [])

    assert 2 == len(await butler.memory.pending(ANNA, PRIVATE, limit=9))


async def test_scopes_are_kept_apart(butler: ButlerStores, hand_clock: HandClock) -> None:
    for number, scope in enumerate([PRIVATE, GROUP, OTHER_GROUP] * 2):
        await butler.memory.add([said(ANNA, number, hand_clock, scope)])

    await butler.memory.set_aside(ANNA, GROUP, keep=1)

    told = {
        scope: (
            ids(await butler.memory.recent(ANNA, scope, limit=9)),
            await butler.memory.size(ANNA, scope),
            ids(await butler.memory.pending(ANNA, scope, limit=9)),
        )
        for scope in (PRIVATE, GROUP, OTHER_GROUP)
    }
    assert {
        PRIVATE: (names(0, 3), 2, []),
        GROUP: (names(1, 4), 1, names(1)),
        OTHER_GROUP: (names(2, 5), 2, []),
    } == told
    assert names(*range(6)) == ids(await butler.memory.all(ANNA))


async def test_people_are_kept_apart_even_where_ids_are_the_same(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    for person in (ANNA, BORIS):
        events = [said(person, number, hand_clock) for number in range(3)]
        assert 3 == await butler.memory.add(events)
        await butler.memory.set_aside(person, PRIVATE, keep=1)
    before = await butler.memory.all(BORIS)

    await butler.memory.condensed(ANNA, [EventId("e0")])
    forgotten = await butler.memory.forget(ANNA)

    assert 2 == forgotten
    assert {BORIS} == {event.person for event in before}
    assert before == await butler.memory.all(BORIS)
    assert [] == await butler.memory.all(ANNA)


async def test_single_events_are_forgotten_wherever_they_are(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    for person in (ANNA, BORIS):
        await butler.memory.add([said(person, number, hand_clock) for number in range(4)])
        await butler.memory.set_aside(person, PRIVATE, keep=2)
    pending, remembered = EventId("e0"), EventId("e3")

    await butler.memory.forget_events(ANNA, [pending, remembered, EventId("e9")])

    assert ["e1", "e2"] == [event.id for event in await butler.memory.all(ANNA)]
    assert 4 == len(await butler.memory.all(BORIS))


async def test_everything_is_forgotten_once(butler: ButlerStores, hand_clock: HandClock) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in range(3)])
    await butler.memory.add([said(ANNA, 3, hand_clock, GROUP)])
    await butler.memory.set_aside(ANNA, PRIVATE, keep=1)

    forgotten = [await butler.memory.forget(ANNA) for _ in range(2)]

    assert [4, 0] == forgotten
    assert [] == await butler.memory.all(ANNA)
    assert [] == await butler.memory.pending(ANNA, PRIVATE, limit=9)
    assert 0 == await butler.memory.size(ANNA, GROUP)


async def test_who_waits_is_told_by_person_and_scope(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    for person, scope, events in [
        (ANNA, PRIVATE, 3),
        (ANNA, GROUP, 4),
        (BORIS, PRIVATE, 2),
        (BORIS, OTHER_GROUP, 5),
    ]:
        spoken = [said(person, 10 * events + n, hand_clock, scope) for n in range(events + 1)]
        await butler.memory.add(spoken)
        await butler.memory.set_aside(person, scope, keep=1)

    waiting = await butler.memory.waiting(least=3, limit=9)

    assert [(BORIS, OTHER_GROUP), (ANNA, GROUP), (ANNA, PRIVATE)] == waiting
    assert waiting[:2] == await butler.memory.waiting(least=3, limit=2)
    assert [] == await butler.memory.waiting(least=6, limit=9)


async def test_what_is_ninety_days_old_does_not_exist(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in range(6)])
    await butler.memory.set_aside(ANNA, PRIVATE, keep=2)
    hand_clock.now += DAYS_90 + timedelta(seconds=4)

    assert names(5) == ids(await butler.memory.recent(ANNA, PRIVATE, limit=9))
    assert 1 == await butler.memory.size(ANNA, PRIVATE)
    assert [] == await butler.memory.pending(ANNA, PRIVATE, limit=9)
    assert names(5) == ids(await butler.memory.all(ANNA))
    assert [] == await butler.memory.waiting(least=1, limit=9)
    assert 0 == await butler.memory.set_aside(ANNA, PRIVATE, keep=1)
    assert 1 == await butler.memory.forget(ANNA)


async def test_an_event_that_is_too_old_is_not_added(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    old = replace(said(ANNA, 1, hand_clock), created_at=hand_clock.now - DAYS_90)
    young = replace(old, id=EventId("e2"), created_at=old.created_at + timedelta(hours=1))

    assert 1 == await butler.memory.add([old, young])
    assert names(2) == ids(await butler.memory.all(ANNA))


async def test_pending_events_behind_expired_ones_are_found(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock) for number in range(8)])
    await butler.memory.set_aside(ANNA, PRIVATE, keep=0)
    hand_clock.now += DAYS_90 + timedelta(seconds=4)

    assert names(5, 6) == ids(await butler.memory.pending(ANNA, PRIVATE, limit=2))


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [("\0", "\0"), ("a\ud800b", "a\ufffdb"), ("ё" * 100_000, "ё" * 100_000), ("$a.b", "$a.b")],
    ids=["NUL", "surrogate", "long", "dollar"],
)
async def test_any_text_can_be_kept_and_set_aside(
    butler: ButlerStores, hand_clock: HandClock, given_text: str, kept: str
) -> None:
    event = replace(said(ANNA, 1, hand_clock), content=given_text, tags=(given_text,))

    await butler.memory.add([event])
    await butler.memory.set_aside(ANNA, PRIVATE, keep=0)

    expected = [replace(event, content=kept, tags=(kept,))]
    assert expected == await butler.memory.pending(ANNA, PRIVATE, limit=1)


async def test_an_id_may_be_any_text_and_is_no_other(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    events = [
        replace(said(ANNA, number, hand_clock), id=EventId(name))
        for number, name in enumerate(HOSTILE)
    ]

    added = await butler.memory.add(events)
    await butler.memory.set_aside(ANNA, PRIVATE, keep=0)
    await butler.memory.condensed(ANNA, [event.id for event in events[::2]])

    assert len(HOSTILE) == added
    assert HOSTILE[1::2] == ids(await butler.memory.pending(ANNA, PRIVATE, limit=99))


async def test_a_scope_may_be_any_text_and_is_no_other(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    scopes = [ChatScope(scope) for scope in HOSTILE]
    for number, scope in enumerate(scopes):
        await butler.memory.add([said(ANNA, number, hand_clock, scope)])
        await butler.memory.set_aside(ANNA, scope, keep=0)

    found = [await butler.memory.pending(ANNA, scope, limit=9) for scope in scopes]
    waiting = await butler.memory.waiting(least=1, limit=99)

    assert [[f"e{number}"] for number in range(len(scopes))] == [ids(events) for events in found]
    assert {(ANNA, scope) for scope in scopes} == set(waiting)


async def test_documents_hold_what_the_design_names(
    butler_documents: MongoDatabase, hand_clock: HandClock
) -> None:
    memory = StoredMemory(butler_documents, clock=hand_clock)
    await memory.add([said(ANNA, number, hand_clock, GROUP) for number in range(2)])
    await memory.set_aside(ANNA, GROUP, keep=1)

    remembered = await butler_documents.documents("user_memory").find_one({})
    pending = await butler_documents.documents("user_memory_pending").find_one({})

    shape = {
        "user_id": 5,
        "role": "user",
        "source": "text",
        "scope": "-1001234567890",
        "tags": [],
    }
    at = hand_clock.now
    last = {"_id": "5:e1", "content": "text 1", "seq": 1, "created_at": at + timedelta(seconds=1)}
    first = {"_id": "5:e0", "content": "text 0", "seq": 0, "created_at": at}
    ends = (at + DAYS_90).timestamp() * 1000
    moved = {"arrived": True, "talk": "5:-1001234567890", "ends": ends}
    assert shape | last == remembered
    assert shape | first | moved == pending


Step = Callable[[Memory, HandClock], Awaitable[object]]
PEOPLE = st.sampled_from([ANNA, BORIS])
SCOPES = st.sampled_from([PRIVATE, GROUP])
NUMBERS = st.integers(0, 11)


def _add(person: PersonId, scope: ChatScope, numbers: Sequence[int]) -> Step:
    return lambda memory, clock: memory.add([said(person, n, clock, scope) for n in numbers])


def _set_aside(person: PersonId, scope: ChatScope, keep: int) -> Step:
    return lambda memory, _: memory.set_aside(person, scope, keep=keep)


def _condensed(person: PersonId, numbers: Sequence[int]) -> Step:
    return lambda memory, _: memory.condensed(person, [EventId(f"e{n}") for n in numbers])


def _forget(person: PersonId) -> Step:
    return lambda memory, _: memory.forget(person)


STEPS = st.lists(
    st.builds(_add, PEOPLE, SCOPES, st.lists(NUMBERS, max_size=6))
    | st.builds(_set_aside, PEOPLE, SCOPES, st.integers(0, 4))
    | st.builds(_condensed, PEOPLE, st.lists(NUMBERS, max_size=4))
    | st.builds(_forget, PEOPLE),
    max_size=12,
)


async def _told(memory: Memory) -> list[object]:
    told: list[object] = [await memory.waiting(least=1, limit=9)]
    for person in (ANNA, BORIS):
        told.append(await memory.all(person))
        for scope in (PRIVATE, GROUP):
            told += [
                await memory.size(person, scope),
                await memory.recent(person, scope, limit=4),
                await memory.pending(person, scope, limit=3),
            ]
    return told


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
async def test_the_store_tells_what_the_plain_model_tells_whatever_happens(
    butler_documents: MongoDatabase, steps: list[Step]
) -> None:
    clock = HandClock()
    await empty(butler_documents)
    model, stored = MemoryMemory(clock), StoredMemory(butler_documents, clock=clock)

    done = [[await step(memory, clock) for step in steps] for memory in (model, stored)]
    told = [await _told(memory) for memory in (model, stored)]

    assert done[0] == done[1]
    assert _sorted_waiting(told[0]) == _sorted_waiting(told[1])


def _sorted_waiting(told: list[object]) -> list[object]:
    """Who waits equally long comes in no particular order."""
    waiting = told[0]
    assert isinstance(waiting, list)
    return [sorted(waiting), *told[1:]]
