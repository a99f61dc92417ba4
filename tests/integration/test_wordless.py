"""Pictures and the like are answered in words, and asked for in words."""

from pipeline.groups.models import PersonId
from tests.fixtures.butler import parlour
from tests.fixtures.commands import House
from tests.servers.telegram import BotApiServer


async def test_a_picture_is_met_with_a_request_for_words(bot_api: BotApiServer) -> None:
    house = House(bot_api, parlour=parlour())
    anna = house.person("Анна")

    async with house.process() as visit:
        bot_api.people.sends_photo(anna, anna, caption="смотри какой кот")
        await visit.settled()
        pictured = visit.last(anna)
        bot_api.people.sends_contact(anna, anna, "+70000000000", "Ира")
        await visit.settled()

    assert "слов" in pictured
    assert "слов" in visit.last(anna)
    assert pictured != visit.last(anna)


async def test_a_sticker_says_its_emoji(bot_api: BotApiServer) -> None:
    talk = parlour()
    house = House(bot_api, parlour=talk)
    anna = house.person("Анна")

    async with house.process() as visit:
        bot_api.people.sends_sticker(anna, anna, "👍")
        await visit.settled()

    assert "👍" == (await talk.memory.all(PersonId(anna)))[0].content
    assert "Я Альфред" in visit.last(anna)


async def test_to_a_plain_bot_a_picture_is_as_good_as_words(bot_api: BotApiServer) -> None:
    house = House(bot_api)
    anna = house.person("Анна")

    async with house.process() as visit:
        bot_api.people.sends_photo(anna, anna)
        await visit.settled()

    assert "понимаю только команды" in visit.last(anna)
