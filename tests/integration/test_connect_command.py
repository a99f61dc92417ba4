"""``/connect`` as a chat shows it, with unmodified aiogram and Telethon against the stand-ins."""

import re
from pathlib import Path

import pytest

from bot.telethon.qr import Connected, NotConnected, Show
from bot.telethon.session import session_path
from handlers.commands.connect_ports import AccountDesk, Login, TelegramRefusedError
from pipeline.groups.models import Reader
from pipeline.ingest.models import TenantId
from tests.fixtures.connecting import ConnectTrial
from tests.fixtures.reading import TENANT, until
from tests.servers.mtproto import Fault, MtprotoServer
from tests.servers.telegram import BotApiServer

SECRET = "мартышка и очки"


@pytest.fixture
def trial(bot_api: BotApiServer, mtproto: MtprotoServer, tmp_path: Path) -> ConnectTrial:
    return ConnectTrial(bot_api, mtproto, tmp_path)


class FailingLogin:
    """The port ``Login``."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def give_password(self, password: str) -> None: ...

    def cancel(self) -> None: ...

    async def run(self, show: Show) -> Connected | NotConnected:
        raise self._error


class FailingOnce:
    """An ``AccountDesk`` whose first login ends with an error."""

    def __init__(self, desk: AccountDesk, error: Exception) -> None:
        self._desk = desk
        self._errors = [error]

    def begin_login(self, tenant: TenantId) -> Login:
        if self._errors:
            return FailingLogin(self._errors.pop())
        return self._desk.begin_login(tenant)


async def connected(trial: ConnectTrial, account: int) -> None:
    await trial.says("/connect")
    await trial.presses("Показать код")
    await trial.shows("[photo]")
    trial.scan(account)
    await trial.shows("Теперь отметьте группы")


class TestLogin:
    async def test_a_scanned_code_connects_the_account(self, trial: ConnectTrial) -> None:
        me = trial.account()
        async with trial.process():
            await trial.says("/connect")
            explained = trial.shown()
            await trial.presses("Показать код")
            await trial.shows("[photo]")
            trial.scan(me)
            told = await trial.shows("ваш аккаунт подключён")

        account = await trial.world.accounts.of_tenant(TENANT)
        assert "последние семь дней" in explained
        assert account is not None
        assert me == account.telegram_user_id
        assert "[photo]" not in told
        assert session_path(trial.home, TENANT).exists()

    async def test_an_expired_code_is_replaced_in_the_same_picture(
        self, trial: ConnectTrial
    ) -> None:
        trial.server.terms.qr_seconds = 1
        me = trial.account()
        async with trial.process():
            await trial.says("/connect")
            await trial.presses("Показать код")
            await trial.telegram.journal.called("editMessageMedia")
            trial.scan(me)
            await trial.shows("ваш аккаунт подключён")

        assert 1 == len(trial.telegram.journal.of("sendPhoto"))

    async def test_another_persons_account_is_named(self, trial: ConnectTrial) -> None:
        other = trial.account(own=False)
        async with trial.process():
            await connected(trial, other)

        assert "подключён аккаунт «Анна»" in trial.shown()

    async def test_the_password_is_asked_deleted_and_kept_nowhere(
        self, trial: ConnectTrial, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        me = trial.account(password=SECRET)
        async with trial.process():
            await trial.says("/connect")
            await trial.presses("Показать код")
            await trial.shows("[photo]")
            trial.scan(me)
            await trial.shows("пришлите его сообщением")
            await trial.says("не то")
            await trial.shows("Осталось 4 попытки")
            await trial.says(SECRET)
            told = await trial.shows("ваш аккаунт подключён")

        assert SECRET not in told
        assert "не то" not in told
        assert 2 == trial.ledger.accepted.count(None)
        assert all(SECRET.encode() not in (entry or b"") for entry in trial.ledger.accepted)
        assert SECRET not in caplog.text
        assert SECRET not in repr(trial.dialogues._dialogues)

    async def test_cancel_ends_it_and_leaves_nothing(self, trial: ConnectTrial) -> None:
        async with trial.process():
            await trial.says("/connect")
            await trial.presses("Показать код")
            await trial.shows("[photo]")
            await trial.presses("Отменить")
            told = await trial.shows("аккаунт не подключён")

        assert "[photo]" not in told
        assert [] == list((trial.home / "sessions").iterdir())
        assert await trial.world.accounts.of_tenant(TENANT) is None

    async def test_a_second_login_is_not_begun_beside_the_first(self, trial: ConnectTrial) -> None:
        async with trial.process():
            await trial.says("/connect")
            await trial.presses("Показать код")
            await trial.shows("[photo]")
            await trial.says("/connect")

        assert "Код уже показан выше" in trial.shown()

    async def test_a_process_that_stops_asks_to_repeat_it(self, trial: ConnectTrial) -> None:
        async with trial.process():
            await trial.says("/connect")
            await trial.presses("Показать код")
            await trial.shows("[photo]")

        assert "меня прервали на полпути" in trial.shown()

    async def test_a_password_for_a_login_of_a_dead_process_is_deleted_and_asked_to_repeat(
        self, trial: ConnectTrial
    ) -> None:
        me = trial.account(password=SECRET)
        async with trial.process(dying=True):
            await trial.says("/connect")
            await trial.presses("Показать код")
            await trial.shows("[photo]")
            trial.scan(me)
            before = await trial.shows("пришлите его сообщением")
        async with trial.process():
            await trial.says(SECRET)
            told = await trial.shows("меня прервали на полпути")

        assert "прервали" not in before
        assert SECRET not in told

    async def test_a_password_that_comes_after_its_process_stopped_is_deleted(
        self, trial: ConnectTrial
    ) -> None:
        me = trial.account(password=SECRET)
        async with trial.process():
            await trial.says("/connect")
            await trial.presses("Показать код")
            await trial.shows("[photo]")
            trial.scan(me)
            await trial.shows("пришлите его сообщением")
        async with trial.process():
            await trial.says(SECRET)
            await trial.says("просто слова")

        assert 2 == trial.shown().count("меня прервали на полпути")
        assert SECRET not in trial.shown()
        assert "просто слова" in trial.shown()

    async def test_cancel_ends_it_while_the_password_is_asked(self, trial: ConnectTrial) -> None:
        me = trial.account(password=SECRET)
        async with trial.process():
            await trial.says("/connect")
            await trial.presses("Показать код")
            await trial.shows("[photo]")
            trial.scan(me)
            await trial.shows("пришлите его сообщением")
            await trial.says("/cancel")
            await trial.shows("аккаунт не подключён")
            await trial.says("просто слова")

        assert "просто слова" in trial.shown()
        assert await trial.world.accounts.of_tenant(TENANT) is None

    @pytest.mark.parametrize(
        ("error", "told"),
        [
            (ConnectionError(), "До Telegram не достучаться"),
            (TelegramRefusedError(), "TELEGRAM_API_ID"),
            (RuntimeError(SECRET), "подробности записаны в журнале"),
        ],
    )
    async def test_what_went_wrong_is_told_and_the_next_login_goes_on(
        self,
        trial: ConnectTrial,
        caplog: pytest.LogCaptureFixture,
        error: Exception,
        told: str,
    ) -> None:
        async with trial.process() as opened:
            desk = trial.desks[-1]
            opened.dispatcher["logins"].desk = FailingOnce(desk, error)
            await trial.says("/connect")
            await trial.presses("Показать код")
            await trial.shows(told)
            await trial.presses("Показать код")
            await trial.shows("[photo]")

        assert SECRET not in caplog.text

    async def test_a_flood_wait_is_told_with_its_time(self, trial: ConnectTrial) -> None:
        trial.server.fail("auth.exportLoginToken", Fault.flood_wait(150))
        async with trial.process():
            await trial.says("/connect")
            await trial.presses("Показать код")

            await trial.shows("подождать 3 минуты")

    async def test_without_an_application_the_operators_part_is_told(
        self, trial: ConnectTrial
    ) -> None:
        trial.available = False
        async with trial.process():
            await trial.says("/connect")

        assert "TELEGRAM_API_ID" in trial.shown()

    async def test_in_a_group_it_is_referred_to_the_private_chat(
        self, trial: ConnectTrial
    ) -> None:
        chat = trial.telegram.people.supergroup("Кухня", [trial.anna])
        async with trial.process():
            trial.telegram.people.says(trial.anna, chat, "/connect")
            await trial.done()

        assert "наедине" in trial.telegram.shown(chat)


class TestGroups:
    async def test_ticked_groups_are_read_and_their_past_is_told(
        self, trial: ConnectTrial
    ) -> None:
        me = trial.account()
        people = trial.server.people
        ann = people.person("Ann")
        kitchen = people.group("Кухня", [ann, me])
        people.group("Гараж", [ann, me])
        trial.server.speech.say(kitchen, ann, "раз")
        async with trial.process():
            await connected(trial, me)
            await trial.presses("Выбрать группы")
            await trial.presses("☐ Кухня")
            await trial.presses("Готово")
            told = await trial.shows("Последние семь дней прочитаны")

        (group,) = await trial.world.book.of_tenant(TENANT)
        assert (kitchen, {Reader.ACCOUNT}) == (group.chat.telegram_id, set(group.readers))
        assert "Начинаю читать 1 группу." in told
        assert ["раз"] == trial.world.texts(group)

    async def test_a_flood_wait_over_the_list_is_told_with_its_time(
        self, trial: ConnectTrial
    ) -> None:
        me = trial.account()
        async with trial.process():
            await connected(trial, me)
            trial.server.fail("messages.getDialogs", Fault.flood_wait(45))
            told = await trial.presses("Выбрать группы")

        assert re.search("подождать 4[56] секунд", told)

    async def test_a_list_that_was_opened_anew_closes_the_earlier_one(
        self, trial: ConnectTrial
    ) -> None:
        me = trial.account()
        trial.server.people.group("Кухня", [me])
        async with trial.process():
            await connected(trial, me)
            await trial.presses("Выбрать группы")
            first = trial.telegram.world.chat(trial.anna).newest_first()
            earlier = next(iter(first)).id
            await trial.presses("Выбрать группы")
            query = trial.telegram.people.presses(
                trial.anna, trial.anna, "☐ Кухня", message_id=earlier
            )
            await trial.done()

        answer = trial.telegram.people.answer_to(query)
        assert answer is not None
        assert "уже закрыт" in answer["text"]

    async def test_a_long_list_is_turned_over_and_what_was_ticked_stays(
        self, trial: ConnectTrial
    ) -> None:
        me = trial.account()
        for number in range(10):
            trial.server.people.group(f"Группа {number}", [me])
        async with trial.process():
            await connected(trial, me)
            await trial.presses("Выбрать группы")
            await trial.presses("☐ Группа 9")
            await trial.presses("›")
            await trial.presses("☐ Группа 0")
        async with trial.process():
            await trial.presses("Готово")

        titles = {group.chat.title for group in await trial.world.book.of_tenant(TENANT)}
        assert {"Группа 0", "Группа 9"} == titles

    async def test_a_group_that_is_ticked_no_more_is_read_no_more(
        self, trial: ConnectTrial
    ) -> None:
        me = trial.account()
        kitchen = trial.server.people.group("Кухня", [me])
        async with trial.process():
            await connected(trial, me)
            await trial.read(kitchen)
            await trial.presses("Выбрать группы")
            await trial.presses("☑ Кухня")
            await trial.presses("Готово")

        (group,) = await trial.world.book.of_tenant(TENANT)
        assert frozenset() == group.readers
        assert "Больше не читаю 1 группу" in trial.shown()


class TestConnected:
    async def test_the_status_tells_since_when_and_how_many_groups(
        self, trial: ConnectTrial
    ) -> None:
        me = trial.account()
        kitchen = trial.server.people.group("Кухня", [me])
        async with trial.process():
            await connected(trial, me)
            group = await trial.read(kitchen)
            trial.server.speech.say(kitchen, me, "раз")
            await until(lambda: trial.world.reached(group))
            await trial.says("/connect")

        assert "Через него я читаю 1 группу. Последнее сообщение прочитано:" in trial.shown()

    async def test_a_lost_account_says_why_and_can_be_connected_anew(
        self, trial: ConnectTrial
    ) -> None:
        me = trial.account()
        async with trial.process():
            await connected(trial, me)
            await trial.world.accounts.lose(TENANT, "SESSION_REVOKED")
            await trial.says("/connect")
            lost = trial.shown()
            await trial.presses("Подключить заново")
            await trial.shows("[photo]")
            trial.scan(me)
            await until(lambda: trial.shown().count("ваш аккаунт подключён") == 2)

        account = await trial.world.accounts.of_tenant(TENANT)
        assert "Вход завершили в «Настройки → Устройства»" in lost
        assert account is not None
        assert account.lost is None

    async def test_a_connected_account_can_be_connected_anew(self, trial: ConnectTrial) -> None:
        me = trial.account()
        kitchen = trial.server.people.group("Кухня", [me])
        async with trial.process():
            await connected(trial, me)
            group = await trial.read(kitchen)
            await until(lambda: trial.world.stored(group))
            await trial.says("/connect")
            await trial.presses("Подключить заново")
            await trial.shows("[photo]")
            trial.scan(me)
            await until(lambda: trial.shown().count("ваш аккаунт подключён") == 2)

            trial.server.speech.say(kitchen, me, "два")
            await until(lambda: "два" in trial.world.texts(group))

    async def test_disconnecting_logs_out_and_removes_the_session(
        self, trial: ConnectTrial
    ) -> None:
        me = trial.account()
        kitchen = trial.server.people.group("Кухня", [me])
        async with trial.process():
            await connected(trial, me)
            await trial.read(kitchen)
            await trial.presses("Выбрать группы")
            await trial.says("/connect")
            await trial.presses("Отключить")
            await trial.presses("Да, отключить")

        (group,) = await trial.world.book.of_tenant(TENANT)
        assert "я вышел из аккаунта и удалил вход" in trial.shown()
        assert await trial.world.accounts.of_tenant(TENANT) is None
        assert frozenset() == group.readers
        assert not session_path(trial.home, TENANT).exists()
