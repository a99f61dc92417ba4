"""A conversation and a digest of the whole service, as its log, its rows and its spans tell it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.fixtures.command_line import Ended, alfred
from tests.fixtures.live_guests import until, with_model
from tests.fixtures.live_service import Service
from tests.fixtures.world import HOUR, messages
from tests.servers.answers import answer
from tests.servers.gigachat import GigaChatServer, gigachat_server
from tests.servers.otlp import Collector, collector
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(180)

SECRET_HEADER = "collector-secret-of-this-test"
REMARK = "Расскажи про мой пароль хризантема-42, почта anna@example.org"
SHORTEST = 12
"""Characters of a text of the talk that could not be in a log by chance."""

THE_WAY = [
    "update.accepted",
    "order.placed",
    "digest.ordered.v1",
    "digest.generate.requested.v1",
    "digest.stage.completed.v1",
    "model.call",
    "digest.decided",
    "digest.delivery.due.v1",
    "delivery.chunk",
    "digest.order.settled.v1",
]


@dataclass
class Day:
    """What was said, and what all that looked on knows of it."""

    service: Service
    gigachat: GigaChatServer
    collected: Collector
    log: str
    shown: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]

    async def trace(self, *arguments: str) -> Ended:
        return await asyncio.to_thread(
            alfred, "trace", *arguments, cwd=self.service.home, variables=self.service.variables
        )

    @property
    def texts(self) -> list[str]:
        """What may stand in no log, not even in part of a line."""
        said = [message.text for message in messages(HOUR)] + [REMARK]
        shown = [line.partition(": ")[2] for line in self.shown.splitlines()]
        told = (*said, *shown)
        return [text for text in told if len(text) >= SHORTEST and " " in text]


@pytest.fixture
async def day(service: Service, bot_api: BotApiServer, direct: None) -> AsyncIterator[Day]:
    async with collector() as collected, gigachat_server(answerer=answer) as gigachat:
        with_model(service, gigachat, seconds=20)
        service.variables |= {
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "info",
            "LOG_TO": "stderr",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collected.address,
            "OTEL_EXPORTER_OTLP_HEADERS": f"x-key={SECRET_HEADER}",
        }
        await service.start()
        await service.ready()
        people = bot_api.people
        names = ("Аня", "Борис", "Вика", "Костя", "Даня")
        team = {name: people.person(name, language_code="ru") for name in names}
        group = people.supergroup("Команда", list(team.values()), bot=None)
        people.adds_bot(team["Аня"], group)
        await until(lambda: "/digest" in bot_api.shown(group))
        said: dict[int, int] = {}
        for message in messages(HOUR):
            reply = 0 if message.reply_to is None else said[message.reply_to]
            speaker = team[message.author_name]
            said[message.id] = people.says(speaker, group, message.text, reply_to=reply)
        people.says(team["Аня"], team["Аня"], REMARK)
        await until(lambda: "Alfred" in bot_api.shown(team["Аня"]))
        people.says(team["Борис"], group, "/digest 4h")
        await until(lambda: "проверено" in bot_api.shown(group))
        assert 0 == await service.stop()
        shown = bot_api.shown(group) + "\n" + bot_api.shown(team["Аня"])
        yield Day(service, gigachat, collected, service.told(), shown)


async def test_one_id_leads_from_the_update_to_the_chunk_and_no_text_is_told(day: Day) -> None:
    told = await day.trace("1", "--json")

    assert 0 == told.code, told.err
    life = json.loads(told.out)
    steps = {step["what"]: step for step in life["steps"]}
    [correlation] = {step["correlation"] for step in life["steps"] if step["correlation"]}
    assert ("delivered", 1) == (life["state"], life["order"])
    assert THE_WAY == [what for what in THE_WAY if what in steps]
    spans = day.collected
    assert {
        "update",
        "digest.ordered.v1",
        "digest.generate.requested.v1",
        "stage",
        "model.call",
        "digest.ready_for_delivery.v1",
        "digest.delivery.due.v1",
        "delivery.chunk",
    } <= spans.of(correlation)
    assert spans.within("delivery.chunk", "update")
    assert spans.within("stage", "digest.generate.requested.v1")
    assert any(line["correlation"] == correlation for line in day.lines)
    everything = (
        day.log + told.out + "".join(body.decode("utf-8", "replace") for body in spans.bodies)
    )
    assert [] == [text for text in day.texts if text in everything]
    secrets = (
        day.service.variables["TELEGRAM_BOT_TOKEN"].partition(":")[2],
        day.gigachat.credentials,
        SECRET_HEADER,
        "хризантема",
        "anna@example.org",
    )
    assert [] == [secret for secret in secrets if secret in everything]
    assert {SECRET_HEADER} == {headers["x-key"] for headers in spans.headers}
