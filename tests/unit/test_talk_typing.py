"""«Alfred is typing» in a group: for as long as there is nothing to read, and no longer."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import Response, TelegramMethod
from aiogram.types import Chat, Message, User

from bot.talk.replies import reply_to
from bot.talk.stops import Stops
from bot.telegram.errors import FloodError
from bot.telegram.limits import Limits
from bot.telegram.session import Session
from bot.translator import Translators
from pipeline.alfred.talk import Manner, Reply
from pipeline.delivery.allowances import Rates
from tests.fakes.virtual_time import in_virtual_time, now

CHAT = -1001
REPLY = Reply("Готово.", Manner.OK)


@dataclass
class Telegram(BaseRequestMiddleware):
    """Takes the place of the wire; ``refusal`` is what it answers to «typing»."""

    refusal: Exception | None = None
    calls: list[tuple[float, str]] = field(default_factory=list)
    topics: list[int | None] = field(default_factory=list)

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[Any],
        bot: Bot,
        method: TelegramMethod[Any],
    ) -> Response[Any]:
        name = method.__api_method__
        self.calls.append((now(), name))
        if name == "sendChatAction":
            self.topics.append(getattr(method, "message_thread_id", None))
            if self.refusal is not None:
                raise self.refusal
        answer = said(bot) if name == "sendMessage" else True
        return cast("Response[Any]", answer)

    def typed_at(self) -> list[float]:
        return [at for at, name in self.calls if name == "sendChatAction"]


def said(bot: Bot, *, topic: int | None = None) -> Message:
    message = Message(
        message_id=5,
        date=datetime.now(UTC),
        chat=Chat(id=CHAT, type="supergroup"),
        from_user=User(id=7, is_bot=False, first_name="Анна"),
        text="Альфред?",
        message_thread_id=topic,
        is_topic_message=None if topic is None else True,
    )
    return message.as_(bot)


def bot_of(telegram: Telegram) -> tuple[Bot, Limits]:
    limits = Limits(Rates.of(per_second=30, chat_seconds=1.0, group_minute=20))
    session = Session()
    session.middleware(limits)
    session.middleware(telegram)
    return Bot("42:TEST", session=session), limits


async def answer_after(bot: Bot, seconds: float, *, topic: int | None = None) -> None:
    wording = Translators().into("ru")
    async with reply_to(bot, said(bot, topic=topic), wording, Stops()) as channel:
        await asyncio.sleep(seconds)
        await channel.send(REPLY)
        await asyncio.sleep(60)


@in_virtual_time
async def test_typing_is_said_again_while_alfred_thinks_and_not_after_the_reply() -> None:
    telegram = Telegram()
    bot, _ = bot_of(telegram)

    await answer_after(bot, 9)

    assert [0, 4, 8] == telegram.typed_at()
    assert (9, "sendMessage") == telegram.calls[-1]


@in_virtual_time
async def test_what_grows_before_their_eyes_needs_no_typing() -> None:
    telegram = Telegram()
    bot, _ = bot_of(telegram)
    wording = Translators().into("ru")

    async with reply_to(bot, said(bot), wording, Stops()) as channel:
        channel.heard("Пока немного")
        await asyncio.sleep(20)
        await channel.send(REPLY)

    assert [0] == telegram.typed_at()
    assert ["sendMessage", "editMessageText"] == [name for _, name in telegram.calls[1:]]


@in_virtual_time
async def test_a_chat_that_wants_silence_is_not_typed_at() -> None:
    telegram = Telegram(FloodError(11))
    bot, _ = bot_of(telegram)

    await answer_after(bot, 15)

    assert [0, 11] == telegram.typed_at()


@in_virtual_time
async def test_typing_waits_out_the_silence_that_a_message_was_answered_with() -> None:
    telegram = Telegram()
    bot, limits = bot_of(telegram)
    await bot.send_message(CHAT, "раз")
    limits.pause(CHAT, 6)

    await answer_after(bot, 9)

    assert [6] == telegram.typed_at()


@in_virtual_time
async def test_a_refused_typing_does_not_cost_the_reply() -> None:
    telegram = Telegram(TelegramBadRequest(method=None, message="Bad Request"))  # type: ignore[arg-type]
    bot, _ = bot_of(telegram)

    await answer_after(bot, 1)

    assert "sendMessage" == telegram.calls[-1][1]


@in_virtual_time
async def test_typing_is_seen_in_the_topic_where_he_was_asked() -> None:
    telegram = Telegram()
    bot, _ = bot_of(telegram)

    await answer_after(bot, 1, topic=33)

    assert [33] == telegram.topics
