"""Whose words a citation rests on."""

import pytest

from pipeline.alfred.rules.sources import source
from tests.fixtures.butler import passage

SERVER = passage(
    ("Борис", "Сервер тестирования снова лежит, кто посмотрит?"),
    ("Вика", "Я посмотрю после обеда"),
    ("Борис", "Бюджет бухгалтерия обещала утвердить в среду"),
)


@pytest.mark.parametrize(
    ("text", "author", "at"),
    [
        ("Лежит сервер тестирования [1].", "Борис", 0),
        ("Вика обещала посмотреть после обеда [1].", "Вика", 1),
        ("Бюджет утвердят в среду, обещает бухгалтерия [1].", "Борис", 2),
        ("Сервер лежит. Бюджет утвердят в среду [1].", "Борис", 2),
        ("Вот что сказано: [1]", "Борис", 0),
        ("Ничего похожего", "Борис", 0),
        ("Релиз в пятницу [2], а сервер лежит [1].", "Борис", 0),
    ],
)
def test_a_citation_rests_on_the_message_whose_words_it_has(
    text: str, author: str, at: int
) -> None:
    found = source(text, 1, SERVER)

    assert author == found.author
    assert SERVER.around[at] == found
