"""What was said while the store of memories was away."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from pipeline.alfred.held import AGAIN, PATIENCE, HeldMemory
from pipeline.alfred.models import PRIVATE, EventId, MemoryEvent
from pipeline.groups.models import PersonId
from pipeline.health.parts import Life
from tests.fakes.memory import MemoryMemory
from tests.fakes.virtual_time import in_virtual_time, now
from tests.fixtures.butler import ANNA, NOON, MemoryAwayError, event

BORIS = PersonId(8)


class MovingMemory(MemoryMemory):
    """A store that is there, away or silent, as a test says."""

    def __init__(self) -> None:
        super().__init__(lambda: NOON)
        self.away = False
        self.silent = False

    async def add(self, events: Sequence[MemoryEvent]) -> int:
        if self.silent:
            await asyncio.sleep(3_600)
        if self.away:
            raise MemoryAwayError("the store is away — wait")
        return await super().add(events)


def held(store: MovingMemory, **options: Any) -> HeldMemory:
    return HeldMemory(store, (MemoryAwayError,), **options)


@asynccontextmanager
async def running(memory: HeldMemory) -> AsyncIterator[None]:
    life = Life(lambda _: None)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(memory.run(life))
        await asyncio.sleep(0)
        yield
        life.stopping.set()


def contents(events: Sequence[MemoryEvent]) -> list[str]:
    return [each.content for each in events]


@in_virtual_time
async def test_what_was_said_meanwhile_is_remembered_once_the_store_is_back() -> None:
    store = MovingMemory()
    memory = held(store)
    store.away = True

    async with running(memory):
        await memory.add([event(1, "Я живу в Казани")])
        await memory.add([event(2, "Я ветеринар")])
        await asyncio.sleep(60)
        before = await store.all(ANNA)
        store.away = False
        await asyncio.sleep(AGAIN)

    assert [] == before
    assert ["Я живу в Казани", "Я ветеринар"] == contents(await store.all(ANNA))


@in_virtual_time
async def test_a_store_that_does_not_answer_holds_nobody_up() -> None:
    store = MovingMemory()
    store.silent = True

    count = await held(store).add([event(1, "Привет")])

    assert 1 == count
    assert PATIENCE == now()


@in_virtual_time
async def test_whoever_reads_a_memory_reads_what_was_held_too() -> None:
    store = MovingMemory()
    memory = held(store)
    store.away = True
    await memory.add([event(1, "Я живу в Казани")])
    store.away = False

    recent = await memory.recent(ANNA, PRIVATE, limit=20)

    assert ["Я живу в Казани"] == contents(recent)


async def test_what_a_person_had_forgotten_does_not_come_back() -> None:
    store = MovingMemory()
    memory = held(store)
    store.away = True
    await memory.add([event(1, "Я живу в Казани"), event(2, "Люблю чай")])
    store.away = False

    await memory.forget_events(ANNA, [EventId("telegram:1:user")])
    left = contents(await memory.all(ANNA))
    store.away = True
    await memory.add([event(3, "Люблю кофе")])
    store.away = False
    count = await memory.forget(ANNA)

    assert ["Люблю чай"] == left
    assert 2 == count
    assert [] == list(await memory.all(ANNA))


@in_virtual_time
async def test_a_forgetting_waits_until_what_is_just_being_kept_is_there_to_be_forgotten() -> None:
    class Slow(MovingMemory):
        async def add(self, events: Sequence[MemoryEvent]) -> int:
            if not self.away:
                await asyncio.sleep(1)
            return await super().add(events)

    store = Slow()
    memory = held(store)
    store.away = True
    async with running(memory):
        await memory.add([event(1, "Я живу в Казани")])
        store.away = False
        await asyncio.sleep(AGAIN + 0.5)
        await memory.forget(ANNA)
        await asyncio.sleep(60)

    assert [] == list(await store.all(ANNA))


@in_virtual_time
async def test_of_more_than_can_be_held_the_oldest_is_lost_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = MovingMemory()
    memory = held(store, most=2)
    store.away = True

    with caplog.at_level(logging.ERROR):
        for number in (1, 2, 3):
            await memory.add([event(number, f"Слова {number}")])
    store.away = False

    assert ["Слова 2", "Слова 3"] == contents(await memory.all(ANNA))
    assert ["1 remarks are lost: more than 2 cannot be held"] == caplog.messages


@in_virtual_time
async def test_the_end_of_the_service_keeps_what_it_can_and_tells_what_it_cannot(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store, gone = MovingMemory(), MovingMemory()
    with caplog.at_level(logging.ERROR):
        for each, stays_away in ((store, False), (gone, True)):
            memory = held(each)
            each.away = True
            async with running(memory):
                await memory.add([event(1, "Я живу в Казани")])
                await asyncio.sleep(1)
                each.away = stays_away

    assert ["Я живу в Казани"] == contents(await store.all(ANNA))
    assert ["1 remarks are lost: the store of memories did not come back"] == caplog.messages


async def test_a_memory_that_is_there_is_left_as_it_is() -> None:
    store = MovingMemory()
    memory = held(store)

    counts = [await memory.add([event(1, "Привет")]) for _ in range(2)]
    moved = await memory.set_aside(ANNA, PRIVATE, keep=0)
    waiting = await memory.waiting(least=1, limit=9)
    pending = await memory.pending(ANNA, PRIVATE, limit=9)
    await memory.condensed(ANNA, [each.id for each in pending])

    assert [1, 0] == counts
    assert (1, 0) == (moved, await memory.size(ANNA, PRIVATE))
    assert [(ANNA, PRIVATE)] == list(waiting)
    assert ["Привет"] == contents(pending)
    assert [] == list(await memory.all(ANNA))
    assert 0 == await memory.forget(BORIS)
