"""Long speech is cut where nobody speaks, and nothing of it is lost."""

import pytest

from pipeline.speech.models import SAMPLE_RATE
from pipeline.speech.pieces import cut
from tests.fixtures.voices import Voice, silence, tone

LONGEST = 5.0


def seconds(piece: bytes) -> float:
    return len(piece) / 2 / SAMPLE_RATE


def is_quiet_at_its_end(piece: bytes) -> bool:
    return not any(piece[-1_600:])


@pytest.mark.parametrize("length", [0.0, 0.01, 4.0, 5.0])
def test_what_is_short_enough_stays_whole(length: float) -> None:
    samples = tone(length).samples

    assert [samples] == cut(samples, LONGEST)


def test_it_is_cut_in_the_middle_of_a_pause() -> None:
    speech = tone(4) + silence(0.4) + tone(3)

    first, second = cut(speech.samples, LONGEST)

    assert speech.samples == first + second
    assert 4.2 == pytest.approx(seconds(first), abs=0.1)


def test_the_longest_quiet_is_preferred_to_a_short_gap_between_words() -> None:
    speech = tone(3.5) + silence(0.1) + tone(0.5) + silence(0.3) + tone(2)

    first, _ = cut(speech.samples, LONGEST)

    assert 4.25 == pytest.approx(seconds(first), abs=0.1)


def test_without_a_pause_it_is_cut_all_the_same() -> None:
    samples = tone(13).samples

    pieces = cut(samples, LONGEST)

    assert samples == b"".join(pieces)
    assert all(seconds(piece) <= LONGEST for piece in pieces)


@pytest.mark.parametrize("sentences", [2, 5, 24])
def test_however_long_it_is_every_piece_ends_in_a_pause(sentences: int) -> None:
    speech = Voice(b"")
    for number in range(sentences):
        speech += tone(2 + number % 3) + silence(0.6)

    pieces = cut(speech.samples, 12.0)

    assert speech.samples == b"".join(pieces)
    assert all(0 < seconds(piece) <= 12 for piece in pieces)
    assert all(is_quiet_at_its_end(piece) for piece in pieces)


def test_a_piece_shorter_than_a_pause_does_no_harm() -> None:
    samples = tone(1).samples

    pieces = cut(samples, 0.2)

    assert samples == b"".join(pieces)
    assert all(seconds(piece) <= 0.2 for piece in pieces)
