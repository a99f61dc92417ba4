"""A chat as a digest's way out: what takes the place of what, and what is deleted."""

import orjson
import pytest
from aiogram import Bot

from bot.channels.chat import ChatChannel
from pipeline.delivery.models import Destination, Via
from tests.servers.telegram import BotApiServer


def channel(bot: Bot, chat: int, *texts: str, rich: bool = False) -> ChatChannel:
    return ChatChannel(bot, Destination(Via.CHAT, chat), texts, rich)


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    anna = bot_api.people.person("Анна")
    bot_api.people.says(anna, anna, "/start")
    return anna


async def test_a_chunk_without_a_text_any_more_is_deleted(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    sent = [(await bot.send_message(anna, text)).message_id for text in ("первая", "вторая")]

    shorter = channel(bot, anna, "обе")
    for index, message in enumerate(sent):
        await shorter.replace(str(message), index)

    assert "Анна: /start\nAlfred (edited): обе" == bot_api.shown(anna)


async def test_what_a_person_deleted_stays_deleted(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    message = (await bot.send_message(anna, "сводка")).message_id
    bot_api.people.deletes(anna, message)

    await channel(bot, anna, "поправка").replace(str(message), 0)
    await channel(bot, anna).replace(str(message), 0)

    assert "Анна: /start" == bot_api.shown(anna)


async def test_the_same_text_again_is_no_failure(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    blocks = orjson.dumps([{"type": "paragraph", "text": "сводка"}]).decode()
    message = (await bot.send_message(anna, "ход")).message_id

    for _ in range(2):
        await channel(bot, anna, blocks, rich=True).replace(str(message), 0)

    assert "Alfred (edited): сводка" in bot_api.shown(anna)
