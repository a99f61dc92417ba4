import pytest

from pipeline.digest.model.cleaning import plain, statement, title
from pipeline.digest.prompts.quoting import Numbering

ANYA, BORIS = "⟦Paaaa⟧", "⟦Pbbbb⟧"


def numbering() -> Numbering:
    given = Numbering()
    given.handle(ANYA)
    given.handle(BORIS)
    return given


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Релиз** `2.4`\n\nготов", "Релиз 2.4 готов"),
        ("## - 1. Релиз готов", "Релиз готов"),
        ("<b>Релиз</b><br/>готов", "Релиз готов"),
        ("Релиз [тут](https://example.org/a)", "Релиз тут https://example.org/a"),
        ("List<String> и __init__.py", "List<String> и __init__.py"),
        ("номер ⟦phone⟧ и ⟦Pdead⟧", "номер ⟦phone⟧ и [Pdead]"),
        ("го\u200bтово\x00 \u202eсейчас", "готово сейчас"),
    ],
)
def test_a_text_is_one_plain_line(text: str, expected: str) -> None:
    assert expected == plain(text)


def test_handles_become_people_and_unknown_ones_stay() -> None:
    assert f"{ANYA} ждёт {BORIS}, @7 тоже." == statement("@1 ждёт @2, @7 тоже.", 100, numbering())


def test_a_text_ends_with_its_last_sentence_that_fits() -> None:
    assert "Релиз готов. Тесты прошли." == statement(
        "Релиз готов. Тесты прошли. Остальное расскажем завтра на созвоне.", 40, numbering()
    )


@pytest.mark.parametrize("text", ["", "...", "а" * 300, "блядь, всё сломалось", "12 34"])
def test_what_cannot_be_told_is_no_statement(text: str) -> None:
    assert None is statement(text, 100, numbering())


def test_a_long_title_is_cut_after_a_word() -> None:
    assert "Платёжный шлюз отдаёт" == title(
        "платёжный шлюз отдаёт, ошибки всем клиентам банка.", 26, numbering()
    )


@pytest.mark.parametrize("text", ["", "**", "x" * 90, "@9 сломал прод", "хуйня с релизом", "№ 5"])
def test_what_names_nothing_is_no_title(text: str) -> None:
    assert None is title(text, 60, numbering())
