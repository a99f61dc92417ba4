"""Which messages answer a question, on an evening of a team's and a family's chat."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alfred.rules.asked import MOST_TERMS, Sought, kinds_of, understood
from pipeline.alfred.rules.matching import Spread
from pipeline.alfred.rules.searching import Hit, best
from pipeline.alfred.rules.surroundings import PAUSE, Remark, Surroundings
from pipeline.ingest.models import GroupId, MessageId
from pipeline.language.stems import stems

EVENING = datetime(2026, 11, 18, 18, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TALK = """
Аня: шлюз оплаты с утра отдаёт 502, клиенты жалуются
Борис: смотрю
Борис: дело в прокси, таймаут стоял пять секунд
Аня: а почему вчера всё работало?
Борис: вчера ночью обновили конфиг
Борис: поднял до тридцати, ошибок больше нет
Вика: спасибо!
Аня: напишу постмортем до завтра
Вика: когда катим релиз 2.4?
Даня: тесты на сборке красные, флакают три штуки
Вика: тогда решили: релиз переносим на четверг
Аня: ок, предупрежу поддержку
Костя: Rita, does the export to Excel still break on long names?
Rita: yes, the column is cut at 255 characters
Rita: I'll fix it by Friday
Костя: great, the client from Kazan asked again
Pavel: we agreed to keep PostgreSQL, MongoDB is only for the butler's memory
Pavel: the migration script is in the repository, folder tools
Sam: who has the key to the meeting room?
Olga: it is at the reception, ask Marina
Аня: на дачу поедем в субботу, возьмите мангал
Борис: мясо замариную, с меня четыре килограмма
Вика: у меня в машине три места
Даня: я на электричке, буду к двум
Аня: пароль от вайфая на холодильнике
Костя: корпоратив двенадцатого декабря, ресторан «Прага»
Olga: the budget for the party is two hundred thousand
Вика: дизайн лендинга принёс Тимур, мне нравится второй вариант
Тимур: поправлю шапку и шрифты
Rita: vacation: I am away from the first to the tenth of December
Даня: подменю Риту на дежурстве
Pavel: the office moves to the fifth floor in January
Костя: счёт за хостинг оплатил, чек в бухгалтерии
Sam: staging is down again, disk is full
Sam: cleaned the docker images, staging is back
"""
ANSWERED = [
    ("почему шлюз отдаёт ошибки?", 3),
    ("что было с прокси?", 3),
    ("на когда перенесли релиз?", 11),
    ("что решили про релиз?", 11),
    ("what's wrong with the Excel export?", 14),
    ("who promised to fix the export column?", 15),
    ("where is the migration script?", 18),
    ("у кого ключ от meeting room?", 20),
    ("когда едем на дачу?", 21),
    ("кто маринует мясо?", 22),
    ("сколько мест в машине?", 23),
    ("какой пароль от вайфая?", 25),
    ("где корпоратив?", 26),
    ("what is the budget of the party?", 27),
    ("какой вариант лендинга понравился?", 28),
    ("when is Rita's vacation?", 30),
    ("кто подменит на дежурстве?", 31),
    ("when does the office move?", 32),
    ("кто оплатил хостинг?", 33),
    ("why was staging down?", 34),
]
UNANSWERED = [
    "что решили про отпуск директора?",
    "кто едет в командировку в Новосибирск?",
    "сколько стоит подписка на Figma?",
    "когда день рождения у Марата?",
    "что говорили про собеседование кандидата?",
    "какой размер обуви у тренера?",
    "кто нашёл потерянную собаку?",
    "что обсуждали про ремонт крыши?",
    "где купить билеты на концерт?",
    "что обещал страховой агент?",
    "кому отдали старый велосипед?",
    "what did the lawyer say about the lease?",
    "who won the chess tournament?",
    "what did the dentist recommend?",
    "did anybody mention kubernetes autoscaling?",
    "when does the flight to Lisbon depart?",
    "who promised to translate the brochure?",
    "what was decided about parental leave?",
    "how much does the gym membership cost?",
    "which university did the intern attend?",
]


def remarks(talk: str = TALK) -> list[Remark]:
    lines = [line.split(": ", 1) for line in talk.strip().splitlines()]
    return [
        remark(number, 7 * number, text, author) for number, (author, text) in enumerate(lines, 1)
    ]


def remark(number: int, minute: float, text: str, author: str = "Аня") -> Remark:
    return Remark(
        group=GroupId(1),
        id=MessageId(number),
        thread=None,
        author_id=f"user{author}",
        author=author,
        text=text,
        sent_at=EVENING + timedelta(minutes=minute),
    )


def ask(question: str, talk: list[Remark] | None = None, limit: int = 3) -> list[Hit]:
    talk = remarks() if talk is None else talk
    asked = understood(question, NOW)
    said = [set(stems(each.text)) for each in talk]
    holders = {stem: sum(stem in each for each in said) for stem in asked.stems}
    return best(asked, talk, Spread(len(talk), holders), NOW, limit=limit)


@pytest.mark.parametrize(("question", "answer"), ANSWERED)
def test_a_question_finds_the_message_that_answers_it(question: str, answer: int) -> None:
    found = ask(question)

    assert answer in [each.id for hit in found for each in hit.around]


def test_most_answers_come_first() -> None:
    first = [ask(question)[0].remark.id == answer for question, answer in ANSWERED]

    assert sum(first) >= 17


@pytest.mark.parametrize("question", UNANSWERED)
def test_a_question_that_nobody_answered_finds_nothing(question: str) -> None:
    assert [] == ask(question)


def test_a_message_next_to_the_question_s_words_is_found_too() -> None:
    found = ask(
        "кто видел рассаду", [remark(1, 0, "куда делась рассада?"), remark(2, 1, "в бане")]
    )

    assert [2, 1] == sorted((hit.remark.id for hit in found), reverse=True)


def test_a_rare_word_says_more_than_a_common_one() -> None:
    talk = [remark(n, 100 * n, f"отчёт номер {n}") for n in range(1, 9)]

    found = ask("отчёт про налоги", [*talk, remark(9, 0, "налоги посчитаны")])

    assert 9 == found[0].remark.id


def test_of_equal_answers_the_latest_comes_first() -> None:
    old = replace(remark(1, 0, "сервер переехал"), sent_at=EVENING - timedelta(weeks=20))

    found = ask("куда переехал сервер", [old, remark(2, 0, "сервер переехал")])

    assert [2, 1] == [hit.remark.id for hit in found]


def test_who_is_named_in_any_case_goes_first() -> None:
    talk = [remark(1, 0, "смета готова"), remark(2, 500, "смета не готова", "Борис Котов")]

    found = [ask(question, talk)[0].remark.id for question in ("что у Бориса со сметой", "смета")]

    assert 2 == found[0]


@pytest.mark.parametrize(
    ("asked", "author"),
    [
        ("Костя", "Kostya Lebedev"),
        ("Косте", "Kostia"),
        ("Kostya", "Костя Лебедев"),
        ("Константина", "Костя"),
        ("Джона", "John"),
        ("Павел", "Pavel"),
    ],
)
def test_somebody_is_named_in_either_alphabet_and_in_short(asked: str, author: str) -> None:
    talk = [remark(1, 0, "смета не готова", "Борис"), remark(2, 500, "смета готова", author)]

    found = ask(f"что с {asked} и сметой", talk)

    assert 2 == found[0].remark.id


def test_who_answers_goes_before_who_asked() -> None:
    talk = [remark(1, 0, "у кого переходник?"), remark(2, 1, "лежит на столе", "Борис")]

    found = ask("у кого переходник", talk)

    assert 2 == found[0].remark.id


def test_who_asks_twice_answers_nobody() -> None:
    talk = [remark(1, 0, "у кого переходник?"), remark(2, 1, "отзовитесь")]

    found = ask("у кого переходник", talk)

    assert 1 == found[0].remark.id


def test_another_form_of_the_word_is_found() -> None:
    talk = [remark(1, 0, "релизим в четверг"), remark(2, 500, "писем осталось мало")]

    assert 2 == ask("сколько у нас письма?", talk)[0].remark.id
    assert 1 == ask("when is the release?", talk)[0].remark.id


def test_words_from_before_the_time_that_was_asked_for_do_not_count() -> None:
    talk = [
        remark(1, -9_000, "аудит безопасности закончили"),
        remark(2, 0, "безопасности ради закройте дверь"),
    ]

    assert [] == ask("что с аудитом шлюза, сроками и безопасности позавчера", talk)


def test_one_english_word_in_a_russian_question_is_no_idle_one() -> None:
    assert ("go",) == understood("что решили про Go?", NOW).terms
    assert () == understood("what about it and why, а?", NOW).terms


def test_a_promise_goes_before_what_promises_nothing() -> None:
    talk = [
        remark(1, 0, "смета на столе, смета большая"),
        remark(2, 500, "смету пришлю до пятницы", "Борис"),
    ]

    found = ask("кто обещал смету?", talk)

    assert 2 == found[0].remark.id


def test_nothing_but_a_kind_finds_what_is_of_it() -> None:
    found = ask("что решили?")

    assert {11, 17} <= {hit.remark.id for hit in found}
    assert all(Sought.DECISION in kinds_of(hit.remark.text) for hit in found)


def test_somebody_s_promises_are_their_own() -> None:
    found = ask("что обещала Rita?")

    assert [15] == [hit.remark.id for hit in found]


@pytest.mark.parametrize("question", ["", "а и но же?", "🙂🙂🙂", "!?&|"])
def test_a_question_without_a_matter_finds_nothing(question: str) -> None:
    assert [] == ask(question)


def test_each_neighbour_is_shown_once() -> None:
    found = ask("релиз сборка тесты", limit=6)

    shown = [each.id for hit in found for each in hit.around if each is not hit.remark]
    assert len(shown) == len(set(shown))
    assert all(hit.remark in hit.around for hit in found)


def test_what_a_digest_tells_of_a_message_counts_for_it() -> None:
    silent = remark(2, 500, "тогда в четверг")
    talk = [remark(1, 0, "куплю хлеба"), replace(silent, told="Поставку перенесли")]

    assert [2] == [hit.remark.id for hit in ask("на когда перенесли поставку", talk)]


def test_neighbours_are_of_the_thread_and_else_of_the_time() -> None:
    talk = [
        replace(remark(1, 0, "а"), thread=1),
        remark(2, 1, "б"),
        replace(remark(3, 2, "в"), thread=1),
        remark(4, 3, "г"),
        remark(5, 3 + 1 + PAUSE.total_seconds() / 60, "д"),
    ]

    around = Surroundings(talk)

    assert [[2], [3], [0], [1], []] == [
        [each for each, _ in around.neighbours(i, 3)] for i in range(5)
    ]


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("что решили про релизы в группе вчера?", ("релизы",)),
        ("О чём договорились с Аней насчёт дачи?", ("аней", "насчет", "дачи")),
        ("who promised the report last week", ("report",)),
        ("who fixed the shower, and канализацию?", ("shower", "канализацию")),
        ("а и но же?", ()),
    ],
)
def test_of_a_question_its_matter_is_looked_up(question: str, terms: tuple[str, ...]) -> None:
    assert terms == understood(question, NOW).terms


def test_a_flood_of_words_is_cut() -> None:
    asked = understood(" ".join(f"слово{n}" for n in range(9_999)), NOW)

    assert MOST_TERMS == len(asked.terms)


@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=12))
def test_no_text_breaks_the_rules(question: str, talk: list[str]) -> None:
    said = [remark(number, number, text) for number, text in enumerate(talk, 1)]

    found = ask(question, said, limit=4)

    assert len(found) <= 4
    assert sorted(found, key=lambda hit: -hit.score) == found
