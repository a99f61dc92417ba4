"""Updates that come by webhook."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.servers.telegram import BotApiServer

SECRET = "x" * 32


@dataclass
class Receiver:
    """A service that takes posts, after it has failed as often as it shall."""

    url: str = ""
    failures: int = 0
    secrets: list[str | None] = field(default_factory=list)
    taken: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    async def post(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.failures:
            self.failures -= 1
            return web.Response(status=503)
        update = await request.json()
        self.taken.put_nowait(update["message"]["text"])
        return web.Response()


async def serve(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.post)
    async for receiver.url in serve(app):
        yield receiver


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    return bot_api.people.person("Анна")


async def test_what_waited_and_what_comes_is_posted_with_the_secret(
    bot_api: BotApiServer, bot: Bot, receiver: Receiver, anna: int
) -> None:
    bot_api.people.says(anna, anna, "раз")
    await bot.set_webhook(receiver.url, secret_token=SECRET)
    bot_api.people.says(anna, anna, "два")

    taken = [await receiver.taken.get() for _ in range(2)]

    assert ["раз", "два"] == taken
    assert [SECRET, SECRET] == receiver.secrets


async def test_a_post_is_repeated_until_it_is_taken_and_keeps_its_place(
    bot_api: BotApiServer, bot: Bot, receiver: Receiver, anna: int
) -> None:
    receiver.failures = 2
    await bot.set_webhook(receiver.url)
    bot_api.people.says(anna, anna, "раз")
    bot_api.people.says(anna, anna, "два")

    taken = [await receiver.taken.get() for _ in range(2)]
    info = await bot.get_webhook_info()

    assert ["раз", "два"] == taken
    assert [None] * 4 == receiver.secrets
    assert "Wrong response from the webhook: 503 Service Unavailable" == info.last_error_message


async def test_aiograms_own_handler_takes_the_posts(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def repeat(message: Message) -> None:
        await message.answer(f"Вы сказали: {message.text}")

    app = web.Application()
    handler = SimpleRequestHandler(
        dispatcher, bot, secret_token=SECRET, handle_in_background=False
    )
    handler.register(app, "/hook")
    async for url in serve(app):
        await bot.set_webhook(url, secret_token=SECRET)
        bot_api.people.says(anna, anna, "Да")
        await bot_api.journal.reached(1)
        await bot.delete_webhook()

    assert "Анна: Да\nAlfred: Вы сказали: Да" == bot_api.shown(anna)


async def test_polling_and_a_webhook_exclude_each_other(
    bot_api: BotApiServer, bot: Bot, receiver: Receiver, anna: int
) -> None:
    await bot.set_webhook(receiver.url, max_connections=5, allowed_updates=["message"])
    info = await bot.get_webhook_info()

    with pytest.raises(TelegramConflictError) as refused:
        await bot.get_updates()
    await bot.delete_webhook(drop_pending_updates=True)
    bot_api.people.says(anna, anna, "раз")
    found = await bot.get_updates()

    assert (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first" == refused.value.message
    )
    assert (receiver.url, 5, ["message"]) == (
        info.url,
        info.max_connections,
        info.allowed_updates,
    )
    assert 1 == len(found)
    assert "" == (await bot.get_webhook_info()).url


async def test_a_webhook_terminates_a_poll(
    bot_api: BotApiServer, bot: Bot, receiver: Receiver
) -> None:
    async def poll() -> str:
        with pytest.raises(TelegramConflictError) as refused:
            await bot.get_updates(timeout=30)
        return refused.value.message

    async with asyncio.TaskGroup() as group:
        polled = group.create_task(poll())
        await bot_api.world.updates.polled()
        await bot.set_webhook(receiver.url)

    assert "Conflict: terminated by setWebhook request" == polled.result()


@pytest.mark.parametrize(
    ("url", "secret", "reason"),
    [
        ("ftp://example.org", "x", "invalid webhook URL specified"),
        ("https://example.org", "x" * 257, "secret token is too long"),
        ("https://example.org", "тайна", "secret token contains unallowed characters"),
    ],
)
async def test_a_wrong_webhook_is_refused(bot: Bot, url: str, secret: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.set_webhook(url, secret_token=secret)

    assert f"Bad Request: {reason}" == refused.value.message


async def test_pending_updates_may_be_dropped(
    bot_api: BotApiServer, bot: Bot, receiver: Receiver, anna: int
) -> None:
    bot_api.people.says(anna, anna, "раз")
    await bot.set_webhook(receiver.url, drop_pending_updates=True)
    bot_api.people.says(anna, anna, "два")

    assert "два" == await receiver.taken.get()


async def test_a_webhook_that_nobody_serves_keeps_its_updates(
    bot_api: BotApiServer, bot: Bot, receiver: Receiver, anna: int
) -> None:
    await bot.set_webhook("http://127.0.0.1:1/hook")
    bot_api.people.says(anna, anna, "раз")
    async with asyncio.timeout(5):
        await bot_api.courier.failed()
    info = await bot.get_webhook_info()
    await bot.set_webhook(receiver.url)

    taken = await receiver.taken.get()

    assert "раз" == taken
    assert (1, "Connection refused") == (info.pending_update_count, info.last_error_message)
