"""What many people ask of their memories at the same moment."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipeline.alfred.models import PRIVATE, ChatScope, MemoryEvent
from pipeline.groups.models import PersonId
from storage.documents.facts import StoredFacts
from storage.documents.memory import FEW_PENDING, StoredMemory
from storage.documents.profiles import StoredProfiles
from storage.errors import DocumentStoreError
from storage.mongo_documents import MongoDocuments
from tests.fakes.stepped_documents import SteppedDatabase
from tests.fixtures.butler import fact
from tests.fixtures.documents import ButlerStores, HandClock, OwnCollections, said

PEOPLE = [PersonId(number) for number in range(1, 51)]
ANNA, BORIS, *_ = PEOPLE
GROUP = ChatScope("-100200")


def words(events: list[MemoryEvent]) -> set[tuple[PersonId, str]]:
    return {(event.person, event.content) for event in events}


async def test_each_of_many_gets_their_own(butler: ButlerStores, hand_clock: HandClock) -> None:
    events = {
        person: [replace(said(person, n, hand_clock), content=f"{person}.{n}") for n in (1, 2)]
        for person in PEOPLE
    }

    counts = await asyncio.gather(*map(butler.memory.add, events.values()))
    again = await asyncio.gather(*map(butler.memory.add, events.values()))
    profiles = await asyncio.gather(
        *(butler.profiles.meet(person, "ru", hand_clock.now) for person in PEOPLE)
    )
    facts = [replace(fact(f"fact {person}"), person=person) for person in PEOPLE]
    await asyncio.gather(*(butler.facts.add([each]) for each in facts))
    known = await asyncio.gather(*(butler.facts.known(person, PRIVATE) for person in PEOPLE))
    elsewhere = await asyncio.gather(*(butler.facts.known(person, GROUP) for person in PEOPLE))
    recent = await asyncio.gather(
        *(butler.memory.recent(person, PRIVATE, limit=20) for person in PEOPLE)
    )

    assert ([2] * 50, [0] * 50) == (counts, again)
    assert PEOPLE == [profile.person for profile in profiles]
    assert [[each.text] for each in facts] == [[one.text for one in each] for each in known]
    assert not any(elsewhere)
    assert [words(each) for each in events.values()] == [words(list(each)) for each in recent]


async def test_the_pending_of_each_are_the_first_in_their_place_however_many_others_have(
    butler: ButlerStores, hand_clock: HandClock
) -> None:
    much = FEW_PENDING * 3
    for person, count, scope in ((ANNA, much, PRIVATE), (BORIS, 4, PRIVATE), (BORIS, 3, GROUP)):
        numbers = range(count) if scope == PRIVATE else range(100, 100 + count)
        await butler.memory.add([said(person, n, hand_clock, scope) for n in numbers])
        await butler.memory.set_aside(person, scope, keep=0)

    for limit in (2, FEW_PENDING + 1):
        asked = ((ANNA, PRIVATE), (BORIS, PRIVATE), (BORIS, GROUP), (PEOPLE[2], PRIVATE))
        found = await asyncio.gather(
            *(butler.memory.pending(person, scope, limit=limit) for person, scope in asked)
        )
        last = await asyncio.gather(
            *(butler.memory.recent(person, scope, limit=2) for person, scope in asked)
        )

        first = [range(min(limit, much)), range(min(limit, 4)), range(100, 100 + min(limit, 3))]
        assert [[f"e{n}" for n in each] for each in (*first, ())] == [
            [event.id for event in each] for each in found
        ]
        assert [[f"e{much - 2}", f"e{much - 1}"], ["e2", "e3"], ["e101", "e102"], []] == [
            [event.id for event in each] for each in last
        ]


async def test_many_people_cost_the_store_few_requests(
    butler_documents: OwnCollections, hand_clock: HandClock
) -> None:
    """Each memory that is read costs one; the rest is asked for everybody."""
    asked: list[None] = []

    async def step() -> None:
        asked.append(None)

    counted = SteppedDatabase(butler_documents, step)
    memory = StoredMemory(counted, clock=hand_clock)
    profiles, facts = StoredProfiles(counted), StoredFacts(counted)
    for person in PEOPLE:
        await profiles.meet(person, "ru", hand_clock.now)
        await memory.add([said(person, number, hand_clock) for number in range(20)])

    async def turn(person: PersonId) -> None:
        await profiles.meet(person, "ru", hand_clock.now)
        await memory.recent(person, PRIVATE, limit=20)
        await memory.pending(person, PRIVATE, limit=60)
        await facts.known(person, PRIVATE)
        await memory.add([said(person, 21, hand_clock)])

    asked.clear()
    await asyncio.gather(*map(turn, PEOPLE))

    assert len(asked) < 3 * len(PEOPLE)
    assert 21 == len(await memory.all(ANNA))


async def test_what_is_refused_is_nobody_elses_loss(
    butler_documents: OwnCollections, hand_clock: HandClock
) -> None:
    memory = StoredMemory(Refusing(butler_documents), clock=hand_clock)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(memory.add([said(PEOPLE[2], 1, hand_clock)]))
        refused = tasks.create_task(attempt(memory, said(ANNA, 1, hand_clock)))
        others = [
            tasks.create_task(memory.add([said(person, 1, hand_clock)])) for person in PEOPLE[3:9]
        ]

    assert isinstance(refused.result(), DocumentStoreError)
    assert [1] * 6 == [each.result() for each in others]
    for person in PEOPLE[2:9]:
        assert ["e1"] == [event.id for event in await memory.all(person)]


class Refusing(SteppedDatabase):
    """Takes nothing of ANNA's, nor what comes with it."""

    def __init__(self, database: OwnCollections) -> None:
        super().__init__(database, lambda: asyncio.sleep(0))

    def documents(self, collection: str) -> MongoDocuments:
        stored = super().documents(collection)
        insert_many = stored.insert_many

        async def picky(documents: Sequence[Mapping[str, Any]]) -> list[str]:
            if any(document["user_id"] == ANNA for document in documents):
                raise DocumentStoreError("MongoDB cannot hold this document — it is too large")
            return await insert_many(documents)

        stored.insert_many = picky  # type: ignore[method-assign]
        return stored


async def attempt(memory: StoredMemory, event: MemoryEvent) -> Exception | None:
    with pytest.raises(DocumentStoreError) as raised:
        await memory.add([event])
    return raised.value
