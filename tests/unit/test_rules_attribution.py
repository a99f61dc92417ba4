import pytest

from pipeline.digest.rules.grading.attribution import attributed, spoken
from pipeline.digest.rules.grading.meanings import Meanings
from tests.fixtures.chats import chat

RU = chat(
    """
    1 09:00 Аня: Борис, ты сможешь завтра забрать посылку?
    2 09:01 Борис: заберу после обеда
    3 09:02 Вика: а я испеку пирог к субботе
    4 09:03 Вика: Гриша вчера починил кран
    """,
    redacted=True,
)
EN = chat(
    """
    1 09:00 Ann: Can anybody fix the printer?
    2 09:01 Ben: I can, after lunch
    3 09:02 Kim: I'll order new paper
    4 09:03 Kim: please water the plants, Ben
    """,
    redacted=True,
)
FIRST, SECOND, THIRD = "⟦P0001⟧", "⟦P0002⟧", "⟦P0003⟧"


def share(text: str, *, english: bool = False) -> float | None:
    lines = (EN if english else RU).lines
    return attributed(text, Meanings(text), [*map(spoken, lines)])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (f"{SECOND} заберёт посылку после обеда.", f"{THIRD} заберёт посылку после обеда."),
        (f"{THIRD} испечёт пирог к субботе.", f"{FIRST} испечёт пирог к субботе."),
        (
            f"{SECOND} заберёт посылку, {THIRD} испечёт пирог.",
            f"{THIRD} заберёт посылку, {SECOND} испечёт пирог.",
        ),
        (f"Вечером дела. {THIRD} печёт. Пирог к субботе.", f"{FIRST} печёт. Пирог к субботе."),
    ],
)
def test_a_deed_given_to_another_person_is_backed_less(right: str, wrong: str) -> None:
    assert (share(right) or 0) > (share(wrong) or 0)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (f"{SECOND} will fix the printer.", f"{THIRD} will fix the printer."),
        (f"{THIRD} orders new paper.", f"{SECOND} orders new paper."),
        (f"{THIRD} orders paper and {SECOND} waters the plants.", f"{FIRST} orders paper."),
    ],
)
def test_in_english_too(right: str, wrong: str) -> None:
    assert (share(right, english=True) or 0) > (share(wrong, english=True) or 0)


def test_what_others_tell_of_themselves_backs_nothing() -> None:
    assert 1.0 == share(f"{THIRD} испечёт пирог.")
    assert 0.0 == share(f"{SECOND} испечёт пирог.")


def test_a_person_told_of_by_name_is_who_did_it() -> None:
    corpus = chat("1 09:00 Аня: ⟦P00ff⟧ починил кран", redacted=True)
    text = "⟦P00ff.7⟧ починил кран."

    assert 0.9 == attributed(text, Meanings(text), [*map(spoken, corpus.lines)])


def test_a_list_that_names_a_person_twice_tells_of_nobody() -> None:
    assert 0.0 == share(f"{SECOND} , {THIRD} и {SECOND} забирают посылку.")
    assert (share(f"{SECOND}, {THIRD} и {FIRST} забирают посылку.") or 0) > 0


@pytest.mark.parametrize("text", ["", "Пирог готов.", f"{FIRST} уволился.", "⟦⟦P0001 ⟦"])
def test_where_no_deed_of_the_talk_is_given_to_anybody_there_is_no_share(text: str) -> None:
    assert None is share(text)
