from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.translator import Translators
from bot.views.schedule import Place, moment_words, quiet_words, sentence
from bot.views.schedule_draft import Draft, Page
from bot.views.schedule_keyboard import page_keyboard
from bot.views.schedule_list import Listed, Schedules, list_keyboard, list_text
from bot.views.schedule_pages import Circumstances, page_text
from bot.views.schedule_zones import (
    LONGEST_ZONE,
    OFFERED,
    is_zone,
    likely_zones,
    zone_name,
)
from pipeline.delivery.models import Destination, Via
from pipeline.digest.ports import Wording
from pipeline.groups.models import ConnectedGroup, Person, PersonId
from pipeline.groups.zones import find_zone
from pipeline.ingest.models import Chat, ChatKind, GroupId, TenantId
from pipeline.schedules.models import (
    EVERY_DAY,
    WORKDAYS,
    QuietHours,
    Rhythm,
    Subscription,
    SubscriptionId,
    Timetable,
    Weekday,
)
from pipeline.windows.models import WindowSize

WORDINGS = Translators(strict=True)
RU, EN = WORDINGS.into("ru"), WORDINGS.into("en")
ANNA = Person(PersonId(10), "ru", "Europe/Moscow")
NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)
NIGHT = QuietHours(time(23), time(7))
WORKDAY_MORNINGS = Timetable(
    Rhythm.DAILY, WindowSize.DAY, "Europe/Moscow", time(9), WORKDAYS, NIGHT
)
GROUP = ConnectedGroup(
    GroupId(1),
    TenantId(1),
    Chat(-1001, ChatKind.SUPERGROUP, "Кухня"),
    "Europe/Moscow",
    "ru",
    frozenset(),
    None,
    NOW,
)


def place(to: Destination, name: str = "") -> Place:
    return Place(to, here=ANNA.id, person=ANNA.id, group=-1001, name=name)


HERE = place(Destination(Via.CHAT, ANNA.id))


class TestSentence:
    def test_it_says_all_of_a_schedule(self) -> None:
        assert "По будням в 9:00, за сутки, сюда, тишина 23–7, Москва" == sentence(
            WORKDAY_MORNINGS, HERE, RU
        )
        assert "On weekdays at 9:00, telling the day, here, quiet 23–7, Moscow" == sentence(
            WORKDAY_MORNINGS, HERE, EN
        )

    @pytest.mark.parametrize(
        ("size", "weekdays", "told"),
        [
            (WindowSize.FOUR, EVERY_DAY, "Каждые 4 часа, сюда, Токио"),
            (WindowSize.TWELVE, WORKDAYS, "Каждые 12 часов, по будням, сюда, Токио"),
            (
                WindowSize.DAY,
                frozenset({Weekday.FRIDAY, Weekday.MONDAY}),
                "Раз в сутки, в полночь, пн, пт, сюда, Токио",
            ),
        ],
    )
    def test_windows_tell_their_days_only_if_not_all(
        self, size: WindowSize, weekdays: frozenset[Weekday], told: str
    ) -> None:
        timetable = Timetable(Rhythm.WINDOWS, size, "Asia/Tokyo", weekdays=weekdays)

        assert told.replace("Токио", "Tokyo") == sentence(timetable, HERE, RU)

    @pytest.mark.parametrize(
        ("where", "told"),
        [
            (place(Destination(Via.CHAT, -1001, 7)), "в группу"),
            (place(Destination(Via.CHAT, -1002), "Новости"), "в канал «Новости»"),
            (place(Destination(Via.CHAT, -1002)), "в канал «—»"),
            (place(Destination(Via.WEBHOOK, 3), "https://u:p@hook.example/x?y=z"), "hook.example"),
            (place(Destination(Via.CHAT, -1002), "a\n\u202eb"), "«a b»"),
        ],
    )
    def test_places_are_named_and_tell_no_secret(self, where: Place, told: str) -> None:
        said = sentence(WORKDAY_MORNINGS, where, RU)

        assert told in said
        assert "u:p" not in said
        assert "y=z" not in said

    def test_quiet_hours_tell_minutes_only_where_there_are_some(self) -> None:
        assert "23–7" == quiet_words(NIGHT)
        assert "23:30–7:00" == quiet_words(QuietHours(time(23, 30), time(7)))


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (timedelta(hours=1), "сегодня в 16:00"),
        (timedelta(hours=18), "завтра в 9:00"),
        (timedelta(days=4), "23 ноября, пн, в 15:00"),
    ],
)
def test_moments_are_told_by_the_persons_clock(later: timedelta, told: str) -> None:
    said = moment_words(NOW + later, NOW, ZoneInfo(ANNA.time_zone), RU)

    assert told == said.replace("\N{NO-BREAK SPACE}", " ")


def test_every_zone_that_is_offered_has_a_name_by_which_it_is_found() -> None:
    for wording in (RU, EN):
        assert len(OFFERED) == len({zone_name(zone, wording) for zone in OFFERED})
    assert list(OFFERED) == [find_zone(zone_name(zone, RU)) or zone for zone in OFFERED]
    assert all(map(is_zone, OFFERED))
    assert "UTC+5" == zone_name("Etc/GMT-5", RU)
    assert "New York" == zone_name("America/New_York", RU)


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("ru", "Europe/Moscow"),
        ("pt-br", "America/Sao_Paulo"),
        ("pt-PT", "Europe/Lisbon"),
        ("en-GB", "Europe/London"),
        ("tlh", OFFERED[0]),
        ("", OFFERED[0]),
    ],
)
def test_the_likeliest_zones_come_first_and_each_once(code: str, first: str) -> None:
    zones = likely_zones(code, "Asia/Tokyo", "UTC")

    assert ("Asia/Tokyo", "UTC", first) == zones[:3]
    assert set(OFFERED) <= set(zones)
    assert len(set(zones)) == len(zones)
    assert all(map(is_zone, zones))
    assert [] == [zone for zone in zones if len(zone) > LONGEST_ZONE]


def test_the_list_tells_the_next_push_and_what_is_paused() -> None:
    running, paused = listed(1, enabled=True), listed(2, enabled=False)

    schedules = Schedules(GROUP, [running, paused], ANNA.time_zone, NOW)
    text, rows = list_text(schedules, RU), buttons_of(schedules)

    assert "1. По будням в 9:00, за сутки, сюда, тишина 23–7, Москва; следующая завтра в" in text
    assert "Москва; приостановлено" in text
    assert ["✎ 1 ⏸ 1 ✕ 1", "✎ 2 ▶ 2 ✕ 2", "＋ Новое расписание"] == rows


def test_while_digests_are_off_schedules_are_shown_and_none_is_offered() -> None:
    running, paused = listed(1, enabled=True), listed(2, enabled=False)

    schedules = Schedules(GROUP, [running, paused], ANNA.time_zone, NOW, digests_on=False)
    empty = replace(schedules, listed=[])

    assert "следующая" not in list_text(schedules, RU)
    assert list_text(schedules, RU).endswith(RU.say("order-switched-off"))
    assert ["⏸ 1 ✕ 1", "✕ 2"] == buttons_of(schedules)
    assert RU.say("order-switched-off") == list_text(empty, RU)
    assert list_keyboard(empty, ANNA, RU) is None


def buttons_of(schedules: Schedules) -> list[str]:
    keyboard = list_keyboard(schedules, ANNA, RU)
    assert keyboard is not None
    return [" ".join(button.text for button in row) for row in keyboard.inline_keyboard]


def listed(number: int, *, enabled: bool) -> Listed:
    return Listed(
        Subscription(
            SubscriptionId(number),
            GROUP.tenant,
            GROUP.id,
            ANNA.id,
            Destination(Via.CHAT, ANNA.id),
            "ru",
            WORKDAY_MORNINGS,
            enabled,
            NOW + timedelta(hours=18),
        ),
        HERE,
    )


@pytest.mark.parametrize("page", Page)
@pytest.mark.parametrize("wording", [RU, EN], ids=["ru", "en"])
def test_every_page_has_a_text_and_a_way_out(page: Page, wording: Wording) -> None:
    draft = Draft(
        id="abc123",
        tenant=1,
        group=1,
        timetable=WORKDAY_MORNINGS,
        chosen=True,
        destination=Destination(Via.CHAT, ANNA.id),
        page=page,
    )
    around = Circumstances(ANNA, ANNA.id, NOW, GROUP, [GROUP], may_publish=True)

    text = page_text(draft, around, wording)
    rows = page_keyboard(draft, around, wording).inline_keyboard

    assert "Кухня" in text
    assert (rows[-1][-1].callback_data or "").startswith("sd1:abc123:stop")
