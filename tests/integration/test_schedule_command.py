"""``/schedule`` as a chat shows it, with aiogram's own client and dispatcher."""

from datetime import UTC, datetime, time

import pytest
from pydantic import SecretStr

from pipeline.delivery.models import Destination, Via
from pipeline.schedules.models import EVERY_DAY, WORKDAYS, QuietHours, Rhythm, Weekday
from pipeline.windows.models import WindowSize
from tests.fixtures.scheduling import TENANT, ScheduleTrial
from tests.servers.telegram import BotApiServer


@pytest.fixture
def trial(bot_api: BotApiServer) -> ScheduleTrial:
    return ScheduleTrial(bot_api)


class TestLines:
    async def test_a_line_arranges_it_and_the_next_three_are_told(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect()
        async with trial.process():
            await trial.says(trial.anna, trial.anna, "/schedule по будням в 9:00")

        (arranged,) = await trial.schedules(trial.anna)
        assert (time(9), WORKDAYS) == (arranged.timetable.at, arranged.timetable.weekdays)
        assert Destination(Via.CHAT, trial.anna) == arranged.destination
        assert datetime(2026, 11, 20, 6, tzinfo=UTC) == arranged.next_due_at
        assert (
            "Alfred: Записал. «Кухня»\n"
            "  По будням в 9:00, за сутки, сюда, Москва\n"
            "\n"
            "  Ближайшие сводки:\n"
            "  • завтра в 9:00\n"
            "  • 23 ноября, пн, в 9:00\n"
            "  • 24 ноября, вт, в 9:00\n"
            "  [Изменить] [Все расписания]"
        ) == trial.last(trial.anna)

    async def test_windows_and_crontab_lines_are_understood(self, trial: ScheduleTrial) -> None:
        await trial.connect()
        async with trial.process():
            await trial.says(trial.boris, trial.boris, "/schedule 6h")
            await trial.says(trial.boris, trial.boris, "/schedule cron 30 18 * * 1,3")

        windows, daily = (each.timetable for each in await trial.schedules(trial.boris))
        assert (Rhythm.WINDOWS, WindowSize.SIX) == (windows.rhythm, windows.size)
        assert {Weekday.MONDAY, Weekday.WEDNESDAY} == daily.weekdays
        assert "Mon, Wed at 18:30, telling the day, here, Moscow" in trial.last(trial.boris)

    async def test_off_pauses_all_and_says_how_many(self, trial: ScheduleTrial) -> None:
        await trial.connect()
        async with trial.process():
            await trial.says(trial.anna, trial.anna, "/schedule 6h")
            await trial.says(trial.anna, trial.anna, "/schedule off")
            await trial.says(trial.anna, trial.anna, "/schedule off")

        assert [False] == [each.enabled for each in await trial.schedules(trial.anna)]
        assert "Приостановил 1 расписание." in trial.shown(trial.anna)
        assert "Приостанавливать нечего" in trial.last(trial.anna)

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("5h", "4, 6, 12 или 24"),
            ("cron 0 9 1 * *", "вместо числа"),
            ("cron */5 * * * *", "одна сводка"),
            ("в 25:00", "не бывает"),
            ("в 9 и в 18", "не одно"),
            ("когда-нибудь", "не понял"),
        ],
    )
    async def test_what_cannot_be_is_told_with_a_remedy(
        self, trial: ScheduleTrial, line: str, told: str
    ) -> None:
        await trial.connect()
        async with trial.process():
            await trial.says(trial.anna, trial.anna, f"/schedule {line}")

        assert [] == await trial.schedules(trial.anna)
        assert told in trial.last(trial.anna)

    async def test_with_several_groups_the_line_may_name_one(self, trial: ScheduleTrial) -> None:
        await trial.connect("Кухня")
        garage = await trial.connect("Гараж и сад")
        async with trial.process():
            await trial.says(trial.anna, trial.anna, "/schedule гараж и сад 12h")

        (arranged,) = await trial.schedules(trial.anna)
        assert garage.id == arranged.group_id

    async def test_with_several_groups_an_unnamed_one_is_asked_for(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect("Кухня")
        garage = await trial.connect("Гараж")
        async with trial.process():
            await trial.says(trial.anna, trial.anna, "/schedule daily 10:00")
            await trial.presses(trial.anna, trial.anna, "Гараж")
            await trial.presses(trial.anna, trial.anna, "Записать")

        (arranged,) = await trial.schedules(trial.anna)
        assert (garage.id, time(10)) == (arranged.group_id, arranged.timetable.at)


class TestForm:
    async def test_a_schedule_is_put_together_by_buttons_and_answers(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect()
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule")
            for button in ("＋ Новое расписание", "Раз в день, в свой час"):
                await trial.presses(anna, anna, button)
            await trial.says(anna, anna, "полдесятого")
            await trial.says(anna, anna, "9.30")
            for button in ("По каким дням", "✓ сб", "✓ вс", "‹ Готово", "Тихие часы", "23–7"):
                await trial.presses(anna, anna, button)
            for button in ("За какой срок", "За 12 часов", "Часовой пояс"):
                await trial.presses(anna, anna, button)
            await trial.says(anna, anna, "berlin")
            await trial.presses(anna, anna, "Записать")

        (arranged,) = await trial.schedules(anna)
        timetable = arranged.timetable
        assert (time(9, 30), WORKDAYS) == (timetable.at, timetable.weekdays)
        assert QuietHours(time(23), time(7)) == timetable.quiet
        assert (WindowSize.TWELVE, "Europe/Berlin") == (timetable.size, timetable.zone)
        assert "Простите, понял не всё" in trial.shown(anna)
        assert "Ближайшие сводки по вашим часам (Москва):\n  • завтра в 11:30" in trial.last(anna)

    async def test_it_survives_a_restart(self, trial: ScheduleTrial) -> None:
        await trial.connect()
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule")
            await trial.presses(anna, anna, "＋ Новое расписание")
            await trial.presses(anna, anna, "Раз в день, в свой час")
        async with trial.process():
            await trial.says(anna, anna, "18:00")
            await trial.presses(anna, anna, "Записать")

        (arranged,) = await trial.schedules(anna)
        assert (time(18), EVERY_DAY) == (arranged.timetable.at, arranged.timetable.weekdays)

    async def test_cancel_ends_it_and_its_buttons_say_so(self, trial: ScheduleTrial) -> None:
        await trial.connect()
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule")
            await trial.presses(anna, anna, "＋ Новое расписание")
            stale = next(
                button["callback_data"]
                for row in _keyboard(trial, anna)
                for button in row
                if button["text"] == "Каждые 6 часов"
            )
            await trial.says(anna, anna, "/cancel")
            query = trial.telegram.people.presses_old(anna, anna, stale, 1)
            await trial.done()

        answer = trial.telegram.people.answer_to(query)
        assert "оставляем всё как было" in trial.last(anna)
        assert answer is None or "не действует" in answer["text"]
        assert [] == await trial.schedules(anna)

    async def test_a_schedule_is_paused_resumed_changed_and_removed(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect()
        anna = trial.anna
        async with trial.process():
            await trial.says(anna, anna, "/schedule 6h")
            await trial.presses(anna, anna, "Все расписания")
            await trial.presses(anna, anna, "⏸ 1")
            paused = trial.last(anna)
            await trial.presses(anna, anna, "▶ 1")
            resumed = trial.last(anna)
            for button in ("✎ 1", "Как часто", "Каждые 4 часа", "Записать", "Все расписания"):
                await trial.presses(anna, anna, button)
            (changed,) = await trial.schedules(anna)
            await trial.presses(anna, anna, "✕ 1")

        assert "1. Каждые 6 часов, сюда, Москва; приостановлено" in paused
        assert "следующая сегодня в 18:00" in resumed
        assert WindowSize.FOUR == changed.timetable.size
        assert [] == await trial.schedules(anna)
        assert "ещё ничего не назначили" in trial.last(anna)


class TestPlaces:
    async def test_a_manager_may_have_it_in_the_group(self, trial: ScheduleTrial) -> None:
        group = await trial.connect()
        chat = group.chat.telegram_id
        async with trial.process():
            await trial.says(trial.anna, chat, "/schedule 12h")

        (arranged,) = await trial.schedules(trial.anna)
        assert Destination(Via.CHAT, chat) == arranged.destination

    async def test_a_member_gets_it_in_private_and_is_offered_no_other_place(
        self, trial: ScheduleTrial
    ) -> None:
        group = await trial.connect()
        chat = group.chat.telegram_id
        async with trial.process():
            await trial.says(trial.boris, chat, "/schedule 12h")
            await trial.presses(trial.boris, chat, "Изменить")
            await trial.presses(trial.boris, chat, "Куда")

        (arranged,) = await trial.schedules(trial.boris)
        assert Destination(Via.CHAT, trial.boris) == arranged.destination
        assert "[Вам лично]" in trial.last(chat)
        assert "[В группу]" not in trial.last(chat)

    async def test_who_never_wrote_to_the_bot_is_asked_to(self, trial: ScheduleTrial) -> None:
        group = await trial.connect()
        chat = group.chat.telegram_id
        async with trial.process():
            await trial.says(trial.boris, chat, "/schedule 12h")
            stranger = trial.last(chat)
            await trial.says(trial.boris, trial.boris, "/schedule")
            await trial.says(trial.boris, chat, "/schedule 12h")

        assert "написать вам первым я не могу" in stranger
        assert "написать вам первым я не могу" not in trial.last(chat)

    async def test_in_a_topic_it_comes_into_the_topic(self, trial: ScheduleTrial) -> None:
        group = await trial.connect(forum=True)
        chat = group.chat.telegram_id
        topic = trial.telegram.people.topic(trial.anna, chat, "Ремонт")
        async with trial.process():
            trial.telegram.people.says(trial.anna, chat, "/schedule 12h", thread=topic)
            await trial.done()

        (arranged,) = await trial.schedules(trial.anna)
        assert Destination(Via.CHAT, chat, topic) == arranged.destination

    async def test_a_group_is_answered_through_replies(self, trial: ScheduleTrial) -> None:
        group = await trial.connect()
        chat = group.chat.telegram_id
        async with trial.process():
            await trial.says(trial.anna, chat, "/schedule")
            for button in ("＋ Новое расписание", "Раз в день, в свой час"):
                await trial.presses(trial.anna, chat, button)
            form = next(iter(trial.telegram.world.chat(chat).newest_first())).id
            await trial.says(trial.anna, chat, "/schedule")
            listed = next(iter(trial.telegram.world.chat(chat).newest_first())).id
            await trial.says(trial.anna, chat, "не тебе: в 7", reply_to=listed)
            await trial.says(trial.anna, chat, "в 9", reply_to=form)
            await trial.presses(trial.anna, chat, "Записать")

        (arranged,) = await trial.schedules(trial.anna)
        assert (time(9), chat) == (arranged.timetable.at, arranged.destination.chat_id)

    async def test_a_channel_is_chosen_by_a_forwarded_post(self, trial: ScheduleTrial) -> None:
        await trial.connect()
        anna = trial.anna
        channel = trial.telegram.people.channel("Новости", [anna])
        post = trial.telegram.people.posts(channel, "раз")
        async with trial.process():
            await trial.says(anna, anna, "/schedule 12h")
            for button in ("Изменить", "Куда", "В канал…"):
                await trial.presses(anna, anna, button)
            await trial.forwards(anna, channel, post)
            card = trial.last(anna)
            await trial.presses(anna, anna, "Записать")

        (arranged,) = await trial.schedules(anna)
        assert "в канал «Новости»" in card
        assert Destination(Via.CHAT, channel) == arranged.destination

    async def test_a_channel_that_is_not_theirs_or_closed_to_the_bot_is_refused(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect()
        people, anna = trial.telegram.people, trial.anna
        people.channel("Чужой", [trial.boris, anna], username="stranger")
        people.channel("Закрытый", [anna], username="closed", bot="member")
        async with trial.process():
            await trial.says(anna, anna, "/schedule 12h")
            for button in ("Изменить", "Куда", "В канал…"):
                await trial.presses(anna, anna, button)
            told = []
            for name in ("@stranger", "@closed_", "@closed", "никуда"):
                await trial.says(anna, anna, name)
                told.append(trial.last(anna))

        assert "В чужой канал" in told[0]
        assert "не вижу" in told[1]
        assert "не позволено публиковать" in told[2]
        assert "не похоже на канал" in told[3]

    async def test_the_tenants_webhook_is_offered_to_its_administrators(
        self, trial: ScheduleTrial
    ) -> None:
        await trial.connect()
        anna = trial.anna
        await trial.make_administrator(anna)
        hook = await trial.endpoints.add(TENANT, "https://hook.example/a", SecretStr("s"))
        async with trial.process():
            await trial.says(anna, anna, "/schedule 12h")
            for button in ("Изменить", "Куда", "На адрес hook.example", "Записать"):
                await trial.presses(anna, anna, button)

        (arranged,) = await trial.schedules(anna)
        assert Destination(Via.WEBHOOK, hook.id) == arranged.destination


class TestOthers:
    async def test_nobody_presses_the_buttons_of_another(self, trial: ScheduleTrial) -> None:
        group = await trial.connect()
        chat = group.chat.telegram_id
        async with trial.process():
            await trial.says(trial.anna, chat, "/schedule 6h")
            listed = await trial.presses(trial.boris, chat, "Все расписания")
            await trial.presses(trial.anna, chat, "Изменить")
            saved = await trial.presses(trial.boris, chat, "Записать")

        assert "made for somebody else" in listed
        assert "another person began it" in saved
        assert [] == await trial.schedules(trial.boris)

    async def test_who_left_the_group_has_nothing_to_arrange(self, trial: ScheduleTrial) -> None:
        group = await trial.connect()
        async with trial.process():
            await trial.says(trial.boris, trial.boris, "/schedule")
        trial.telegram.people.leaves(trial.boris, group.chat.telegram_id)
        async with trial.process():
            told = await trial.presses(trial.boris, trial.boris, "＋ New schedule")

        assert "not open to you" in told
        assert [] == await trial.schedules(trial.boris)

    async def test_who_speaks_as_the_group_is_asked_to_speak_as_themselves(
        self, trial: ScheduleTrial
    ) -> None:
        group = await trial.connect()
        chat = group.chat.telegram_id
        trial.telegram.people.promotes(trial.anna, trial.anna, chat, anonymous=True)
        async with trial.process():
            await trial.says(trial.anna, chat, "/schedule 6h")

        assert "от имени чата" in trial.last(chat)

    async def test_a_group_that_is_not_read_says_so(self, trial: ScheduleTrial) -> None:
        chat = trial.telegram.people.supergroup("Чужая", [trial.anna])
        async with trial.process():
            await trial.says(trial.anna, chat, "/schedule")

        assert "пока не читаю" in trial.last(chat)


def _keyboard(trial: ScheduleTrial, chat: int) -> list[list[dict[str, str]]]:
    newest = next(
        stored
        for stored in trial.telegram.world.chat(chat).newest_first()
        if "reply_markup" in stored.json
    )
    rows: list[list[dict[str, str]]] = newest.json["reply_markup"]["inline_keyboard"]
    return rows
