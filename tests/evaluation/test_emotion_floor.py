"""Floors of emotion: our own chat sentences always, a slice of CEDR where the public data are.

Each is a little below what was reached when it was written; see docs/quality.md.
"""

from itertools import islice
from pathlib import Path

import pytest

from bench.emotion_chats import Language, examples, heard, macro, shown, tint
from bench.emotion_corpus import overall, read_corpus
from pipeline.digest.rules.emotion.model import chances, told

SLICE = 600


@pytest.mark.parametrize(
    ("language", "emotions", "tone"), [("russian", 0.86, 0.76), ("english", 0.79, 0.73)]
)
def test_emotions_and_tone_of_chat_sentences_keep_their_floor(
    language: Language, emotions: float, tone: float
) -> None:
    _, asked = examples(language)

    signals = [heard(example.text) for example in asked]

    assert overall([one.labels for one in asked], [shown(one) for one in signals]).macro > emotions
    assert macro([one.tint for one in asked], [tint(one) for one in signals]) > tone


@pytest.mark.parametrize("language", ["russian", "english"])
def test_calm_chat_sentences_stay_calm(language: Language) -> None:
    chosen, reported = examples(language)
    calm = [example for example in (*chosen, *reported) if not example.labels]

    taken_for_a_feeling = [example.text for example in calm if shown(heard(example.text))]

    assert len(taken_for_a_feeling) <= 0.1 * len(calm), taken_for_a_feeling


def test_held_out_sentences_of_cedr_keep_their_floor(public_data: Path) -> None:
    corpus = read_corpus(public_data / "emotion" / "cedr-train.csv")
    asked = list(islice((sentence for sentence in corpus if sentence.is_held_out), SLICE))

    found = overall(
        [sentence.labels for sentence in asked],
        [told(chances(sentence.text)) for sentence in asked],
    )

    assert found.macro > 0.82
    assert found.positive > 0.67
