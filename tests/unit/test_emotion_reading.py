import time

import pytest
from vader import SentimentIntensityAnalyzer

from pipeline.digest.rules.emotion.english import EVERYDAY, valence
from pipeline.digest.rules.emotion.lexicon import Feeling
from pipeline.digest.rules.emotion.reading import feelings_of_sentences, without_smiles


def read(text: str) -> dict[Feeling, float]:
    return dict(feelings_of_sentences(text))


def test_words_that_the_lexicon_lacks_show_their_feeling() -> None:
    assert {Feeling.SORROW} == set(read("а тут огорчение, уже все закончилось"))


def test_each_sentence_is_read_for_itself() -> None:
    found = read("Мне очень страшно за проект. Зато я счастлив, мы победили!")

    assert {Feeling.STRESS, Feeling.JOY} == set(found)


@pytest.mark.parametrize("text", ["Спасибо, получил)", "Готово, проверяй :)", "Еду (буду в 6"])
def test_polite_smiles_and_brackets_are_no_feeling(text: str) -> None:
    assert {} == read(text)


def test_oaths_among_friends_are_worth_half_of_an_anger() -> None:
    sworn, angry = read("да вы ебанулись совсем"), read("ненавижу вас, как вы меня бесите")

    assert 0.0 < sworn[Feeling.ANGER] < 0.41
    assert angry[Feeling.ANGER] > 0.41


@pytest.mark.parametrize("text", ["", "ок", "ужас", "great", "😡", "1 2 3 4", "))) ((("])
def test_a_single_word_is_left_to_the_lexicon(text: str) -> None:
    assert {} == read(text)


def test_english_sounds_pleased_or_displeased_in_words_that_no_list_of_ours_has() -> None:
    assert {Feeling.PLEASURE} == set(read("such a charming and delicious surprise"))
    assert {Feeling.DISPLEASURE} == set(read("what a miserable, dreadful mess"))


@pytest.mark.parametrize(
    "text",
    [
        "Killed the stuck process, the failed job errors out again",
        "please share the solution, I would like to save a free copy",
        "yes ok sure thanks, no problem, well done is better",
        "Fatal error: missing dependency, abort trap 6, critical conflict",
    ],
)
def test_the_everyday_words_of_a_trade_are_no_feeling(text: str) -> None:
    assert {} == read(text)


def test_a_negation_turns_the_valence_of_english() -> None:
    assert valence("this is not lovely") < 0 < valence("this is lovely")


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "the build of the new image runs on the second host",
        "very good, really nice work",
        "this was not LOVELY at all!!!",
        "I can't stand this, I am fed up with it",
        "it made my team cut the mustard, cooking with gas",
        "a cake to die for",
        "so very much like it",
        "kind of want that error",
        "that’s a dreadful mess",
        "the demo 😍 works",
        "shipped :)), at last",
        "-- ... == ->",
        "⟦P0001⟧ is wonderful",
        "no problem, no hate",
    ],
)
def test_what_is_not_given_to_vader_it_would_not_have_weighed(sentence: str) -> None:
    vader = SentimentIntensityAnalyzer(extra_lexicon=dict.fromkeys(EVERYDAY, 0.0))

    assert vader.polarity_scores(sentence)["compound"] == valence(sentence)


def test_words_without_a_rating_here_weigh_nothing() -> None:
    assert {0.0} == {valence(f"{word} it") for word in EVERYDAY}


def test_long_runs_of_marks_are_read_in_no_time() -> None:
    texts = (
        "a " + "(" * 100_000,
        "no " + "'" * 100_000,
        "so " + "! " * 50_000,
        "да " + ":" * 99_999,
    )

    began = time.perf_counter()
    for text in texts:
        read(text)

    assert time.perf_counter() - began < 2.0


def test_smiles_brackets_and_emoji_are_taken_from_a_sentence() -> None:
    assert "ну да см ниже" == " ".join(without_smiles("ну да :D (см ниже) 😂)))").split())
