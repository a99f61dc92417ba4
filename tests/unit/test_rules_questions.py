import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.digest.rules.questions import answer_to, is_question, is_worth_telling
from tests.fixtures.chats import chat


def answer(text: str, *, to: int = 1) -> int | None:
    corpus = chat(text)
    return answer_to(corpus.by_id[to], corpus)


@pytest.mark.parametrize(
    "sentence",
    [
        "кто предупредит поддержку?",
        "всё готово?!",
        "это точно так?)",
        "Это все видели? 🙂",
        "подскажите хорошего стоматолога",
        "Народ, подскажите, где взять справку",
        "Всем привет! Кто знает, как добраться до офиса",
        "а как правильно настроить прокси",
        "does anyone know a good dentist",
        "Hi all, how do I reset the password",
        "«Кто идёт?»",
    ],
)
def test_a_sentence_that_asks_is_a_question(sentence: str) -> None:
    assert is_question(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "сделаю завтра",
        "спросил «кто идёт?» и ушёл",
        "https://example.org/?id=7",
        "я подскажу",
        "так мы и поступили",
        "что хотел, то и сделал",
        "I know how to do it",
        "",
    ],
)
def test_a_sentence_that_tells_is_no_question(sentence: str) -> None:
    assert not is_question(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "кто тогда предупредит поддержку клиентов?",
        "где лежат новые макеты карточки товара?",
        "does the installer work on Debian?",
    ],
)
def test_a_question_that_a_stranger_understands_is_worth_telling(sentence: str) -> None:
    assert is_worth_telling(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["а когда?", "как дела?", "есть кто живой?", "can anyone please help me?", "ты про это?", "?"],
)
def test_a_question_of_the_moment_is_not_worth_telling(sentence: str) -> None:
    assert not is_worth_telling(sentence)


def test_a_reply_of_another_person_answers() -> None:
    assert 2 == answer(
        """
        1 09:00 Аня: кто предупредит поддержку клиентов?
        2 18:30 Борис → 1: напишу им вечером, после созвона с подрядчиком
        """
    )


def test_a_short_word_at_once_answers_without_a_reply() -> None:
    assert 2 == answer(
        """
        1 09:00:00 Аня: кто предупредит поддержку клиентов?
        2 09:00:40 Борис ⇢ 1: Вика предупредит
        """
    )


def test_the_question_s_own_words_answer_even_late() -> None:
    assert 2 == answer(
        """
        1 09:00 Аня: кто предупредит поддержку клиентов?
        2 11:00 Борис ⇢ 1: поддержку ещё утром обзвонил Костя, у них всё записано в журнале
        """
    )


def test_another_matter_right_after_is_no_answer() -> None:
    text = """
        1 09:00:00 Аня: кто предупредит поддержку клиентов?
        2 09:00:30 Борис ⇢ 1: поставщик этикеток просит подтвердить заказ на пятьсот рулонов
        """

    assert answer(text) is None


def test_a_short_word_much_later_is_no_answer() -> None:
    text = """
        1 09:00 Аня: кто предупредит поддержку клиентов?
        2 09:30 Борис ⇢ 1: обед привезли
        """

    assert answer(text) is None


def test_nobody_answers_herself() -> None:
    text = """
        1 09:00 Аня: кто предупредит поддержку клиентов?
        2 09:01 Аня → 1: вопрос про поддержку ещё открыт
        """

    assert answer(text) is None


def test_stickers_spam_and_questions_back_are_no_answers() -> None:
    text = """
        1 09:00 Аня: кто предупредит поддержку клиентов?
        2 09:01 Борис → 1: [sticker]
        3 09:02 Гость → 1: (spam) пиши в лс, заработок от 5000 в день
        4 09:03 Вика → 1: а зачем её предупреждать?
        """

    assert answer(text) is None


def test_what_follows_a_question_back_answers_within_three_links() -> None:
    near = """
        1 09:00 Аня: где лежит инструкция по деплою?
        2 09:01 Борис → 1: для какого окружения?
        3 09:02 Аня → 2: для прода
        4 09:03 Борис → 3: в вики, раздел «Платежи»
        """
    far = """
        1 09:00 Аня: где лежит инструкция по деплою?
        2 09:01 Борис → 1: для какого окружения?
        3 09:02 Борис → 2: и для какой команды?
        4 09:03 Борис → 3: и зачем?
        5 09:04 Борис → 4: в вики, раздел «Платежи»
        """

    assert 4 == answer(near)
    assert answer(far) is None


@pytest.mark.parametrize("said", ["да", "+1", "я", "Мы!", "https://example.org/wiki", "в вики"])
def test_the_shortest_words_can_answer(said: str) -> None:
    assert 2 == answer(
        f"""
        1 09:00:00 Аня: кто знает, где инструкция по деплою?
        2 09:00:30 Борис ⇢ 1: {said}
        """
    )


@pytest.mark.parametrize("said", ["ну", "эм...", "😂", "?", "а ты?"])
def test_a_sound_is_no_answer(said: str) -> None:
    text = f"""
        1 09:00:00 Аня: кто знает, где инструкция по деплою?
        2 09:00:30 Борис → 1: {said}
        """

    assert answer(text) is None


@given(st.text(alphabet="а, \t!.:-?всем приветhi", max_size=60))
@settings(max_examples=60)
def test_what_ends_in_a_question_mark_asks_whatever_stands_before(sentence: str) -> None:
    assert is_question(sentence) or not sentence.rstrip().endswith("?")


@pytest.mark.parametrize(
    "text",
    ["а, , , , " * 400 + "x", "?" * 4_000 + "x", "привет " * 600, " " * 4_000, "so-" * 1_300],
    ids=lambda text: text[:6],
)
def test_a_hostile_sentence_is_read_in_no_time(text: str) -> None:
    began = time.perf_counter()

    is_question(text)
    is_worth_telling(text)

    assert time.perf_counter() - began < 2.0
