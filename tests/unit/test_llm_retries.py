"""A call that failed is made again where that can help, and not sooner than the server wants."""

import asyncio
import itertools
import math

import pytest

from pipeline.llm.errors import (
    BreakerOpenError,
    FundsSpentError,
    InvalidAnswerError,
    ModelError,
    ModelRejectedError,
    ModelTimeoutError,
    ModelUnavailableError,
    PromptTooLongError,
    QuotaSpentError,
    RateLimitedError,
    RefusedError,
)
from pipeline.llm.retries import FIRST_WAIT, JITTER, LONGEST_WAIT, retried
from tests.fakes.virtual_time import in_virtual_time, now

DOWN = ModelUnavailableError("down")


class Attempts:
    """Fails with each error in turn, then answers; remembers when it was called."""

    def __init__(self, *errors: BaseException) -> None:
        self._errors = list(errors)
        self.numbers: list[int] = []
        self.times: list[float] = []

    async def __call__(self, number: int) -> str:
        self.numbers.append(number)
        self.times.append(now())
        if self._errors:
            raise self._errors.pop(0)
        return "answer"

    @property
    def waits(self) -> list[float]:
        return [later - earlier for earlier, later in itertools.pairwise(self.times)]


@in_virtual_time
async def test_a_failed_call_is_made_again_until_it_succeeds() -> None:
    attempts = Attempts(DOWN, ModelTimeoutError("late"), RateLimitedError("slow"))

    answer = await retried(attempts, retries=3, longest=lambda: 20)

    assert "answer" == answer
    assert [1, 2, 3, 4] == attempts.numbers


@in_virtual_time
async def test_the_error_of_the_last_attempt_is_raised() -> None:
    last = ModelTimeoutError("the last")
    attempts = Attempts(DOWN, DOWN, last)

    with pytest.raises(ModelTimeoutError) as caught:
        await retried(attempts, retries=2, longest=lambda: 20)

    assert last is caught.value
    assert [1, 2, 3] == attempts.numbers


@pytest.mark.parametrize(
    "error",
    [
        BreakerOpenError("resting"),
        FundsSpentError("402"),
        InvalidAnswerError("nonsense"),
        ModelRejectedError("401"),
        PromptTooLongError("413"),
        QuotaSpentError("quota"),
        RefusedError("blacklist"),
    ],
    ids=lambda error: error.reason,
)
@in_virtual_time
async def test_what_would_fail_again_is_not_tried_again(error: ModelError) -> None:
    attempts = Attempts(error)

    with pytest.raises(type(error)):
        await retried(attempts, retries=3, longest=lambda: 20)

    assert [1] == attempts.numbers


@in_virtual_time
async def test_without_retries_there_is_one_attempt() -> None:
    attempts = Attempts(DOWN)

    with pytest.raises(ModelUnavailableError):
        await retried(attempts, retries=0, longest=lambda: 20)

    assert [1] == attempts.numbers


@in_virtual_time
async def test_our_own_waits_double_up_to_a_limit_with_jitter_on_top() -> None:
    attempts = Attempts(*[DOWN] * 6)

    await retried(attempts, retries=6, longest=lambda: 20)

    for number, wait in enumerate(attempts.waits):
        least = min(LONGEST_WAIT, FIRST_WAIT * 2**number)
        assert least <= wait + 1e-9
        assert wait <= min(LONGEST_WAIT, least + JITTER) + 1e-9


@in_virtual_time
async def test_a_wait_that_the_server_asks_for_is_waited_in_full() -> None:
    attempts = Attempts(RateLimitedError("slow", 17.0), RateLimitedError("slow", 0.01))

    await retried(attempts, retries=3, longest=lambda: 20, chance=lambda: 0.5)

    assert pytest.approx([17.0 + JITTER / 2, 0.01 + JITTER / 2]) == attempts.waits


@pytest.mark.parametrize("asked", [20.1, 3600.0, math.inf, math.nan])
@in_virtual_time
async def test_a_wait_that_is_too_long_is_not_begun(asked: float) -> None:
    attempts = Attempts(RateLimitedError("slow", asked))

    with pytest.raises(RateLimitedError):
        await retried(attempts, retries=3, longest=lambda: 20)

    assert [1] == attempts.numbers
    assert 0 == now()


@pytest.mark.parametrize("asked", [None, 0.0], ids=["nothing", "no wait"])
@in_virtual_time
async def test_a_server_that_asks_for_nothing_is_still_given_time(asked: float | None) -> None:
    attempts = Attempts(RateLimitedError("slow", asked))

    await retried(attempts, retries=3, longest=lambda: 20)

    assert FIRST_WAIT <= attempts.waits[0] + 1e-9


@in_virtual_time
async def test_nothing_is_waited_for_an_attempt_that_would_not_be_let_through() -> None:
    attempts = Attempts(DOWN)

    with pytest.raises(ModelUnavailableError):
        await retried(attempts, retries=3, longest=lambda: 20, hopeless=lambda: True)

    assert [1] == attempts.numbers
    assert 0 == now()


@in_virtual_time
async def test_a_cancellation_is_no_failure_to_try_again() -> None:
    attempts = Attempts(asyncio.CancelledError())

    with pytest.raises(asyncio.CancelledError):
        await retried(attempts, retries=3, longest=lambda: 20)

    assert [1] == attempts.numbers
    assert 0 == now()
