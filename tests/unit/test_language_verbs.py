import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.verbs import orders, promises


@pytest.mark.parametrize(
    "word", ["сделаю", "напишу", "пришлю", "проверю", "запушу", "возьму", "вернусь", "приду"]
)
def test_the_first_person_future_is_a_promise(word: str) -> None:
    assert promises(word)
    assert not orders(word)


@pytest.mark.parametrize(
    "word",
    [
        "пойду",  # «пойду спать»: a deed, but for nobody
        "подумаю",
        "скажу",
        "забуду",
        "буду",
        "считаю",
        "пушу",  # the present tense of «пушить»
        "делаю",
        "сделаем",
        "сделает",
        "сделал",
        "стекла",  # a noun as often as a verb
        "роман",
        "i'll",
        "2.4",
        "",
    ],
)
def test_what_is_no_deed_of_the_speaker_is_no_promise(word: str) -> None:
    assert not promises(word)


@pytest.mark.parametrize(
    "word", ["сделай", "напиши", "проверьте", "пуши", "откати", "глянь", "возьмите", "пришли"]
)
def test_an_imperative_is_an_order(word: str) -> None:
    assert orders(word)
    assert not promises(word)


@pytest.mark.parametrize(
    "word",
    [
        "смотри",
        "смотрите",
        "давай",
        "давайте",
        "подожди",
        "подождите",
        "слушайте",
        "знайте",
        "будьте",
        "держи",
        "стой",
        "пусть",
    ],
)
def test_an_imperative_that_only_opens_a_sentence_is_no_order(word: str) -> None:
    assert not orders(word)


@pytest.mark.parametrize(
    "word",
    ["вера", "надя", "марина", "паша", "катя", "кати", "вари", "вели", "соня", "роман", "лена"],
)
def test_a_name_that_looks_like_an_imperative_is_no_order(word: str) -> None:
    assert not orders(word)


@pytest.mark.parametrize(
    "word", ["суши", "голубей", "пень", "тли", "три", "пили", "стекла", "мой", "вещи", "см"]
)
def test_a_word_that_is_rarely_an_imperative_is_no_order(word: str) -> None:
    assert not orders(word)


@pytest.mark.parametrize("word", ["write", "напиши2", "🙂", "сделай-ка-мне-чаю", "х" * 64])
def test_words_that_no_dictionary_holds_order_nothing(word: str) -> None:
    assert not orders(word)
    assert not promises(word)


@given(st.text(alphabet="абвеийлнопрстуыьюяabz-'1⟦⟧ ", max_size=20))
def test_no_word_is_a_promise_and_an_order_at_once(word: str) -> None:
    assert not (promises(word) and orders(word))
