"""Dead letters as an operator reads them, in both languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.buttons.dead_letters import Deed, LetterDeedButton, version_of
from bot.translator import Translator, Translators
from bot.views.dead_letters import (
    LetterPage,
    all_done_screen,
    all_screen,
    deed_screen,
    done_screen,
    event_words,
    gone_screen,
    letter_screen,
    list_screen,
    notice_screen,
)
from bot.views.screen import Screen
from handlers.events.service import CONSUMED
from pipeline.delivery.models import DeadLetter, DeadLetterNotice, UntoldLetter
from pipeline.events.orders import DigestDeliveryDue
from pipeline.events.runs import DigestGenerateRequested
from pipeline.ingest.models import TenantId

MOSCOW, LISBON = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Lisbon")
DIED = datetime(2026, 2, 18, 20, 30, tzinfo=UTC)
UNTIL = DIED + timedelta(minutes=10)
LETTER = DeadLetter(
    id=17,
    event="digest.delivery.due.v1",
    key="41",
    error="NotSentError: the chat is silent — see the log, then replay",
    attempts=5,
    tenant=TenantId(3),
    died_at=DIED,
    tenant_name="telegram:77",
)
RU, EN = (Translators(strict=True).into(language) for language in ("ru", "en"))


def rendered(screen: Screen) -> str:
    """As a chat shows it, with rows of buttons in brackets."""
    rows = [" ".join(f"[{each.text}]" for each in row) for row in screen.rows]
    return "\n".join([screen.text.replace("\N{NO-BREAK SPACE}", " "), *rows])


def letters(count: int) -> list[DeadLetter]:
    return [replace(LETTER, id=number) for number in range(count, 0, -1)]


def notice(due: int, requested: int = 0, *, again: bool = False) -> DeadLetterNotice:
    events = [DigestDeliveryDue.name] * due + [DigestGenerateRequested.name] * requested
    told = [UntoldLetter(number, TenantId(1), event, DIED) for number, event in enumerate(events)]
    return DeadLetterNotice(tuple(told), again)


def test_the_list_in_russian() -> None:
    other = replace(LETTER, id=16, event="digest.generate.requested.v1", tenant_name="default")

    shown = rendered(list_screen(LetterPage([LETTER, other], 0, 2), MOSCOW, RU))

    assert (
        """\
Неисполненные поручения: 2

№ 17 · доставка сводки
18 февраля, ср, 23:30 · попыток: 5 · telegram:77
NotSentError: the chat is silent — see the log, then replay

№ 16 · составление сводки
18 февраля, ср, 23:30 · попыток: 5 · default
NotSentError: the chat is silent — see the log, then replay
[№ 17] [№ 16]
[Повторить все (2)]"""
        == shown
    )


def test_the_list_in_english_and_by_another_clock() -> None:
    shown = rendered(list_screen(LetterPage([LETTER], 0, 1), LISBON, EN))

    assert (
        """\
Errands left undone: 1

No. 17 · delivery of a digest
Wed 18 Feb, 20:30 · attempts: 5 · telegram:77
NotSentError: the chat is silent — see the log, then replay
[No. 17]
[Replay all (1)]"""
        == shown
    )


def test_an_empty_list_says_so() -> None:
    empty = LetterPage([], 0, 0)

    assert "Неисполненных поручений нет: всё, о чём просили, сделано." == rendered(
        list_screen(empty, MOSCOW, RU)
    )
    assert "No errand was left undone: all that was asked for is done." == rendered(
        list_screen(empty, MOSCOW, EN)
    )


def test_a_long_list_is_turned_over_and_a_page_fits_into_a_message() -> None:
    long = [replace(each, error="слово " * 500, tenant_name="т" * 500) for each in letters(8)]

    shown = list_screen(LetterPage(long, 1, 20), MOSCOW, RU)

    assert "[‹ Назад] [Дальше ›]" in rendered(shown)
    assert len(shown.text.encode("utf-16-le")) // 2 <= 4096


def test_one_letter_tells_what_replaying_does() -> None:
    assert """\
№ 17 · доставка сводки

Отложено: 18 февраля, ср, 23:30
Попыток: 5
Ошибка: NotSentError: the chat is silent — see the log, then replay
Чьё: telegram:77
Событие: digest.delivery.due.v1, ключ 41

Если повторить: заказ снова станет ждать, и сводка отправится по назначению. То, что дошло, \
второй раз отправлено не будет.
[Повторить] [Убрать]
[К списку]""" == rendered(letter_screen(LETTER, MOSCOW, RU))
    assert """\
No. 17 · delivery of a digest

Put aside: Wed 18 Feb, 20:30
Attempts: 5
Error: NotSentError: the chat is silent — see the log, then replay
Whose: telegram:77
Event: digest.delivery.due.v1, key 41

If replayed: the order waits again, and the digest is sent to its place. What has arrived is \
not sent a second time.
[Replay] [Drop]
[To the list]""" == rendered(letter_screen(LETTER, LISBON, EN))


def test_what_an_error_holds_can_neither_turn_the_line_nor_fill_the_screen() -> None:
    hostile = replace(LETTER, error="a\u202eb\x1b\n" * 1000, tenant_name="x\ny")

    shown = letter_screen(hostile, MOSCOW, EN).text

    assert "\u202e" not in shown
    assert "\x1b" not in shown
    assert "Whose: x y" in shown
    assert len(shown) < 2000


@pytest.mark.parametrize("wording", [RU, EN], ids=["ru", "en"])
def test_every_event_that_somebody_handles_has_words_of_its_own(wording: Translator) -> None:
    words = {event_words(event.name, wording) for event in CONSUMED}

    assert len(CONSUMED) == len(words)
    assert event_words("nobody.knows.v1", wording) not in words


def test_before_it_acts_a_button_is_confirmed() -> None:
    replay, drop = (deed_screen(LETTER, deed, UNTIL, EN) for deed in Deed)

    assert """\
No. 17 · delivery of a digest

Shall I set about this errand once more?
[Yes, replay it]
[No, leave it]""" == rendered(replay)
    assert """\
No. 17 · delivery of a digest

Shall I drop this errand? It will not be carried out, and I cannot bring it back.
[Yes, drop it]
[No, leave it]""" == rendered(drop)


def test_what_confirms_carries_the_version_that_was_shown_and_its_end() -> None:
    screen = deed_screen(LETTER, Deed.DROP, UNTIL, RU)

    sure = LetterDeedButton.unpack(screen.rows[0][0].callback_data or "")
    assert (17, version_of(LETTER)) == (sure.letter, sure.version)
    assert UNTIL.timestamp() == sure.until
    assert sure.version != version_of(replace(LETTER, died_at=DIED + timedelta(microseconds=1)))


@pytest.mark.parametrize(
    ("screen", "told"),
    [
        (all_screen(1, 17, UNTIL, RU), "Взяться ещё раз за 1 поручение?"),
        (all_screen(3, 17, UNTIL, RU), "Взяться ещё раз за 3 поручения?"),
        (all_screen(12, 17, UNTIL, RU), "Взяться ещё раз за 12 поручений?"),
        (all_screen(1, 17, UNTIL, EN), "Shall I set about 1 errand once more?"),
        (all_done_screen(3, 0, RU), "Берусь снова за 3 поручения."),
        (all_done_screen(5, 2, RU), "Берусь снова за 5 поручений. В списке остаётся: 2."),
        (all_done_screen(0, 0, EN), "Of those errands none is left"),
        (done_screen(LETTER, Deed.REPLAY, RU), "Берусь снова. Если опять не выйдет"),
        (done_screen(LETTER, Deed.DROP, EN), "Dropped. I shall not carry it out."),
        (gone_screen(17, RU), "Поручения № 17 в списке нет: его уже повторили или убрали."),
        (gone_screen(10**6, EN), "Errand No. 1000000 is not in the list"),
    ],
)
def test_what_is_asked_and_what_came_of_it(screen: Screen, told: str) -> None:
    assert told in rendered(screen)


def test_the_first_words_in_the_admin_chat() -> None:
    assert """\
Прошу внимания: ни с одной попытки не удалось исполнить 12 поручений.

• доставка сводки: 10
• составление сводки: 2

Всего неисполненных: 40.
[Открыть список]""" == rendered(notice_screen(notice(10, 2), 40, RU))
    assert """\
If I may have your attention: 1 errand could not be carried out, however often I tried.

• delivery of a digest: 1
[Open the list]""" == rendered(notice_screen(notice(1), 1, EN))


def test_what_may_have_been_said_before_is_owned_up_to() -> None:
    assert "Возможно, об этом я уже докладывал" in notice_screen(notice(1, again=True), 1, RU).text
    assert "I may have reported this before" in notice_screen(notice(1, again=True), 1, EN).text
