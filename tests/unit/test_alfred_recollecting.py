"""What a person told of themselves is found again by what they ask."""

from datetime import timedelta

import pytest

from pipeline.alfred.models import MemoryEvent, Role
from pipeline.alfred.rules.oneself import asks_of_oneself, is_own_matter
from pipeline.alfred.rules.recollecting import Recalled, all_known, recollected
from tests.fixtures.butler import NOON, event, fact

SAID = (
    "Меня зовут Аня, я живу в Казани и работаю ветеринаром",
    "Запомни: у меня аллергия на орехи",
    "Внука моего Тимуром зовут, он у меня программист",
    "Погода-то какая!",
    "Напомни мне завтра позвонить маме",
    "Мою собаку зовут Клякса",
    "Я люблю зелёный чай",
    "Я люблю читать детективы",
    "мы едем на море в июле",
)


def remarks(*said: str) -> list[MemoryEvent]:
    return [event(number, text) for number, text in enumerate(said)]


def answered(question: str, *said: str) -> list[str]:
    found = recollected(question, Recalled(events=remarks(*(said or SAID))))
    return [statement.text for statement in found]


@pytest.mark.parametrize(
    ("question", "at"),
    [
        ("где я живу?", 0),
        ("Как меня зовут?", 0),
        ("кем я работаю?", 0),
        ("На что у меня аллергия?", 1),
        ("как зовут моего внука?", 2),
        ("как зовут мою собаку?", 5),
        ("когда мы едем на море?", 8),
    ],
)
def test_a_question_of_oneself_is_answered_by_what_was_said(question: str, at: int) -> None:
    assert SAID[at] in answered(question)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("where do I live?", "My name is Tom and I live in Leeds."),
        ("what's my name?", "My name is Tom and I live in Leeds."),
        ("what is my job?", "I work as a designer."),
        ("what am I allergic to?", "I am allergic to nuts."),
    ],
)
def test_the_same_in_english(question: str, told: str) -> None:
    said = ("My name is Tom and I live in Leeds.", "I work as a designer.")

    assert [told] == answered(question, *said, "I am allergic to nuts.", "It rains today.")


def test_who_moved_lives_where_they_said_last() -> None:
    assert ["Я переехала в Самару"] == answered("где я живу?", *SAID, "Я переехала в Самару")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("А где я жила раньше?", SAID[0]),
        ("Где я жила до переезда?", SAID[0]),
        ("где я живу?", "Теперь живу в Самаре"),
    ],
)
def test_where_somebody_lived_before_is_not_where_they_live(question: str, told: str) -> None:
    assert [told] == answered(question, *SAID, "Я переехала в Самару", "Теперь живу в Самаре")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("And where did I live before?", "I live in Leeds."),
        ("Where do I live?", "I live in York now."),
        ("What was my previous job?", "I work as a designer."),
    ],
)
def test_what_was_before_is_told_apart_in_english_too(question: str, told: str) -> None:
    said = ("I live in Leeds.", "I work as a designer.", "I live in York now.")

    assert [told] == answered(question, *said, "I work as a teacher now.")


def test_what_was_told_as_past_answers_too() -> None:
    said = ("Я живу в Самаре", "Раньше я жила в Твери")

    assert ["Раньше я жила в Твери"] == answered("где я жила раньше?", *said)


def test_where_only_one_home_is_at_hand_it_is_told_with_its_day() -> None:
    known = Recalled(summary="2026-11-11: Меня зовут Марина, я живу в Казани.")

    [found] = recollected("А где я жила раньше?", known)

    assert "Меня зовут Марина, я живу в Казани." == found.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which neighbour can my dog stay with?", "She can stay with my neighbour Mrs Porter."),
        ("What is my dog called?", "I have a dog, my dog is called Biscuit."),
        ("What's my name?", "My name is Marina."),
    ],
)
def test_a_question_that_names_a_pet_need_not_ask_for_its_name(question: str, told: str) -> None:
    said = (
        "My name is Marina.",
        "I have a dog, my dog is called Biscuit.",
        "She can stay with my neighbour Mrs Porter.",
        "My sister's name is Olga.",
    )

    assert [told] == answered(question, *said)


def test_what_a_summary_shortened_is_not_told_twice() -> None:
    whole = "Ещё у меня аллергия на арахис, имей в виду"
    known = Recalled(facts=[fact(whole)], summary="2026-11-11: Ещё у меня аллергия на арахис.")

    assert [whole] == [each.text for each in recollected("на что у меня аллергия?", known)]
    assert [whole] == [each.text for each in all_known(known)]


def test_what_denies_is_not_the_same_as_what_it_denies() -> None:
    said = ("Я не люблю чёрный чай без сахара", "Я люблю чай")

    assert list(said) == [each.text for each in all_known(Recalled(events=remarks(*said)))]


KIN = (
    "Мою собаку зовут Клякса",
    "Лечу к сестре Ольге в Тбилиси",
    "Коллеги зовут меня Марина Сергеевна",
    "Если мы уедем, соседка расстроится",
    "Оставлю собаку у соседки Галины Петровны",
    "Там остались тапки",
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Как зовут мою сестру?", [1]),
        ("Какая соседка у меня осталась?", [3, 4]),
        ("Кто соседка, у которой я хотела оставить собаку?", [4]),
    ],
)
def test_what_is_asked_for_counts_more_than_what_is_said_of_it(
    question: str, told: list[int]
) -> None:
    assert [KIN[at] for at in told] == answered(question, *KIN)


def test_what_was_said_in_other_words_is_found_too() -> None:
    said = ("Мой оклад теперь больше.", "Люблю чай.")

    assert ["Мой оклад теперь больше."] == answered("Какая у меня зарплата?", *said)


def test_of_several_tastes_all_are_told() -> None:
    assert ["Я люблю зелёный чай", "Я люблю читать детективы"] == answered("что я люблю?")


def test_of_what_was_never_said_nothing_is_found() -> None:
    assert [] == answered("какой у меня рост?")


def test_neither_orders_nor_questions_are_statements() -> None:
    assert [] == answered("кому позвонить завтра?")
    assert [] == answered("где моё пальто?", "Где моё пальто?")


def test_a_condensed_memory_answers_too() -> None:
    known = Recalled(summary="2026-10-01: Живу в Казани. Учу Python.\n2026-11-02: Купила дом.")

    [found] = recollected("где я живу?", known)

    assert "Живу в Казани." == found.text
    assert found.said_at == (NOON - timedelta(days=50)).date()


def test_what_alfred_said_is_no_memory_of_the_person() -> None:
    events = [event(1, "Вы живёте в Москве, я живу в Лондоне", Role.ASSISTANT)]

    assert [] == recollected("где я живу?", Recalled(events=events))


def test_all_that_is_known_leaves_out_what_has_changed_and_what_is_of_nobody() -> None:
    known = Recalled(
        facts=[fact("Я программист")],
        events=remarks("Я живу в Казани", "Погода-то какая!", "Я переехала в Самару", "Ты бот?"),
    )

    assert ["Я программист", "Я переехала в Самару"] == [each.text for each in all_known(known)]


def test_what_only_speaks_of_the_person_comes_last() -> None:
    known = Recalled(events=remarks("Я сегодня пекла пирожки", "Меня зовут Аня"))

    told = [each.text for each in all_known(known)]

    assert ["Меня зовут Аня", "Я сегодня пекла пирожки"] == told


@pytest.mark.parametrize(
    ("question", "of_oneself", "own"),
    [
        ("где я живу?", True, True),
        ("как меня зовут?", True, True),
        ("what's my job?", True, True),
        ("Как зовут мою собаку?", True, True),
        ("когда день рождения у Вики?", False, False),
        ("что мне ответила Вика?", True, False),
        ("расскажи мне про чай", False, False),
        ("что мне делать?", False, False),
        ("tell me a story", False, False),
        ("когда релиз?", False, False),
    ],
)
def test_whose_matter_a_question_is(question: str, of_oneself: bool, own: bool) -> None:
    asked = asks_of_oneself(question)

    assert of_oneself is asked
    assert own is (asked and is_own_matter(question))
