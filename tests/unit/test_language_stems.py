from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.language.stems import stem, stems
from pipeline.language.stopwords import ALL, GENERIC, WEAK, is_stop, is_swear
from pipeline.language.words import words


@pytest.mark.parametrize(
    "family",
    [
        ("оплата", "оплаты", "оплат", "оплатами"),
        ("релиз", "релиза", "релизом"),
        ("костя", "косте", "костю", "кости"),
        ("test", "tests", "testing", "tested"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(family: tuple[str, ...]) -> None:
    assert 1 == len({stem(word) for word in family})


@pytest.mark.parametrize("name", ["2.4", "v1.2.3", ".env", "main.py", "502", "e2e", "foo_bars"])
def test_names_with_digits_and_dots_stay_as_they_are(name: str) -> None:
    assert name == stem(name)


def test_stems_leave_out_stop_words_and_single_letters() -> None:
    found = stems("Короче, ребят, у меня c утра nginx отдаёт 502, спс")

    assert ("nginx", "отда", "502") == found


def test_a_text_of_filler_has_no_stems() -> None:
    assert () == stems("hey guys, ok thanks lol. Ну типа щас, спс")


def test_stemming_in_many_threads_gives_the_same_stems() -> None:
    text = "Платёжный шлюз отдаёт ошибки, the gateway returns errors"
    expected = stems(text)
    stem.cache_clear()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(stems, [text] * 200))

    assert {expected} == found


def test_stop_words_are_written_as_words_are_found() -> None:
    assert set() == {word for word in ALL | WEAK | GENERIC if words(word) != [word]}


@pytest.mark.parametrize("word", ["короче", "вообще", "щас", "спс", "lol", "thanks", "the", "это"])
def test_chat_filler_is_stop_words(word: str) -> None:
    assert is_stop(word)


@pytest.mark.parametrize("word", ["блядь", "нахуй", "заебал", "fucking", "bullshit"])
def test_swear_words_are_known_in_their_forms(word: str) -> None:
    assert is_swear(word)


@pytest.mark.parametrize(
    "word",
    [
        *("себе", "себестоимость", "хуже", "проблема", "употреблять", "требует", "учебник"),
        *("ребята", "ассистент", "сукно", "благо", "страхование", "осада"),
        *("assign", "class", "dickens"),
    ],
)
def test_innocent_words_are_not_taken_for_swear_words(word: str) -> None:
    assert not is_swear(word)
