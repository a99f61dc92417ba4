import time

import pytest

from pipeline.digest.rules.emotion.families import FAMILIES, BasicEmotion, families_of
from pipeline.digest.rules.emotion.features import beginnings, negated, signs, stem_feature
from pipeline.digest.rules.emotion.model import FILE, chances, told, weights
from pipeline.language.words import words


@pytest.mark.parametrize(
    ("sentence", "emotion"),
    [
        ("Я так счастлив, мы победили!", BasicEmotion.JOY),
        ("Очень грустно, что всё закончилось", BasicEmotion.SADNESS),
        ("Я очень удивился, когда увидел цену", BasicEmotion.SURPRISE),
        ("Мне страшно идти туда одной", BasicEmotion.FEAR),
        ("Как же меня бесит эта очередь", BasicEmotion.ANGER),
    ],
)
def test_a_plain_emotion_is_told_and_no_other(sentence: str, emotion: BasicEmotion) -> None:
    found = chances(sentence)

    assert {emotion} == told(found)
    assert found[emotion] > 0.5


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "?",
        "Выкатил сборку 2.14 на стенд, проверьте форму заказа",
        "В логах ошибка таймаута на третьем шаге",
        "Собрание жильцов в субботу во дворе",
        "⟦PERSON_1⟧ https://example.com/a?b=c @someone",
    ],
)
def test_talk_about_work_shows_no_emotion(sentence: str) -> None:
    assert frozenset() == told(chances(sentence))


def test_case_yo_and_drawled_letters_change_no_words() -> None:
    plain = chances("все ура ребята")

    assert plain == chances("ВСЁ ура ребята".lower())
    assert plain[BasicEmotion.JOY] == pytest.approx(
        chances("все урааа ребята")[BasicEmotion.JOY], abs=0.15
    )


def test_a_negation_makes_fear_less_likely() -> None:
    feared, calm = chances("мне страшно"), chances("мне не страшно")

    assert calm[BasicEmotion.FEAR] < feared[BasicEmotion.FEAR]


def test_a_typo_after_the_beginning_leaves_the_emotion() -> None:
    assert BasicEmotion.JOY in told(chances("Какое замечатльное утро, радуюсь"))


def test_chances_are_chances_whatever_the_text() -> None:
    hostile = (
        "ура " * 5_000,
        "😍😡" * 2_000,
        "(" * 4_096,
        "\u0301" * 4_096,
        "а" * 4_096,
        "?!" * 2_000,
    )

    found = [chance for text in hostile for chance in chances(text).values()]

    assert all(0.0 <= chance <= 1.0 for chance in found)


def test_time_grows_no_faster_than_the_text() -> None:
    def seconds(many: int) -> float:
        text = "радость " * many + "(" * many + "!?" * many
        took = []
        for _ in range(5):
            began = time.perf_counter()
            chances(text)
            took.append(time.perf_counter() - began)
        return min(took)

    short, long = seconds(1_000), seconds(8_000)

    assert long < 30 * short


def test_the_weights_are_small_and_of_the_features_of_the_code() -> None:
    model = weights()

    assert FILE.stat().st_size < 700_000
    assert len(BasicEmotion) == len(model.bias)
    assert all(len(BasicEmotion) == len(weight) for weight in model.of.values())


def test_the_words_after_a_negation_are_marked() -> None:
    marked = list(negated(words("это не очень крутоооо вышло")))

    assert [False, False, True, True, False] == [is_negated for _, is_negated in marked]
    assert "круто" == marked[3][0]
    assert stem_feature("круто", is_negated=True) != stem_feature("круто", is_negated=False)


def test_beginnings_are_shorter_than_the_word() -> None:
    assert ["p:рад", "p:радо", "p:радос"] == list(beginnings("радост"))
    assert [] == list(beginnings("ура"))


def test_signs_tell_smiles_marks_and_people() -> None:
    found = signs("Ты чего?!! :(", words("Ты чего?!! :("))

    assert {"s:frown", "s:question", "s:exclamation", "s:???", "d:you", "d:loud"} <= found


@pytest.mark.parametrize(
    ("word", "families"),
    [
        ("радости", {BasicEmotion.JOY}),
        ("радио", set()),
        ("замеры", set()),
        ("протестировал", set()),
        ("страница", set()),
        ("крутится", set()),
        ("бесплатно", set()),
        ("бесит", {BasicEmotion.ANGER}),
        ("нихуя", {BasicEmotion.SURPRISE}),
    ],
)
def test_families_hold_no_words_that_only_begin_like_them(
    word: str, families: set[BasicEmotion]
) -> None:
    assert families == set(families_of(word))


def test_every_entry_of_a_family_is_written_as_words_are() -> None:
    entries = [entry.removesuffix("*") for row in FAMILIES.values() for entry in row.split()]

    assert entries == [word for entry in entries for word in words(entry)]
