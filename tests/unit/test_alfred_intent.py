"""Whether the archive is looked up: labelled remarks, in both languages."""

import pytest

from pipeline.alfred.rules.intent import (
    asks_about_groups,
    asks_who_this_is,
    is_farewell,
    is_greeting,
    is_thanks,
)

ABOUT_GROUPS = [
    "что решили про релиз?",
    "Что решили по релизу 2.4",
    "кто обещал написать release notes?",
    "Кто что обещал на прошлой неделе?",
    "о чём говорили вчера в чате?",
    "О чем сегодня говорили?",
    "Напомни, когда договорились встретиться",
    "найди, где Костя писал про сертификат",
    "кто починил платёжный шлюз?",
    "почему перенесли релиз?",
    "Когда назначили созвон?",
    "Что нового в группе Команда?",
    "покажи последнюю сводку по проекту",
    "кто отвечает за бэкапы?",
    "у кого спрашивали про доступы?",
    "что произошло ночью с базой?",
    "Расскажи, что обсуждали без меня в чате",
    "чем закончилось обсуждение отпуска?",
    "who promised what last week?",
    "What did they decide about the release?",
    "what was decided on pricing",
    "When did Anna say she would ship it?",
    "who is responsible for backups?",
    "Remind me where the meeting was scheduled",
    "What happened with the payment gateway?",
    "did anyone mention the certificate?",
    "Find who suggested the new logo",
    "what's new in the group?",
    "why was the release postponed?",
    "show me the digest of the team chat",
    "Has Boris answered about the contract?",
    "Что нового у нас в Команде сайта?",
]
JUST_TALK = [
    "Привет!",
    "Расскажи про Python",
    "А какие библиотеки популярны?",
    "Меня зовут Аня, я живу в Казани",
    "Я обещал себе бегать по утрам",
    "Что ты думаешь о чае?",
    "кто ты?",
    "Что ты умеешь?",
    "Спасибо, Альфред",
    "Как дела?",
    "Посоветуй фильм на вечер",
    "Напомни, как меня зовут?",
    "что я говорил про отпуск?",
    "Сколько будет 17 умножить на 23?",
    "Я решил сменить работу",
    "Почему небо голубое?",
    "Как приготовить борщ?",
    "мы с женой договорились не ссориться",
    "Hello there",
    "Tell me about Python",
    "Which libraries are popular?",
    "My name is Anna and I live in Kazan",
    "What can you do?",
    "Who are you?",
    "How do I bake bread?",
    "What is the capital of France?",
    "I decided to change my job",
    "Thank you, Alfred",
    "What do you think about tea?",
    "Have you decided?",
    "what did I tell you about my cat?",
    "Recommend me a book, would you",
]


@pytest.mark.parametrize("remark", ABOUT_GROUPS)
def test_a_question_about_groups_is_looked_up(remark: str) -> None:
    assert asks_about_groups(remark, ["Команда сайта"])


@pytest.mark.parametrize("remark", JUST_TALK)
def test_talk_is_not(remark: str) -> None:
    assert not asks_about_groups(remark, ["Команда сайта", "Python-разработчики", ""])


def test_a_group_is_named_by_all_words_of_its_title_in_any_form() -> None:
    named = asks_about_groups("Что нового в «Семейном совете»?", ["Семейный совет"])
    half = asks_about_groups("Что почитать о семейной жизни?", ["Семейный совет"])

    assert named
    assert not half


@pytest.mark.parametrize(
    ("remark", "kind"),
    [
        ("Привет!", is_greeting),
        ("Доброе утро, Альфред", is_greeting),
        ("Good evening", is_greeting),
        ("спасибо большое", is_thanks),
        ("Thank you!", is_thanks),
        ("До свидания", is_farewell),
        ("спокойной ночи", is_farewell),
        ("Кто ты такой?", asks_who_this_is),
        ("what can you do?", asks_who_this_is),
    ],
)
def test_small_talk_is_told_apart(remark: str, kind: object) -> None:
    kinds = (is_greeting, is_thanks, is_farewell, asks_who_this_is)

    assert [kind] == [each for each in kinds if each(remark)]


def test_a_greeting_before_a_long_matter_is_no_small_talk() -> None:
    assert not is_greeting("Привет, подскажи, пожалуйста, как мне настроить сервер очередей")
