"""What a digest says of how much it read: of groups read by the bot, and by an account."""

import asyncio
from pathlib import Path

import pytest

from tests.fixtures.live_household import Household, account_variables, until
from tests.fixtures.live_service import Service
from tests.fixtures.world import HOUR, messages
from tests.servers.mtproto import MtprotoServer, ServerKey
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(180)

NAMES = ("Аня", "Борис", "Вика", "Костя", "Даня")
READ = 'ingest_messages_total{source="account"}'


class Team:
    """The people of the example hour, in a group of theirs."""

    def __init__(self, bot_api: BotApiServer) -> None:
        self.bot_api = bot_api
        self.people = {name: bot_api.people.person(name, language_code="ru") for name in NAMES}
        self.anna, self.boris = self.people["Аня"], self.people["Борис"]
        members = list(self.people.values())
        self.group = bot_api.people.supergroup("Команда", members, bot=None)

    def adds_bot(self) -> None:
        self.bot_api.people.adds_bot(self.anna, self.group)

    def talks(self, first: int, last: int) -> None:
        for message in messages(HOUR):
            if first <= message.id <= last:
                self.says(message.author_name, message.text)

    def says(self, name: str, text: str) -> int:
        return self.bot_api.people.says(self.people[name], self.group, text)

    def shown(self) -> str:
        return self.bot_api.shown(self.group).replace("\N{NO-BREAK SPACE}", " ")

    async def shows(self, text: str, times: int = 1) -> None:
        await until(lambda: self.shown().count(text) >= times)


async def test_of_a_group_that_the_bot_reads_it_claims_neither_too_little_nor_too_much(
    service: Service, bot_api: BotApiServer
) -> None:
    await service.start()
    await service.ready()
    team = Team(bot_api)
    team.adds_bot()
    await team.shows("отныне читаю")
    team.talks(101, 108)
    team.says("Вика", "/help")
    await team.shows("/privacy", 2)
    guest = bot_api.people.person("Гость")
    bot_api.people.joins(guest, team.group)
    bot_api.people.leaves(guest, team.group)
    team.talks(109, 116)

    team.says("Борис", "/digest 4h")

    await team.shows("проверено")
    assert "16 сообщений, 5 участников" in team.shown()
    assert "прочитано 16 из 16" in team.shown()


async def test_where_the_bot_sees_no_talk_it_says_why_there_is_no_digest(
    service: Service, bot_api: BotApiServer
) -> None:
    bot_api.world.reads_all = False
    await service.start()
    await service.ready()
    team = Team(bot_api)
    team.adds_bot()
    await team.shows("Одно препятствие")
    team.talks(101, 116)

    team.says("Борис", "/digest 4h")

    await team.shows("Рассказать не о чем: разговор этой группы мне не виден")
    assert "/setprivacy" in team.shown()
    assert "никто ничего не написал" not in team.shown()


@pytest.fixture
def household(
    service: Service,
    bot_api: BotApiServer,
    mtproto: MtprotoServer,
    rsa_key: ServerKey,
    tmp_path: Path,
) -> Household:
    service.variables.update(account_variables(mtproto, rsa_key, tmp_path))
    return Household(bot_api, mtproto)


async def test_a_digest_never_tells_of_alfreds_digests_that_an_account_reads(
    service: Service, household: Household
) -> None:
    token = household.bot_api.token
    alfred = household.mtproto.people.person(
        "Альфред", username="alfred_test_bot", bot=True, id=int(token.partition(":")[0])
    )
    await service.start()
    await service.ready()
    await household.connects()
    await household.shows("прочитан")
    household.talks()
    speech = household.mtproto.speech
    speech.say(household.group, alfred, "Сводка за 4 часа. Склад переезжает в понедельник?")
    speech.say(household.group, household.people["Вика"], "/digest@alfred_test_bot 4h")
    async with asyncio.timeout(30):
        while await service.metric(READ) < 18:  # noqa: ASYNC110 - a figure tells nobody
            await asyncio.sleep(0.1)

    household.says("/digest 4h")

    await household.shows("проверено")
    told = household.shown()
    assert "502" in told
    assert "Склад" not in told
    assert "прочитано 16 из 16" in told
