"""What is remembered of a group follows it to its new chat id, in MongoDB."""

import pytest

from pipeline.alfred.condensing.once import LOCK
from pipeline.alfred.models import PRIVATE, ChatScope, EventId, Evidence, Fact, FactId
from pipeline.alfred.moving import MemoryBusyError, MoveScope
from pipeline.groups.models import PersonId
from storage.documents.facts import StoredFacts
from storage.documents.locks import PersonLeases
from storage.documents.memory import StoredMemory
from storage.documents.profiles import StoredProfiles
from storage.documents.scopes import StoredScopes
from tests.fixtures.documents import ButlerStores, HandClock, OwnCollections, said

ANNA, BORIS, VERA, GLEB = PersonId(5), PersonId(6), PersonId(7), PersonId(8)
OLD, NEW, OTHER = ChatScope("-501"), ChatScope("-1001234567890"), ChatScope("-5011")


@pytest.fixture
def butler(butler_documents: OwnCollections, hand_clock: HandClock) -> ButlerStores:
    return ButlerStores(
        StoredProfiles(butler_documents),
        StoredMemory(butler_documents, clock=hand_clock),
        StoredFacts(butler_documents),
        PersonLeases(butler_documents),
    )


@pytest.fixture
def move(butler_documents: OwnCollections, butler: ButlerStores) -> MoveScope:
    return MoveScope(StoredScopes(butler_documents), butler.locks)


def fact(person: PersonId, clock: HandClock, scope: ChatScope) -> Fact:
    return Fact(
        id=FactId(f"f{scope}"),
        person=person,
        text="пьёт чай",
        scope=scope,
        evidence=(Evidence(EventId("e1"), "пью чай"),),
        confidence=0.75,
        created_at=clock.now,
    )


async def test_what_was_said_and_learned_there_is_recalled_under_the_new_id(
    butler: ButlerStores, move: MoveScope, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock, OLD) for number in range(4)])
    await butler.memory.set_aside(ANNA, OLD, keep=2)
    await butler.facts.add([fact(BORIS, hand_clock, OLD)])
    await butler.profiles.meet(VERA, "ru", hand_clock.now)
    await butler.profiles.summarize(VERA, OLD, "Вера печёт пироги.", hand_clock.now)

    await move(OLD, NEW)

    profile = await butler.profiles.find(VERA)
    assert ["e0", "e1"] == [e.id for e in await butler.memory.pending(ANNA, NEW, limit=9)]
    assert ["e2", "e3"] == [e.id for e in await butler.memory.recent(ANNA, NEW, limit=2)]
    assert [] == list(await butler.memory.recent(ANNA, OLD, limit=9))
    assert [(ANNA, NEW)] == list(await butler.memory.waiting(least=1, limit=9))
    assert [NEW] == [each.scope for each in await butler.facts.known(BORIS, NEW)]
    assert profile is not None
    assert ("Вера печёт пироги.", "") == (profile.summary(NEW), profile.summary(OLD))


async def test_what_was_said_elsewhere_stays_where_it_is(
    butler: ButlerStores, move: MoveScope, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, 1, hand_clock, PRIVATE), said(ANNA, 2, hand_clock, OTHER)])
    await butler.memory.add([said(ANNA, 3, hand_clock, OLD)])
    await butler.facts.add([fact(ANNA, hand_clock, OTHER)])

    await move(OLD, NEW)

    by_id = {event.id: event.scope for event in await butler.memory.all(ANNA)}
    assert {"e1": PRIVATE, "e2": OTHER, "e3": NEW} == by_id
    assert [OTHER] == [each.scope for each in await butler.facts.all(ANNA)]


async def test_a_second_move_changes_nothing_and_takes_along_what_came_late(
    butler: ButlerStores, move: MoveScope, hand_clock: HandClock
) -> None:
    await butler.profiles.meet(GLEB, "ru", hand_clock.now)
    await butler.profiles.summarize(GLEB, OLD, "Раньше.", hand_clock.now)
    await butler.profiles.summarize(GLEB, NEW, "Потом.", hand_clock.now)
    await move(OLD, NEW)
    await butler.memory.add([said(GLEB, 1, hand_clock, OLD)])

    await move(OLD, NEW)

    profile = await butler.profiles.find(GLEB)
    assert profile is not None
    assert "Раньше.\nПотом." == profile.summary(NEW)
    assert ["e1"] == [event.id for event in await butler.memory.recent(GLEB, NEW, limit=9)]


async def test_a_move_that_died_between_two_collections_is_ended_by_the_next(
    butler: ButlerStores, move: MoveScope, hand_clock: HandClock, butler_documents: OwnCollections
) -> None:
    await butler.memory.add([said(ANNA, number, hand_clock, OLD) for number in range(4)])
    await butler.memory.set_aside(ANNA, OLD, keep=2)
    await butler_documents.documents("user_memory").update_many({"user_id": ANNA}, {"scope": NEW})

    await move(OLD, NEW)

    kept = await butler.memory.recent(ANNA, NEW, limit=9)
    assert ["e0", "e1", "e2", "e3"] == [event.id for event in kept]


async def test_whoever_is_being_condensed_is_moved_when_that_is_over(
    butler: ButlerStores, move: MoveScope, hand_clock: HandClock
) -> None:
    await butler.memory.add([said(ANNA, 1, hand_clock, OLD), said(BORIS, 2, hand_clock, OLD)])

    async with butler.locks.held(ANNA, LOCK):
        with pytest.raises(MemoryBusyError):
            await move(OLD, NEW)
        held = [event.scope for event in await butler.memory.all(ANNA)]
        others = [event.scope for event in await butler.memory.all(BORIS)]
    await move(OLD, NEW)

    assert ([OLD], [NEW]) == (held, others)
    assert [NEW] == [event.scope for event in await butler.memory.all(ANNA)]
