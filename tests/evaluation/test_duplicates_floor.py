"""No stance is called a duplicate, and repetitions are: our own pairs, a slice of public ones."""

from pathlib import Path

import pytest

from bench.duplicates import LEAST, OWN, Pair, f1, is_merged, read_own, read_public

CASES = read_own(OWN)
SLICE = 1_000


def reversed_too(pairs: list[Pair]) -> list[Pair]:
    return [*pairs, *(Pair(p.other, p.one, p.same, p.by_two) for p in pairs)]


def test_there_are_three_hundred_cases_of_our_own() -> None:
    assert 304 == len({(case.one, case.other) for case in CASES})


@pytest.mark.parametrize("case", [case for case in CASES if not case.same])
def test_what_says_something_else_is_no_duplicate(case: Pair) -> None:
    assert [] == [pair for pair in reversed_too([case]) if is_merged(pair)]


def test_what_is_said_again_is_a_duplicate() -> None:
    controls = reversed_too([case for case in CASES if case.same])

    missed = [pair for pair in controls if not is_merged(pair)]

    assert 0.05 * len(controls) >= len(missed), missed


def test_public_pairs_are_called_duplicates(public_data: Path) -> None:
    pairs = read_public(public_data / "duplicates" / "ru-pairs-first2000.jsonl")[-SLICE:]

    assert f1(pairs, is_merged) >= LEAST
