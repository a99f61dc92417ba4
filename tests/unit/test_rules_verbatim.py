import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.rules.evidence.verbatim import misquotes, without_quotations

SAID = (
    "Тогда решено: с 1 марта переходим на «Адресатор».",
    "откатил, 502 пропали, смотрю графики",
)


@pytest.mark.parametrize(
    "text",
    [
        "⟦P1f⟧ пишет: «с 1 марта переходим на „Адресатор“».",
        "⟦P1f⟧: «Откатил, 502 пропали».",
        "⟦P1f⟧: «тогда решено … переходим на „Адресатор“»",
        "⟦P1f⟧: «откатил, 502 пропали…»",
        "С 1 марта вместо геокодера — «Адресатор».",
        "Графики «смотрит он».",
        "Без кавычек говорят что угодно.",
    ],
)
def test_a_quotation_may_be_shortened_and_stand_in_other_marks(text: str) -> None:
    assert not misquotes(text, SAID)


@pytest.mark.parametrize(
    "text",
    [
        "⟦P1f⟧ пишет: «с 1 апреля переходим на „Адресатор“».",
        "⟦P1f⟧: «502 не пропали, смотрю графики».",
        "⟦P1f⟧: “rolled it back, the errors are gone”.",
        "⟦P1f⟧: «тогда решено … остаёмся на старом».",
    ],
)
def test_a_quotation_with_other_words_is_none(text: str) -> None:
    assert misquotes(text, SAID)


def test_a_quotation_is_of_one_message() -> None:
    assert misquotes("«переходим на „Адресатор“, откатил, 502 пропали»", SAID)


@given(st.text(alphabet="абвгдеё 123,.-", max_size=80))
def test_what_was_said_can_be_quoted_whole(message: str) -> None:
    assert not misquotes(f"Кто-то: «{message}»", [message])


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("Аня: «Тогда «Адресатор».» → Борис: «да»", "Аня: → Борис:"),
        ("“yes” said Kim", "said Kim"),
        ("без кавычек", "без кавычек"),
        ("не «закрыто", "не «закрыто"),
        ("не» «открыто", "не» «открыто"),
    ],
)
def test_what_stands_outside_of_quotation_marks(text: str, around: str) -> None:
    assert around == " ".join(without_quotations(text).split())
