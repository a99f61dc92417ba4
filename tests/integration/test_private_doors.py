"""What is asked for in a group and is nobody else's business is given behind the door."""

import pytest

from tests.fixtures.butler import parlour
from tests.fixtures.commands import House
from tests.servers.telegram import BotApiServer


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("/memory", "о вас помню"),
        ("/forget", "не смогу"),
        ("/persona", "Говорю с вами так"),
    ],
)
async def test_the_door_opens_on_what_was_asked_for(
    bot_api: BotApiServer, command: str, given: str
) -> None:
    house = House(bot_api, parlour=parlour())
    anna = house.person("Анна")
    chat = bot_api.people.supergroup("Команда", [anna], bot=None)
    bot_api.people.adds_bot(anna, chat)

    async with house.process() as visit:
        await visit.settled()
        await visit.says(anna, "Привет!")
        await visit.says(anna, command, chat)
        door = max(bot_api.world.chat(chat).messages.items())[1].json
        url = door["reply_markup"]["inline_keyboard"][0][0]["url"]
        await visit.says(anna, f"/start {url.partition('?start=')[2]}")

    assert given in visit.last(anna)


async def test_the_door_of_an_export_opens_on_the_file(bot_api: BotApiServer) -> None:
    house = House(bot_api, parlour=parlour())
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/start export_me")

    sent = [stored.json for stored in bot_api.world.chat(anna).messages.values()]
    assert ["alfred-memory.zip"] == [
        each["document"]["file_name"] for each in sent if "document" in each
    ]
