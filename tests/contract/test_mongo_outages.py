"""What we are told, and after how long, by a document store that goes away and comes back."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from pipeline.health.parts import Life, PartState, PartStatus
from storage.documents.part import DocumentsPart
from storage.embedded import embedded_mongo
from storage.errors import DocumentStoreUnavailableError
from storage.mongo import mongo_database
from storage.mongo_documents import MongoDocuments
from storage.mongo_filters import Document
from tests.fixtures.bot_transport import until
from tests.fixtures.processes import servers_in

PATIENCE, ANSWER = timedelta(milliseconds=300), timedelta(seconds=1)
UNHURRIED = 5.0
"""Seconds; far above ``ANSWER``, for machines that have much to do."""


@pytest.fixture
async def documents(home: Path) -> AsyncIterator[MongoDocuments]:
    """Of a server of our own."""
    async with (
        embedded_mongo(home) as url,
        mongo_database(url, patience=PATIENCE, answer=ANSWER) as database,
    ):
        documents = database.documents("notes")
        await documents.insert_one({"_id": "1"})
        yield documents


@pytest.fixture
def server(home: Path, documents: MongoDocuments) -> psutil.Process:
    return server_of(home)


def server_of(home: Path) -> psutil.Process:
    (found,) = servers_in(home / "mongo")
    return found


async def refused_after(documents: MongoDocuments) -> float:
    """Seconds until it was told that the server does not answer."""
    began = time.perf_counter()
    with pytest.raises(DocumentStoreUnavailableError, match="check MONGODB_URL and the server"):
        await documents.find_one({"_id": "1"})
    return time.perf_counter() - began


async def answer_of(documents: MongoDocuments) -> Document | None:
    """What a server that is there again says as soon as the driver has noticed it."""
    async with asyncio.timeout(6 * UNHURRIED):
        while True:
            with suppress(DocumentStoreUnavailableError):
                return await documents.find_one({"_id": "1"})
            await asyncio.sleep(0.05)


async def test_a_server_that_died_is_absent_soon_and_used_again_when_it_is_back(
    home: Path, documents: MongoDocuments, server: psutil.Process
) -> None:
    server.kill()
    await asyncio.to_thread(server.wait)

    waited = [await refused_after(documents) for _ in range(2)]
    async with embedded_mongo(home):
        found = await answer_of(documents)

    assert max(waited) < UNHURRIED
    assert {"_id": "1"} == found


async def test_after_one_failure_nobody_waits_for_the_server_and_one_look_finds_it_back(
    home: Path,
) -> None:
    async with (
        embedded_mongo(home) as url,
        mongo_database(url, patience=PATIENCE, answer=ANSWER) as database,
    ):
        documents = database.documents("notes")
        await documents.insert_one({"_id": "1"})
        server = server_of(home)
        server.suspend()
        try:
            first = await refused_after(documents)
            others = [await refused_after(documents) for _ in range(20)]
        finally:
            server.resume()
        found = await answer_of(documents)
        await database.ping()

    assert ANSWER.total_seconds() <= first
    assert sum(others) < ANSWER.total_seconds()
    assert {"_id": "1"} == found


async def test_the_part_tells_of_a_server_that_hangs_and_finds_it_back_by_itself(
    home: Path,
) -> None:
    told: list[PartStatus] = []
    life = Life(told.append)
    async with (
        embedded_mongo(home) as url,
        mongo_database(url, patience=PATIENCE, answer=ANSWER) as database,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(DocumentsPart(database, interval=0.01).run(life))
        await until(lambda: told[-1:] == [PartStatus(PartState.READY)])
        server = server_of(home)
        server.suspend()
        try:
            await until(lambda: told[-1].state is PartState.WAITING)
            reason = told[-1].reason or ""
        finally:
            server.resume()
        await until(lambda: told[-1].state is PartState.READY)
        life.stopping.set()

    assert "without memory: MongoDB does not answer" in reason


async def test_a_server_that_hangs_is_absent_soon_and_used_again_when_it_goes_on(
    documents: MongoDocuments, server: psutil.Process
) -> None:
    server.suspend()
    try:
        waited = await refused_after(documents)
    finally:
        server.resume()

    found = await answer_of(documents)

    assert waited < UNHURRIED
    assert {"_id": "1"} == found


async def test_many_who_ask_a_server_that_hangs_all_hear_of_it_soon(
    documents: MongoDocuments, server: psutil.Process
) -> None:
    """The driver has a few threads only, and the others would wait for those."""
    server.suspend()
    try:
        waited = await asyncio.gather(*(refused_after(documents) for _ in range(50)))
    finally:
        server.resume()

    assert max(waited) < UNHURRIED
