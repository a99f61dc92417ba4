"""Yes is not told as no, nor no as yes; whatever may be meant otherwise is left to a judge."""

import pytest

from pipeline.digest.rules.evidence.polarity import contradicts, differs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("⟦P0001⟧ не откатил правку.", "откатил, 502 пропали"),
        ("⟦P0001⟧ откатил правку.", "не откатил, некогда"),
        ("Фронт ещё не готов.", "фронт готов, осталось прогнать e2e"),
        ("Фронт готов.", "фронт ещё не готов"),
        ("Тесты не прошли.", "все тесты прошли, иду на обед"),
        ("Релиз не перенесли.", "релиз перенесли на пятницу"),
        ("⟦P0001⟧ has not deployed the fix.", "I deployed the fix"),
        ("⟦P0001⟧ deployed the fix.", "I haven't deployed the fix yet"),
        ("The build isn't green.", "the build is green"),
        ("⟦P0001⟧ never merged it.", "merged it an hour ago"),
        ("The staging server is responding.", "the staging server is not responding"),
    ],
)
def test_the_opposite_of_what_was_said_is_a_contradiction(text: str, said: str) -> None:
    assert contradicts(text, [said])


@pytest.mark.parametrize(
    "text",
    [
        "Неправда: не откатил, 502 пропали",
        "Неправда, что откатили и 502 пропали.",
        "Это неверно — 502 пропали.",
        "Всё откатили, но это неправда.",
        "It is not true that 502 is gone.",
        "False: 502 is gone.",
        "502 is gone, but that's a lie.",
    ],
)
def test_what_nobody_denied_is_not_denied_as_a_whole(text: str) -> None:
    assert contradicts(text, ["откатил, 502 пропали"])


@pytest.mark.parametrize(
    "said", ["неправда, это прокси", "так нельзя, ты врёшь", "that's not true"]
)
def test_an_outright_denial_may_be_told_where_there_was_one(said: str) -> None:
    assert not contradicts("Неправда: виноват прокси.", [said])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Откатили не только nginx.", "откатил nginx"),
        ("⟦P0001⟧ попросил прислать отчёт.", "не мог бы ты прислать отчёт"),
        ("⟦P0001⟧ напоминает прислать отчёт.", "не забудь прислать отчёт"),
        ("⟦P0001⟧ предлагает переехать.", "не пора ли переехать"),
        ("Релиз не готов.", "релиз готов?"),
        ("Релиз не готов.", "если релиз готов, катим"),
        ("Релиз не готов.", "думал бы, что релиз готов"),
        ("⟦P0001⟧ ждёт отката.", "нет, отката ещё жду"),
        ("502 больше нет.", "502 пропали"),
        ("Доступ к серверу пропал.", "нет доступа к серверу"),
        ("Ни фронт, ни бэк не готовы.", "фронт и бэк не готовы"),
        ("Фронт и бэк не готовы.", "не готовы ни фронт, ни бэк"),
        ("Ничего страшного не случилось.", "ничего страшного"),
        ("⟦P0001⟧ обещал починить.", "пока не починил"),
        ("⟦P0001⟧ чуть не удалил базу.", "удалил почти базу"),
        ("⟦P0001⟧ не мог не ответить.", "ответил"),
        ("Почти готово.", "не совсем готово"),
        ("⟦P0001⟧ не идёт на обед.", "на обед в 13"),
        ("Тесты не прошли.", "тесты упали"),
        ("⟦P0001⟧ does it, no problem.", "no problem, will do it"),
        ("⟦P0001⟧ is keen to read it.", "never read it"),
        ("The server is not responding.", "it stopped responding"),
        ("Not only the fix was deployed.", "the fix was deployed"),
        ("⟦P0001⟧ can't wait to meet.", "looking forward to meeting"),
        ("⟦P0001⟧ won't come to class.", "class is at 9"),
        ("Не так, как хотели, но релиз вышел.", "релиз вышел криво"),
        ("False-positive alerts are gone.", "alerts that were no alerts are gone"),
        ("Nobody knows the cause.", "the cause is a mystery"),
    ],
)
def test_what_may_well_be_the_same_is_no_contradiction(text: str, said: str) -> None:
    assert not contradicts(text, [said])


def test_one_message_that_agrees_is_enough() -> None:
    said = ["откатил nginx", "ой, ещё не откатил"]

    assert not contradicts("⟦P0001⟧ не откатил nginx.", said)
    assert not contradicts("⟦P0001⟧ откатил nginx.", said)


def test_another_form_of_the_word_may_agree() -> None:
    assert not contradicts("Оплату не проверяли.", ["проверяли оплату", "оплата не проверялась"])


def test_clauses_about_different_things_do_not_contradict() -> None:
    text = "Новый сервер отчётов не готов к пятничной выгрузке."
    said = "для сайта готов красивый синий макет"

    assert not contradicts(text, [said])


def test_a_text_is_no_contradiction_of_nothing() -> None:
    assert not contradicts("Релиз не готов.", [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("⟦P0001⟧ не приготовит ужин.", "приготовлю"),
        ("⟦P0001⟧ won't bring the cards.", "I bring wine and the cards"),
        ("Отчёт отправили клиенту.", "отчёт не отправили"),
    ],
)
def test_it_differs_to_deny_what_is_only_affirmed_and_the_reverse(text: str, said: str) -> None:
    assert differs(text, [said])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("⟦P0001⟧ is not watching the game.", "are you watching the game?"),
        ("Отчёт отправили клиенту.", "отчёт отправили"),
        ("Отчёт не отправили.", "завтра созвон"),
        ("", ""),
    ],
)
def test_what_was_asked_or_never_said_differs_from_nothing(text: str, said: str) -> None:
    assert not differs(text, [said])
