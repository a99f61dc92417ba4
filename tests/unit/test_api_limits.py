"""How many requests may be made, whatever the moments and whoever asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.api.limits import REMEMBERED, Buckets, neighbourhood
from handlers.api.problems import Problem


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def passes(buckets: Buckets, who: str | int) -> bool:
    try:
        buckets.take(who)
    except Problem:
        return False
    return True


@given(st.integers(1, 10), st.lists(st.floats(0, 30), max_size=60))
def test_no_more_pass_than_a_full_bucket_and_what_flows_in(
    per_minute: int, pauses: list[float]
) -> None:
    clock = Clock()
    buckets, passed = Buckets(per_minute, clock), 0
    for pause in pauses:
        clock.now += pause
        passed += passes(buckets, "a")

    assert passed <= per_minute + sum(pauses) * per_minute / 60 + 1e-6


@given(st.integers(1, 200))
def test_who_waits_as_long_as_they_are_told_passes(per_minute: int) -> None:
    clock = Clock()
    buckets = Buckets(per_minute, clock)
    for _ in range(per_minute):
        buckets.take("a")

    with pytest.raises(Problem) as refused:
        buckets.take("a")
    clock.now += int(refused.value.headers["Retry-After"])

    assert passes(buckets, "a")


def test_looking_costs_nothing() -> None:
    buckets = Buckets(1, Clock())
    for _ in range(5):
        buckets.look("a")

    assert [True, False] == [passes(buckets, "a") for _ in range(2)]


def test_so_many_are_remembered_and_no_more() -> None:
    buckets = Buckets(1, Clock())
    buckets.take("first")
    for number in range(REMEMBERED):
        buckets.take(number)

    assert passes(buckets, "first")
    assert not passes(buckets, REMEMBERED - 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        (None, "unix", True),
    ],
)
def test_a_customer_of_a_provider_has_one_limit(one: str | None, other: str, same: bool) -> None:
    assert same == (neighbourhood(one) == neighbourhood(other))
