"""What becomes of a conversation when the document store of the running service dies or hangs."""

import asyncio
import time
from collections.abc import Callable

import aiohttp
import psutil
import pytest

from pipeline.alfred.models import Role
from pipeline.alfred.stages.recall import PATIENCE
from pipeline.groups.models import PersonId
from storage.documents.memory import StoredMemory
from storage.embedded import embedded_mongo
from storage.mongo import mongo_database
from tests.fixtures.live_service import Service
from tests.fixtures.processes import servers_in
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(180)

PATIENT = 60.0
SOON = 6.0
"""Seconds; a healthy turn takes a tenth of a second, and loaded machines are slow."""


class Anna:
    def __init__(self, service: Service, bot_api: BotApiServer) -> None:
        self.service, self.bot_api = service, bot_api
        self.id = bot_api.people.person("Аня", language_code="ru")

    async def says(self, text: str) -> float:
        """Seconds until the answer is there."""
        before, began = len(self.bot_api.journal.delivered(self.id)), time.perf_counter()
        self.bot_api.people.says(self.id, self.id, text)
        await until(lambda: len(self.bot_api.journal.delivered(self.id)) > before)
        return time.perf_counter() - began

    async def remembered(self, count: int) -> list[str]:
        """Her own words, once there are so many."""
        async with (
            embedded_mongo(self.service.home / ".alfred") as url,
            mongo_database(url) as database,
            asyncio.timeout(PATIENT),
        ):
            memory = StoredMemory(database)
            while True:
                events = await memory.all(PersonId(self.id))
                own = [event.content for event in events if event.role is Role.USER]
                if len(own) >= count:
                    return own
                await asyncio.sleep(0.2)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENT):
        while not condition():  # noqa: ASYNC110 - the chat is looked at, as a person does
            await asyncio.sleep(0.02)


async def part_becomes(service: Service, names: set[str], state: str) -> None:
    """Wait until ``/ready`` says this of one of the parts, as who looks at it would."""
    address = f"http://127.0.0.1:{service.port}/ready"
    async with asyncio.timeout(PATIENT), aiohttp.ClientSession() as session:
        while True:
            async with session.get(address) as answer:
                parts = (await answer.json())["parts"]
            if any(parts[name]["state"] == state for name in names):
                return
            await asyncio.sleep(0.02)


def store_of(service: Service) -> psutil.Process:
    (server,) = servers_in(service.home / ".alfred" / "mongo")
    return server


@pytest.fixture
async def anna(service: Service, bot_api: BotApiServer) -> Anna:
    await service.start()
    await service.ready()
    return Anna(service, bot_api)


async def test_a_store_that_is_killed_is_started_again_and_nothing_said_is_lost(
    service: Service, anna: Anna
) -> None:
    await anna.says("Я живу в Казани")
    killed = store_of(service)

    killed.kill()
    slowest = max([await anna.says("Я работаю ветеринаром"), await anna.says("спасибо")])
    await part_becomes(service, {"embedded MongoDB"}, "ready")
    await part_becomes(service, {"MongoDB"}, "ready")
    await anna.says("до свидания")

    assert ["Я живу в Казани", "Я работаю ветеринаром", "спасибо", "до свидания"] == (
        await anna.remembered(4)
    )
    assert killed.pid != store_of(service).pid
    assert slowest < SOON
    assert 0 == await service.stop()


async def test_whoever_looks_is_told_that_the_store_died(service: Service, anna: Anna) -> None:
    store_of(service).kill()

    await part_becomes(service, {"embedded MongoDB", "MongoDB"}, "waiting")
    await part_becomes(service, {"MongoDB"}, "ready")

    assert "Traceback" not in service.told()


async def test_a_store_that_hangs_costs_memory_and_no_answers(
    service: Service, anna: Anna
) -> None:
    await anna.says("Я живу в Казани")
    server = store_of(service)

    server.suspend()
    try:
        first = await anna.says("Я работаю ветеринаром")
        await part_becomes(service, {"MongoDB"}, "waiting")
        later = [await anna.says(text) for text in ("спасибо", "Люблю чай", "до свидания")]
    finally:
        server.resume()

    words = ["Я живу в Казани", "Я работаю ветеринаром", "спасибо", "Люблю чай", "до свидания"]
    assert words == await anna.remembered(5)
    assert first < SOON
    assert max(later) < SOON
    assert min(later) < PATIENCE
    assert "Traceback" not in service.told()
