import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Готово. Проверяй!", ("Готово.", "Проверяй!")),
        ("готово. проверяй, если не лень", ("готово.", "проверяй, если не лень")),
        ("ну что? пойдём", ("ну что?", "пойдём")),
        ("фронт готов\nосталось e2e", ("фронт готов осталось e2e",)),
        ("Фронт готов\nОсталось e2e", ("Фронт готов", "Осталось e2e")),
        ("Фронт готов.\nосталось e2e", ("Фронт готов.", "осталось e2e")),
        ("Фронт готов\n\nосталось e2e", ("Фронт готов", "осталось e2e")),
        ("Потом  ушёл\t домой", ("Потом ушёл домой",)),
    ],
)
def test_sentences_end_where_a_chat_ends_them(text: str, expected: tuple[str, ...]) -> None:
    assert expected == sentences(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ушёл))) А он остался", ("Ушёл)))", "А он остался")),
        ("Ого!!! 😀😀 Круто", ("Ого!!! 😀😀", "Круто")),
        ("Откатил\n👍👍", ("Откатил 👍👍",)),
        ("🔥 Релиз готов", ("🔥 Релиз готов",)),
        ("Ждём (кроме Ани) Бориса", ("Ждём (кроме Ани) Бориса",)),
        ("👍", ("👍",)),
    ],
)
def test_emoji_and_smiles_belong_to_what_they_comment_on(
    text: str, expected: tuple[str, ...]
) -> None:
    assert expected == sentences(text)


@pytest.mark.parametrize(
    "text",
    [
        "см. рис. 3 и стр. 5, г. Москва, ул. Ленина",
        "берём т.е. покупаем и т.д. по списку",
        "use a tool, e.g. make or approx. anything vs. nothing",
        "версия v1.2.3 и релиз 2.4. завтра",
        "запусти `make test. Then stop` сегодня",
        "```\nx = 1.\nY = 2. Z\n```",
        "вот https://example.org/a.b?c=d.html. Там",
        "ну… пошли... или нет",
        'он сказал "стоп!" и ушёл',
        "1. первое 2. второе",
        "⟦Аня. Б⟧ придёт",
    ],
)
def test_nothing_is_cut_that_only_looks_like_an_end(text: str) -> None:
    whole = " ".join(text.split())

    expected = (whole.removesuffix(" Там"), "Там") if whole.endswith(" Там") else (whole,)

    assert expected == sentences(text)


def test_each_item_of_a_list_is_a_sentence() -> None:
    text = "Нужно:\n- поднять прокси\n- прогнать тесты\n1. Раз\n2) Два\nа) три"

    expected = ("Нужно:", "- поднять прокси", "- прогнать тесты", "1. Раз", "2) Два", "а) три")

    assert expected == sentences(text)


def test_a_mask_may_begin_a_sentence() -> None:
    assert ("Готово.", "⟦Аня⟧, проверь.") == sentences("Готово. ⟦Аня⟧, проверь.")


@pytest.mark.parametrize("text", ["", " \n\t ", "\u2028"])
def test_blank_text_has_no_sentences(text: str) -> None:
    assert () == sentences(text)


@given(
    st.text()
    | st.lists(
        st.sampled_from(["Готово.", "ok", "))", "😀", "т.е.", "\n", "(а", "⟦P⟧", "`x. Y`", "2.4!"])
    ).map(" ".join)
)
def test_sentences_joined_are_the_message_again(text: str) -> None:
    assert " ".join(text.split()) == " ".join(sentences(text))


@pytest.mark.parametrize(
    "unit",
    ["a", ".", ". ", "А. ", "a) А", ")", "(а. ", "\n", "a\n", "🙂\n", "`", "⟦", "http://", '"'],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    started = time.perf_counter()

    sentences(unit * (100_000 // len(unit)))

    assert time.perf_counter() - started < 1
