"""What was said long ago is deleted where the server does not do it, while the service runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from pipeline.health.parts import Life
from storage.documents.expiring import ExpiringPart
from storage.documents.schema import MEMORY, PENDING
from storage.errors import DocumentStoreUnavailableError
from storage.mongo import MongoDatabase
from storage.mongo_documents import MongoDocuments
from storage.mongo_filters import Order
from tests.fixtures.documents import HandClock, OwnCollections

AGES = {"old": timedelta(days=90, hours=1), "young": timedelta(days=89)}


class AwayOnce(MongoDatabase):
    """A database that is away when it is asked first."""

    def __init__(self, whole: MongoDatabase) -> None:
        self._whole = whole
        self._away = True

    def documents(self, collection: str) -> MongoDocuments:
        if self._away:
            self._away = False
            raise DocumentStoreUnavailableError("MongoDB does not answer — wait")
        return self._whole.documents(collection)


async def written(documents: OwnCollections, clock: HandClock, copies: int = 1) -> None:
    for collection in (MEMORY, PENDING):
        await documents.documents(collection).insert_many(
            [
                {"_id": f"{name}{copy}", "created_at": clock.now - age}
                for name, age in AGES.items()
                for copy in range(copies)
            ]
        )


async def left(documents: OwnCollections) -> list[str]:
    found = [
        await documents.documents(collection).find_many(
            {}, order=(("_id", Order.ASCENDING),), limit=None
        )
        for collection in (MEMORY, PENDING)
    ]
    return [each["_id"] for of_one in found for each in of_one]


@asynccontextmanager
async def running(part: ExpiringPart) -> AsyncIterator[None]:
    life = Life(lambda _: None)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(part.run(life))
        yield
        life.stopping.set()


async def are_left(documents: OwnCollections, *names: str) -> None:
    async with asyncio.timeout(20):
        found = await left(documents)
        while found != [*names]:
            await asyncio.sleep(0.01)
            found = await left(documents)


async def test_what_is_older_than_ninety_days_is_deleted_batch_by_batch(
    butler_documents: OwnCollections, hand_clock: HandClock
) -> None:
    await written(butler_documents, hand_clock, copies=5)

    async with running(ExpiringPart(butler_documents, hand_clock, rest=0, batch=2)):
        await are_left(butler_documents, *[f"young{copy}" for copy in range(5)] * 2)


async def test_what_grows_old_while_the_service_runs_is_deleted_the_next_day(
    butler_documents: OwnCollections, hand_clock: HandClock
) -> None:
    day = timedelta(seconds=0.05)
    await written(butler_documents, hand_clock)

    async with running(ExpiringPart(butler_documents, hand_clock, period=day)):
        await are_left(butler_documents, "young0", "young0")
        hand_clock.now += timedelta(days=2)
        await are_left(butler_documents)


async def test_a_store_that_is_away_is_asked_again_and_the_part_goes_on(
    butler_documents: OwnCollections,
    hand_clock: HandClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await written(butler_documents, hand_clock)
    again = timedelta(seconds=0.01)

    async with running(ExpiringPart(AwayOnce(butler_documents), hand_clock, again=again)):
        await are_left(butler_documents, "young0", "young0")

    assert "not deleted: DocumentStoreUnavailableError" in caplog.text


async def test_it_stops_at_once_between_two_batches(
    butler_documents: OwnCollections, hand_clock: HandClock
) -> None:
    await written(butler_documents, hand_clock, copies=2)

    part = ExpiringPart(butler_documents, hand_clock, rest=3_600, batch=1)
    remembered, pending = ["old1", "young0", "young1"], ["old0", "old1", "young0", "young1"]
    async with asyncio.timeout(10), running(part):
        await are_left(butler_documents, *remembered, *pending)

    assert [*remembered, *pending] == await left(butler_documents)
