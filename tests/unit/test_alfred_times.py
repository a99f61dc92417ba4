"""The period that a question asks about."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alfred.rules.times import period_of

NOW = datetime(2026, 11, 20, 15, tzinfo=timezone(timedelta(hours=3)))
"""A Friday."""


@pytest.mark.parametrize(
    ("question", "first", "days"),
    [
        ("что решили вчера?", date(2026, 11, 19), 1),
        ("what did yesterday's call decide", date(2026, 11, 19), 1),
        ("позавчера кто дежурил", date(2026, 11, 18), 1),
        ("the day before yesterday", date(2026, 11, 18), 1),
        ("что сегодня писали", date(2026, 11, 20), 1),
        ("who promised what last week?", date(2026, 11, 9), 7),
        ("что обсуждали на прошлой неделе", date(2026, 11, 9), 7),
        ("на этой неделе", date(2026, 11, 16), 7),
        ("в прошлом месяце", date(2026, 10, 1), 31),
        ("this month", date(2026, 11, 1), 30),
        ("в понедельник что решили", date(2026, 11, 16), 1),
        ("в пятницу", date(2026, 11, 20), 1),
        ("last monday", date(2026, 11, 16), 1),
        ("за последние три дня", date(2026, 11, 17), 4),
        ("за неделю", date(2026, 11, 13), 8),
        ("over the past two weeks", date(2026, 11, 6), 15),
        ("3 дня назад", date(2026, 11, 17), 1),
        ("two weeks ago", date(2026, 11, 3), 7),
        ("что обсуждали в мае", date(2026, 5, 1), 31),
        ("в декабре", date(2025, 12, 1), 31),
        ("in June 2023", date(2023, 6, 1), 30),
        ("on the evening of 7 July, 2023", date(2023, 7, 7), 1),
        ("5 мая что решили", date(2026, 5, 5), 1),
        ("on May 5", date(2026, 5, 5), 1),
        ("31 декабря", date(2025, 12, 31), 1),
        ("05.11 что решили", date(2026, 11, 5), 1),
        ("05.11.2025", date(2025, 11, 5), 1),
        ("что решили с понедельника", date(2026, 11, 16), 5),
        ("since Friday", date(2026, 11, 13), 8),
        ("с прошлой недели", date(2026, 11, 9), 12),
        ("с 5 ноября", date(2026, 11, 5), 16),
        ("с начала недели", date(2026, 11, 16), 5),
        ("с начала месяца", date(2026, 11, 1), 20),
        ("в прошлую пятницу", date(2026, 11, 13), 1),
        ("last Friday", date(2026, 11, 13), 1),
        ("в четверг на прошлой неделе", date(2026, 11, 12), 1),
        ("на этой неделе во вторник", date(2026, 11, 17), 1),
        ("on Tuesday last week", date(2026, 11, 10), 1),
        ("вчера или позавчера", date(2026, 11, 18), 2),
        ("что было на выходных", date(2026, 11, 14), 2),
        ("at the weekend", date(2026, 11, 14), 2),
        ("кто обещал быть в понедельник", date(2026, 11, 16), 1),
    ],
)
def test_a_time_is_a_period_of_the_asker_s_days(question: str, first: date, days: int) -> None:
    told = period_of(question, NOW)

    assert told is not None
    assert datetime(first.year, first.month, first.day, tzinfo=NOW.tzinfo) == told.period.start
    assert timedelta(days=days) == told.period.end - told.period.start


@pytest.mark.parametrize(
    "question",
    [
        "что с релизом 2.4?",
        "среда разработки упала",
        "may I ask",
        "next week",
        "завтра",
        "the v1.2.3 thing",
        "на следующей неделе",
        "в июне 2027",
        "99999 дней назад",
        "что сделать к пятнице?",
        "до вторника успеют?",
        "who finishes it by Friday",
        "что перенесли на четверг?",
        "кто может посидеть с детьми в пятницу?",
        "who will be there on Monday?",
        "",
    ],
)
def test_what_is_no_time_past_is_no_period(question: str) -> None:
    assert period_of(question, NOW) is None


def test_the_words_of_the_time_are_left_out_of_the_rest() -> None:
    told = period_of("Что решили вчера про релиз?", NOW)

    assert told is not None
    assert ["что", "решили", "про", "релиз?"] == told.rest.split()


@given(st.text(alphabet="0123456789. вчера последние дней назад last week мая may", max_size=60))
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    told = period_of(text, NOW)

    assert told is None or told.period.start < told.period.end
