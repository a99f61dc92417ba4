"""In which language Alfred converses: the one that is spoken to him, else the one of the place."""

from pipeline.groups.models import PersonId
from pipeline.language.words import language
from tests.fixtures.butler import parlour
from tests.fixtures.commands import House
from tests.servers.telegram import BotApiServer


async def profile_language(house: House, person: int) -> str:
    assert house.parlour is not None
    profile = await house.parlour.profiles.find(PersonId(person))
    assert profile is not None
    return profile.language


async def test_a_language_that_is_chosen_is_spoken_at_once_and_kept_in_the_profile(
    bot_api: BotApiServer,
) -> None:
    house = House(bot_api, parlour=parlour())
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "Привет!")
        first = await profile_language(house, anna)
        await visit.says(anna, "/language")
        await visit.presses(anna, "English")
        chosen = await profile_language(house, anna)
        await visit.says(anna, "👍")

    assert ("ru", "en") == (first, chosen)
    assert "en" == language(visit.last(anna))


async def test_whoever_speaks_the_other_language_is_answered_in_it_and_stays_who_they_are(
    bot_api: BotApiServer,
) -> None:
    house = House(bot_api, parlour=parlour())
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "Hello, how are you?")

    assert "en" == language(visit.last(anna))
    assert "ru" == await profile_language(house, anna)


async def test_in_a_group_its_language_is_the_usual_one_whoever_speaks(
    bot_api: BotApiServer,
) -> None:
    house = House(bot_api, parlour=parlour())
    anna, ann = house.person("Анна"), bot_api.people.person("Ann", language_code="en")
    chat = bot_api.people.supergroup("Команда", [anna, ann], bot=None)
    bot_api.people.adds_bot(anna, chat)

    async with house.process() as visit:
        await visit.settled()
        await visit.says(ann, "@alfred_test_bot 👍", chat)
        usual = visit.last(chat)
        await visit.says(ann, "@alfred_test_bot, who are you?", chat)

    assert "ru" == language(usual)
    assert "en" == language(visit.last(chat))
