"""By whose clock ``/schedule`` arranges, whom it asks, and what it says while digests are off."""

from datetime import UTC, datetime, time

import pytest

from pipeline.groups.models import ConnectedGroup, Person, PersonId
from tests.fixtures.scheduling import TENANT, ScheduleTrial
from tests.servers.telegram import BotApiServer

URAL = "Asia/Yekaterinburg"
OFF = "Сводки для вас сейчас отключены. Как только их включат, я к вашим услугам."


@pytest.fixture
def trial(bot_api: BotApiServer) -> ScheduleTrial:
    return ScheduleTrial(bot_api)


async def person(trial: ScheduleTrial, number: int) -> Person:
    found = await trial.people.find(PersonId(number))
    assert found is not None
    return found


async def group_now(trial: ScheduleTrial, group: ConnectedGroup) -> ConnectedGroup:
    return await trial.groups.get(TENANT, group.id)


class TestInOneLine:
    async def test_it_is_arranged_by_the_assumed_clock_which_is_named(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect(zones_chosen=False)
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule 21:25")

        (arranged,) = await trial.schedules(anna)
        assert (time(21, 25), "Europe/Moscow") == (
            arranged.timetable.at,
            arranged.timetable.zone,
        )
        assert "Часовой пояс я предположил: Москва. Своего вы мне ещё не" in trial.last(anna)
        assert "[Верно: Москва] [Другой пояс]\n  [Изменить] [Все расписания]" in trial.last(anna)
        assert not (await person(trial, anna)).zone_chosen

    async def test_the_zone_that_is_pressed_moves_it_and_is_remembered(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect(zones_chosen=False)
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule 21:25")
            await trial.presses(anna, anna, "Другой пояс")
            asked = trial.last(anna)
            await trial.presses(anna, anna, "Екатеринбург")
            moved = trial.last(anna)
            await trial.says(anna, anna, "/schedule 9:00")

        first, second = await trial.schedules(anna)
        assert "По каким часам вы живёте?" in asked
        assert (URAL, datetime(2026, 11, 19, 16, 25, tzinfo=UTC)) == (
            first.timetable.zone,
            first.next_due_at,
        )
        assert "Записал. «Кухня»\n  Ежедневно в 21:25, за сутки, сюда, Екатеринбург" in moved
        assert URAL == second.timetable.zone
        assert "предположил" not in moved + trial.last(anna)
        assert (URAL, True) == (
            (await person(trial, anna)).time_zone,
            (await person(trial, anna)).zone_chosen,
        )

    async def test_a_city_that_is_typed_moves_it_also_after_a_restart(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect(zones_chosen=False)
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule 21:25")
            await trial.presses(anna, anna, "Другой пояс")
        async with trial.process():
            await trial.says(anna, anna, "где-то на Урале")
            unclear = trial.last(anna)
            await trial.says(anna, anna, "Asia/Tokyo")

        (arranged,) = await trial.schedules(anna)
        assert "Такого пояса не знаю" in unclear
        assert "Asia/Tokyo" == arranged.timetable.zone
        assert "Записал" in trial.last(anna)
        assert 1 == trial.shown(anna).count("Записал")

    async def test_who_says_that_it_is_right_is_not_asked_again(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect(zones_chosen=False)
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule 21:25")
            await trial.presses(anna, anna, "Верно: Москва")
            confirmed = trial.last(anna)
            await trial.says(anna, anna, "/schedule 9:00")

        assert "Записал" in confirmed
        assert "предположил" not in confirmed + trial.last(anna)
        assert (await person(trial, anna)).zone_chosen

    async def test_an_old_button_does_not_undo_a_choice(self, trial: ScheduleTrial) -> None:
        await trial.connect(zones_chosen=False)
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule 21:25")
            await trial.people.change(PersonId(anna), time_zone="Asia/Tokyo")
            await trial.presses(anna, anna, "Верно: Москва")

        assert "Asia/Tokyo" == (await person(trial, anna)).time_zone

    async def test_the_likeliest_zones_are_offered_first(self, trial: ScheduleTrial) -> None:
        await trial.connect(zones_chosen=False)
        eva = trial.telegram.people.person("Eva", language_code="de")
        (group,) = await trial.groups.of_tenant(TENANT)
        trial.telegram.people.joins(eva, group.chat.telegram_id)
        await trial.groups.know(TENANT, group.id, PersonId(eva))
        async with trial.process():
            await trial.says(eva, eva, "/schedule 21:25")
            await trial.presses(eva, eva, "Another zone")

        assert "[Moscow] [Berlin]" in trial.last(eva)


class TestForm:
    async def test_whoever_never_chose_is_asked_after_the_time_and_once(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect(zones_chosen=False)
        anna = trial.anna
        async with trial.process():
            for at in ("9:00", "18:00"):
                await trial.says(anna, anna, "/schedule")
                for button in ("＋ Новое расписание", "Раз в день, в свой час", at):
                    await trial.presses(anna, anna, button)
                if at == "9:00":
                    asked = trial.last(anna)
                    await trial.says(anna, anna, "Екатеринбург")
                await trial.presses(anna, anna, "Записать")

        assert "По каким часам вы живёте?" in asked
        assert "Готово" not in asked
        assert [URAL, URAL] == [each.timetable.zone for each in await trial.schedules(anna)]
        assert (await person(trial, anna)).zone_chosen

    async def test_windows_are_asked_about_too(self, trial: ScheduleTrial) -> None:
        await trial.connect(zones_chosen=False)
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule")
            for button in ("＋ Новое расписание", "Каждые 6 часов", "Екатеринбург", "Записать"):
                await trial.presses(anna, anna, button)

        (arranged,) = await trial.schedules(anna)
        assert URAL == arranged.timetable.zone

    async def test_with_several_groups_it_is_asked_once_the_group_is_chosen(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect("Кухня", zones_chosen=False)
        await trial.connect("Гараж", zones_chosen=False)
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule 10:00")
            for button in ("Гараж", "Екатеринбург", "Записать"):
                await trial.presses(anna, anna, button)

        (arranged,) = await trial.schedules(anna)
        assert (time(10), URAL) == (arranged.timetable.at, arranged.timetable.zone)

    async def test_another_zone_for_one_schedule_is_no_choice_of_where_to_live(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect()
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule 9:00")
            for button in ("Изменить", "Часовой пояс", "Екатеринбург", "Записать"):
                await trial.presses(anna, anna, button)

        (arranged,) = await trial.schedules(anna)
        assert URAL == arranged.timetable.zone
        assert "Europe/Moscow" == (await person(trial, anna)).time_zone


class TestInAGroup:
    async def test_what_goes_to_the_group_is_arranged_by_its_clock(
        self, trial: ScheduleTrial
    ) -> None:
        group = await trial.connect()
        chat = group.chat.telegram_id
        await trial.lives_by(trial.anna, URAL)
        async with trial.process():
            await trial.says(trial.anna, chat, "/schedule 9:00")
            await trial.says(trial.anna, trial.anna, "/schedule 9:00")

        there, private = await trial.schedules(trial.anna)
        assert (chat, "Europe/Moscow") == (there.destination.chat_id, there.timetable.zone)
        assert (trial.anna, URAL) == (private.destination.chat_id, private.timetable.zone)
        assert "Ближайшие сводки:\n  • завтра в 9:00" in trial.last(chat)

    async def test_of_a_group_whose_zone_nobody_said_it_is_asked(
        self, trial: ScheduleTrial
    ) -> None:
        group = await trial.connect(zones_chosen=False)
        chat = group.chat.telegram_id
        await trial.lives_by(trial.anna, "Asia/Tokyo")
        async with trial.process():
            await trial.says(trial.anna, chat, "/schedule 9:00")
            guessed = trial.last(chat)
            await trial.presses(trial.anna, chat, "Другой пояс")
            asked = trial.last(chat)
            await trial.presses(trial.anna, chat, "Екатеринбург")

        (arranged,) = await trial.schedules(trial.anna)
        now = await group_now(trial, group)
        assert "предположил: Москва. Пояса этой группы мне ещё не называли" in guessed
        assert "По каким часам живёт эта группа?" in asked
        assert URAL == arranged.timetable.zone
        assert (URAL, True) == (now.time_zone, now.zone_chosen)
        assert "Asia/Tokyo" == (await person(trial, trial.anna)).time_zone

    async def test_a_member_without_a_zone_is_assumed_to_live_by_the_groups(
        self, trial: ScheduleTrial
    ) -> None:
        group = await trial.connect()
        chat = group.chat.telegram_id
        await trial.groups.configure(TENANT, group.id, time_zone=URAL)
        vera = trial.telegram.people.person("Вера")
        trial.telegram.people.joins(vera, chat)
        async with trial.process():
            await trial.says(vera, chat, "/schedule 9:00")

        (arranged,) = await trial.schedules(vera)
        assert (vera, URAL) == (arranged.destination.chat_id, arranged.timetable.zone)
        assert "[Верно: Екатеринбург]" in trial.last(chat)

    async def test_a_form_that_is_sent_to_the_group_after_all_takes_its_clock(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect()
        anna = trial.anna
        await trial.lives_by(anna, URAL)
        async with trial.process():
            await trial.says(anna, anna, "/schedule")
            for button in ("＋ Новое расписание", "Каждые 6 часов"):
                await trial.presses(anna, anna, button)
            private = trial.last(anna)
            for button in ("Куда", "В группу", "Записать"):
                await trial.presses(anna, anna, button)

        (arranged,) = await trial.schedules(anna)
        assert "Каждые 6 часов, сюда, Екатеринбург" in private
        assert "Europe/Moscow" == arranged.timetable.zone


class TestSwitchedOff:
    async def test_none_is_arranged_and_it_is_said_why_as_of_a_digest(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect()
        anna = trial.anna
        trial.rollout.on = False
        async with trial.process():
            await trial.says(anna, anna, "/schedule")
            listed = trial.last(anna)
            await trial.says(anna, anna, "/schedule 9:00")

        assert f"Alfred: {OFF}" == listed == trial.last(anna)
        assert [] == await trial.schedules(anna)

    async def test_old_buttons_arrange_nothing_either(self, trial: ScheduleTrial) -> None:
        await trial.connect()
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule")
            await trial.presses(anna, anna, "＋ Новое расписание")
            await trial.presses(anna, anna, "Каждые 6 часов")
            trial.rollout.on = False
            told = await trial.presses(anna, anna, "Записать")

        assert OFF == told
        assert [] == await trial.schedules(anna)

    async def test_what_stands_is_listed_paused_and_removed(self, trial: ScheduleTrial) -> None:
        await trial.connect()
        anna = trial.anna
        async with trial.process():
            for line in ("9:00", "6h"):
                await trial.says(anna, anna, f"/schedule {line}")
            trial.rollout.on = False
            await trial.says(anna, anna, "/schedule")
            listed = trial.last(anna)
            await trial.presses(anna, anna, "✕ 1")
            await trial.presses(anna, anna, "⏸ 1")

        (left,) = await trial.schedules(anna)
        assert OFF in listed
        assert "＋" not in listed
        assert (None, False) == (left.timetable.at, left.enabled)
