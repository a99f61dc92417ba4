"""Redaction is held to what it reached: on our own labelled messages, and on public sentences."""

from functools import cache
from pathlib import Path

import pytest

from bench.pii.english import measure, sentences
from bench.pii.own import NAMES, own_set
from bench.pii.scoring import masked_spans
from bench.pii.tally import OwnTally, tally

SLICE = 250
"""Public sentences, the first of them."""


@cache
def _tally(name: str) -> OwnTally:
    return tally(own_set(name))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_is_labelled_can_be_read_after_masking(name: str) -> None:
    found = _tally(name)

    assert {} == {kind: leaked for kind, leaked in found.by_kind.items() if leaked}


@pytest.mark.parametrize("name", NAMES)
def test_messages_without_personal_data_survive_and_no_mask_is_in_vain(name: str) -> None:
    found = _tally(name)

    assert found.touched <= 0.005 * found.clean
    assert found.masks == found.apt


def test_our_own_messages_are_as_many_as_was_promised() -> None:
    russian = [own_set(name) for name in ("ru-choose", "ru-hold", "ru-last")]

    assert sum(len(each.labelled) for each in russian) >= 1_000
    assert sum(len(each.clean) for each in russian) >= 500
    assert sum(each.frames for each in russian) >= 250


def test_the_messages_are_always_the_same_and_their_labels_are_where_they_say() -> None:
    one, other = own_set("en"), own_set("en")

    assert one == other
    assert all(
        message.text[label.start : label.end].strip() == message.text[label.start : label.end]
        for message in one.labelled
        for label in message.labels
    )


def test_spans_of_patterns_in_english_stay_found(public_data: Path) -> None:
    those = sentences(public_data / "pii" / "presidio-first750.json")[:SLICE]

    found = measure(those, masked_spans)["all"]

    assert found.score.f >= 0.97
    assert found.readable <= 1
