"""A model that is down is left alone for a while, and then tried by one call at a time."""

import asyncio
from contextlib import AbstractContextManager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.llm.breaker import Breaker, BreakerState
from pipeline.llm.errors import (
    BreakerOpenError,
    FundsSpentError,
    ModelRejectedError,
    ModelTimeoutError,
    ModelUnavailableError,
    PromptTooLongError,
    QuotaSpentError,
    RateLimitedError,
)

DOWN = ModelUnavailableError("down")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def end(passage: AbstractContextManager[None], error: BaseException | None) -> None:
    """End a call that was let through, well or with the error."""
    passage.__exit__(type(error) if error else None, error, None)


def call(breaker: Breaker, error: BaseException | None = None) -> None:
    passage = breaker.passage()
    passage.__enter__()
    end(passage, error)


def state_at(now: float, breaker: Breaker, clock: Clock) -> BreakerState:
    clock.now = now
    return breaker.state


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(2, 60, clock)
    call(breaker, DOWN)
    call(breaker, DOWN)
    return breaker


@pytest.mark.parametrize("error", [DOWN, ModelTimeoutError("late"), RateLimitedError("slow")])
def test_a_model_that_fails_in_a_row_is_left_alone(error: ModelUnavailableError) -> None:
    breaker = Breaker(3, 60, Clock())
    for _ in range(2):
        call(breaker, error)
    before = breaker.state

    call(breaker, error)

    assert BreakerState.CLOSED is before
    assert BreakerState.OPEN is breaker.state
    with pytest.raises(BreakerOpenError):
        call(breaker)


def test_a_success_between_failures_starts_the_count_anew() -> None:
    breaker = Breaker(2, 60, Clock())

    for _ in range(5):
        call(breaker, DOWN)
        call(breaker)

    assert BreakerState.CLOSED is breaker.state


@pytest.mark.parametrize(
    "error",
    [
        ModelRejectedError("400"),
        PromptTooLongError("413"),
        QuotaSpentError("quota"),
        asyncio.CancelledError(),
        LookupError("a defect"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_says_nothing_of_the_model_neither_counts_nor_clears(error: BaseException) -> None:
    breaker = Breaker(2, 60, Clock())
    call(breaker, DOWN)
    for _ in range(5):
        call(breaker, error)
    before = breaker.state

    call(breaker, DOWN)

    assert BreakerState.CLOSED is before
    assert BreakerState.OPEN is breaker.state


def test_an_empty_account_rests_the_model_at_once() -> None:
    breaker = Breaker(4, 60, Clock())

    call(breaker, FundsSpentError("402"))

    assert BreakerState.OPEN is breaker.state


def test_after_its_rest_exactly_one_call_tries_the_model() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 60
    rested = breaker.state
    probe = breaker.passage()

    probe.__enter__()

    assert BreakerState.HALF_OPEN is rested
    assert not breaker.admits
    with pytest.raises(BreakerOpenError):
        call(breaker)
    end(probe, None)
    assert BreakerState.CLOSED is breaker.state


def test_a_probe_that_fails_opens_the_breaker_for_another_full_rest() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 60

    call(breaker, DOWN)

    assert BreakerState.OPEN is state_at(119.9, breaker, clock)
    assert BreakerState.HALF_OPEN is state_at(120, breaker, clock)


@pytest.mark.parametrize("error", [asyncio.CancelledError(), QuotaSpentError("quota")])
def test_a_probe_that_ends_in_neither_leaves_its_place_to_the_next(error: BaseException) -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 60

    call(breaker, error)

    assert BreakerState.HALF_OPEN is breaker.state
    assert breaker.admits


@pytest.mark.parametrize("late", [None, DOWN], ids=["success", "failure"])
def test_a_call_from_before_the_opening_ends_too_late_to_tell(
    late: ModelUnavailableError | None,
) -> None:
    clock = Clock()
    breaker = Breaker(2, 60, clock)
    slow = breaker.passage()
    slow.__enter__()
    for _ in range(2):
        call(breaker, DOWN)
    clock.now = 60
    probe = breaker.passage()
    probe.__enter__()

    end(slow, late)

    assert BreakerState.HALF_OPEN is state_at(60, breaker, clock)
    assert not breaker.admits
    end(probe, None)
    assert BreakerState.CLOSED is state_at(60, breaker, clock)


STEPS = st.lists(
    st.one_of(
        st.just("begin"),
        st.tuples(
            st.integers(0, 5),
            st.sampled_from([None, DOWN, ModelRejectedError("400"), FundsSpentError("402")]),
        ),
        st.floats(0, 90),
    ),
    max_size=60,
)


@given(STEPS)
def test_no_call_gets_through_an_open_breaker_and_one_at_a_time_through_a_half_open_one(
    steps: list[str | tuple[int, Exception | None] | float],
) -> None:
    clock = Clock()
    breaker = Breaker(3, 60, clock)
    running: list[AbstractContextManager[None]] = []
    probe: AbstractContextManager[None] | None = None

    for step in steps:
        if isinstance(step, float):
            clock.now += step
        elif isinstance(step, tuple) and running:
            ended = running.pop(step[0] % len(running))
            end(ended, step[1])
            # What opened the breaker anew made an earlier probe one of the late calls.
            if ended is probe or breaker.state is BreakerState.OPEN:
                probe = None
        elif step == "begin":
            state, passage = breaker.state, breaker.passage()
            free = state is BreakerState.CLOSED or (
                state is BreakerState.HALF_OPEN and probe is None
            )
            assert free is breaker.admits
            if not free:
                with pytest.raises(BreakerOpenError):
                    passage.__enter__()
                continue
            passage.__enter__()
            running.append(passage)
            probe = passage if state is BreakerState.HALF_OPEN else probe
