"""Which of what was found in groups is an answer, and which of it nobody asked for."""

from dataclasses import replace

import pytest

from pipeline.alfred.archive import Passage
from pipeline.alfred.rules.meant import (
    answering,
    may_concern_groups,
    said_to_others,
    wants_found,
)
from pipeline.alfred.rules.telling import telling
from tests.fixtures.butler import NOON, passage


def scored(score: float, *said: tuple[str, str]) -> Passage:
    return replace(passage(*said), score=score)


def told(question: str, *passages: Passage) -> list[str]:
    return [each.found.text for each in telling(question, passages, NOON)]


def test_what_speaks_of_the_matter_comes_before_what_stands_beside_it() -> None:
    found = (
        scored(3.0, ("Костя", "до 16:00 сделаю")),
        scored(2.9, ("Вика", "согласна, предупрежу")),
        scored(2.8, ("Борис", "за сертификат отвечает Костя")),
    )

    assert ["за сертификат отвечает Костя", "до 16:00 сделаю"] == told(
        "кто отвечает за сертификат?", *found
    )


def test_what_is_half_as_fitting_answers_something_else() -> None:
    found = (scored(3.0, ("Борис", "релиз в пятницу")), scored(1.4, ("Аня", "до релиза далеко")))

    assert ["релиз в пятницу"] == told("когда релиз?", *found)


def test_where_somebody_is_asked_for_others_are_not_quoted() -> None:
    found = (
        scored(1.0, ("Борис", "напишу письмо клиентам")),
        scored(1.0, ("Вика", "напишу инструкцию дежурным")),
    )

    assert ["напишу инструкцию дежурным"] == told("что обещала Вика?", *found)[:1]
    assert "напишу письмо клиентам" not in told("что обещала Вика?", found[1], found[0])


def test_what_was_found_by_a_lesser_word_is_no_answer() -> None:
    found = scored(2.0, ("Борис", "бюджет на новый сервер утвердят в среду"))
    meant = scored(2.0, ("Борис", "новая дата — понедельник"), ("Вика", "релиз перенесли?"))

    assert [] == told("Что там с релизом, решили что-нибудь новое?", found)
    assert ["новая дата — понедельник"] == told("какая новая дата у релиза?", meant)


def test_where_the_decision_was_found_the_question_before_it_is_not_quoted() -> None:
    asked = scored(2.0, ("Борис", "когда выпуск 2.4?"))
    decided = scored(1.9, ("Борис", "решили: выпуск 2.4 переносим на понедельник"))

    assert ["решили: выпуск 2.4 переносим на понедельник"] == told(
        "что решили про выпуск 2.4?", asked, decided
    )
    assert ["когда выпуск 2.4?"] == told("что решили про выпуск 2.4?", asked)


def test_nothing_found_tells_nothing() -> None:
    assert [] == told("когда релиз?")


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("когда релиз?", True),
        ("Who writes the landing page?", True),
        ("Тимур починит забор?", True),
        ("что мне ответила Вика?", True),
        ("где я живу?", False),
        ("Как меня зовут?", False),
        ("Как зовут мою собаку?", False),
        ("кто меня искал?", True),
        ("когда день рождения у Вики?", True),
        ("Посоветуй, как не бояться зубных?", False),
        ("Как думаешь, стоит брать собаку в самолёт?", False),
        ("Recommend a good book on gardening?", False),
        ("How does one stop being afraid of dentists?", False),
        ("did anyone recommend a dentist?", True),
        ("Кто посоветовал этот хостинг?", True),
        ("ты читал Чехова?", False),
        ("what do you think?", False),
        ("Я живу в Казани", False),
    ],
)
def test_a_question_of_neither_of_the_two_may_be_about_groups(text: str, may: bool) -> None:
    assert may is may_concern_groups(text)


@pytest.mark.parametrize(
    ("text", "offline", "with_a_model"),
    [
        ("найди сообщение про сертификат", True, True),
        ("расскажи про релиз", True, False),
        ("tell me about the launch", True, False),
        ("напиши стих", False, False),
    ],
)
def test_what_is_to_be_told_is_looked_up_only_where_nobody_else_knows_it(
    text: str, offline: bool, with_a_model: bool
) -> None:
    assert offline is wants_found(text, told=True)
    assert with_a_model is wants_found(text, told=False)


def test_where_groups_are_not_named_an_answer_holds_half_of_the_question() -> None:
    found = [passage(("Аня", "борщ был отличный")), passage(("Аня", "как приготовить борщ"))]

    assert found[1:] == answering("Как приготовить вкусный украинский борщ?", found, NOON)


def test_what_people_ask_alfred_answers_nobody() -> None:
    asked = passage(("Лена", "@alfred_test_bot что решили про релиз?"))
    repeated = passage(("Лена", "А что решили про релиз"))
    decided = passage(("Борис", "релиз в пятницу"), ("Лена", "а что решили про релиз?"))

    found = said_to_others([asked, repeated, decided], ["а что решили про релиз?"])

    assert [replace(decided, around=decided.around[:1])] == found
