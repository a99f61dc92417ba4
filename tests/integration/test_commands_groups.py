"""/groups: the list, a group's card, adding and disconnecting."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.delivery.models import Destination, Via
from pipeline.groups.addresses import Invitation, Username
from pipeline.groups.models import ConnectedGroup, PersonId, Reader, Scope
from pipeline.ingest.models import (
    AuthorId,
    Chat,
    ChatKind,
    Message,
    MessageId,
    MessageKind,
    TenantId,
)
from pipeline.schedules.models import NewSubscription, Rhythm, Timetable
from pipeline.windows.models import WindowSize
from tests.fixtures.commands import House, Visit
from tests.servers.telegram import BotApiServer

LARGEST = 2**52
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TEAM = Chat(-1_005_000_000_001, ChatKind.SUPERGROUP, "Команда сайта", "site_team")
HOSTILE = "\u202egnp.exe\x07</b><a href='tg://user?id=1'>x</a> %s {0} \n/start @admin " + "я" * 200


@pytest.fixture
def house(bot_api: BotApiServer) -> House:
    return House(bot_api, now=lambda: NOW)


async def connect(house: House, owner: int, chat: Chat, reader: Reader) -> ConnectedGroup:
    await house.people.meet(PersonId(owner), language="ru", time_zone="Europe/Moscow")
    return await house.groups.connect(
        await house.people.tenant_of(PersonId(owner)),
        chat,
        reader=reader,
        owner=PersonId(owner),
        time_zone="Europe/Moscow",
        language="ru",
    )


async def added(visit: Visit, title: str, *members: int) -> ConnectedGroup:
    """A supergroup to which its first member adds the bot."""
    people = visit.telegram.people
    chat = people.supergroup(title, members, bot=None)
    people.adds_bot(members[0], chat)
    await visit.settled()
    return await visit.house.connected(chat, members[0])


def spoken(number: int, days_ago: int, author: str) -> Message:
    return Message(
        id=MessageId(number),
        sent_at=NOW - timedelta(days=days_ago),
        kind=MessageKind.TEXT,
        author_id=AuthorId(author),
        author_name=author,
        text="привет",
    )


class TestList:
    async def test_who_has_no_groups_is_shown_the_ways_to_add_one(self, house: House) -> None:
        anna = house.person("Анна")

        async with house.process() as visit:
            await visit.says(anna, "/groups")
            await visit.presses(anna, "Добавить группу")

        assert "Пришлите её ссылку" in visit.shown(anna)
        assert "[Добавить в группу]" in visit.shown(anna)

    async def test_groups_are_paged_by_title(self, house: House) -> None:
        anna = house.person("Анна")
        for number in range(10, 30):
            chat = Chat(-number, ChatKind.SUPERGROUP, f"Группа {number}")
            await connect(house, anna, chat, Reader.ACCOUNT)

        async with house.process() as visit:
            await visit.says(anna, "/groups")
            first = visit.shown(anna)
            await visit.presses(anna, "Дальше ›")
            second = visit.shown(anna)
            await visit.presses(anna, "Дальше ›")
            last = visit.shown(anna)
            await visit.forges(anna, "gp1:999999999")

        assert "20 групп к вашим услугам" in first
        assert "[Группа 17]" in first
        assert "[Группа 18]" not in first
        assert "[Группа 18]" in second
        assert "[Группа 29]" in last
        assert "Дальше" not in last
        assert "Группа 29" in visit.shown(anna).rpartition("Ваши группы")[2]

    async def test_a_member_finds_the_group_and_who_left_does_not(self, house: House) -> None:
        anna, boris = house.person("Анна"), house.person("Борис")

        async with house.process() as visit:
            group = await added(visit, "Команда", anna, boris)
            chat = group.chat.telegram_id
            await visit.says(boris, "всем привет", chat)
            await visit.says(boris, "/groups")
            member = visit.last(boris)
        async with house.process() as visit:
            visit.telegram.people.leaves(boris, chat)
            await visit.says(boris, "/groups")

        assert "1 группа к вашим услугам" in member
        assert "ни одной вашей группы" in visit.last(boris)

    async def test_in_a_group_nobodys_list_is_shown(self, house: House) -> None:
        anna = house.person("Анна")

        async with house.process() as visit:
            group = await added(visit, "Команда", anna)
            await visit.says(anna, "/groups", group.chat.telegram_id)

        assert "наедине" in visit.last(group.chat.telegram_id)


class TestCard:
    async def test_it_tells_what_is_known_of_the_group(self, house: House) -> None:
        anna, boris = house.person("Анна"), house.person("Борис")

        async with house.process() as visit:
            group = await added(visit, "Команда", anna, boris)
            talk = [spoken(1, 0, "user1"), spoken(2, 0, "user2"), spoken(3, 1, "user1")]
            await house.messages.accept(group.tenant, group.id, [*talk, spoken(4, 9, "user3")])
            timetable = Timetable(Rhythm.DAILY, WindowSize.DAY, "Europe/Moscow", at=NOW.time())
            await house.subscriptions.add(
                group.tenant,
                NewSubscription(
                    group.id, PersonId(anna), Destination(Via.CHAT, anna), "ru", timetable
                ),
                NOW,
            )
            await visit.says(anna, "/groups")
            await visit.presses(anna, "Команда")

        card = visit.shown(anna)
        assert "Участников: 3" in card
        assert "За 7 дней: 3 сообщения, в среднем 0,4 в день; писали 2 человека" in card
        assert "По дням: ▁▁▁▁▁▄█" in card
        assert "Читаю сам, как участник группы" in card
        assert "• Ежедневно в 12:00" in card
        assert "Сводок ещё не было" in card
        assert "Язык сводок: Русский" in card
        for label in ("Сводка", "Расписание", "Язык", "Часовой пояс", "Отключить"):
            assert f"[{label}]" in card

    async def test_a_member_may_look_and_not_change(self, house: House) -> None:
        anna, boris = house.person("Анна"), house.person("Борис")

        async with house.process() as visit:
            group = await added(visit, "Команда", anna, boris)
            await visit.says(boris, f"/start g{group.tenant}_{group.id}")
            card = visit.shown(boris)
            ids = f"{group.tenant}:{group.id}"
            told = [
                await visit.forges(boris, data)
                for data in (
                    f"g1:lang:{ids}",
                    f"g1:zone:{ids}",
                    f"g1:off:{ids}",
                    f"gl1:{ids}:en",
                    f"gz1:{ids}:UTC",
                    f"gx1:{ids}",
                )
            ]

        assert "[Отключить]" not in card
        assert ["Это решают администраторы группы. Попросите кого-нибудь из них."] * 6 == told
        assert group == await house.groups.get(group.tenant, group.id)

    async def test_a_stranger_does_not_learn_whether_a_group_exists(self, house: House) -> None:
        anna, eva = house.person("Анна"), house.person("Ева")

        async with house.process() as visit:
            group = await added(visit, "Тайная", anna)
            await visit.says(eva, "/start")
            there = await visit.forges(eva, f"g1:card:{group.tenant}:{group.id}")
            nowhere = await visit.forges(eva, f"g1:card:{group.tenant}:{2**62}")
            await visit.says(eva, f"/start g{group.tenant}_{group.id}")
            linked = visit.last(eva)
            await visit.says(eva, f"/start g{9 * 10**17}_{9 * 10**17}")

        assert "Такой группы у меня для вас нет" in there
        assert there == nowhere == linked == visit.last(eva)
        assert "Тайная" not in visit.shown(eva)

    async def test_who_was_granted_a_scope_sees_the_card_from_outside(self, house: House) -> None:
        anna, eva = house.person("Анна"), house.person("Ева")

        async with house.process() as visit:
            group = await added(visit, "Команда", anna)
            await house.members.grant(group.tenant, PersonId(eva), frozenset({Scope.READ}))
            await visit.says(eva, f"/start g{group.tenant}_{group.id}")

        assert visit.last(eva).startswith("Команда")

    async def test_in_a_group_a_cards_button_does_nothing(self, house: House) -> None:
        anna = house.person("Анна")

        async with house.process() as visit:
            group = await added(visit, "Команда", anna)
            before = visit.shown(group.chat.telegram_id)
            told = await visit.forges(
                anna, f"g1:card:{group.tenant}:{group.id}", group.chat.telegram_id
            )

        assert "больше ни к чему не ведёт" in told
        assert before == visit.shown(group.chat.telegram_id)

    async def test_a_hostile_title_stays_text(self, house: House) -> None:
        anna = house.person("Анна")

        async with house.process() as visit:
            group = await added(visit, HOSTILE, anna)
            await visit.says(anna, "/groups")
            listed = visit.shown(anna)
            await visit.says(anna, f"/start g{group.tenant}_{group.id}")

        card = max(house.telegram.world.chat(anna).messages.items())[1].json
        for shown in (listed, card["text"]):
            assert "\u202e" not in shown
            assert "\x07" not in shown
            assert "я" * 100 not in shown
        assert "</b><a href=" in card["text"]
        assert {"bold"} == {
            entity["type"]
            for entity in card["entities"]
            if "url" in entity or entity["type"] == "bold"
        }

    @pytest.mark.parametrize("title", ["", "\u200b\u200b", "\u202e", " \n "])
    async def test_a_title_that_shows_nothing_gets_a_name(self, house: House, title: str) -> None:
        anna = house.person("Анна")
        await connect(house, anna, Chat(-5, ChatKind.SUPERGROUP, title), Reader.ACCOUNT)

        async with house.process() as visit:
            await visit.says(anna, "/groups")
            await visit.presses(anna, "Без названия")

        assert "Без названия" in visit.shown(anna)

    async def test_the_zone_of_a_group_is_typed_also_after_a_restart(self, house: House) -> None:
        anna = house.person("Анна")

        async with house.process() as visit:
            group = await added(visit, "Команда", anna)
            await visit.says(anna, f"/start g{group.tenant}_{group.id}")
            assumed = visit.last(anna)
            await visit.presses(anna, "Часовой пояс")
        async with house.process() as visit:
            await visit.says(anna, "Новосибирск")

        assert "Часовой пояс: Новосибирск" in visit.last(anna)
        assert "Часовой пояс: Москва (предполагаемый)" in assumed
        known = await house.groups.get(group.tenant, group.id)
        assert "Asia/Novosibirsk" == known.time_zone
        person = await house.people.find(PersonId(anna))
        assert person is not None
        assert "Europe/Moscow" == person.time_zone

    async def test_who_lost_the_right_meanwhile_cannot_type_the_zone(self, house: House) -> None:
        anna, boris = house.person("Анна"), house.person("Борис")

        async with house.process() as visit:
            group = await added(visit, "Команда", anna, boris)
            visit.telegram.people.promotes(anna, boris, group.chat.telegram_id)
            await visit.says(boris, f"/start g{group.tenant}_{group.id}")
            await visit.presses(boris, "Часовой пояс")
        async with house.process() as visit:
            visit.telegram.people.demotes(anna, boris, group.chat.telegram_id)
            await visit.says(boris, "Новосибирск")

        assert "Это решают администраторы" in visit.last(boris)
        assert group == await house.groups.get(group.tenant, group.id)

    async def test_language_and_zone_are_set_by_buttons(self, house: House) -> None:
        anna = house.person("Анна")

        async with house.process() as visit:
            group = await added(visit, "Команда", anna)
            await visit.says(anna, f"/start g{group.tenant}_{group.id}")
            await visit.presses(anna, "Язык")
            await visit.presses(anna, "English")
            await visit.presses(anna, "Часовой пояс")
            await visit.presses(anna, "Самара")

        known = await house.groups.get(group.tenant, group.id)
        assert ("en", "Europe/Samara") == (known.language, known.time_zone)
        assert "Язык сводок: English" in visit.shown(anna)

    async def test_disconnecting_is_asked_twice(self, house: House) -> None:
        anna = house.person("Анна")

        async with house.process() as visit:
            group = await added(visit, "Команда", anna)
            await visit.says(anna, f"/start g{group.tenant}_{group.id}")
            await visit.presses(anna, "Отключить")
            asked = (await house.groups.get(group.tenant, group.id)).readers
            await visit.presses(anna, "Да, отключить")

        assert frozenset({Reader.BOT}) == asked
        assert frozenset() == (await house.groups.get(group.tenant, group.id)).readers
        assert "Группу «Команда» я больше не читаю" in visit.shown(anna)


class TestAdding:
    async def test_an_administrator_adds_a_group_by_a_message_in_its_name(
        self, house: House
    ) -> None:
        anna = house.person("Анна")
        chat = house.telegram.people.supergroup("Команда", [anna])
        house.telegram.people.promotes(anna, anna, chat, anonymous=True)

        async with house.process() as visit:
            said = house.telegram.people.says(anna, chat, "объявление")
            await visit.says(anna, "/start")
            house.telegram.people.forwards(anna, chat, said, anna)
            await visit.settled()

        assert "Готово" in visit.last(anna)
        assert frozenset({Reader.BOT}) == (await house.connected(chat, anna)).readers

    async def test_a_member_cannot_have_the_bot_read_a_group_for_them(self, house: House) -> None:
        anna, boris = house.person("Анна"), house.person("Борис")
        chat = house.telegram.people.supergroup("Команда", [anna, boris])
        house.telegram.people.promotes(anna, anna, chat, anonymous=True)

        async with house.process() as visit:
            said = house.telegram.people.says(anna, chat, "объявление")
            await visit.says(boris, "/start")
            house.telegram.people.forwards(boris, chat, said, boris)
            await visit.settled()

        assert "только администратор" in visit.last(boris)
        assert [] == list(await house.groups.of_chat(chat))

    async def test_a_persons_message_does_not_tell_its_group(self, house: House) -> None:
        anna, boris = house.person("Анна"), house.person("Борис")
        chat = house.telegram.people.supergroup("Команда", [anna, boris])

        async with house.process() as visit:
            said = house.telegram.people.says(boris, chat, "привет")
            await visit.says(anna, "/start")
            house.telegram.people.forwards(anna, chat, said, anna)
            await visit.settled()

        assert "Telegram не говорит, из какой группы" in visit.last(anna)

    async def test_a_channel_is_no_group(self, house: House) -> None:
        anna = house.person("Анна")
        channel = house.telegram.people.channel("Новости", [anna])

        async with house.process() as visit:
            post = house.telegram.people.posts(channel, "новость")
            await visit.says(anna, "/start")
            house.telegram.people.forwards(anna, channel, post, anna)
            await visit.settled()

        assert "Это не группа" in visit.last(anna)

    async def test_a_link_is_followed_by_the_persons_account_also_after_a_restart(
        self, house: House
    ) -> None:
        anna = house.person("Анна")
        await house.account(anna)
        house.dialogs.open[Invitation("AbCdEf-12345")] = TEAM

        async with house.process() as visit:
            await visit.says(anna, "/groups")
            await visit.presses(anna, "Добавить группу")
        async with house.process() as visit:
            await visit.says(anna, "вот туда, пожалуйста")
            unclear = visit.last(anna)
            await visit.says(anna, "https://t.me/+AbCdEf-12345")

        assert "Не узнаю здесь ни ссылки" in unclear
        assert "Готово" in visit.last(anna)
        group = await house.connected(TEAM.telegram_id, anna)
        assert frozenset({Reader.ACCOUNT}) == group.readers
        assert [group.tenant] == house.read_anew

    async def test_an_address_may_stand_under_a_picture(self, house: House) -> None:
        anna = house.person("Анна")
        await house.account(anna)
        house.dialogs.open[Username("site_team")] = TEAM

        async with house.process() as visit:
            await visit.says(anna, "/groups")
            await visit.presses(anna, "Добавить группу")
            house.telegram.people.sends_voice(anna, anna)
            await visit.settled()
            voice = visit.last(anna)
            house.telegram.people.sends_photo(anna, anna, caption="вот: @site_team")
            await visit.settled()

        assert "Не узнаю здесь ни ссылки" in voice
        assert "Готово" in visit.last(anna)

    async def test_without_an_account_a_link_leads_to_the_remedy(self, house: House) -> None:
        anna = house.person("Анна")

        async with house.process() as visit:
            await visit.says(anna, "/groups")
            await visit.presses(anna, "Добавить группу")
            await visit.says(anna, "@site_team")

        assert "/connect" in visit.last(anna)

    async def test_a_public_group_with_the_bot_in_it_is_found_by_name(self, house: House) -> None:
        anna = house.person("Анна")
        chat = house.telegram.people.supergroup("Команда", [anna], username="site_team")

        async with house.process() as visit:
            await visit.says(anna, "/groups")
            await visit.presses(anna, "Добавить группу")
            await visit.says(anna, "t.me/site_team")

        assert "Готово" in visit.last(anna)
        assert frozenset({Reader.BOT}) == (await house.connected(chat, anna)).readers

    async def test_what_is_read_already_is_opened_instead(self, house: House) -> None:
        anna = house.person("Анна")
        await house.account(anna, TEAM)
        await connect(house, anna, TEAM, Reader.ACCOUNT)
        house.dialogs.open[Username("site_team")] = TEAM

        async with house.process() as visit:
            await visit.says(anna, "/groups")
            await visit.presses(anna, "Добавить группу")
            await visit.says(anna, "@site_team")

        assert "я уже читаю" in visit.shown(anna)
        groups = await house.groups.of_person(PersonId(anna))
        assert [TEAM] == [group.chat for group in groups]
        assert TenantId(1) == groups[0].tenant
