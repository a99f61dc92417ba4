import pytest

from pipeline.digest.rules.evidence.dates import claimed, named


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("релиз переносим на пятницу", {"fri"}),
        ("к понедельнику и до четверга", {"mon", "thu"}),
        ("в конце сентября, 3 октября", {"09", "10"}),
        ("5 мая и 8 марта", {"05", "03"}),
        ("by Friday, on the 2nd of March", {"fri", "03"}),
        ("until 14 May, then June 1st", {"05", "06"}),
        ("в среду созвон", {"wed"}),
        ("созвон в ср", {"wed"}),
    ],
)
def test_a_date_is_found_by_its_name_in_any_form(text: str, keys: set[str]) -> None:
    assert keys == claimed(text)
    assert keys <= named(text)


@pytest.mark.parametrize(
    "text",
    [
        "среда разработки сломалась",
        "тест падает в среде разработки",
        "it may fail, the demons march on",
        "купили майку и марки",
        "the sun is out",
        "на тестовом стенде",
    ],
)
def test_a_word_that_is_no_date_here_claims_none(text: str) -> None:
    assert set() == claimed(text)


def test_a_date_has_one_name_in_both_languages() -> None:
    assert claimed("on Thursday, 14 May") == named("в четверг, 14 мая")


def test_an_abbreviation_backs_the_whole_name() -> None:
    assert claimed("сдвинули на пятницу") <= named("давайте в пт")
