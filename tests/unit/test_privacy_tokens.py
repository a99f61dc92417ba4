import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.privacy.tokens import clean_name, reveal, without_brackets

PEOPLE = {"⟦P7f3a2c⟧": "Костя", "⟦P7f3a2c.2⟧": "Косте", "⟦Pdead00⟧": ""}


def test_reveal_puts_names_and_forms_back_and_leaves_masks() -> None:
    shown = reveal("⟦P7f3a2c⟧ просил ⟦P7f3a2c.2⟧ дать ⟦phone⟧", PEOPLE)

    assert "Костя просил Косте дать ⟦phone⟧" == shown


def test_a_form_that_is_not_known_falls_back_to_the_name() -> None:
    assert "Костя" == reveal("⟦P7f3a2c.77⟧", PEOPLE)


@pytest.mark.parametrize("token", ["⟦P123456⟧", "⟦P123456.3⟧", "⟦Pdead00⟧", "⟦Pdead00.2⟧"])
def test_a_person_without_a_name_is_shown_in_the_readers_words(token: str) -> None:
    assert "удалённый аккаунт" == reveal(token, PEOPLE, unknown="удалённый аккаунт")


def test_reveal_looks_at_each_place_once() -> None:
    people = {"⟦P111111⟧": "⟦P222222⟧", "⟦P222222⟧": "Вика"}

    assert "⟦P222222⟧" == reveal("⟦P111111⟧", people)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("  Аня\n\tПетрова ", "Аня Петрова"),
        ("\u202eаня\u202c", "аня"),
        ("А\u200bн\u2060я", "Аня"),
        ("⟦phone⟧", "[phone]"),
        ("\x1b[31mАня\x07", "[31mАня"),
        ("<b>Аня</b>", "<b>Аня</b>"),
        ("и\u0306ога", "и\u0306ога"),
        ("Аня 🌸", "Аня 🌸"),
        ("\ud83d", ""),
    ],
)
def test_a_display_name_becomes_one_visible_line(name: str, expected: str) -> None:
    assert expected == clean_name(name)


@given(st.text(max_size=300))
def test_a_clean_name_is_short_printable_and_clean(name: str) -> None:
    cleaned = clean_name(name)

    assert len(cleaned) <= 64
    assert "" == cleaned or cleaned.isprintable()
    assert cleaned == clean_name(cleaned)


@given(st.text())
def test_only_our_brackets_are_replaced(text: str) -> None:
    assert text.replace("⟦", "[").replace("⟧", "]") == without_brackets(text)
