"""What is looked for besides the word that was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.bearing import bearing
from pipeline.language.expansion import MOST, RELATED, SYNONYM, variants
from pipeline.language.families import partners, same, synonyms
from pipeline.language.formation import relatives
from pipeline.language.inflection import inflected
from pipeline.language.romanization import sounding
from pipeline.language.stems import stem


def finds(asked: str, said: str) -> bool:
    return stem(said) in {variant.stem for variant in variants(asked)}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("ошибок", "ошибка"),
        ("ошибка", "ошибок"),
        ("писем", "письмо"),
        ("денег", "деньги"),
        ("людей", "человек"),
        ("человек", "люди"),
        ("дней", "день"),
        ("шёл", "идти"),
        ("сестёр", "сестра"),
        ("встреч", "встреча"),
        ("перенесут", "перенесли"),
    ],
)
def test_the_forms_of_a_word_find_one_another(asked: str, said: str) -> None:
    assert finds(asked, said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("обновили", "обновляем"),
        ("обновили", "обновление"),
        ("переносят", "перенесли"),
        ("перенос", "перенесли"),
        ("договориться", "договариваемся"),
        ("отключение", "отключат"),
        ("оплатят", "оплачу"),
        ("починят", "чиню"),
        ("дежурства", "дежурим"),
        ("переезд", "переехали"),
        ("проверка", "проверим"),
        ("парковаться", "парковка"),
        ("бросить", "бросать"),
    ],
)
def test_aspects_and_deeds_find_one_another(asked: str, said: str) -> None:
    assert finds(asked, said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("release", "релизы"),
        ("релизу", "release"),
        ("задеплоили", "deploy"),
        ("prod", "проду"),
        ("питоне", "python"),
        ("вай-фая", "вайфай"),
        ("went", "gone"),
        ("people", "person"),
        ("children", "child"),
        ("bought", "buying"),
    ],
)
def test_names_in_both_alphabets_and_irregular_forms_find_one_another(
    asked: str, said: str
) -> None:
    assert finds(asked, said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("релизом", "выпуск"),
        ("уязвимость", "дыру"),
        ("зарплата", "оклада"),
        ("заказчику", "клиенты"),
        ("бэкапы", "копии"),
        ("врача", "доктор"),
        ("price", "costs"),
    ],
)
def test_words_of_much_the_same_meaning_find_one_another(asked: str, said: str) -> None:
    assert finds(asked, said)
    assert SYNONYM < RELATED


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("кот", "код"),
        ("проверить", "верить"),
        ("стол", "столица"),
        ("release", "relate"),
        ("простой", "сбой"),
        ("meeting", "call"),
    ],
)
def test_words_that_only_look_alike_do_not(asked: str, said: str) -> None:
    assert not finds(asked, said)


def test_the_word_itself_comes_first_and_another_word_counts_less() -> None:
    found = variants("починили")

    assert ("починили", 1.0) == (found[0].word, found[0].worth)
    assert RELATED == next(each.worth for each in found if each.stem == stem("чинить"))


def test_a_word_that_no_dictionary_holds_is_looked_for_as_it_is() -> None:
    assert ["фыв", "zzgr"] == [each.word for word in ("фыв", "zzgr") for each in variants(word)]
    assert () == relatives("фыв")


@given(st.text(max_size=40))
def test_no_word_breaks_the_expansion(word: str) -> None:
    found = variants(word)

    assert 1 <= len(found) <= MOST
    assert word == found[0].word
    assert len(found) == len({each.stem for each in found})
    assert 0 < bearing(word) <= 1


def test_every_word_of_a_family_has_the_others() -> None:
    for family in (same("went"), same("релиз"), partners("чинить"), synonyms("врач")):
        assert len(family) > 1
        assert all({*family} <= {*same(word), *partners(word), *synonyms(word)} for word in family)


def test_forms_that_nobody_says_are_left_out() -> None:
    assert ("человек", "люди") == inflected("человек")[:2]
    assert not {"человече", "решаема"} & {*inflected("человек"), *inflected("решать")}


@pytest.mark.parametrize(
    ("word", "full"),
    [("ключ", True), ("потеряли", False), ("человек", False), ("release", True), ("fixed", False)],
)
def test_what_is_named_bears_more_than_what_is_done(word: str, *, full: bool) -> None:
    assert full == (bearing(word) == 1.0)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Костя", "Kostya", "Kostia", "Kostja"),
        ("Юлия", "Yuliya", "Iuliia", "Julija"),
        ("Щукин", "Shchukin", "Schukin"),
        ("Хохлов", "Khokhlov", "Hohlov"),
        ("Максим", "Maksim", "Maxim"),
        ("Цветаева", "Tsvetaeva", "Cvetaeva"),
    ],
)
def test_the_spellings_of_a_name_sound_the_same(spellings: tuple[str, ...]) -> None:
    assert 1 == len({sounding(each) for each in spellings})
