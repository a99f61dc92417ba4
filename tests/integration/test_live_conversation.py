"""Alfred's conversation on the whole service: its own process, its databases, a model's server."""

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.fixtures.live_service import Service
from tests.servers.gigachat import Endpoint, Fault, GigaChatServer, Reply
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(240)


async def until(condition: Callable[[], bool], seconds: float = 40) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the chat is looked at, as a person does
            await asyncio.sleep(0.05)


@dataclass
class Export:
    contents: list[str]
    summary: str
    facts: list[str]


@dataclass
class Guest:
    """Somebody in a private chat with Alfred."""

    bot_api: BotApiServer
    id: int

    async def says(self, text: str) -> str:
        """Give the answer."""
        before = len(self.bot_api.journal.delivered(self.id))
        self.bot_api.people.says(self.id, self.id, text)
        await until(lambda: len(self.bot_api.journal.delivered(self.id)) > before)
        return self.bot_api.journal.delivered(self.id)[-1]

    async def export(self) -> Export:
        await self.says("/export_me")
        [*_, sent] = [
            stored.json["document"]
            for stored in self.bot_api.world.chat(self.id).messages.values()
            if "document" in stored.json
        ]
        file = self.bot_api.world.files.get(sent["file_id"])
        assert file is not None
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
        return Export(
            [row["content"] for row in csv.DictReader(io.StringIO(files["memory.csv"]))],
            json.loads(files["profile.json"]).get("memory_summary", ""),
            [row["fact"] for row in csv.DictReader(io.StringIO(files["facts.csv"]))],
        )

    async def condensed(self, most: int) -> Export:
        """The memory once it is condensed and holds so many remarks at the most.

        The lock of a process that was killed over it falls free after a minute.
        """
        async with asyncio.timeout(150):
            while True:
                export = await self.export()
                if export.summary and len(export.contents) <= most:
                    return export
                await asyncio.sleep(3)  # /export_me is a command, of which five go in ten seconds


@pytest.fixture
def anna(bot_api: BotApiServer) -> Guest:
    return Guest(bot_api, bot_api.people.person("Аня", language_code="ru"))


def with_model(service: Service, gigachat: GigaChatServer) -> None:
    service.variables |= {
        "GIGACHAT_CREDENTIALS": gigachat.credentials,
        "GIGACHAT_BASE_URL": gigachat.base_url,
        "GIGACHAT_AUTH_URL": gigachat.auth_url,
        "LLM_RETRIES": "0",
        "BUTLER_REPLY_SECONDS": "3",
        "NO_PROXY": "127.0.0.1,localhost",
    }


async def test_a_first_conversation_with_a_model(
    service: Service, gigachat: GigaChatServer, anna: Guest
) -> None:
    with_model(service, gigachat)
    gigachat.script(
        Reply("Добрый день. Я Альфред, к вашим услугам."),
        Reply("Python — язык программирования, сударыня."),
        Reply("Requests и NumPy в большой чести."),
    )
    await service.start()
    await service.ready()

    replies = [
        await anna.says("Привет!"),
        await anna.says("Расскажи про Python"),
        await anna.says("А какие библиотеки популярны?"),
    ]

    chats = [each for each in gigachat.requests if each.endpoint is Endpoint.CHAT]
    last = [message["content"] for message in chats[-1].body["messages"]]
    assert "Requests и NumPy в большой чести." == replies[-1]
    assert "Расскажи про Python" in last
    assert "Python — язык программирования, сударыня." in last
    assert "А какие библиотеки популярны?" == last[-1]
    assert 6 == len((await anna.export()).contents)
    assert 3 == await service.metric('personalized_requests_total{source="text",status="ok"}')
    assert 0 == await service.stop()


async def test_a_model_that_breaks_or_hangs_costs_a_sentence_and_no_memory(
    service: Service, gigachat: GigaChatServer, anna: Guest
) -> None:
    with_model(service, gigachat)
    gigachat.script(Fault.status(500), Fault.status(500))
    await service.start()
    await service.ready()

    broken = await anna.says("Расскажи сказку о репке")
    gigachat.terms.latency = 30.0
    slow = await anna.says("Расскажи сказку о колобке")

    contents = (await anna.export()).contents
    assert "мысль не далась" in broken
    assert "мысль не далась" in slow
    assert ["Расскажи сказку о репке", "Расскажи сказку о колобке"] == contents
    assert 2 == await service.metric('personalized_requests_total{source="text",status="error"}')
    assert "Traceback" not in service.told()


async def test_after_fifty_one_messages_the_gist_is_kept_and_the_early_facts_in_it(
    service: Service, anna: Guest
) -> None:
    """Fifty-one that are remembered: Alfred's answers are messages too."""
    await service.start()
    await service.ready()
    await anna.says("Меня зовут Аня, я живу в Казани и работаю ветеринаром")
    for number in range(25):
        await anna.says(f"Сегодня я видела {number} облаков и прошла {number + 2} километра")
    first = await anna.condensed(most=22)

    for number in range(25, 51):
        await anna.says(f"Сегодня я видела {number} облаков и прошла {number + 2} километра")
    later = await anna.condensed(most=22 + 30)

    memory = await anna.says("/memory")
    assert all("Казан" in export.summary for export in (first, later))
    assert any("Казан" in fact for fact in later.facts)
    assert "Казан" in memory


async def test_killed_over_condensing_it_loses_nothing(service: Service, anna: Guest) -> None:
    await service.start()
    await service.ready()
    await anna.says("Меня зовут Аня, я живу в Казани и работаю ветеринаром")
    for number in range(25):
        await anna.says(f"Сегодня я видела {number} облаков и прошла {number + 2} километра")

    await service.kill()
    await service.start()
    await service.ready()
    await anna.says("спасибо")

    export = await anna.condensed(most=24)
    assert "Казан" in export.summary
    assert any("24 облаков" in content for content in export.contents)


async def test_two_messages_at_one_instant_are_answered_in_their_order(
    service: Service, anna: Guest
) -> None:
    await service.start()
    await service.ready()

    for text in ("спасибо", "до свидания"):
        anna.bot_api.people.says(anna.id, anna.id, text)
    await until(lambda: len(anna.bot_api.journal.delivered(anna.id)) == 2)

    contents = (await anna.export()).contents
    assert ["спасибо", "до свидания"] == contents[::2]


async def test_without_personalization_the_bot_is_a_plain_one(
    service: Service, anna: Guest
) -> None:
    service.variables["PERSONALIZATION_ENABLED"] = "false"
    await service.start()
    await service.ready()

    words = await anna.says("Привет!")
    command = await anna.says("/memory")

    assert "понимаю только команды" in words
    assert "Такого поручения я не знаю" in command
    assert not (service.home / ".alfred" / "mongo").exists()
