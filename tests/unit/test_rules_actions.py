import pytest

from pipeline.digest.findings import Action
from pipeline.digest.rules.actions import agreements, due_in
from tests.fixtures.chats import chat


def found(text: str) -> list[tuple[str | None, str | None, tuple[int, ...]]]:
    corpus = chat(text, redacted=True)
    return [
        (corpus.people[action.who] if action.who else None, action.due, action.message_ids)
        for action in agreements(corpus, corpus.lines)
    ]


def test_a_task_that_its_addressee_takes_is_one_agreement_with_both_times() -> None:
    actions = found(
        """
        112 09:33 Аня: Костя, напиши постмортем до завтра, пожалуйста
        113 09:34 Костя → 112: ок, сделаю до 12:00
        """
    )

    assert [("Костя", "до завтра, до 12:00", (112, 113))] == actions


def test_a_task_that_nobody_takes_is_no_agreement() -> None:
    actions = found(
        """
        1 09:33 Аня: Костя, напиши постмортем до завтра, пожалуйста
        2 09:34 Костя → 1: не могу, я в отпуске
        """
    )

    assert [] == actions


@pytest.mark.parametrize(
    "said",
    [
        "пришлю макеты до пятницы",
        "I'll send the report tomorrow",
    ],
)
def test_a_promise_with_a_time_is_an_agreement(said: str) -> None:
    actions = found(f"1 09:00 Вика: {said}")

    assert [("Вика", (1,))] == [(who, ids) for who, _, ids in actions]


@pytest.mark.parametrize(
    "said",
    [
        "пойду спать до утра",
        "не сделаю до пятницы",
        "наверное, сделаю до пятницы",
        "сделаю ли я это до пятницы?",
        "I'll be there tomorrow I guess",
        "сделаю",
        "наш прокси, в логах таймаут 30 c. Костя вчера менял nginx",
    ],
)
def test_what_binds_nobody_is_no_agreement(said: str) -> None:
    assert [] == found(f"1 09:00 Вика: {said}")


def test_a_bare_promise_counts_when_it_answers_somebody() -> None:
    actions = found(
        """
        1 09:00 Аня: кто поправит пайплайн?
        2 09:01 Борис → 1: поправлю сборку
        """
    )

    assert [("Борис", None, (2,))] == actions


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("сделаю до 12:00", "до 12:00"),
        ("напиши до завтра, пожалуйста", "до завтра"),
        ("к пятнице будет готово", "к пятнице"),
        ("решаем в 16:00", "в 16:00"),
        ("отпуск с 3 марта", "3 марта"),
        ("done by Friday", "by Friday"),
        ("версия 2.4 вышла", None),
        ("таймаут 30 секунд", None),
        ("просто текст", None),
    ],
)
def test_a_due_time_is_told_as_it_was_written(text: str, due: str | None) -> None:
    assert due == due_in(text)


def test_an_agreement_keeps_the_sentence_that_made_it() -> None:
    corpus = chat("1 09:00 Вика: Привет всем. Пришлю макеты до пятницы.")

    assert (
        Action(who="Вика", what="Пришлю макеты до пятницы.", due="до пятницы", message_ids=(1,)),
    ) == agreements(corpus, corpus.lines)
