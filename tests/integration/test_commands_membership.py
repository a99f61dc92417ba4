"""Alfred is added to groups, promoted, demoted and shown out."""

import pytest

from pipeline.groups.models import PersonId, Reader
from tests.fixtures.bot_transport import until
from tests.fixtures.commands import House
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.faults import Fault

LARGEST = 2**52


@pytest.fixture
def house(bot_api: BotApiServer) -> House:
    return House(bot_api)


async def test_who_adds_him_owns_the_group_and_the_group_is_greeted_once(house: House) -> None:
    anna, boris = house.person("Анна"), house.person("Борис")
    chat = house.telegram.people.supergroup("Команда", [anna, boris], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(boris, chat)
        await visit.settled()
        house.telegram.people.says(anna, chat, "привет")
        await visit.settled()

    group = await house.connected(chat, boris)
    assert (boris, frozenset({Reader.BOT})) == (group.owner, group.readers)
    assert ("ru", "Europe/Moscow") == (group.language, group.time_zone)
    [greeting] = house.telegram.journal.delivered(chat)
    assert "отныне читаю" in greeting
    assert "/privacy" in greeting
    assert "администратором" not in greeting
    assert "привет" == house.messages.of(group.tenant, group.id)[-1].message.text


async def test_a_group_of_english_speakers_is_greeted_in_english(house: House) -> None:
    john = house.telegram.people.person("John", language_code="en-GB")
    chat = house.telegram.people.group("Team", [john], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(john, chat)
        await visit.settled()

    assert "from now on I read" in visit.last(chat)
    assert "en" == (await house.connected(chat, john)).language


@pytest.mark.parametrize("chat_id", [-7, -4_000_000_000, -1_000_000_000_001, -LARGEST])
async def test_ids_of_any_size_are_groups(house: House, chat_id: int) -> None:
    anna = house.telegram.people.person("Анна", user_id=LARGEST)
    chat = house.telegram.people.supergroup("Команда", [anna], bot=None, chat_id=chat_id)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()

    assert LARGEST == (await house.connected(chat_id, anna)).owner


async def test_in_privacy_mode_he_says_how_to_mend_it_and_thanks_for_it(house: House) -> None:
    house.telegram.world.reads_all = False
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()
        blind = visit.last(chat)
        house.telegram.people.adds_bot(anna, chat, administrator=True)
        await visit.settled()
        sees = visit.last(chat)
        house.telegram.people.demotes_bot(anna, chat)
        await visit.settled()

    assert "Сделайте меня администратором" in blind
    assert "Благодарю" in sees
    assert "больше не видны" in visit.last(chat)
    assert 3 == len(house.telegram.journal.delivered(chat))


async def test_where_he_sees_the_talk_anyway_a_promotion_is_nothing_to_talk_of(
    house: House,
) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        house.telegram.people.adds_bot(anna, chat, administrator=True)
        house.telegram.people.demotes_bot(anna, chat)
        await visit.settled()

    assert 1 == len(house.telegram.journal.delivered(chat))


async def test_an_administrator_promoted_at_once_is_not_called_blind(house: House) -> None:
    house.telegram.world.reads_all = False
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat, administrator=True)
        await visit.settled()

    assert "Одно препятствие" not in visit.last(chat)


async def test_shown_out_he_reads_no_more_and_tells_the_owner_in_private(house: House) -> None:
    anna, boris = house.person("Анна"), house.person("Борис")
    chat = house.telegram.people.supergroup("<b>Команда</b> & Ко", [anna, boris], bot=None)

    async with house.process() as visit:
        await visit.says(anna, "/start")
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()
        house.telegram.people.removes_bot(boris, chat)
        await visit.settled()

    assert frozenset() == (await house.connected(chat, anna)).readers
    assert "Меня вывели из группы «<b>Команда</b> & Ко»" in visit.last(anna)


async def test_an_owner_who_cannot_be_written_to_changes_nothing(house: House) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()
        house.telegram.people.removes_bot(anna, chat)
        await visit.settled()

    assert frozenset() == (await house.connected(chat, anna)).readers


async def test_a_process_that_dies_before_its_greeting_leaves_it_to_the_next(
    house: House,
) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna], bot=None)
    house.telegram.faults.add(Fault.slow(60), method="getChatMember")

    async with house.process(dies=True):
        house.telegram.people.adds_bot(anna, chat)
        await until(lambda: house.telegram.journal.of("getChatMember"))
    silent = house.telegram.journal.delivered(chat)
    async with house.process() as visit:
        await until(lambda: house.telegram.journal.delivered(chat))
        await visit.settled()

    assert [] == silent
    assert ["Добрый день"] == [text[:11] for text in house.telegram.journal.delivered(chat)]
    assert frozenset({Reader.BOT}) == (await house.connected(chat, anna)).readers


async def test_a_supergroup_that_was_a_group_is_not_greeted_as_a_new_one(house: House) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.group("Команда", [anna], bot=None)
    old = {"user": house.telegram.world.me.json(), "status": "left"}

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()
        new = house.telegram.people.upgrades(anna, chat)
        told = {
            "chat": house.telegram.world.chat(new).json(),
            "from": house.telegram.world.person(anna).json(),
            "date": house.telegram.world.now() + 3600,
            "old_chat_member": old,
            "new_chat_member": {**old, "status": "member"},
        }
        house.telegram.world.updates.push("my_chat_member", told, new)
        await visit.settled()

    assert [] == house.telegram.journal.delivered(new)
    assert 1 == len(await house.groups.of_person(PersonId(anna)))


async def test_who_brings_him_back_has_the_group_read_again(house: House) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()
        before = await house.connected(chat, anna)
        house.telegram.people.removes_bot(anna, chat)
        await visit.settled()
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()

    assert before == await house.connected(chat, anna)
    assert 2 == len(house.telegram.journal.delivered(chat))


async def test_a_group_that_becomes_a_supergroup_goes_on_as_it_was(house: House) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.group("Команда", [anna], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()
        before = await house.connected(chat, anna)
        new = house.telegram.people.upgrades(anna, chat)
        await visit.settled()
        await visit.says(anna, "/start", new)

    after = await house.connected(new, anna)
    assert (before.id, before.readers, before.owner) == (after.id, after.readers, after.owner)
    assert "Я Альфред: читаю этот разговор" in visit.last(new)


async def test_added_by_who_speaks_as_the_group_he_asks_an_administrator(house: House) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna])
    member = {"user": house.telegram.world.me.json()}
    as_group = {"id": 1087968824, "is_bot": True, "first_name": "Group"}

    async with house.process() as visit:
        told = {
            "chat": house.telegram.world.chat(chat).json(),
            "from": as_group,
            "date": house.telegram.world.now(),
            "old_chat_member": {**member, "status": "left"},
            "new_chat_member": {**member, "status": "member"},
        }
        house.telegram.world.updates.push("my_chat_member", told, chat)
        await visit.settled()
        nobody = await house.groups.of_chat(chat)
        await visit.presses(anna, "Let him read", chat)

    assert [] == list(nobody)
    assert anna == (await house.connected(chat, anna)).owner


async def test_an_anonymous_administrator_decides_in_the_group(house: House) -> None:
    anna, boris, vera = (house.person(name) for name in ("Анна", "Борис", "Вера"))
    chat = house.telegram.people.supergroup("Команда", [anna, boris, vera], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(vera, chat)
        house.telegram.people.promotes(anna, anna, chat, anonymous=True)
        await visit.settled()
        await visit.says(boris, "/language", chat)
        stranger = visit.last(chat)
        await visit.says(anna, "/language", chat)
        asked = visit.last(chat)
        refused = await visit.presses(boris, "English", chat)
        before = (await house.connected(chat, vera)).language
        await visit.presses(anna, "English", chat)

    assert "Это решают администраторы" in stranger
    assert "На каком языке вести эту группу?" == asked
    assert "Это решают администраторы" in refused
    assert "ru" == before
    assert "en" == (await house.connected(chat, vera)).language
    assert await house.people.find(PersonId(chat)) is None


async def test_added_to_a_channel_he_stays_silent(house: House) -> None:
    anna = house.person("Анна")
    channel = house.telegram.people.channel("Новости", [anna], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, channel, administrator=True)
        await visit.settled()

    assert [] == house.telegram.journal.delivered(channel)
    assert [] == list(await house.groups.of_chat(channel))
