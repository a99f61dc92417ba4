"""What is remembered is found in other words than those it was said in."""

import pytest

from pipeline.alfred.rules.relevance import WIDENED, relevant, shared


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Что там с релизом?", "Отвечаю за выпуск в четверг"),
        ("Сколько людей в команде?", "У нас в команде семь человек"),
        ("Что я исправила?", "Вчера была на исправлении ошибок"),
        ("Какая зарплата?", "Мой оклад вырос"),
        ("who bought it?", "i buy bread"),
        ("what about the release?", "Релиз в понедельник"),
    ],
)
def test_a_word_is_found_by_its_forms_and_by_what_stands_for_it(asked: str, said: str) -> None:
    assert (said,) == relevant(["Люблю чай", said], asked, str, limit=2)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    said = ["релиз перенесли", "релиз готов", "купила подарок"]

    assert ("купила подарок",) == relevant(said, "подарок к релизу", str, limit=1)


def test_the_word_itself_weighs_more_than_one_that_stands_for_it() -> None:
    assert ("релиз готов",) == relevant(["выпуск готов", "релиз готов"], "релиз", str, limit=1)


def test_items_keep_their_order_and_those_without_a_word_in_common_are_left_out() -> None:
    said = ["собака спит", "погода", "моя собака", "собаки лают"]

    assert ("собака спит", "моя собака", "собаки лают") == relevant(said, "собака", str, limit=9)


def test_of_a_long_message_the_rest_is_looked_for_as_it_is() -> None:
    words = [f"слово{number}" for number in range(WIDENED)]

    [late] = shared(" ".join([*words, "врач", "кошка"]), ["доктор и кошка"])
    [early] = shared(" ".join(["врач", *words]), ["доктор и кошка"])

    assert ["кошк"] == list(late)
    assert 1 == len(early)


def test_without_words_nothing_is_relevant() -> None:
    assert () == relevant(["собака"], "а и но?", str, limit=5)
