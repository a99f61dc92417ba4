"""What nobody sends by accident."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.ingest.models import AuthorId, MessageId
from pipeline.threads.models import Utterance
from pipeline.threads.rules import ThreadBuilder
from pipeline.threads.settings import ThreadSettings
from tests.fixtures.threads import DAY, link_all

MEGABYTE = 1_000_000
PLAIN = Utterance(MessageId(1), DAY, AuthorId("user1"), "Аня", "привет")


def _repeated(text: str, count: int) -> list[Utterance]:
    return [
        replace(
            PLAIN,
            id=MessageId(number),
            sent_at=DAY + timedelta(seconds=number),
            author_id=AuthorId(f"user{number % 7}"),
            text=text,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a" * MEGABYTE,
        "a:" * (MEGABYTE // 2),
        "@a " * (MEGABYTE // 3),
        "⟦" * MEGABYTE,
        "?" * MEGABYTE,
        "+" * MEGABYTE,
        "и\u0306" * (MEGABYTE // 2),
        "\ud800\x00\x1b[31m\u202e",
        "",
    ],
    ids=lambda text: ascii(text[:4]),
)
def test_a_hostile_text_is_linked_like_any_other(text: str) -> None:
    links = link_all(_repeated(text, 20), ThreadSettings())

    assert list(range(20)) == [link.message_id for link in links]


def test_a_flood_of_different_words_takes_bounded_time_a_message() -> None:
    flood = " ".join(f"слово{number}" for number in range(1_000))
    builder = ThreadBuilder(ThreadSettings())
    started = time.perf_counter()

    for each in _repeated(flood, 600):
        builder.link(each)

    assert time.perf_counter() - started < 600 * 0.005


def test_hostile_names_and_mentions_are_read_in_part() -> None:
    crowd = tuple(f"@user{number}" for number in range(50_000))
    chat = [
        replace(each, author_name="я" * MEGABYTE, mentions=crowd) for each in _repeated("эй", 10)
    ]

    assert 10 == len(link_all(chat, ThreadSettings()))


def test_a_clock_that_runs_backwards_is_no_error() -> None:
    chat = [
        replace(each, sent_at=DAY - timedelta(days=int(each.id)))
        for each in _repeated("привет всем", 30)
    ]

    assert {None} == {link.parent_id for link in link_all(chat, ThreadSettings())}


def test_memory_does_not_grow_with_the_chat() -> None:
    settings = ThreadSettings(memory=50)
    builder = ThreadBuilder(settings)

    for number, each in enumerate(_repeated("", 2_000)):
        builder.link(replace(each, text=f"слово{number} кто{number}", author_name=f"имя{number}"))

    memory = builder._memory
    assert settings.memory == len(memory)
    assert "слово10" not in memory.by_stem
    assert "имя10" not in memory.by_name
