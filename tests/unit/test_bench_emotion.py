from pathlib import Path

import pytest

from bench.emotion_chats import Tint, examples, heard, macro, shown, tint
from bench.emotion_corpus import Labels, Sentence, overall, read_corpus, score
from pipeline.digest.rules.emotion.families import BasicEmotion

NOBODY: Labels = frozenset()
JOY = frozenset((BasicEmotion.JOY,))


def test_a_file_of_the_corpus_is_read_with_several_labels(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text(
        'text,labels,source\n"Ого, ура!",[0 2],lj\nПоезд идёт,[],lj\n', encoding="utf-8"
    )

    ours, calm = read_corpus(file)

    assert (JOY | {BasicEmotion.SURPRISE}, NOBODY) == (ours.labels, calm.labels)
    assert "Ого, ура!" == ours.text


def test_sentences_of_the_same_words_are_on_one_side_of_the_split() -> None:
    sides = {Sentence(text, NOBODY).part for text in ("Всё, ура!", "все ура", "ВСЕ... УРА?")}

    assert 1 == len(sides)


def test_a_fifth_is_held_out_and_the_rest_falls_into_five() -> None:
    sentences = [Sentence(f"слово{number}", NOBODY) for number in range(2_000)]

    held_out = sum(sentence.is_held_out for sentence in sentences)

    assert 0.17 < held_out / len(sentences) < 0.23
    assert set(range(5)) == {sentence.fold for sentence in sentences if not sentence.is_held_out}


def test_macro_f1_is_of_the_yes_and_of_the_no() -> None:
    expected, given = [JOY, JOY, NOBODY, NOBODY, NOBODY], [JOY, NOBODY, NOBODY, NOBODY, JOY]

    found = score(expected, given, BasicEmotion.JOY)

    assert 0.6 == found.micro
    assert 0.5 == found.positive
    assert pytest.approx((0.5 + 4 / 6) / 2) == found.macro


def test_who_never_finds_anything_has_high_micro_and_no_f1_of_the_yes() -> None:
    expected = [JOY, *[NOBODY] * 9]

    found = overall(expected, [NOBODY] * 10)

    assert pytest.approx(0.98) == found.micro
    assert 0.0 == score(expected, [NOBODY] * 10, BasicEmotion.JOY).positive


def test_examples_are_halved_and_every_kind_is_in_both_halves() -> None:
    for chosen, reported in (examples("russian"), examples("english")):
        assert (60, 60) == (len(chosen), len(reported))
        assert {"work", "joy", "anger", "sarcasm", "negation", "emoji"} <= (
            {one.kind for one in chosen} & {one.kind for one in reported}
        )


@pytest.mark.parametrize(
    ("text", "labels", "colour"),
    [
        ("ура, мы победили!", JOY, Tint.GOOD),
        ("какой кошмар, ненавижу это", {BasicEmotion.FEAR, BasicEmotion.ANGER}, Tint.BAD),
        ("сборка на стенде", NOBODY, Tint.NONE),
    ],
)
def test_what_the_stage_shows_is_what_is_measured(text: str, labels: Labels, colour: Tint) -> None:
    signals = heard(text)

    assert (labels, colour) == (shown(signals), tint(signals))


def test_the_mean_f1_of_tints_counts_each_tint_alike() -> None:
    expected = [Tint.GOOD, Tint.BAD, Tint.NONE, Tint.NONE]

    assert 1.0 == macro(expected, expected)
    assert pytest.approx((2 / 3) / 3) == macro(expected, [Tint.NONE] * 4)
