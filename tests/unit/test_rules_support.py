from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.rules.grading.coverage import coverage
from pipeline.digest.rules.grading.meanings import Meanings
from pipeline.digest.rules.grading.support import WEIGHTS, support
from tests.fixtures.chats import chat

CORPUS = chat(
    """
    1 09:00 Аня: на проде падает оплата картой с ошибкой 502
    2 09:01 Борис: вижу, прокси отвечает слишком долго
    3 09:02 Борис: откатил прокси, оплата снова работает
    4 09:03 Аня: спасибо! предупрежу поддержку
    """,
    redacted=True,
)
ANYA, BORIS = "⟦P0001⟧", "⟦P0002⟧"
GOOD = f"На проде падала оплата картой, {BORIS} откатил прокси, {ANYA} предупредит поддержку."
ENGLISH = chat(
    """
    1 09:00 Ann: I bought a new bike yesterday
    2 09:01 Ben: nice, I sold mine in spring
    """,
    redacted=True,
)


def test_the_weights_are_shares_of_one() -> None:
    total = WEIGHTS.restated + WEIGHTS.retold + WEIGHTS.attributed + WEIGHTS.worded

    assert 1.0 == pytest.approx(total)


def test_a_faithful_retelling_reaches_what_a_digest_needs() -> None:
    assert support(GOOD, CORPUS.lines) >= 0.7


@pytest.mark.parametrize(
    "spoiled",
    [
        f"На проде падала оплата картой, {ANYA} откатила прокси, {BORIS} предупредит поддержку.",
        f"На проде падала оплата картой, {BORIS} не откатил прокси, {ANYA} предупредит поддержку.",
        f"{GOOD[:-1]} и уволит директора цирка.",
        f"{BORIS} откатил прокси.",
    ],
    ids=["another person", "denied", "invented", "half of it"],
)
def test_a_spoiled_retelling_is_backed_less(spoiled: str) -> None:
    assert support(spoiled, CORPUS.lines) < support(GOOD, CORPUS.lines)


def test_what_nobody_said_is_not_backed() -> None:
    assert 0.0 == support("Вчера сборная выиграла чемпионат по хоккею.", CORPUS.lines)


def test_other_words_for_the_same_back_it_too() -> None:
    irregular = "⟦P0001⟧ buys a bike, ⟦P0002⟧ sells one."
    unrelated = "⟦P0001⟧ paints a bike, ⟦P0002⟧ hides one."

    assert support(irregular, ENGLISH.lines) > support(unrelated, ENGLISH.lines)
    assert 1.0 == Meanings("куплю").worth(next(iter(Meanings("купить").stems)))


def test_a_photo_without_words_backs_that_it_was_sent() -> None:
    lines = chat("1 09:00 Аня: [photo]\n2 09:01 Борис: отличный вид!", redacted=True).lines

    told = support(f"{ANYA} прислала фото.", lines)

    assert told > support(f"{ANYA} прислала песню.", lines)


def test_the_more_of_a_conversation_is_told_the_more_is_covered() -> None:
    tellings = ("", "Оплата падает.", f"Оплата картой падает, {BORIS} откатил прокси.", GOOD)

    grades = [coverage(text, CORPUS.lines) for text in tellings]

    assert all(less < more for less, more in pairwise(grades))
    assert 0.0 == grades[0]
    assert 0.0 == coverage(GOOD, ())


def test_a_longer_conversation_needs_more_words_but_not_in_proportion() -> None:
    said = [f"1{n} 09:1{n} Аня: слово{n} дело{n} вещь{n} план{n}" for n in range(8)]
    longer = (*CORPUS.lines, *chat("\n".join(said), redacted=True).lines)

    short, long = coverage(GOOD, CORPUS.lines), coverage(GOOD, longer)

    assert short / 2 < long < short


HOSTILE = st.one_of(
    st.text(max_size=300),
    st.text(st.sampled_from("⟦P0001⟧,.- \n«»“”?абвгдеё"), max_size=300),
    st.lists(st.sampled_from([ANYA, BORIS, ",", " и ", "but ", ".env", "ом-", "оплата"])).map(
        "".join
    ),
)


@given(HOSTILE, st.lists(HOSTILE, min_size=1, max_size=4))
def test_any_text_has_a_grade_between_nothing_and_all(text: str, said: list[str]) -> None:
    lines = [replace(CORPUS.lines[0], text=one) for one in said]

    assert 0.0 <= support(text, lines) <= 1.0
    assert 0.0 <= coverage(text, lines) <= 1.0
