import pytest

from pipeline.language.morphology import forms, is_word, part
from pipeline.language.verbs import orders, promises

NAMELESS = "\U00017000"
"""A letter to which Unicode gives no name."""


@pytest.mark.parametrize("word", [NAMELESS, f"{NAMELESS}ж", f"a{NAMELESS}ж", f"сделаю{NAMELESS}"])
def test_a_letter_without_a_name_makes_a_word_unknown(word: str) -> None:
    assert not any(form.known for form in forms(word))
    assert part(word) in {"", "noun"}
    assert not promises(word)
    assert not orders(word)


def test_the_dictionary_knows_forms_whatever_their_letters() -> None:
    assert [True, True, True, False] == [
        is_word(word) for word in ("людей", "шёл", "шел", "деплой")
    ]
