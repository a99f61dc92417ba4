"""What a transcription of an OpenAI-compatible server tells of itself."""

import math
from typing import Any

import pytest

from pipeline.speech.models import Transcription, Word
from pipeline.speech.openai.answer import read


def segment(text: str, probability: float, no_speech: float = 0.01) -> dict[str, Any]:
    return {"text": text, "avg_logprob": math.log(probability), "no_speech_prob": no_speech}


def test_a_plain_text_is_believed() -> None:
    assert Transcription("Когда выпуск?", 1.0) == read({"text": " Когда выпуск? "})


def test_the_words_tell_how_sure_it_is() -> None:
    words = [{"word": " Когда", "probability": 0.9}, {"word": " выпуск?", "probability": 0.7}]

    heard = read({"text": "Когда выпуск?", "segments": [segment("…", 0.2)], "words": words})

    assert heard is not None
    assert (Word("Когда", 0.9), Word("выпуск?", 0.7)) == heard.words
    assert 0.8 == pytest.approx(heard.confidence)


def test_words_may_stand_in_their_segments() -> None:
    first = segment("Когда", 0.2) | {"words": [{"word": " Когда", "probability": 0.6}]}
    second = segment("выпуск?", 0.2) | {"words": [{"word": " выпуск?", "probability": 1.1}]}

    heard = read({"text": "Когда выпуск?", "segments": [first, second]})

    assert heard is not None
    assert (Word("Когда", 0.6), Word("выпуск?", 1.0)) == heard.words


def test_without_words_the_longer_segment_counts_for_more() -> None:
    heard = read({"text": "…", "segments": [segment("a" * 30, 0.9), segment("b" * 10, 0.1)]})

    assert heard is not None
    assert () == heard.words
    assert 0.9**0.75 * 0.1**0.25 == pytest.approx(heard.confidence)


def test_words_without_a_probability_are_not_told_apart() -> None:
    heard = read({"text": "Да", "segments": [segment("Да", 0.7)], "words": [{"word": "Да"}]})

    assert heard is not None
    assert () == heard.words
    assert 0.7 == pytest.approx(heard.confidence)


def test_what_was_made_up_over_silence_is_left_out() -> None:
    made_up = segment("Субтитры сделал", 0.2, no_speech=0.9)

    heard = read({"text": "Да. Субтитры сделал", "segments": [segment(" Да.", 0.8), made_up]})

    assert heard is not None
    assert "Да." == heard.text
    assert 0.8 == pytest.approx(heard.confidence)


def test_if_all_was_made_up_nothing_was_said() -> None:
    heard = read({"text": "Thank you.", "segments": [segment("Thank you.", 0.2, no_speech=0.9)]})

    assert heard is not None
    assert "" == heard.text


def test_speech_that_is_likely_stays_whatever_the_chance_of_silence() -> None:
    heard = read({"text": "Да", "segments": [segment("Да", 0.9, no_speech=0.9)]})

    assert heard is not None
    assert "Да" == heard.text


@pytest.mark.parametrize(
    "answer", [{}, {"error": "no"}, {"text": 3}, {"text": "Да", "segments": [3]}]
)
def test_what_is_no_answer_of_this_api_is_none(answer: dict[str, Any]) -> None:
    assert None is read(answer)


def test_lists_that_are_null_are_as_good_as_absent() -> None:
    assert Transcription("Да", 1.0) == read({"text": "Да", "segments": None, "words": None})
