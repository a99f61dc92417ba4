from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.views.timeline import THREADS, hours, stretches
from pipeline.digest.findings import ThreadState
from pipeline.windows.models import Span, WindowSize
from tests.fixtures.digests import TEAM_DAY, thread, wording

MOSCOW = ZoneInfo("Europe/Moscow")


def test_the_clock_that_jumps_in_spring_names_no_hour_that_was_not() -> None:
    start = datetime(2026, 3, 29, 0, tzinfo=UTC)
    span = Span(start, start + timedelta(hours=4), WindowSize.FOUR)

    drawn = hours((1, 2, 3, 4), span, ZoneInfo("Europe/London"))

    assert [("00:00", "02:00"), ("02:00", "03:00"), ("03:00", "04:00"), ("04:00", "05:00")] == [
        (hour.since, hour.until) for hour in drawn
    ]


def test_a_thread_that_began_before_the_window_is_drawn_from_its_start() -> None:
    old = thread(TEAM_DAY, (1, 2), -5.0, 6.0, ThreadState.CONTINUED)

    (drawn,) = stretches((old,), {1: "Релиз"}, TEAM_DAY, MOSCOW, wording("ru"))

    assert (0.0, 0.25, "00:00", "06:00") == (drawn.start, drawn.end, drawn.since, drawn.until)


def test_a_lone_message_is_drawn_only_if_it_has_a_topic() -> None:
    lone = (thread(TEAM_DAY, (1,), 1.0, 1.0), thread(TEAM_DAY, (2,), 2.0, 2.0))

    drawn = stretches(lone, {2: "Идея"}, TEAM_DAY, MOSCOW, wording("ru"))

    assert ["Идея"] == [each.title for each in drawn]


def test_the_weightiest_threads_are_drawn_and_those_with_a_topic_first_of_all() -> None:
    many = tuple(
        thread(TEAM_DAY, (number, number + 1), number / 10, 20.0, weight=float(number))
        for number in range(1, 21, 2)
    )

    drawn = stretches(many, {1: "Лёгкая тема"}, TEAM_DAY, MOSCOW, wording("ru"))

    assert THREADS == len(drawn)
    assert "Лёгкая тема" == drawn[0].title
    assert sorted(each.start for each in drawn) == [each.start for each in drawn]
