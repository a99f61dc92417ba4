"""Every way in which the stand-in fails, as aiogram tells it; and Telegram's limits."""

import time

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from tests.servers.telegram import BotApiServer, Fault

REFUSALS = [
    (Fault.blocked(), TelegramForbiddenError, "Forbidden: bot was blocked by the user"),
    (Fault.deactivated(), TelegramForbiddenError, "Forbidden: user is deactivated"),
    (
        Fault.cannot_initiate(),
        TelegramForbiddenError,
        "Forbidden: bot can't initiate conversation with a user",
    ),
    (
        Fault.kicked(),
        TelegramForbiddenError,
        "Forbidden: bot was kicked from the supergroup chat",
    ),
    (
        Fault.not_a_member(),
        TelegramForbiddenError,
        "Forbidden: bot is not a member of the channel chat",
    ),
    (Fault.chat_not_found(), TelegramBadRequest, "Bad Request: chat not found"),
    (
        Fault.no_rights(),
        TelegramBadRequest,
        "Bad Request: not enough rights to send text messages to the chat",
    ),
    (Fault.topic_closed(), TelegramBadRequest, "Bad Request: TOPIC_CLOSED"),
    (Fault.internal(), TelegramServerError, "Internal Server Error"),
]


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    user_id = bot_api.people.person("Анна")
    bot_api.people.says(user_id, user_id, "/start")
    return user_id


@pytest.mark.parametrize(("fault", "error", "text"), REFUSALS)
async def test_a_refusal_is_the_error_that_aiogram_has_for_it(
    bot_api: BotApiServer,
    bot: Bot,
    anna: int,
    fault: Fault,
    error: type[TelegramAPIError],
    text: str,
) -> None:
    bot_api.faults.add(fault, method="sendMessage")

    with pytest.raises(error) as refused:
        await bot.send_message(anna, "Раз")
    await bot.send_message(anna, "Два")

    assert (error, text) == (refused.type, refused.value.message)
    assert ["Два"] == bot_api.journal.delivered(anna)


async def test_a_rate_limit_says_how_long_to_wait(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.faults.add(Fault.retry_after(7), method="sendMessage")

    with pytest.raises(TelegramRetryAfter) as limited:
        await bot.send_message(anna, "Раз")

    assert 7 == limited.value.retry_after
    assert "Too Many Requests: retry after 7" in limited.value.message


async def test_a_migration_says_where_the_group_went(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.faults.add(Fault.upgraded(-1001234567890), chat_id=anna)

    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(anna, "Раз")

    assert -1001234567890 == moved.value.migrate_to_chat_id


async def test_a_gateway_answers_with_a_page(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    bot_api.faults.add(Fault.page())

    with pytest.raises(ClientDecodeError) as broken:
        await bot.send_message(anna, "Раз")

    assert "<h1>502 Bad Gateway</h1>" in broken.value.data
    assert [] == bot_api.journal.delivered(anna)


async def test_a_connection_breaks_before_the_call_is_done(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.faults.add(Fault.dropped())

    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna, "Раз")

    assert [] == bot_api.journal.delivered(anna)
    assert [None] == [call.code for call in bot_api.journal.of("sendMessage")]


@pytest.mark.parametrize("fault", [Fault.dropped().after(), Fault.cut()], ids=["dropped", "cut"])
async def test_a_message_is_there_although_the_connection_broke(
    bot_api: BotApiServer, bot: Bot, anna: int, fault: Fault
) -> None:
    bot_api.faults.add(fault, method="sendMessage")

    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna, "Раз")
    await bot.send_message(anna, "Раз")

    assert {(anna, "Раз"): 2} == bot_api.journal.duplicates()
    assert "Анна: /start\nAlfred: Раз\nAlfred: Раз" == bot_api.shown(anna)


async def test_any_fault_may_come_after_the_call_did_its_work(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.faults.add(Fault.retry_after(1).after(), method="sendMessage")

    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(anna, "Раз")

    assert ["Раз"] == bot_api.journal.delivered(anna)


async def test_a_slow_answer_comes_late_or_too_late(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.faults.add(Fault.slow(0.2), times=2)
    began = time.monotonic()

    message = await bot.send_message(anna, "Раз")
    waited = time.monotonic() - began
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna, "Два", request_timeout=0.05)  # type: ignore[arg-type]  # aiohttp takes fractions

    assert "Раз" == message.text
    assert 0.2 <= waited
    assert ["Раз", "Два"] == bot_api.journal.delivered(anna)


async def test_a_fault_is_for_one_chat_for_good_until_recovery(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    boris = bot_api.people.person("Борис")
    bot_api.people.says(boris, boris, "/start")
    bot_api.faults.add(Fault.blocked(), chat_id=boris, times=None)

    await bot.send_message(anna, "Раз")
    for _ in range(2):
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(boris, "Раз")
    bot_api.faults.clear()
    await bot.send_message(boris, "Два")

    assert 2 == bot_api.faults.struck
    assert ["Два"] == bot_api.journal.delivered(boris)


async def test_a_probability_spares_some_calls(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    bot_api.faults.add(Fault.internal(), times=None, probability=0.5)
    failed = 0

    for _ in range(40):
        try:
            await bot.send_chat_action(anna, "typing")
        except TelegramServerError:
            failed += 1

    assert failed == bot_api.faults.struck
    assert 0 < failed < 40


async def test_limits_are_measured_and_enforced_when_asked(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    now = 1000.0
    bot_api.rates.clock = lambda: now
    group = bot_api.people.supergroup("Команда", [anna])
    for number in range(5):
        await bot.send_message(group, str(number))
    bot_api.rates.enforced = True

    for number in range(3):
        await bot.send_message(anna, str(number))
    with pytest.raises(TelegramRetryAfter) as burst:
        await bot.send_message(anna, "3")
    now += burst.value.retry_after
    await bot.send_message(anna, "3")

    assert 1 == burst.value.retry_after
    assert (9, 5, 5, 1) == tuple(
        bot_api.rates.peaks()[name] for name in ("overall", "chat", "group", "refused")
    )


async def test_a_group_gets_twenty_messages_a_minute(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    now = 1000.0
    bot_api.rates.clock = lambda: now
    bot_api.rates.enforced = True
    group = bot_api.people.group("Команда", [anna])

    for number in range(20):
        await bot.send_message(group, str(number))
        now += 1.5
    with pytest.raises(TelegramRetryAfter) as limited:
        await bot.send_message(group, "20")

    assert 30 == limited.value.retry_after
    assert 20 == len(bot_api.journal.delivered(group))


async def test_all_chats_together_get_thirty_messages_a_second(
    bot_api: BotApiServer, bot: Bot
) -> None:
    bot_api.rates.clock = lambda: 1000.0
    bot_api.rates.enforced = True
    people = [bot_api.people.person(str(number)) for number in range(31)]
    for user_id in people:
        bot_api.people.says(user_id, user_id, "/start")

    for user_id in people[:30]:
        await bot.send_message(user_id, "Добрый день")
    with pytest.raises(TelegramRetryAfter) as limited:
        await bot.send_message(people[30], "Добрый день")

    assert 1 == limited.value.retry_after
    assert 31 == bot_api.rates.peaks()["overall"]
