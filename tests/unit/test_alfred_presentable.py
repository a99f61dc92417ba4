"""What a model wrote is shown plain, and leads nowhere that its reader did not name."""

import pytest

from pipeline.alfred.rules.presentable import cited, presentable


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**Добрый** вечер, __сэр__.", "Добрый вечер, сэр."),
        ("# Итог\nрелиз в четверг", "Итог\nрелиз в четверг"),
        ("Смотрите [отчёт](https://evil.example/x).", "Смотрите отчёт."),
        ("Подробнее: https://evil.example/?q=1 , сэр", "Подробнее:, сэр"),
        ("Откройте tg://resolve?domain=evil", "Откройте"),
        ("WWW.EVIL.EXAMPLE велит", "велит"),
        ("Решили в четверг [1], сказал Костя [7].", "Решили в четверг [1], сказал Костя."),
        ("5 * 6 * 7 = 210", "5 * 6 * 7 = 210"),
        ("a[0] и b[1]", "a и b[1]"),
    ],
)
def test_markup_foreign_links_and_citations_of_nothing_are_left_out(
    written: str, shown: str
) -> None:
    assert shown == presentable(written, known=[], passages=2)


def test_a_link_of_the_persons_own_may_be_repeated() -> None:
    text = "Вы прислали https://example.org/doc и я её прочёл."

    shown = presentable(text, known=["вот https://example.org/doc"], passages=0)

    assert text == shown


def test_a_link_that_only_begins_like_the_persons_is_foreign() -> None:
    written = "https://example.org/doc.evil.example"

    assert "" == presentable(written, known=["https://example.org/doc"], passages=0)


def test_the_citations_of_a_text_are_known() -> None:
    assert frozenset({1, 3}) == cited("да [1][3], нет [1]")


def test_hostile_text_takes_no_longer_than_it_is_long() -> None:
    hostile = "**" * 20_000 + "[" * 20_000 + "(" * 20_000

    assert presentable(hostile, known=[], passages=0)
