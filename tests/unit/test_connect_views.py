from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.telethon.qr import Failure, NotConnected, PasswordNeeded
from bot.translator import Translators
from bot.views.connect import (
    AccountStatus,
    done_text,
    failure_text,
    password_text,
    status_keyboard,
    status_text,
)
from bot.views.connect_buttons import ConnectButton, OnConnect
from bot.views.connect_groups import (
    PAGE,
    Picking,
    ReadBack,
    picking_keyboard,
    picking_text,
    reading_text,
)
from pipeline.ingest.models import Chat, ChatKind, ReadingAccount, TenantId

RU = Translators(strict=True).into("ru")
SINCE = datetime(2026, 11, 19, 12, tzinfo=UTC)


def status(lost: str | None = None, read_at: datetime | None = None) -> AccountStatus:
    account = ReadingAccount(TenantId(1), 10, SINCE, lost)
    return AccountStatus(account, 3, read_at, ZoneInfo("Europe/Moscow"))


def chats(count: int) -> list[Chat]:
    return [Chat(-number, ChatKind.SUPERGROUP, f"Г{number}") for number in range(1, count + 1)]


class TestStatus:
    def test_it_tells_since_when_what_is_read_and_the_last_message(self) -> None:
        text = status_text(status(read_at=SINCE), RU).replace("\N{NO-BREAK SPACE}", " ")

        assert "19 ноября, чт, 15:00" in text
        assert "3 группы" in text

    @pytest.mark.parametrize(
        ("lost", "told"),
        [
            ("SESSION_REVOKED", "«Настройки → Устройства»"),
            ("AUTH_KEY_DUPLICATED", "сразу из двух мест"),
            ("SOMETHING_NEW", "по словам Telegram: SOMETHING_NEW"),
        ],
    )
    def test_a_lost_account_tells_why_and_offers_no_groups(self, lost: str, told: str) -> None:
        buttons = [
            ConnectButton.unpack(button.callback_data or "").action
            for row in status_keyboard(status(lost), RU).inline_keyboard
            for button in row
        ]

        assert told in status_text(status(lost), RU)
        assert [OnConnect.START, OnConnect.LEAVE] == buttons


class TestLogin:
    @pytest.mark.parametrize(
        ("outcome", "told"),
        [
            (NotConnected(Failure.TIMEOUT), "Пять минут прошли"),
            (NotConnected(Failure.CANCELLED), "не подключён"),
            (NotConnected(Failure.PASSWORD), "пять раз"),
            (NotConnected(Failure.FLOOD, 21), "21 секунду"),
            (NotConnected(Failure.FLOOD, 61), "2 минуты"),
        ],
    )
    def test_every_failure_is_told(self, outcome: NotConnected, told: str) -> None:
        assert told in failure_text(outcome, RU)

    @pytest.mark.parametrize(
        ("asked", "left", "told"),
        [
            (PasswordNeeded("", wrong=False), 5, "пришлите его сообщением"),
            (PasswordNeeded("кличка\u202e\nкота", wrong=False), 5, "подсказка: кличка кота"),
            (PasswordNeeded("кличка", wrong=True), 1, "Осталась 1 попытка"),
            (PasswordNeeded("кличка", wrong=True), 4, "Осталось 4 попытки"),
        ],
    )
    def test_the_password_is_asked_with_its_hint_and_the_attempts_left(
        self, asked: PasswordNeeded, left: int, told: str
    ) -> None:
        assert told in password_text(asked, left, RU)

    def test_whose_account_it_is_is_told(self) -> None:
        assert "ваш аккаунт" in done_text(True, None, RU)
        assert "аккаунт «Анна»" in done_text(False, "Анна", RU)
        assert "аккаунт подключён" in done_text(False, None, RU)


class TestGroups:
    @pytest.mark.parametrize(("count", "pages"), [(0, 1), (PAGE, 1), (PAGE + 1, 2)])
    def test_a_page_holds_eight(self, count: int, pages: int) -> None:
        picking = Picking("abc123", chats(count), frozenset({-1}), page=0)

        rows = picking_keyboard(picking, RU).inline_keyboard

        assert pages == picking.pages
        assert min(count, PAGE) == sum(row[0].text[0] in "☑☐" for row in rows)
        assert (pages > 1) == any(len(row) == 3 for row in rows)

    def test_what_is_ticked_is_marked_and_counted(self) -> None:
        picking = Picking("abc123", chats(2), frozenset({-2}), page=0)

        rows = picking_keyboard(picking, RU).inline_keyboard

        assert ["☐ Г1", "☑ Г2", "Готово"] == [row[0].text for row in rows]
        assert "Отмечена 1 группа." in picking_text(picking, RU)

    def test_the_largest_id_fits_into_a_button(self) -> None:
        far = Chat(-(2**63), ChatKind.SUPERGROUP, "Г")

        rows = picking_keyboard(Picking("abc123", [far], frozenset(), 0), RU).inline_keyboard

        assert all(len((row[0].callback_data or "").encode()) <= 64 for row in rows)

    def test_reading_back_is_told_until_all_are_read(self) -> None:
        half = ReadBack("Кухня", 120, 0.5, finished=False)
        full = ReadBack("Гараж", 1, 1.0, finished=True)

        reading = reading_text({1: half, 2: full}, RU)
        read = reading_text({2: full}, RU)

        assert "Кухня: ▰▰▰▰▰▱▱▱▱▱ 120" in reading
        assert "Гараж: 1 сообщение" in reading
        assert "Последние семь дней прочитаны" in read

    def test_of_many_groups_the_first_twenty_are_told(self) -> None:
        many = {number: ReadBack("Г", 0, 0.0, finished=False) for number in range(30)}

        assert 22 == len(reading_text(many, RU).splitlines())
