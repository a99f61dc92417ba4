"""People who talk with Alfred, and the stand-ins that note what becomes of it."""

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.fixtures.command_line import ROOT, environment
from tests.fixtures.live_service import Service, bot_variables
from tests.servers.gigachat import GigaChatServer, gigachat_server
from tests.servers.gigachat.journal import Endpoint, Message
from tests.servers.gigachat.terms import Plan, Terms
from tests.servers.telegram import BotApiServer, bot_api_server

FIRST_TOKEN, WHOLE = 0.3, 1.0
TOKENS = 23
PATIENCE = 40.0
SAID = (
    "Расскажи про Python, пожалуйста, номер {n}",
    "А какие библиотеки популярны? Номер {n}",
    "Что решили про релиз в команде? Номер {n}",
    "Я живу в Казани и работаю ветеринаром, номер {n}",
    "Посоветуй книгу о садах, номер {n}",
    "Кто в команде обещал отчёт? Номер {n}",
)
TALK = (
    "Релиз переносим на четверг, решили на созвоне {n}",
    "Отчёт {n} обещаю к пятнице",
    "Тесты на сборке {n} зелёные",
    "Кто посмотрит на прокси {n}?",
)
ANSWER = "Извольте: вот что я могу сказать об этом деле сегодня, а остальное узнаю завтра. "


@dataclass(slots=True)
class Turn:
    """One message and its reply, in seconds of the monotonic clock."""

    chat: int
    update: int
    text: str
    number: int
    """Which of the chat's."""
    handed: float = 0.0
    asked: float = 0.0
    last_byte: float = 0.0
    first_draft: float = 0.0
    replied: float = 0.0

    @property
    def before(self) -> float:
        return self.asked - self.handed

    @property
    def after(self) -> float:
        return self.replied - self.last_byte

    @property
    def overhead(self) -> float:
        return self.before + self.after

    @property
    def draft(self) -> float:
        return self.first_draft - self.asked - FIRST_TOKEN

    @property
    def whole(self) -> float:
        return self.replied - self.handed


@dataclass
class Parlour:
    """Those who talk, and the stand-ins that note what becomes of it."""

    telegram: BotApiServer
    gigachat: GigaChatServer
    people: list[int] = field(default_factory=list)
    said: int = 0
    turns: dict[int, int] = field(default_factory=dict)

    async def found(self, count: int) -> None:
        """Everybody belongs to a group, in which something was said."""
        side = self.telegram.people
        self.people = [side.person(f"P{n}", language_code="ru") for n in range(count)]
        group = side.supergroup("Команда", self.people, bot=None)
        side.adds_bot(self.people[0], group, administrator=True)
        await _until(lambda: bool(self.telegram.journal.delivered(group)))
        for number, person in enumerate(self.people * 4):
            side.says(person, group, TALK[number % len(TALK)].format(n=number))
        await _until(lambda: not self.telegram.world.updates.pending)

    async def round(self, spread: float) -> list[Turn]:
        """Each says something and gets a reply; ``spread``: seconds within which they begin."""
        begun: list[Turn] = []
        moments = sorted((random.uniform(0, spread), each) for each in self.people)  # noqa: S311
        start = time.monotonic()
        for moment, person in moments:
            delay = start + moment - time.monotonic()
            if spread and delay > 0:
                await asyncio.sleep(delay)
            begun.append(self._say(person))
        due = sum(self.turns.values())
        sent = self.telegram.journal.of
        chats = set(self.people)
        await _until(
            lambda: sum(call.chat_id in chats for call in sent("sendMessage") if call.ended) >= due
        )
        return begun

    def _say(self, person: int) -> Turn:
        self.said += 1
        text = SAID[self.said % len(SAID)].format(n=self.said)
        self.telegram.people.says(person, person, text)
        number = self.turns[person] = self.turns.get(person, 0) + 1
        return Turn(person, self.telegram.world.updates.last_id, text, number)

    def read(self, turns: Sequence[Turn]) -> None:
        """What the journals tell of these turns."""
        polls = [call for call in self.telegram.journal.of("getUpdates") if call.ended]
        handed = [(int(call.params.get("offset") or 0), call.ended or 0.0) for call in polls]
        asked = {received.last: received for received in self.gigachat.received(Endpoint.CHAT)}
        drafts = _by_chat(self.telegram, "sendMessageDraft")
        sent = _by_chat(self.telegram, "sendMessage")
        for turn in turns:
            received = asked[turn.text]
            turn.handed = max(at for offset, at in handed if offset <= turn.update)
            turn.asked, turn.last_byte = received.began, received.ended or 0.0
            turn.first_draft = min(at for at in drafts[turn.chat] if at > turn.asked)
            turn.replied = sent[turn.chat][turn.number - 1]


def answer(messages: Sequence[Message], request: Mapping[str, Any]) -> str:
    return ANSWER


def _by_chat(telegram: BotApiServer, method: str) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    for call in telegram.journal.of(method):
        found.setdefault(call.chat_id or 0, []).append(call.began)
    return found


async def _until(condition: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - the stand-in's journal is looked at
            await asyncio.sleep(0.05)


class WatchedService(Service):
    async def start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "out.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bench.watched", str(self.lags), "run"),
                cwd=self.home,
                env=environment(
                    {
                        **self.variables,
                        "WEB_PORT": str(self.port),
                        "PYTHONPATH": str(ROOT),
                    }
                ),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def lags(self) -> Path:
        return self.home / "lags.json"

    @property
    def pid(self) -> int:
        assert self.process is not None  # noqa: S101 - it was started
        return self.process.pid

    @property
    def cpu_seconds(self) -> float:
        used = psutil.Process(self.pid).cpu_times()
        return float(used.user + used.system)

    @property
    def documents_pid(self) -> int:
        return int((self.home / ".alfred" / "mongo" / "mongo.pid").read_text("utf-8"))


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[tuple[WatchedService, Parlour]]:
    terms = Terms(
        plan=Plan.AGREED, latency=FIRST_TOKEN, tokens_per_second=TOKENS / (WHOLE - FIRST_TOKEN)
    )
    async with bot_api_server() as telegram, gigachat_server(terms, answerer=answer) as gigachat:
        service = WatchedService(
            home,
            {
                **bot_variables(telegram),
                "TELEGRAM_MESSAGES_PER_SECOND": "10000",
                "GIGACHAT_CREDENTIALS": gigachat.credentials,
                "GIGACHAT_BASE_URL": gigachat.base_url,
                "GIGACHAT_AUTH_URL": gigachat.auth_url,
                "GIGACHAT_MAX_STREAMS": "100",
                "BUTLER_PRO_QUOTA_CALLS": "0",
                "BUTLER_PRO_QUOTA_TOKENS": "0",
                "BUTLER_BASE_QUOTA_CALLS": "0",
                "NO_PROXY": "127.0.0.1,localhost",
            },
        )
        await service.start()
        try:
            await service.ready()
            yield service, Parlour(telegram, gigachat)
        finally:
            await service.stop()
