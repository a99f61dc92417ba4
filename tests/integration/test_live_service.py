"""The whole service, as an operator starts it, as people meet it, and as it ends."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from tests.fixtures.live_service import Service, bot_variables
from tests.fixtures.world import HOUR, messages
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(180)

DELAYS = 1 + 2 + 4 + 8 + 16 + 32.0
"""Seconds that the supervisor leaves a part alone which fails six times meanwhile."""


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the chat is looked at, as a person does
            await asyncio.sleep(0.05)


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


class Team:
    """The people of the example hour, in a group that one of them adds the bot to."""

    def __init__(self, bot_api: BotApiServer, language: str = "ru") -> None:
        self.bot_api = bot_api
        self.people = {
            name: bot_api.people.person(name, language_code=language)
            for name in ("Аня", "Борис", "Вика", "Костя", "Даня")
        }
        members = list(self.people.values())
        self.anna = members[0]
        self.group = bot_api.people.supergroup("Команда", members, bot=None)
        bot_api.people.adds_bot(self.anna, self.group)
        self.said: dict[int, int] = {}
        """Ids of the hour's messages in the chat, by their numbers there."""

    def talks(self) -> None:
        for message in messages(HOUR):
            reply = 0 if message.reply_to is None else self.said[message.reply_to]
            self.said[message.id] = self.bot_api.people.says(
                self.people[message.author_name], self.group, message.text, reply_to=reply
            )

    def shows(self, text: str, chat: int | None = None) -> bool:
        return text in self.bot_api.shown(chat or self.group)


async def test_a_group_gets_its_digest_in_the_message_that_showed_the_progress(
    service: Service, bot_api: BotApiServer
) -> None:
    await service.start()
    await service.ready()
    team = Team(bot_api)
    await until(lambda: team.shows("/digest"))
    team.talks()

    bot_api.people.says(team.people["Борис"], team.group, "/digest 4h")

    await until(lambda: team.shows("проверено"))
    shown = bot_api.shown(team.group)
    assert "Alfred (edited): " in shown
    assert "502" in shown
    assert "+7 916" not in shown.split("Alfred (edited): ")[1]
    assert 0 == await service.stop()


async def test_what_an_edit_takes_back_leaves_the_digest_that_told_it(
    service: Service, bot_api: BotApiServer
) -> None:
    await service.start()
    await service.ready()
    team = Team(bot_api)
    await until(lambda: team.shows("/digest"))
    team.talks()
    bot_api.people.says(team.anna, team.group, "/digest 4h")
    await until(lambda: team.shows("проверено"))
    bot_api.people.edits(
        team.people["Борис"], team.group, team.said[102], "у меня вопрос про отпуск"
    )

    digest = "Alfred (edited): "
    await until(
        lambda: "отдаёт 502 на проде с ночи" not in bot_api.shown(team.group).split(digest)[1]
    )


async def test_a_second_copy_stands_by_and_takes_over_from_one_that_is_killed(
    service: Service, bot_api: BotApiServer
) -> None:
    await service.start()
    await service.ready()
    second = Service(service.home, service.variables)
    await second.start()
    told = await second.ready()
    anna = bot_api.people.person("Anna", language_code="en")

    await service.kill()
    bot_api.people.says(anna, anna, "/help")

    try:
        await until(lambda: "Alfred: " in bot_api.shown(anna))
        assert "waiting" == told["parts"]["bot"]["state"]
        assert 1 == bot_api.shown(anna).count("Alfred: ")
    finally:
        await second.stop()


async def test_a_database_that_dies_is_started_again_and_the_bot_goes_on(
    service: Service, bot_api: BotApiServer
) -> None:
    await service.start()
    await service.ready()
    anna = bot_api.people.person("Anna", language_code="en")
    bot_api.people.says(anna, anna, "/help")
    await until(lambda: bot_api.shown(anna).count("Alfred: ") == 1)
    recorded = service.home / ".alfred" / "postgres" / "data" / "postmaster.pid"
    dying = int(recorded.read_text().splitlines()[0])

    os.kill(dying, signal.SIGQUIT)
    await until(lambda: not lives(dying))
    bot_api.people.says(anna, anna, "/privacy")

    await until(lambda: bot_api.shown(anna).count("Alfred: ") == 2, DELAYS)
    assert {"ready"} == {part["state"] for part in (await service.ready())["parts"].values()}


async def test_what_was_asked_while_it_was_away_is_answered_when_it_is_back(
    service: Service, bot_api: BotApiServer
) -> None:
    await service.start()
    await service.ready()
    await service.kill()
    anna = bot_api.people.person("Anna", language_code="en")
    bot_api.people.says(anna, anna, "/privacy")

    await service.start()

    await until(lambda: "Alfred: " in bot_api.shown(anna))


async def test_health_readiness_metrics_and_the_api_are_served(service: Service) -> None:
    await service.start()
    ready = await service.ready()
    base = f"http://127.0.0.1:{service.port}"

    async with aiohttp.ClientSession() as session:
        async with session.get(f"{base}/health") as health:
            assert 200 == health.status
        async with session.get(f"{base}/metrics") as metrics:
            page = await metrics.text()
        async with session.get(f"{base}/api/groups") as refused:
            assert 401 == refused.status
            assert "application/problem+json" == refused.content_type

    assert ready["ready"]
    assert {"bot", "ingest", "worker", "scheduler", "web"} <= ready["parts"].keys()
    assert "ingest_messages_total" in page
    assert "bot_updates_total" in page


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"TELEGRAM_BOT_TOKEN": ""}, "@BotFather"),
        ({"TELEGRAM_BOT_TOKEN": "99:nobody-knows-it"}, "@BotFather"),
        ({"TELEGRAM_BOT_TOKEN": "not a token"}, "copy it whole"),
        ({"TELEGRAM_API_ID": "17"}, "set both or neither"),
        ({"TELEGRAM_ADMIN_CHAT": "-1009999999"}, "TELEGRAM_ADMIN_CHAT"),
        ({"WEBHOOK_URL": "https://alfred.example/hook"}, "WEBHOOK_SECRET"),
        ({"DATABASE_URL": "postgresql://alfred_service@127.0.0.1:9/alfred"}, "does not answer"),
    ],
    ids=[
        "no token",
        "a refused token",
        "no token at all",
        "half an application",
        "no admin chat",
        "an open webhook",
        "no database",
    ],
)
async def test_what_is_wrong_with_the_settings_is_said_and_nothing_is_started(
    service: Service, variables: dict[str, str], said: str
) -> None:
    service.variables.update(variables)

    await service.start()

    assert service.process is not None
    async with asyncio.timeout(40):
        code = await service.process.wait()
    [error] = [line for line in service.told().splitlines() if line.startswith("error: ")]
    assert code in (1, 2)
    assert said in error
    assert " — " in error
    assert "nobody-knows-it" not in service.told()


async def test_sigterm_ends_it_at_once_where_nothing_is_under_way(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    service = Service(tmp_path / "alfred", dict(bot_variables(bot_api)))
    await service.start()
    await service.ready()
    began = asyncio.get_running_loop().time()

    code = await service.stop()

    assert 0 == code
    assert asyncio.get_running_loop().time() - began < 20
    assert "stopped" in service.told()
