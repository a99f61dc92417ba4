import pytest

from pipeline.digest.rules.grading.recital import recites
from tests.fixtures.chats import chat

TALK = chat(
    """
    101 09:00 Аня: Сервер упал. Кто посмотрит?
    102 09:01 Борис → 101: смотрю, это диск…
    103 09:02 Аня → 102: Борис, напиши постмортем
    104 09:03 Борис: the “new” disk is here
    105 09:04 Борис: (fwd) Завтра выходной
    """,
    redacted=True,
)
ANYA, BORIS = "⟦P0001⟧", "⟦P0002⟧"


@pytest.mark.parametrize(
    "text",
    [
        f"{ANYA} спрашивает: «Сервер упал. Кто посмотрит?»",
        f"{ANYA} Пишет: «сервер  упал. кто посмотрит».",
        f"{BORIS} отвечает: “Смотрю, это диск”.",
        f"{ANYA} пишет: «Сервер упал. Кто посмотрит?» {BORIS} отвечает: «смотрю, это диск».",
    ],
)
def test_who_wrote_what_word_for_word_is_a_recital(text: str) -> None:
    assert recites(text, TALK.lines)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ANYA} просит посмотреть сервер.",
        f"{BORIS} спрашивает: «Сервер упал. Кто посмотрит?»",
        f"{ANYA} пишет: «Сервер упал».",
        f"{ANYA} пишет: «Сервер упал. Кто-то посмотрит?»",
        f"{BORIS} обещает: «смотрю, это диск».",
        f"{BORIS} не отвечает: «смотрю, это диск».",
        f"Увы, {BORIS} отвечает: «смотрю, это диск».",
        f"{BORIS} отвечает: «смотрю, это диск» и чинит.",
        f"{BORIS} отвечает: «смотрю, это диск». Всё исправлено.",
        f"{ANYA} пишет: «{ANYA}, напиши постмортем».",
        f"{BORIS} отвечает: «смотрю, это диск»{BORIS} отвечает: «смотрю, это диск».",
        f"{BORIS} says: “the “new” disk is here”",
        f"{BORIS} сообщает: «Завтра выходной».",
    ],
)
def test_whatever_claims_more_than_that_is_none(text: str) -> None:
    assert not recites(text, TALK.lines)
