"""Messages that are shown while they are written."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InputRichBlockThinking, InputRichMessage

from tests.servers.telegram import BotApiServer


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    user_id = bot_api.people.person("Анна")
    bot_api.people.says(user_id, user_id, "/start")
    return user_id


async def test_a_draft_is_shown_until_the_message_comes(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    await bot.send_message_draft(anna, draft_id=1, text="Чит")
    await bot.send_message_draft(anna, draft_id=1, text="Читаю")
    first = bot_api.shown(anna)
    await bot.send_rich_message_draft(
        anna, 1, InputRichMessage(blocks=[InputRichBlockThinking(text="Пишу")])
    )
    second = bot_api.shown(anna)

    await bot.send_message(anna, "Готово")

    assert "Анна: /start\n…: Читаю" == first
    assert "Анна: /start\n…: Пишу" == second
    assert "Анна: /start\nAlfred: Готово" == bot_api.shown(anna)
    assert 3 == bot_api.rates.peaks()["drafts"]


async def test_a_draft_is_forgotten_after_half_a_minute(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    now = 1_700_000_000.0
    bot_api.world.clock = lambda: now
    await bot.send_message_draft(anna, draft_id=1, text="Читаю")

    now += 30

    assert "Анна: /start" == bot_api.shown(anna)


async def test_a_person_stops_a_draft(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    await bot.send_message_draft(anna, draft_id=7, text="Читаю", can_stop=True)

    bot_api.people.stops_draft(anna)

    (*_, update) = await bot.get_updates()
    assert update.stopped_message_generation is not None
    assert (7, anna) == (
        update.stopped_message_generation.draft_id,
        update.stopped_message_generation.chat.id,
    )
    assert "Анна: /start" == bot_api.shown(anna)
    with pytest.raises(LookupError):
        bot_api.people.stops_draft(anna)


async def test_drafts_are_for_private_chats(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    group = bot_api.people.group("Команда", [anna])
    await bot.send_message_draft(anna, draft_id=7, text="Читаю")

    with pytest.raises(TelegramBadRequest) as refused:
        await bot.send_message_draft(group, draft_id=1, text="Читаю")
    with pytest.raises(ValueError, match="no button to stop it"):
        bot_api.people.stops_draft(anna)

    assert "Bad Request: TEXTDRAFT_PEER_INVALID" == refused.value.message
