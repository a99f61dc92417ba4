"""What a set-aside that was killed left behind is seen to by another process, sooner or later."""

import asyncio

import pytest

from pipeline.alfred.condensing.once import Ending
from pipeline.alfred.condensing.part import TAKE_UP_SECONDS, CondensingPart
from pipeline.alfred.models import PRIVATE, ChatScope
from pipeline.groups.models import PersonId
from pipeline.health.parts import Life
from storage.documents.memory import StoredMemory
from storage.documents.schema import PENDING
from storage.mongo_filters import Order
from tests.fakes.stepped_documents import Death, Died, SteppedDatabase
from tests.fixtures.bot_transport import until
from tests.fixtures.documents import HandClock, OwnCollections, said

ANNA = PersonId(1)
COPIED = 3
"""Steps of a set-aside after which it has copied and not confirmed."""


class Clockwork:
    """A sleep that ends when a test says so."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.over = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await self.over.wait()
        self.over.clear()


async def nothing_is_due(_person: PersonId, _scope: ChatScope) -> Ending:
    return Ending.NOT_DUE


async def unconfirmed(database: OwnCollections) -> int:
    found = await database.documents(PENDING).find_many(
        {"arrived": False}, order=(("_id", Order.ASCENDING),), limit=None
    )
    return len(found)


@pytest.mark.parametrize("forgotten", [False, True])
async def test_copies_of_a_killed_set_aside_are_swept_while_the_service_runs(
    butler_documents: OwnCollections, hand_clock: HandClock, *, forgotten: bool
) -> None:
    memory, sleep = StoredMemory(butler_documents, clock=hand_clock), Clockwork()
    part = CondensingPart(nothing_is_due, memory, sleep=sleep)  # type: ignore[arg-type]
    life = Life(lambda _: None)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(part.run(life))
        await until(lambda: sleep.asked == [TAKE_UP_SECONDS])
        await memory.add([said(ANNA, number, hand_clock) for number in range(9)])
        dying = StoredMemory(SteppedDatabase(butler_documents, Death(COPIED)), clock=hand_clock)
        with pytest.raises(Died):
            await dying.set_aside(ANNA, PRIVATE, keep=3)
        left = await unconfirmed(butler_documents)
        if forgotten:
            await memory.forget_events(ANNA, [each.id for each in await memory.all(ANNA)][:2])
        sleep.over.set()
        await until(lambda: len(sleep.asked) > 1)
        swept = await unconfirmed(butler_documents)
        life.stopping.set()

    assert (6, 0) == (left, swept)
    assert 9 - 2 * forgotten == len(await memory.all(ANNA))
