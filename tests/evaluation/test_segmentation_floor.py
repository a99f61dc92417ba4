"""Turns of talks are found as well as they were: our own dialogues, and a slice of public ones.

The floors lie a little below what was reached when they were written.
"""

import tomllib
from itertools import accumulate
from pathlib import Path

import pytest

from bench.segmentation.__main__ import measured, product
from bench.segmentation.dialogues import SETS, Dialogue, read
from bench.segmentation.scores import half_a_segment, scores
from bench.segmentation.simple import text_tiling

TALKS = Path(__file__).with_name("segmentation") / "talks.toml"
GLUED = 4
SLICE = 80


def glued(language: str) -> list[Dialogue]:
    """Ten dialogues of four short talks, each dialogue of different ones."""
    talks = [text.split("\n") for text in _texts(language)]
    strides = [(start, stride) for stride in (1, 5) for start in range(0, 10, 2)]
    return [
        _dialogue([talks[(start + stride * n) % len(talks)] for n in range(GLUED)], f"{start}")
        for start, stride in strides
    ]


def _texts(language: str) -> list[str]:
    return [text.strip() for text in tomllib.loads(TALKS.read_text("utf-8"))[language]]


def _dialogue(parts: list[list[str]], name: str) -> Dialogue:
    ends = list(accumulate(map(len, parts)))
    return Dialogue(name, tuple(line for part in parts for line in part), frozenset(ends[:-1]))


@pytest.mark.parametrize(("language", "floor"), [("ru", 0.9), ("en", 0.85)])
def test_seams_of_our_own_dialogues_are_found(language: str, floor: float) -> None:
    found = measured(glued(language), product)

    assert found.f1 >= floor
    assert found.f1 > measured(glued(language), text_tiling).f1


@pytest.mark.parametrize(("name", "floor"), [("DialSeg711", 0.69), ("TIAGE", 0.38)])
def test_public_dialogues_are_cut_as_people_cut_them(
    name: str, floor: float, public_data: Path
) -> None:
    talks = [talk for talk in read(public_data / SETS[name]) if not talk.is_chosen_on][:SLICE]

    found = measured(talks, product)

    assert found.f1 >= floor
    assert found.f1 > measured(talks, text_tiling).f1


def test_scores_are_those_of_the_literature() -> None:
    true = [False, True, False, False, True, False]
    near = [True, False, False, False, True, False]

    same, missed, none = (scores([true], [found]) for found in (true, near, [False] * 6))

    assert 1 == half_a_segment(true)
    assert (0.0, 0.0, 1.0) == (same.pk, same.window_diff, same.f1)
    assert (2 / 6, 2 / 6, 0.5) == (missed.pk, missed.window_diff, missed.f1)
    assert (2 / 6, 2 / 6, 0.0) == (none.pk, none.window_diff, none.f1)
