"""The whole service against both stand-ins: an account is connected, its group read and told."""

import asyncio
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fixtures.live_service import Service
from tests.fixtures.mtproto import PHONE
from tests.fixtures.world import HOUR, messages
from tests.servers.mtproto import MtprotoServer, ServerKey
from tests.servers.telegram import BotApiServer


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the chat is looked at, as a person does
            await asyncio.sleep(0.05)


class Household:
    """Anna, her account, the group that it is in, and her private chat with the bot."""

    def __init__(self, bot_api: BotApiServer, mtproto: MtprotoServer) -> None:
        self.bot_api, self.mtproto = bot_api, mtproto
        self.anna = bot_api.people.person("Аня", language_code="ru")
        self.account = mtproto.people.account(PHONE, "Аня", id=self.anna)
        names = ("Борис", "Вика", "Костя", "Даня")
        self.people = {"Аня": self.account, **{n: mtproto.people.person(n) for n in names}}
        self.group = mtproto.people.group("Команда", tuple(self.people.values()))

    def shown(self) -> str:
        return self.bot_api.shown(self.anna).replace("\N{NO-BREAK SPACE}", " ")

    def says(self, text: str) -> None:
        self.bot_api.people.says(self.anna, self.anna, text)

    async def shows(self, words: str, seconds: float = 30) -> None:
        await until(lambda: words in self.shown(), seconds)

    async def connects(self) -> None:
        self.says("/connect")
        await self.shows("Показать код")
        self.bot_api.people.presses(self.anna, self.anna, "Показать код")
        await self.shows("[photo]")
        tokens = [key.token for key in self.mtproto.state.keys.values() if key.token]
        value = urlsafe_b64encode(tokens[-1].value).decode().rstrip("=")
        self.mtproto.scan(self.account, f"tg://login?token={value}")
        await self.shows("Теперь отметьте группы")
        await self.presses("Выбрать группы")
        await self.presses("☐ Команда")
        await self.presses("Готово")

    async def presses(self, button: str) -> None:
        await self.shows(button)
        self.bot_api.people.presses(self.anna, self.anna, button)

    def talks(self) -> None:
        said: dict[int, int] = {}
        for message in messages(HOUR):
            reply = 0 if message.reply_to is None else said[message.reply_to]
            said[message.id] = self.mtproto.speech.say(
                self.group, self.people[message.author_name], message.text, reply_to=reply
            )


@pytest.fixture
def household(
    service: Service,
    bot_api: BotApiServer,
    mtproto: MtprotoServer,
    rsa_key: ServerKey,
    tmp_path: Path,
) -> Household:
    key = tmp_path / "server.pem"
    key.write_text(rsa_key.public_pem, encoding="utf-8")
    service.variables.update(
        TELEGRAM_API_ID=str(mtproto.state.api_id),
        TELEGRAM_API_HASH=mtproto.state.api_hash,
        TELETHON_DC=f"127.0.0.1:{mtproto.state.port}",
        TELETHON_RSA_KEY_FILE=str(key),
    )
    return Household(bot_api, mtproto)


@pytest.mark.timeout(180)
async def test_an_account_is_connected_and_its_group_is_told_also_after_a_kill(
    service: Service, household: Household
) -> None:
    await service.start()
    await service.ready()
    await household.connects()
    await household.shows("прочитан")
    await service.kill()
    # What is said while nobody listens is caught up with.
    household.talks()
    await service.start()
    await service.ready()
    await asyncio.sleep(1)

    household.says("/digest 4h")

    await household.shows("проверено")
    assert "502" in household.shown()
    read = re.search(r"прочитано (\d+) из (\d+)", household.shown())
    assert read is not None
    # The hour's messages, and that the group was founded.
    assert 16 <= int(read[1]) == int(read[2])


@pytest.mark.timeout(240)
async def test_a_scheduled_digest_comes_by_itself(service: Service, household: Household) -> None:
    service.variables["TZ"] = "UTC"
    await service.start()
    await service.ready()
    await household.connects()
    household.talks()
    due = datetime.now(UTC) + timedelta(seconds=65)

    household.says(f"/schedule {due:%H:%M}")

    await household.shows("проверено", 130)
    assert "502" in household.shown()
    assert 1 == household.shown().count("проверено")
