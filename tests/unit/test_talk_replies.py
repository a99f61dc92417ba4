"""What stands in a chat in the end is the reply, whatever stood there before."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import EditMessageText, Response, SendMessage, TelegramMethod
from aiogram.types import Chat, Message, User
from prometheus_client import CollectorRegistry

from bot.talk.replies import DELAY_SECONDS, EDIT_SECONDS, reply_to
from bot.talk.stops import Stops
from bot.telegram.limits import Limits
from bot.telegram.metrics import BotMetrics
from bot.telegram.recording import Replays
from bot.telegram.session import Session
from bot.telegram.turn import Turn, taking
from bot.translator import Translators
from pipeline.alfred.talk import Manner, Reply
from pipeline.conversation.models import EntryKey, Incoming, Sent, Unanswered
from pipeline.delivery.allowances import Rates
from pipeline.ingest.models import AuthorId
from tests.fakes.virtual_time import in_virtual_time, now
from tests.fixtures.butler import passage

GROUP = -1001
PERSON = 7
WORDING = Translators().into("ru")
LONG = "\n".join(f"{number}. Пункт, о котором сказано подробно." for number in range(200))


@dataclass
class Telegram(BaseRequestMiddleware):
    """Takes the place of the wire: a chat as people see it."""

    shown: dict[int, str] = field(default_factory=dict)
    calls: list[tuple[float, str, str]] = field(default_factory=list)
    seconds: float = 0
    """That an edit takes."""
    breaks_at: int = 0
    """The number of the call that breaks, counted from 1."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[Any],
        bot: Bot,
        method: TelegramMethod[Any],
    ) -> Response[Any]:
        if isinstance(method, SendMessage | EditMessageText):
            self.calls.append((now(), method.__api_method__, str(method.text)))
            if len(self.calls) == self.breaks_at:
                raise ConnectionError
        if isinstance(method, SendMessage):
            number = 100 + sum(name == "sendMessage" for _, name, _ in self.calls)
            self.shown[number] = str(method.text)
            return cast("Response[Any]", message(bot, cast("int", method.chat_id), number))
        if isinstance(method, EditMessageText):
            await asyncio.sleep(self.seconds)
            self._edit(method)
        return cast("Response[Any]", True)

    def _edit(self, method: EditMessageText) -> None:
        number = cast("int", method.message_id)
        if number not in self.shown:
            raise TelegramBadRequest(method, "Bad Request: message to edit not found")
        self.shown[number] = str(method.text)


def message(bot: Bot, chat: int, number: int = 5) -> Message:
    return Message(
        message_id=number,
        date=datetime.now(UTC),
        chat=Chat(id=chat, type="private" if chat > 0 else "supergroup"),
        from_user=User(id=PERSON, is_bot=False, first_name="Анна"),
        text="Альфред?",
    ).as_(bot)


def bot_of(telegram: Telegram, *, group_minute: int = 20) -> Bot:
    session = Session()
    session.middleware(Replays(BotMetrics(CollectorRegistry()), clock=now))
    session.middleware(
        Limits(Rates.of(per_second=30, chat_seconds=1.0, group_minute=group_minute))
    )
    session.middleware(telegram)
    return Bot("42:TEST", session=session)


def a_turn() -> Turn:
    return Turn(Incoming(EntryKey("42", "telegram", 1), str(GROUP), None), 0.0)


def next_process(turn: Turn) -> Turn:
    """The same turn as a process finds it whose predecessor was killed."""
    sent = tuple(Sent(number, result) for number, result in turn.arrived.items())
    return Turn.again(Unanswered(turn.entry, attempts=2, sent=sent), 0.0)


def reply(text: str) -> Reply:
    return Reply(text, Manner.OK)


async def answer(bot: Bot, chat: int, text: str, *, grows_for: float = 0) -> None:
    async with reply_to(bot, message(bot, chat), WORDING, Stops()) as channel:
        if grows_for:
            channel.heard("Пока немного")
            await asyncio.sleep(grows_for)
        await channel.send(reply(text))


@in_virtual_time
async def test_who_is_killed_over_a_growing_reply_leaves_a_whole_one() -> None:
    """The next process has no stream to show; the ledger knows the message, not its words."""
    telegram, turn = Telegram(), a_turn()
    bot = bot_of(telegram)
    with taking(turn):
        async with reply_to(bot, message(bot, GROUP), WORDING, Stops()) as channel:
            channel.heard("Пока немного")
            await asyncio.sleep(DELAY_SECONDS + 1)

    with taking(next_process(turn)):
        await answer(bot, GROUP, "Готово.")

    assert {101: "Готово."} == telegram.shown


@in_virtual_time
async def test_what_was_made_before_is_known_to_the_next_process_as_it_was() -> None:
    """Also where it grew in a group: what the ledger knows of the message is half of it."""
    telegram, turn = Telegram(), a_turn()
    bot = bot_of(telegram)
    said = passage(("Вика", "Релиз во вторник"), people=((AuthorId("user9"), "Глафира"),))
    made = Reply("Релиз во вторник [1].", Manner.STOPPED, (said,), sourced=True)
    with taking(turn):
        async with reply_to(bot, message(bot, GROUP), WORDING, Stops()) as channel:
            nothing = channel.made_before()
            channel.heard("Пока немного")
            await asyncio.sleep(DELAY_SECONDS + 1)
            await channel.send(made)

    with taking(next_process(turn)):
        async with reply_to(bot, message(bot, GROUP), WORDING, Stops()) as channel:
            again = channel.made_before()
            assert again is not None
            await channel.send(again)

    assert nothing is None
    assert replace(made, passages=(replace(said, people=[]),)) == again
    cited = '<a href="https://t.me/c/1/100">[1]</a>'
    assert [f"Релиз во вторник {cited}."] == list(telegram.shown.values())


@in_virtual_time
async def test_a_reply_that_another_version_made_is_made_anew() -> None:
    turn = a_turn()
    turn.make(b'{"words": "of another form"}')
    bot = bot_of(Telegram())

    with taking(next_process(turn)):
        async with reply_to(bot, message(bot, PERSON), WORDING, Stops()) as channel:
            assert channel.made_before() is None


@pytest.mark.parametrize("chat", [GROUP, PERSON])
@in_virtual_time
async def test_a_second_try_leaves_no_part_of_another_reply(chat: int) -> None:
    telegram, turn = Telegram(breaks_at=2), a_turn()
    bot = bot_of(telegram)
    with taking(turn):
        with pytest.raises(ConnectionError):
            await answer(bot, chat, f"Первая попытка.\n{LONG}")
        turn.rewind()
        await answer(bot, chat, f"Вторая попытка.\n{LONG}")

    assert 2 == len(telegram.shown)
    assert f"Вторая попытка.\n{LONG}" == "".join(telegram.shown.values())


@in_virtual_time
async def test_a_reply_that_an_admin_deleted_while_it_grew_is_sent_anew() -> None:
    telegram = Telegram()
    bot = bot_of(telegram)

    async with reply_to(bot, message(bot, GROUP), WORDING, Stops()) as channel:
        channel.heard("Пока немного")
        await asyncio.sleep(DELAY_SECONDS + 1)
        telegram.shown.clear()
        await channel.send(reply("Готово."))

    assert ["Готово."] == list(telegram.shown.values())


@in_virtual_time
async def test_what_was_sent_before_and_is_gone_is_sent_anew() -> None:
    telegram, turn = Telegram(), a_turn()
    bot = bot_of(telegram)
    with taking(turn):
        await answer(bot, GROUP, "Готово.")
    telegram.shown.clear()

    with taking(second := next_process(turn)):
        await answer(bot, GROUP, "Готово.")
    with taking(next_process(second)):
        await answer(bot, GROUP, "Всё готово.")

    assert ["Всё готово."] == list(telegram.shown.values())


@in_virtual_time
async def test_the_reply_overtakes_a_picture_of_it_that_waits_for_its_turn() -> None:
    telegram = Telegram()
    bot = bot_of(telegram, group_minute=1)

    async with reply_to(bot, message(bot, GROUP), WORDING, Stops()) as channel:
        channel.heard("Пока немного")
        await asyncio.sleep(DELAY_SECONDS + 1)
        channel.heard("Пока немного, но уже больше")
        await asyncio.sleep(EDIT_SECONDS)
        await channel.send(reply("Готово."))
        await asyncio.sleep(120)

    assert [
        (DELAY_SECONDS, "sendMessage", "Пока немного …"),
        (DELAY_SECONDS + 60, "editMessageText", "Готово."),
    ] == telegram.calls


@in_virtual_time
async def test_a_picture_that_is_on_its_way_arrives_before_the_reply() -> None:
    telegram = Telegram(seconds=8)
    bot = bot_of(telegram)

    async with reply_to(bot, message(bot, GROUP), WORDING, Stops()) as channel:
        channel.heard("Пока немного")
        await asyncio.sleep(DELAY_SECONDS + 1)
        channel.heard("Пока немного, но уже больше")
        await asyncio.sleep(EDIT_SECONDS)
        await channel.send(reply("Готово."))

    (picture, _, _), (last, _, text) = telegram.calls[1:]
    assert "Готово." == text
    assert picture + 8 <= last
    assert {101: "Готово."} == telegram.shown
