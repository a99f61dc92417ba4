"""What lines, presses and typed answers make of a schedule."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.views.schedule_buttons import DraftButton, OnDraft, OnSchedules, schedules_button
from bot.views.schedule_draft import Draft, Page
from handlers.commands.schedule_choices import (
    BadChoiceError,
    UnknownZoneError,
    pressed,
    typed,
)
from handlers.commands.schedule_line import Off, WindowError, read, split_group
from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import ConnectedGroup, PersonId
from pipeline.ingest.models import Chat, ChatKind, GroupId, TenantId
from pipeline.schedules.crontab import CrontabError
from pipeline.schedules.models import (
    EVERY_DAY,
    WORKDAYS,
    QuietHours,
    Rhythm,
    Timetable,
    Weekday,
)
from pipeline.schedules.phrases import PhraseError
from pipeline.windows.models import WindowSize

LARGEST = 2**63 - 1
ZONE = "Europe/Moscow"
DAILY = Timetable(Rhythm.DAILY, WindowSize.DAY, ZONE, at=time(9))


def group(title: str, number: int = 1, username: str | None = None) -> ConnectedGroup:
    return ConnectedGroup(
        GroupId(number),
        TenantId(1),
        Chat(-1000 - number, ChatKind.SUPERGROUP, title, username),
        ZONE,
        "ru",
        frozenset(),
        None,
        datetime(2026, 1, 1, tzinfo=UTC),
    )


def draft(page: Page = Page.CARD, timetable: Timetable = DAILY, *, chosen: bool = True) -> Draft:
    return Draft(
        id="abc123",
        tenant=1,
        group=1,
        timetable=timetable,
        chosen=chosen,
        destination=Destination(Via.CHAT, 10),
        page=page,
    )


class TestLine:
    @pytest.mark.parametrize(
        ("line", "meant"),
        [
            ("по будням в 9:00", Timetable(Rhythm.DAILY, WindowSize.DAY, ZONE, time(9), WORKDAYS)),
            ("18:30", Timetable(Rhythm.DAILY, WindowSize.DAY, ZONE, time(18, 30))),
            ("6h", Timetable(Rhythm.WINDOWS, WindowSize.SIX, ZONE)),
            ("12 ч", Timetable(Rhythm.WINDOWS, WindowSize.TWELVE, ZONE)),
            ("каждые 4 часа", Timetable(Rhythm.WINDOWS, WindowSize.FOUR, ZONE)),
            ("every 24 hours", Timetable(Rhythm.WINDOWS, WindowSize.DAY, ZONE)),
            (
                "CRON 0 9 * * 1-5",
                Timetable(Rhythm.DAILY, WindowSize.DAY, ZONE, time(9), WORKDAYS),
            ),
            ("@daily", Timetable(Rhythm.DAILY, WindowSize.DAY, ZONE, time(0), EVERY_DAY)),
            ("Off", Off.OFF),
            ("выкл", Off.OFF),
        ],
    )
    def test_it_says_a_whole_schedule(self, line: str, meant: Timetable | Off) -> None:
        assert meant == read(line, ZONE)

    @pytest.mark.parametrize(
        ("line", "error"),
        [
            ("8h", WindowError),
            ("каждые 100 часов", WindowError),
            ("cron * * * * *", CrontabError),
            ("cron", PhraseError),
            ("завтра", PhraseError),
            ("6h 9:00", PhraseError),
        ],
    )
    def test_what_is_not_clear_is_refused(self, line: str, error: type[Exception]) -> None:
        with pytest.raises(error):
            read(line, ZONE)

    @pytest.mark.parametrize(
        ("line", "found"),
        [
            ("Кухня 6h", (1, "6h")),
            ("кухня  и сад   в 9", (2, "в 9")),
            ("@kitchen off", (1, "off")),
            ("Кухня", (1, "")),
            ("кухнями 6h", (None, "кухнями 6h")),
            ("6h", (None, "6h")),
        ],
    )
    def test_it_may_begin_with_a_group(self, line: str, found: tuple[int | None, str]) -> None:
        groups = [group("Кухня", 1, "kitchen"), group("Кухня и  сад", 2), group("", 3)]

        named, rest = split_group(line, groups)

        assert found == (named and named.id, rest)


class TestPresses:
    def test_a_daily_one_is_asked_for_its_time(self) -> None:
        windows = Timetable(Rhythm.WINDOWS, WindowSize.SIX, ZONE)

        asked = pressed(draft(timetable=windows), OnDraft.RHYTHM, "daily")

        assert (Page.TIME, None) == (asked.page, asked.timetable.at)

    def test_windows_need_no_time(self) -> None:
        chosen = pressed(draft(Page.RHYTHM, chosen=False), OnDraft.RHYTHM, "12")

        assert Timetable(Rhythm.WINDOWS, WindowSize.TWELVE, ZONE) == chosen.timetable
        assert (Page.CARD, True) == (chosen.page, chosen.chosen)

    def test_days_are_toggled_and_the_last_one_stays(self) -> None:
        one_day = draft(Page.DAYS)
        for day in range(7):
            one_day = pressed(one_day, OnDraft.DAY, str(day))

        assert {Weekday.SUNDAY} == one_day.timetable.weekdays
        assert Page.DAYS == one_day.page

    def test_quiet_hours_come_and_go(self) -> None:
        quiet = pressed(draft(Page.QUIET), OnDraft.QUIET, "23000700")
        loud = pressed(quiet, OnDraft.QUIET, "none")

        assert QuietHours(time(23), time(7)) == quiet.timetable.quiet
        assert loud.timetable.quiet is None

    @pytest.mark.parametrize(
        ("action", "value"),
        [
            (OnDraft.PAGE, "nowhere"),
            (OnDraft.RHYTHM, "5"),
            (OnDraft.SIZE, "-4"),
            (OnDraft.AT, "2560"),
            (OnDraft.AT, ""),
            (OnDraft.DAY, "7"),
            (OnDraft.DAYS, ""),
            (OnDraft.DAYS, "19"),
            (OnDraft.ZONE, "../../etc/passwd"),
            (OnDraft.ZONE, "Europe"),
            (OnDraft.QUIET, "23"),
            (OnDraft.SAVE, ""),
        ],
    )
    def test_what_was_never_offered_is_refused(self, action: OnDraft, value: str) -> None:
        with pytest.raises(BadChoiceError):
            pressed(draft(), action, value)

    def test_there_is_no_card_before_the_rhythm_and_the_time(self) -> None:
        timeless = Timetable(Rhythm.DAILY, WindowSize.DAY, ZONE)

        for unready in (draft(Page.RHYTHM, chosen=False), draft(Page.TIME, timeless)):
            with pytest.raises(BadChoiceError):
                pressed(unready, OnDraft.PAGE, "card")


class TestAnswers:
    def test_a_phrase_may_name_days_too(self) -> None:
        answered = typed(draft(Page.TIME), "по выходным в 11")

        assert (time(11), EVERY_DAY - WORKDAYS) == (
            answered.timetable.at,
            answered.timetable.weekdays,
        )

    def test_a_time_alone_leaves_the_days(self) -> None:
        workdays = Timetable(Rhythm.DAILY, WindowSize.DAY, ZONE, time(9), WORKDAYS)

        answered = typed(draft(Page.TIME, workdays), "10")

        assert (time(10), WORKDAYS) == (answered.timetable.at, answered.timetable.weekdays)

    def test_quiet_hours_and_zones_are_typed(self) -> None:
        quiet = typed(draft(Page.QUIET), "с 22 до 7")
        zoned = typed(draft(Page.ZONE), "казань")

        assert QuietHours(time(22), time(7)) == quiet.timetable.quiet
        assert ZONE == zoned.timetable.zone

    def test_an_unknown_zone_and_a_page_without_a_question_are_refused(self) -> None:
        with pytest.raises(UnknownZoneError):
            typed(draft(Page.ZONE), "Атлантида")
        with pytest.raises(BadChoiceError):
            typed(draft(Page.DAYS), "пн")


def test_a_draft_is_kept_as_json_and_found_as_it_was() -> None:
    kept = draft(timetable=Timetable(*_full()))

    assert kept == Draft.model_validate(kept.model_dump(mode="json"))


def test_every_button_fits_into_what_telegram_takes() -> None:
    # A person's id has at most 52 bits (core.telegram.org/bots/api#user); our own count from 1.
    far = replace(group("Г", 10**9), tenant=TenantId(10**9))

    opened = schedules_button("…", far, PersonId(2**52), OnSchedules.OPEN, 10**9)
    zone = DraftButton(
        draft="abc123", action=OnDraft.ZONE, value="America/Argentina/ComodRivadavia"
    )
    chosen = DraftButton(draft="abc123", action=OnDraft.GROUP, value=f"{LARGEST}-{LARGEST}")

    data = [opened.callback_data or "", zone.pack(), chosen.pack()]
    assert all(0 < len(each.encode()) <= 64 for each in data)


def _full() -> tuple[Rhythm, WindowSize, str, time, frozenset[Weekday], QuietHours]:
    quiet = QuietHours(time(23), time(7))
    return Rhythm.DAILY, WindowSize.SIX, ZONE, time(9, 5), WORKDAYS, quiet
