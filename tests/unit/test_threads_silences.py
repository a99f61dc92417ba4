"""What the pauses of a chat tell, and that it is told of remembered messages alone."""

import math

from hypothesis import given
from hypothesis import strategies as st

from pipeline.threads.rhythm import Rhythm
from pipeline.threads.silences import Silences, Valley, bin_of

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


def test_a_long_pause_ranks_above_a_short_one() -> None:
    valley = Valley()

    ranks = [valley.rank(pause) for pause in (0.0, 60.0, 3_600.0, 1e9)]

    assert sorted(ranks) == ranks
    assert 0.0 <= ranks[0] < ranks[1] < ranks[2] < ranks[3]


@given(st.lists(st.tuples(st.floats(0, 1e6), st.booleans(), st.booleans()), max_size=30))
def test_forgotten_decisions_leave_the_rhythm_as_it_was(
    decisions: list[tuple[float, bool, bool]],
) -> None:
    fresh, used = Rhythm(), Rhythm()
    for pause, opens, switches in decisions:
        used.add(pause, opens=opens, switches=switches)

    for pause, opens, switches in decisions:
        used.drop(pause, opens=opens, switches=switches)

    for valley in (0, 12, 44):
        assert fresh.inside(valley) == used.inside(valley)
        assert fresh.switches(valley) == used.switches(valley)
        assert fresh.bridged(valley) == used.bridged(valley)


def test_what_was_decided_tells_how_far_silences_can_be_trusted() -> None:
    rhythm = Rhythm()
    for pause, opens, switches in (
        *30 * [(10.0, False, False)],
        *10 * [(10.0, False, True)],
        *10 * [(10_000.0, True, True)],
        *5 * [(10_000.0, False, False)],
    ):
        rhythm.add(pause, opens=opens, switches=switches)
    valley = bin_of(1_000.0)

    shares = [rhythm.inside(valley), rhythm.switches(valley), rhythm.bridged(valley)]

    assert [1 / 50, 11 / 50, 6 / 20] == shares
