"""/language and /settings: what a person, and a group's administrators, may change."""

import pytest

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import ConnectedGroup, Person, PersonId
from pipeline.schedules.models import NewSubscription, Rhythm, Timetable
from pipeline.windows.models import WindowSize
from tests.fixtures.commands import House
from tests.servers.telegram import BotApiServer


@pytest.fixture
def house(bot_api: BotApiServer) -> House:
    return House(bot_api)


async def person(house: House, number: int) -> Person:
    found = await house.people.find(PersonId(number))
    assert found is not None
    return found


async def test_a_chosen_language_is_spoken_from_then_on(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/language")
        await visit.presses(anna, "English")
        said = visit.shown(anna)
        await visit.says(anna, "/help")

    assert "English it is." in said
    assert "At your service:" in visit.last(anna)
    assert "en" == (await person(house, anna)).language


async def test_the_look_of_digests_is_switched_in_place(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/settings")
        await visit.presses(anna, "Оформлять просто")
        plain = (await person(house, anna)).rich
        offered = visit.shown(anna)
        await visit.presses(anna, "Оформлять богато")

    assert plain is False
    assert "Оформление сводок: простое" in offered
    assert "[Оформлять богато]" in offered
    assert (await person(house, anna)).rich is True
    assert 1 == len(house.telegram.journal.delivered(anna))


async def test_a_zone_is_chosen_by_a_button(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/settings")
        await visit.presses(anna, "Часовой пояс")
        await visit.presses(anna, "Екатеринбург")

    assert "Asia/Yekaterinburg" == (await person(house, anna)).time_zone
    assert "Часовой пояс: Екатеринбург" in visit.shown(anna)


async def test_it_is_told_whether_a_zone_was_chosen(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/settings")
        assumed = visit.last(anna)
        await visit.presses(anna, "Часовой пояс")
        await visit.presses(anna, "Москва")

    assert "Часовой пояс: Москва (предполагаемый)" in assumed
    assert "Часовой пояс: Москва (выбран)" in visit.shown(anna)


async def test_the_first_choice_tells_what_moved_with_it(house: House) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()
        group = await house.connected(chat, anna)
        await arranged(house, group, anna)
        await visit.says(anna, "/settings")
        await visit.presses(anna, "Часовой пояс")
        await visit.says(anna, "Екатеринбург")
        first = visit.last(anna)
        await visit.presses(anna, "Часовой пояс")
        await visit.says(anna, "Омск")

    [schedule] = await house.subscriptions.of_group(group.tenant, group.id)
    now = await house.groups.get(group.tenant, group.id)
    assert first.endswith("По новым часам переставлено 1 расписание.")
    assert "переставлено" not in visit.last(anna)
    assert "Asia/Yekaterinburg" == schedule.timetable.zone == now.time_zone


async def test_a_language_is_that_of_what_comes_by_schedule_too(house: House) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()
        group = await house.connected(chat, anna)
        await arranged(house, group, anna)
        await arranged(house, group, chat, owner=anna)
        await visit.says(anna, "/language")
        await visit.presses(anna, "English")
        own = await languages(house, group)
        await visit.says(anna, "/language", chat)
        await visit.presses(anna, "English", chat)

    assert {anna: "en", chat: "ru"} == own
    assert {anna: "en", chat: "en"} == await languages(house, group)


async def arranged(house: House, group: ConnectedGroup, chat: int, owner: int = 0) -> None:
    """A schedule of the group, by the clock that is assumed."""
    timetable = Timetable(Rhythm.WINDOWS, WindowSize.SIX, "Europe/Moscow")
    new = NewSubscription(
        group.id, PersonId(owner or chat), Destination(Via.CHAT, chat), "ru", timetable
    )
    await house.subscriptions.add(group.tenant, new, house.now())


async def languages(house: House, group: ConnectedGroup) -> dict[int, str]:
    """Of its schedules, by where they go."""
    return {
        each.destination.chat_id: each.language
        for each in await house.subscriptions.of_group(group.tenant, group.id)
    }


async def test_a_zone_is_typed_in_peoples_words_also_after_a_restart(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/settings")
        await visit.presses(anna, "Часовой пояс")
    async with house.process() as visit:
        await visit.says(anna, "где-то на Урале")
        unclear = visit.last(anna)
        await visit.says(anna, "  МСК + 2")

    assert "Такого пояса не знаю" in unclear
    assert "Asia/Yekaterinburg" == (await person(house, anna)).time_zone
    assert "Часовой пояс: Екатеринбург" in visit.last(anna)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "", "Europe/Moscow:1"])
async def test_a_forged_zone_changes_nothing(house: House, zone: str) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/start")
        told = await visit.forges(anna, f"uz1:{zone}")

    assert "больше ни к чему не ведёт" in told
    assert "Europe/Moscow" == (await person(house, anna)).time_zone


async def test_in_a_group_settings_are_discussed_in_private(house: House) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()
        await visit.says(anna, "/settings", chat)
        sent = max(house.telegram.world.chat(chat).messages.items())[1].json
        url = sent["reply_markup"]["inline_keyboard"][0][0]["url"]
        payload = url.partition("?start=")[2]
        await visit.says(anna, f"/start {payload}")

    assert "наедине" in sent["text"]
    assert visit.last(anna).startswith("Команда")


async def test_settings_open_by_their_link(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/start settings")

    assert visit.last(anna).startswith("Ваши настройки")
