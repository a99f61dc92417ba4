"""What the pauses of a chat tell, and that it is told of remembered messages alone."""

import math

from hypothesis import given
from hypothesis import strategies as st

from pipeline.threads.silences import Silences, Valley

HOUR = 3_600.0


def test_the_valley_lies_between_the_pauses_within_and_between_conversations() -> None:
    valley = Valley()

    for pause in [20.0, 40.0, 60.0, 120.0, 90.0, 30.0, 2 * HOUR, 3 * HOUR] * 20:
        valley.add(pause)

    assert math.log1p(120) < valley.log_seconds < math.log1p(2 * HOUR)


def test_a_chat_of_two_kinds_of_pauses_is_told_from_one_of_a_single_kind() -> None:
    parted, even = Valley(), Valley()

    for step in range(200):
        parted.add(30.0 if step % 5 else 6 * HOUR)
        even.add(2.0 ** (step % 10))

    assert parted.depth > even.depth


def test_the_valley_follows_a_clock_that_runs_slower() -> None:
    quick, slow = Valley(), Valley()

    for pause in [5.0, 10.0, 20.0, 10.0, 900.0] * 80:
        quick.add(pause)
        slow.add(pause * 30)

    assert math.log(10) < slow.log_seconds - quick.log_seconds


@given(st.lists(st.floats(0, 1e9), max_size=30), st.lists(st.floats(0, 1e9), max_size=30))
def test_forgotten_pauses_leave_no_trace(kept: list[float], forgotten: list[float]) -> None:
    never, once = Valley(), Valley()
    for pause in kept:
        never.add(pause)
    for pause in [*forgotten, *kept]:
        once.add(pause)

    for pause in forgotten:
        once.drop(pause)

    assert (never.log_seconds, never.depth) == (once.log_seconds, once.depth)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.data())
def test_the_longest_pause_since_a_message_is_the_greatest_after_it(
    pauses: list[float], data: st.DataObject
) -> None:
    silences = Silences()
    for position, pause in enumerate(pauses):
        silences.add(position, pause)
    forgotten = data.draw(st.integers(0, len(pauses)))

    for position in range(forgotten):
        silences.drop(position)

    for position in range(forgotten - 1, len(pauses)):
        expected = max(pauses[position + 1 :], default=0.0)
        assert expected == silences.longest_since(position)
