"""Long polling and its end by another poller: what a bot must not lose."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.exceptions import TelegramConflictError, TelegramUnauthorizedError
from aiogram.filters import CommandStart
from aiogram.methods import Close
from aiogram.types import Message, Update

from tests.servers.telegram import BotApiServer


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    return bot_api.people.person("Анна")


def texts(updates: list[Update]) -> list[str | None]:
    return [update.message.text for update in updates if update.message]


@asynccontextmanager
async def polling(dispatcher: Dispatcher, bot: Bot) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        poll = dispatcher.start_polling(
            bot, handle_signals=False, close_bot_session=False, polling_timeout=5
        )
        group.create_task(poll)
        yield
        await dispatcher.stop_polling()


async def test_updates_come_again_until_they_are_confirmed(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    for text in ("раз", "два", "три"):
        bot_api.people.says(anna, anna, text)

    first = await bot.get_updates(limit=2)
    again = await bot.get_updates()
    confirmed = await bot.get_updates(offset=first[-1].update_id + 1)
    after = await bot.get_updates()

    assert ["раз", "два"] == texts(first)
    assert ["раз", "два", "три"] == texts(again)
    assert ["три"] == texts(confirmed) == texts(after)
    assert first[0].update_id + 1 == first[1].update_id
    assert [2, 3] == [
        bot_api.world.updates.handed[update.update_id] for update in (first[0], after[0])
    ]


async def test_a_negative_offset_forgets_all_but_the_last(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    for text in ("раз", "два", "три"):
        bot_api.people.says(anna, anna, text)

    last = await bot.get_updates(offset=-1)
    left = await bot.get_updates()

    assert ["три"] == texts(last) == texts(left)


async def test_an_offset_from_the_future_confirms_nothing(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.people.says(anna, anna, "раз")

    found = await bot.get_updates(offset=2_000_000_000)

    assert ["раз"] == texts(found)


async def test_a_poll_waits_for_what_comes(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=30))
        await bot_api.world.updates.polled()
        bot_api.people.says(anna, anna, "раз")
        bot_api.people.says(anna, anna, "два")

    assert ["раз", "два"] == texts(poll.result())


async def test_a_poll_ends_empty_after_its_time(bot: Bot) -> None:
    began = time.monotonic()

    found = await bot.get_updates(timeout=1)

    assert [] == found
    assert 1.0 <= time.monotonic() - began


async def test_a_second_poller_terminates_the_first(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(refused(bot, TelegramConflictError))
        await bot_api.world.updates.polled()
        second = group.create_task(bot.get_updates(timeout=30))
        reason = await first
        await bot_api.world.updates.polled()
        bot_api.people.says(anna, anna, "раз")

    assert (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running" == reason
    )
    assert ["раз"] == texts(second.result())
    assert 1 == bot_api.world.updates.conflicts


async def test_only_the_kinds_that_are_asked_for_come(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    people = bot_api.people
    group = people.supergroup("Команда", [anna], bot="administrator")
    spoken = people.says(anna, group, "раз")
    people.reacts(anna, group, spoken, "👍")
    by_default = await bot.get_updates(allowed_updates=["message_reaction"])
    people.says(anna, group, "два")
    people.reacts(anna, group, spoken, "🔥")

    asked = await bot.get_updates(offset=by_default[-1].update_id + 1)

    assert ["message"] == [update.event_type for update in by_default]
    assert ["message_reaction"] == [update.event_type for update in asked]


async def test_a_dispatcher_answers_people(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def greet(message: Message) -> None:
        await message.answer("Добрый день.")

    @dispatcher.message(F.text)
    async def repeat(message: Message) -> None:
        await message.reply(f"Вы сказали: {message.text}")

    async with polling(dispatcher, bot):
        bot_api.people.says(anna, anna, "/start")
        bot_api.people.says(anna, anna, "Спасибо")
        await bot_api.journal.reached(2)

    assert (
        "Анна: /start\nАнна: Спасибо\nAlfred: Добрый день.\nAlfred (to Анна): Вы сказали: Спасибо"
        == bot_api.shown(anna)
    )


async def test_a_poller_that_restarts_gets_what_it_has_not_confirmed(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    seen: list[str | None] = []

    def dispatcher() -> Dispatcher:
        made = Dispatcher()

        @made.message()
        async def note(message: Message) -> None:
            seen.append(message.text)
            await message.answer(str(message.text))

        return made

    bot_api.people.says(anna, anna, "раз")
    # The first one handles the update and dies before it asks for the next.
    (update,) = await bot.get_updates()
    await dispatcher().feed_update(bot, update)
    bot_api.people.says(anna, anna, "два")

    async with polling(dispatcher(), bot):
        await bot_api.journal.reached(3)

    assert ["раз", "раз", "два"] == seen
    assert {(anna, "раз"): 2} == bot_api.journal.duplicates()


async def test_a_bot_that_logged_out_is_unauthorized(bot: Bot) -> None:
    await bot(Close())
    await bot.log_out()

    with pytest.raises(TelegramUnauthorizedError) as refused:
        await bot.get_me()

    assert "Unauthorized" == refused.value.message


async def refused(bot: Bot, error: type[TelegramConflictError]) -> str:
    with pytest.raises(error) as conflict:
        await bot.get_updates(timeout=30)
    return conflict.value.message
