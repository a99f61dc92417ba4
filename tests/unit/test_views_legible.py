import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.legible import Legible, harmless, shorten

PEOPLE = {"⟦P7f3a⟧": "Аня", "⟦P7f3a.2⟧": "Анечка"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x07", "␛[31mred␇"),
        ("a\x7fb\x9bc", "a␡b\ufffdc"),
        ("half a \ud83d letter", "half a \ufffd letter"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("two\n\n  lines\u2028more", "two lines more"),
        ("18\u00a0февраля", "18\u00a0февраля"),
        ("👨\u200d👩\u200d👧 семья", "👨\u200d👩\u200d👧 семья"),
    ],
)
def test_what_could_act_on_a_screen_is_made_harmless(text: str, shown: str) -> None:
    assert shown == harmless(text)


@given(st.text(st.characters(categories=["Cc", "Cf", "Cs", "L", "Zs", "Zl", "Zp"])))
def test_no_text_keeps_a_control_character_or_a_lone_surrogate(text: str) -> None:
    shown = harmless(text)

    assert not [each for each in shown if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_people_get_their_names_back_and_masks_become_words() -> None:
    legible = Legible(PEOPLE, {"phone": "телефон", "person": "участник"}.__getitem__)

    told = legible("⟦P7f3a⟧ и ⟦P7f3a.2⟧ звонят ⟦Pdead⟧: ⟦phone⟧")

    assert "Аня и Анечка звонят [участник]: [телефон]" == told


def test_a_hostile_name_is_harmless_too() -> None:
    legible = Legible({"⟦P7f3a⟧": "\x1b]8;;http://evil\x07A\u202enya"}, str)

    assert "␛]8;;http://evil␇Anya" == legible("⟦P7f3a⟧")


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("short", 10, "short"),
        ("a title of several words", 16, "a title of…"),
        ("onelongwordwithoutspaces", 10, "onelongwo…"),
        ("a onelongwordwithoutspaces", 10, "a onelong…"),
    ],
)
def test_a_long_name_is_cut_at_a_word_where_that_loses_little(
    text: str, limit: int, kept: str
) -> None:
    assert kept == shorten(text, limit)
