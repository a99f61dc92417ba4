"""Checklists and pauses on a screen, in both languages, whatever operators call themselves."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.translator import Translator, Translators
from bot.views.gonogo import checklist_screen, last_words
from bot.views.pausing import paused_screen, resumed_screen
from bot.views.screen import Screen
from pipeline.ingest.pauses import Pause, Reach, Target
from pipeline.rollout.checklist import LASTS, Check, Checklist, Mark, Question, Reply, Row
from pipeline.rollout.models import Feature

NOW = datetime(2026, 11, 21, 3, 12, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
RU, EN = (Translators(strict=True).into(language) for language in ("ru", "en"))
BOTH = pytest.mark.parametrize("wording", [RU, EN], ids=["ru", "en"])
HOSTILE = "\u202e<b>@everyone</b>\n\x1b[2J" + "ъ" * 900
ANNA = "telegram:7"
NAMES = {ANNA: HOSTILE}
WHY = {
    Row.MIGRATIONS: ("well", "behind", "away"),
    Row.HEALTH: ("well", "ill", "away"),
    Row.ALERTS: ("well", "lacking", "firing", "unset", "away"),
    Row.GATES: ("well", "start", "hold", "rollback", "away"),
    Row.READING: ("well", "paused"),
    Row.DEAD_LETTERS: ("well", "left", "away"),
    Row.EXPORT: ("well", "old", "never", "away"),
    Row.ERASURE: ("well", "old", "never", "away"),
}
"""What each row may come to."""
MANY = tuple(f"Alert{number}" for number in range(40))


def checklist(*checks: Check, replies: tuple[Reply, ...] = ()) -> Checklist:
    return Checklist(
        2**63 - 1,
        Feature.CHAT_NOTIFICATIONS_BETA,
        ANNA,
        NOW,
        NOW,
        NOW + LASTS,
        10**8,
        checks,
        replies,
    )


def shown(each: Checklist, wording: Translator, at: datetime = NOW) -> Screen:
    return checklist_screen(each, NAMES, at, MOSCOW, wording)


def fits(screen: Screen) -> bool:
    """Telegram takes it: the text, and what each button carries."""
    rows = () if screen.keyboard is None else screen.keyboard.inline_keyboard
    carried = [len((each.callback_data or "").encode()) for row in rows for each in row]
    return len(screen.text.encode("utf-16-le")) // 2 <= 4096 and max(carried, default=0) <= 64


@BOTH
def test_every_row_has_words_of_its_own_for_all_that_it_may_come_to(wording: Translator) -> None:
    told = []
    for row, reasons in WHY.items():
        for why in reasons:
            check = Check(row, Mark.NO, why, 3, ("first", "second"), NOW - timedelta(days=40))
            told.append(shown(checklist(check), wording).body.split("\n\n")[1])

    assert len(set(told)) == len(told) == sum(map(len, WHY.values()))
    assert all(line.startswith("❌ ") for line in told)


@BOTH
def test_the_largest_checklist_fits_and_nothing_in_it_acts(wording: Translator) -> None:
    replies = tuple(Reply(question, False, ANNA, NOW) for question in Question)
    checks = tuple(Check(row, Mark.NO, WHY[row][1], 40, MANY, NOW) for row in Row)

    screen = shown(checklist(*checks, replies=replies), wording)

    assert fits(screen)
    assert not re.search(r"[\u202e\x1b]", screen.text)
    assert ["bold"] == [each.type for each in screen.entities]


@BOTH
def test_many_names_are_told_by_the_first_and_their_number(wording: Translator) -> None:
    screen = shown(checklist(Check(Row.ALERTS, Mark.NO, "lacking", 0, MANY)), wording)

    assert "Alert0, Alert1, Alert2" in screen.text
    assert "37" in screen.text
    assert "Alert3" not in screen.text


@BOTH
def test_one_that_is_over_has_no_button_that_answers(wording: Translator) -> None:
    screen = shown(checklist(), wording, at=NOW + LASTS)

    assert screen.keyboard is not None
    [[button]] = screen.keyboard.inline_keyboard
    assert (button.callback_data or "").startswith("xt1:")


@BOTH
def test_the_last_words_are_one_line(wording: Translator) -> None:
    feature = Feature.DIGEST_AGENT
    old = replace(checklist(), measured_at=NOW - timedelta(hours=5))

    lines = [last_words(each, feature, NOW, wording) for each in (None, old)]

    assert all("\n" not in line for line in lines)
    assert "⛔ NO-GO, 5" in lines[1]


@BOTH
def test_pauses_fit_however_many_there_are(wording: Translator) -> None:
    pauses = [
        Pause(Target(Reach.GROUP, 2**63 - 1 - number), NOW, NOW, ANNA, HOSTILE)
        for number in range(30)
    ]

    screens = (
        paused_screen(pauses, NAMES, MOSCOW, wording),
        resumed_screen(pauses, pauses[:3], NAMES, NOW, MOSCOW, wording),
    )

    assert all(fits(screen) for screen in screens)
    assert not any(re.search(r"[\u202e\x1b]", screen.text) for screen in screens)
    assert "20" in screens[0].text
