"""What is said aloud in groups, on the whole service: heard, told as such, and taken back."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.live_household import Household, account_variables
from tests.fixtures.live_service import Service
from tests.fixtures.voices import encoded, said, silence, tone
from tests.servers.mtproto import MtprotoServer, ServerKey
from tests.servers.speech import Said, openai_speech_server
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(240)

OFFICE = "we have decided to close the old office in march"
REPORT = "i will finish the report tomorrow morning"


async def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the chat is looked at, as a person does
            await asyncio.sleep(0.05)


async def heard(service: Service, source: str, outcome: str, count: int) -> None:
    sample = f'recordings_total{{outcome="{outcome}",source="{source}"}}'
    async with asyncio.timeout(60):
        while await service.metric(sample) < count:  # noqa: ASYNC110 - a figure tells nobody
            await asyncio.sleep(0.2)


class Team:
    """Three people in a group that one of them adds the bot to."""

    def __init__(self, bot_api: BotApiServer) -> None:
        self.bot_api = bot_api
        people = bot_api.people
        self.ann, self.bob, self.vera = (
            people.person(name, language_code="en") for name in ("Ann", "Bob", "Vera")
        )
        self.group = people.supergroup("Team", [self.ann, self.bob, self.vera], bot=None)
        people.adds_bot(self.ann, self.group)

    def says(self, who: int, text: str) -> int:
        return self.bot_api.people.says(who, self.group, text)

    def speaks(self, who: int, text: str) -> int:
        content = encoded(said(text)) if text else encoded(silence(2))
        return self.bot_api.people.sends_voice(who, self.group, content=content, duration=4)

    def shown(self) -> str:
        return self.bot_api.shown(self.group).replace("\N{NO-BREAK SPACE}", " ")

    def talk(self) -> int:
        """The number of the voice message about the office."""
        self.says(self.bob, "Good morning, what do we do with the old office next spring?")
        self.says(self.vera, "The rent of the old office goes up by a third in April.")
        self.says(self.ann, "And half of the desks there have been empty since the summer.")
        number = self.speaks(self.ann, OFFICE)
        self.says(self.vera, "Fine, then I will tell the landlord about the old office today.")
        self.says(self.bob, "The landlord wants two months of notice for the old office.")
        self.says(self.ann, "Two months of notice are fine, the new office is ready by then.")
        self.says(self.bob, "And who writes the report about the costs of the office?")
        self.speaks(self.vera, REPORT)
        self.speaks(self.bob, "")
        return number


async def test_a_digest_tells_what_was_said_aloud_and_marks_it(
    service: Service, bot_api: BotApiServer
) -> None:
    await service.start()
    await service.ready()
    team = Team(bot_api)
    await until(lambda: "/digest" in team.shown())
    number = team.talk()

    team.says(team.bob, "/digest 4h")

    await until(lambda: "verified" in team.shown())
    digest = team.shown().split("Alfred (edited): ")[1]
    assert OFFICE in digest.casefold()
    assert f"🎤{number}" in digest
    assert "Ann 🎤: " in digest
    assert "1 voice message was not understood" in digest
    assert "🎤 — said by voice, heard by a machine" in digest
    await heard(service, "bot", "heard", 2)
    await heard(service, "bot", "silent", 1)
    assert 0 == await service.stop()


async def test_what_a_killed_process_listened_to_is_heard_by_the_next_one(
    service: Service, bot_api: BotApiServer
) -> None:
    async with openai_speech_server() as server:
        server.hears = lambda _: Said("We close the old office in March.")
        server.latency = 600
        service.variables |= {"SPEECH_API_URL": server.url, "SPEECH_API_KEY": server.key or ""}
        await service.start()
        await service.ready()
        team = Team(bot_api)
        await until(lambda: "/digest" in team.shown())
        team.speaks(team.ann, OFFICE)
        await until(lambda: bool(server.heard))
        await service.kill()
        server.latency = 0

        await service.start()
        await service.ready()

        await heard(service, "bot", "heard", 1)
        assert 2 == len(server.heard)


async def test_without_personalization_groups_are_heard_all_the_same(
    service: Service, bot_api: BotApiServer
) -> None:
    service.variables["PERSONALIZATION_ENABLED"] = "false"
    await service.start()
    await service.ready()
    team = Team(bot_api)
    await until(lambda: "/digest" in team.shown())

    team.talk()

    await heard(service, "bot", "heard", 2)


async def test_a_voice_message_that_an_account_reads_is_heard_by_a_server(
    service: Service,
    bot_api: BotApiServer,
    mtproto: MtprotoServer,
    rsa_key: ServerKey,
    tmp_path: Path,
) -> None:
    service.variables.update(account_variables(mtproto, rsa_key, tmp_path))
    household = Household(bot_api, mtproto)
    async with openai_speech_server() as server:
        server.hears = lambda _: Said("Договорились, старый офис закрываем в марте.")
        service.variables |= {"SPEECH_API_URL": server.url, "SPEECH_API_KEY": server.key or ""}
        await service.start()
        await service.ready()
        await household.connects()
        household.talks()
        voice = encoded(tone(3))
        number = mtproto.speech.voice(household.group, household.people["Вика"], 3, content=voice)
        await heard(service, "account", "heard", 1)

        household.says("/digest 4h")

        await household.shows("проверено")
        assert "старый офис закрываем в марте" in household.shown()
        assert f"🎤{number}" in household.shown()
        assert 1 == len(server.heard)


async def test_where_groups_are_not_to_be_heard_nothing_is_fetched(
    service: Service, bot_api: BotApiServer
) -> None:
    service.variables["SPEECH_GROUPS"] = "false"
    await service.start()
    await service.ready()
    team = Team(bot_api)
    await until(lambda: "/digest" in team.shown())
    team.talk()

    team.says(team.bob, "/digest 4h")

    await until(lambda: "verified" in team.shown())
    assert "🎤" not in team.shown()
    assert "not understood" not in team.shown()
    assert 0 == await service.metric('bot_api_calls_total{method="getFile"')
