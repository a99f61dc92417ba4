"""Somebody has all forgotten in private while Alfred answers them in a group."""

import asyncio
from collections.abc import Sequence

import pytest

from pipeline.alfred.models import PRIVATE, ChatScope, FactId, MemoryEvent
from pipeline.alfred.rights import Rights
from pipeline.alfred.talk import Reply
from pipeline.groups.models import PersonId
from tests.fakes.memory import MemoryMemory
from tests.fixtures.bot_transport import until
from tests.fixtures.butler import ANNA, NOON, NotedChannel, Parlour, fact, parlour

GROUP = ChatScope("-1001")
BORIS = PersonId(8)


class SlowChannel(NotedChannel):
    """Sends when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.sending, self.may_send = asyncio.Event(), asyncio.Event()

    async def send(self, reply: Reply) -> None:
        self.sending.set()
        await self.may_send.wait()
        await super().send(reply)


class SlowMemory(MemoryMemory):
    """Adds when it is let."""

    def __init__(self) -> None:
        super().__init__(lambda: NOON)
        self.adding, self.may_add = asyncio.Event(), asyncio.Event()

    async def add(self, events: Sequence[MemoryEvent]) -> int:
        self.adding.set()
        await self.may_add.wait()
        return await super().add(events)


def rights_of(at: Parlour) -> Rights:
    return Rights(
        at.profiles,
        at.memory,
        at.facts,
        at.locks,
        lambda: NOON,
        forgettings=at.conversing.forgettings,
    )


@pytest.mark.parametrize("everything", [True, False], ids=["everything", "a fact"])
async def test_a_turn_under_way_adds_nothing_afterwards(*, everything: bool) -> None:
    at, channel = parlour(), SlowChannel()
    await at.facts.add([fact("живёт в Казани")])

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(at.hears("Я живу в Казани", scope=GROUP, channel=channel))
        await channel.sending.wait()
        if everything:
            await rights_of(at).forget_everything(ANNA)
        else:
            await rights_of(at).forget_fact(ANNA, FactId("живёт в Казани"))
        channel.may_send.set()

    assert 1 == len(channel.replies)
    assert [] == list(await at.memory.all(ANNA))


async def test_what_is_being_added_is_added_first_and_then_forgotten() -> None:
    memory = SlowMemory()
    at = parlour(memory=memory)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(at.hears("Я живу в Казани", scope=GROUP))
        await memory.adding.wait()
        forgetting = tasks.create_task(rights_of(at).forget_everything(ANNA))
        await until(lambda: at.conversing.forgettings.times(ANNA) > 0)
        memory.may_add.set()

    assert ["Я живу в Казани"] == [each.content for each in forgetting.result().events]
    assert [] == list(await memory.all(ANNA))


async def test_what_is_said_afterwards_is_remembered_and_others_are_not_concerned() -> None:
    at, channel = parlour(), SlowChannel()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(at.hears("Привет", person=BORIS, scope=GROUP, channel=channel))
        await channel.sending.wait()
        await rights_of(at).forget_everything(ANNA)
        channel.may_send.set()
    await at.hears("Снова здравствуйте", scope=PRIVATE)

    assert [2, 2] == [len(await at.memory.all(person)) for person in (ANNA, BORIS)]
