import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.words import LONGEST_WORD, language, script, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Всё ГОТОВО, проверяй!", ["все", "готово", "проверяй"]),
        ("nginx отдаёт 502 на e2e", ["nginx", "отдает", "502", "на", "e2e"]),
        ("релиз 2.4, тег v1.2.3.", ["релиз", "2.4", "тег", "v1.2.3"]),
        ("лежит в .env и docker-compose.yml", ["лежит", "в", ".env", "и", "docker-compose.yml"]),
        ("кто-нибудь don’t C++ c#", ["кто-нибудь", "don't", "c++", "c#"]),
        ("в 12:30 за 1,5 часа", ["в", "12:30", "за", "1,5", "часа"]),
        ("готово.Проверяй", ["готово", "проверяй"]),
        ("snake_case: да", ["snake_case", "да"]),
        ("й и ё из двух знаков: ё", ["й", "и", "е", "из", "двух", "знаков", "е"]),
    ],
)
def test_words_are_what_a_reader_calls_words(text: str, expected: list[str]) -> None:
    assert expected == words(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a?b=c",
        "www.example.org/путь",
        "@ivan_petrov",
        "⟦Аня Петрова⟧",
        "⟦телефон: +7 900⟧",
        "a" * (LONGEST_WORD + 1),
        "😀 ))) --- ___",
        "",
    ],
)
def test_links_mentions_masks_and_noise_are_no_words(text: str) -> None:
    assert [] == words(text)


def test_what_stands_around_a_mask_or_a_link_stays() -> None:
    assert ["спроси", "завтра", "см", "там"] == words("спроси ⟦Аня⟧ завтра, см. tg://a/b там")


@pytest.mark.parametrize(
    ("word", "expected"),
    [("релиз", "ru"), ("release", "en"), ("e2e", "en"), ("502", "other"), ("日本", "other")],
)
def test_the_script_of_a_word(word: str, expected: str) -> None:
    assert expected == script(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("поставил docker compose up -d nginx", "ru"),
        ("The word «привет» means hello in this text", "en"),
        ("Готово", "ru"),
        ("done", "en"),
        ("502 +1 👍", "en"),
    ],
)
def test_russian_talk_is_russian_though_half_of_it_is_commands(text: str, expected: str) -> None:
    assert expected == language(text)


@given(st.text())
def test_words_are_lower_case_and_short_whatever_is_written(text: str) -> None:
    for word in words(text):
        assert 0 < len(word) <= LONGEST_WORD
        assert word == word.lower().replace("ё", "е")


@pytest.mark.parametrize(
    "unit",
    ["a", "a.", ".a", "a-", "1,", "1:00", "⟦", "⟦a", "@", "http://", "_", "и\u0306", "\u0300"],
)
def test_a_long_text_without_spaces_takes_linear_time(unit: str) -> None:
    started = time.perf_counter()

    words(unit * (300_000 // len(unit)))

    assert time.perf_counter() - started < 1
