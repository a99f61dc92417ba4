from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.corpus_builder import build_corpus
from pipeline.digest.model.slices import Slice, rows, slices_of
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.settings import ContextSettings
from pipeline.ingest.models import (
    AuthorId,
    Chat,
    ChatKind,
    Media,
    MediaKind,
    Message,
    MessageId,
    MessageKind,
)
from pipeline.windows.models import Span, WindowSize
from tests.fakes.archive import MemoryArchive
from tests.fakes.events import MemoryEvents
from tests.fakes.groups import MemoryGroups, MemoryTenants
from tests.fakes.messages import MemoryMessages
from tests.fakes.windows import MemoryWindows
from tests.fixtures.chats import chat
from tests.fixtures.local_days import LocalDay, local_days

MOSCOW = ZoneInfo("Europe/Moscow")
EIGHT = datetime(2026, 2, 18, 8, tzinfo=MOSCOW).astimezone(UTC)
ENGINE = settings(max_examples=60, deadline=None)
TEXT = """
101 09:00 Аня: релиз планируем на четверг?
102 09:01 Борис → 101: успеваем, осталось прогнать тесты
103 09:02 Вика: кто идёт обедать?
104 09:03 Даня → 103: я, в час внизу
"""


def read(corpus: Corpus, *ids: int) -> list[str]:
    return list(rows([corpus.by_id[i] for i in ids], Numbering()).values())


def changed(corpus: Corpus, message_id: int, **fields: Any) -> Corpus:
    lines = (replace(x, **fields) if x.id == message_id else x for x in corpus.lines)
    return replace(corpus, lines=tuple(lines))


@given(local_days())
@ENGINE
def test_every_line_that_can_be_told_is_in_exactly_one_slice(day: LocalDay) -> None:
    slices = slices_of(day.whole, day.zone)

    counted = Counter(chain.from_iterable(one.message_ids for one in slices))
    assert {line.id: 1 for line in day.lines if line.noise is None} == counted


@given(local_days(), st.sampled_from((WindowSize.FOUR, WindowSize.SIX, WindowSize.TWELVE)))
@ENGINE
def test_a_day_s_windows_of_any_size_hold_the_slices_of_the_day(
    day: LocalDay, size: WindowSize
) -> None:
    parts = [slices_of(window, day.zone) for window in day.windows(size)]

    assert slices_of(day.whole, day.zone) == tuple(chain.from_iterable(parts))


@given(local_days(), st.data())
@ENGINE
def test_an_edit_changes_its_slice_s_hash_and_no_other(day: LocalDay, data: st.DataObject) -> None:
    talk = day.whole.talk
    assume(talk)
    edited = data.draw(st.sampled_from(talk))

    before = slices_of(day.whole, day.zone)
    after = slices_of(changed(day.whole, edited.id, digest="another"), day.zone)

    touched = [edited.id in one.message_ids for one in before]
    assert [one.message_ids for one in before] == [one.message_ids for one in after]
    assert touched == [old.hash != new.hash for old, new in zip(before, after, strict=True)]


def test_slices_are_threads_within_two_hours_in_order_of_time() -> None:
    talk = chat("""
        101 09:00 Аня: релиз планируем на четверг
        102 09:10 Вика: кто идёт обедать?
        103 11:59 Борис → 101: успеваем
        104 12:00 Аня → 101: тогда выкатываем
    """)

    slices = slices_of(talk, ZoneInfo("UTC"))

    assert [(101, (101,)), (102, (102,)), (101, (103,)), (101, (104,))] == [
        (one.thread_id, one.message_ids) for one in slices
    ]


def test_a_link_inside_a_slice_is_a_part_of_it_and_one_that_leads_out_is_not() -> None:
    talk = chat(TEXT)
    hashes = [one.hash for one in slices_of(talk, MOSCOW)]

    unlinked = slices_of(changed(talk, 102, parent_id=None), MOSCOW)
    led_out = slices_of(changed(talk, 101, parent_id=7), MOSCOW)

    assert [False, True] == [one.hash in hashes for one in unlinked]
    assert hashes == [one.hash for one in led_out]


def test_silence_has_no_slices() -> None:
    assert () == slices_of(chat(""), MOSCOW)


def test_rows_tell_links_within_the_slice_only() -> None:
    talk = chat(TEXT)
    numbering = Numbering()

    first = rows([talk.by_id[101]], numbering)
    second = rows([talk.by_id[102]], numbering)

    assert {101: "1 @1: релиз планируем на четверг?"} == first
    assert {102: "2 @2: успеваем, осталось прогнать тесты"} == second
    assert ["1 @1: релиз планируем на четверг?", "2>1 @2: успеваем, осталось прогнать тесты"] == (
        read(talk, 101, 102)
    )


def test_words_that_their_author_repeats_are_quoted_once_and_answers_to_them_kept() -> None:
    talk = chat("""
        101 09:00 Аня: кто предупредит поддержку о релизе?
        102 09:05 Аня: кто предупредит поддержку о релизе?
        103 09:06 Борис → 102: я предупрежу
    """)

    assert ["1 @1: кто предупредит поддержку о релизе?", "2>1 @2: я предупрежу"] == (
        read(talk, 101, 102, 103)
    )


@pytest.mark.parametrize(
    "again",
    [
        "102 09:05 Борис: кто предупредит поддержку о релизе?",
        "102 09:05 Аня: кто предупредит поддержку о релизе сегодня?",
        "102 09:05 Аня → 100: кто предупредит поддержку о релизе?",
    ],
    ids=["another author", "another text", "to another address"],
)
def test_what_is_not_the_same_is_quoted_again(again: str) -> None:
    talk = chat(f"101 09:00 Аня: кто предупредит поддержку о релизе?\n{again}")

    assert 2 == len(read(talk, 101, 102))


def test_a_stance_is_quoted_however_often_its_author_takes_it() -> None:
    talk = chat("101 09:00 Аня: я за\n102 09:05 Аня: я за")

    assert ["1 @1: я за", "2 @1: я за"] == read(talk, 101, 102)


def test_a_forwarded_post_is_quoted_by_its_first_sentence_and_only_beside_people_s_words() -> None:
    talk = chat("""
        101 09:00 Аня: (fwd) Шлюз закрывают на ремонт. Подробности на сайте.
        102 09:05 Борис: надо предупредить клиентов
    """)

    assert ["1 @1: Шлюз закрывают на ремонт. […]", "2 @2: надо предупредить клиентов"] == (
        read(talk, 101, 102)
    )
    assert [] == read(talk, 101)


def message(hour: int, name: str, text: str) -> Message:
    return Message(
        id=MessageId(hour),
        sent_at=EIGHT + timedelta(hours=hour),
        kind=MessageKind.TEXT,
        author_id=AuthorId(f"user-{name}"),
        author_name=name,
        text=text,
    )


async def day_of(*said: Message, size: WindowSize = WindowSize.DAY) -> Corpus:
    """The corpus of a window that begins at eight, without history."""
    groups, events = MemoryGroups(), MemoryEvents()
    messages = MemoryMessages(groups, events)
    windows = MemoryWindows(groups, messages, events)
    tenant = await MemoryTenants().ensure("default")
    team = Chat(telegram_id=-100123, kind=ChatKind.SUPERGROUP, title="Команда")
    group = await groups.ensure(tenant, team, time_zone=MOSCOW.key)
    await messages.accept(tenant, group, said)
    span = Span(EIGHT, EIGHT + timedelta(hours=size), size)
    [window] = await windows.ensure(tenant, group, [span])
    archive = MemoryArchive(messages, groups, windows)
    return await build_corpus(archive, tenant, window, ContextSettings(_env_file=None))


async def test_a_slice_is_the_same_whoever_else_is_in_the_window() -> None:
    said = message(1, "Аня", "Костя, напиши постмортем"), message(9, "Костя", "готово, написал")

    short = await day_of(*said, size=WindowSize.FOUR)
    long = await day_of(*said, size=WindowSize.DAY)

    assert "Костя, напиши постмортем" == short.lines[0].text
    assert "Костя" not in long.lines[0].text
    assert slices_of(short, MOSCOW)[0] == slices_of(long, MOSCOW)[0]


def _only(corpus: Corpus) -> tuple[Slice, Line]:
    [one] = slices_of(corpus, MOSCOW)
    return one, corpus.lines[0]


@pytest.mark.parametrize(
    "other",
    [
        {"text": "релиз переносим на субботу"},
        {"edit_version": 1_771_400_000},
        {"author_id": AuthorId("user-Борис")},
        {"forwarded_from": "Новости"},
        {"media": Media(MediaKind.PHOTO)},
        {"media": Media(MediaKind.FILE, "план.pdf")},
        {"kind": MessageKind.POLL},
    ],
    ids=lambda fields: "-".join(fields),
)
async def test_a_slice_is_another_when_what_is_read_of_a_message_is(other: dict[str, Any]) -> None:
    one, line = _only(await day_of(message(1, "Аня", "релиз переносим на пятницу")))

    another, edited = _only(
        await day_of(replace(message(1, "Аня", "релиз переносим на пятницу"), **other))
    )

    assert one.message_ids == another.message_ids
    assert one.hash != another.hash
    assert line.digest != edited.digest
