import pytest

from pipeline.digest.rules.evidence.abbreviations import written_out
from pipeline.digest.rules.evidence.figures import stand


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("опоздает на 20 минут", "буду минут через двадцать"),
        ("late by 20 minutes", "about twenty past"),
        ("25 человек", "нас двадцать пять"),
        ("встреча в 8 15", "встречаемся в 8.15"),
        ("at 8:15", "at 8.15 then"),
        ("релиз 2.4", "релиз v2.4"),
        ("⟦P0001⟧ придёт", "никаких чисел"),
    ],
)
def test_a_number_may_be_written_another_way(text: str, source: str) -> None:
    assert stand(text, source)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("опоздает на 30 минут", "буду минут через двадцать"),
        ("at 8:25", "at 8.15 then"),
        ("1 человек", "один из нас"),
        ("релиз 2.5", "релиз 2.4"),
        ("комната 815", "комната 8.15"),
    ],
)
def test_another_number_does_not_stand(text: str, source: str) -> None:
    assert not stand(text, source)


@pytest.mark.parametrize(
    ("text", "said", "names"),
    [
        ("Пишет в Facebook редко", ["fb"], {"Facebook"}),
        ("Зовёт во ВКонтакте", ["вк"], {"ВКонтакте"}),
        ("played World of Warcraft", ["wow"], {"World", "of", "Warcraft"}),
        ("живёт в Facebook", ["facebooks", "ab", "f"], set()),
        ("приехал Тапир", ["тп"], set()),
        ("приехал Пётр Орлов", ["по"], set()),
    ],
)
def test_a_name_is_known_by_what_the_talk_shortens_it_to(
    text: str, said: list[str], names: set[str]
) -> None:
    assert names == written_out(text, said)
