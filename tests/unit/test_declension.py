"""Names after prepositions are put into the case that these ask for, or left as they are."""

import pytest

from pipeline.language.declension import declined, governed


@pytest.mark.parametrize(
    ("name", "genitive", "instrumental"),
    [
        ("Анна Петрова", "Анны Петровой", "Анной Петровой"),
        ("Костя Лебедев", "Кости Лебедева", "Костей Лебедевым"),
        ("Саша Петрова", "Саши Петровой", "Сашей Петровой"),
        ("Павел Шевченко", "Павла Шевченко", "Павлом Шевченко"),
        ("Иван Иванович Грозный", "Ивана Ивановича Грозного", "Иваном Ивановичем Грозным"),
        ("Света", "Светы", "Светой"),
        ("Лёша", "Лёши", "Лёшей"),
    ],
)
def test_a_name_is_declined_word_by_word_in_one_gender(
    name: str, genitive: str, instrumental: str
) -> None:
    assert (genitive, instrumental) == (declined(name, "gent"), declined(name, "ablt"))


@pytest.mark.parametrize(
    "name",
    [
        "Olga",
        "dragon788",
        "Кот Матроскин",
        "Анна Лебедев",
        "Света К.",
        "АННА",
        "мастер",
        "Зюпа",
        "Анна Мария Петрова Иванова",
        "",
    ],
)
def test_what_the_dictionary_does_not_know_as_a_name_for_certain_stays_as_it_is(name: str) -> None:
    assert name == declined(name, "gent")


@pytest.mark.parametrize(
    ("before", "case"),
    [
        ("Спросили у ", "gent"),
        ("По словам ", "gent"),
        ("Передали к ", "datv"),
        ("Жалуются про ", "accs"),
        ("Договорились вместе с ", "ablt"),
        ("Речь шла о ", "loct"),
        ("Это от @1 и ", "gent"),
        ("Это от @1, @2 или ", "gent"),
        ("Положились на ", None),
        ("Обещал ", None),
        ("Окно у входа, ", None),
        ("Кое-кто из-под ", None),
        ("", None),
    ],
)
def test_a_preposition_tells_the_case_if_it_asks_for_one_only(
    before: str, case: str | None
) -> None:
    assert case == governed(before)
