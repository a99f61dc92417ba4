"""When a call that failed is made again, and after how long."""

import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import stamina

from pipeline.llm.errors import ModelUnavailableError, RateLimitedError

T = TypeVar("T")

FIRST_WAIT = 0.5
"""Seconds before the second attempt; each further wait is twice as long."""
LONGEST_WAIT = 8.0
"""Seconds that our own waits grow to; a server may ask for more."""
JITTER = 0.5
"""Up to this many seconds are added, so that calls that failed together do not return together."""


async def retried(
    attempt: Callable[[int], Awaitable[T]],
    *,
    retries: int,
    longest: Callable[[], float],
    hopeless: Callable[[], bool] = lambda: False,
    chance: Callable[[], float] = random.random,
) -> T:
    """The first success of ``attempt``, which is told its number (from 1).

    Only ``ModelUnavailableError`` is tried again. The waits grow exponentially with jitter; where
    the server said how long to wait, that is waited and not less.

    Args:
        attempt: Makes the call once.
        retries: Further attempts after the first.
        longest: Seconds that a server may ask for at the moment; if it asks for more, its error
            is raised instead.
        hopeless: Whether another attempt would not be let through anyway.
        chance: Uniform in [0, 1).

    Raises:
        ModelError: Of the last attempt.
    """

    def wait(error: Exception) -> bool | float:
        if not isinstance(error, ModelUnavailableError) or hopeless():
            return False
        asked = error.retry_after if isinstance(error, RateLimitedError) else None
        if not asked:
            return True
        return asked <= longest() and asked + chance() * JITTER

    async for each in stamina.retry_context(
        on=wait,
        attempts=retries + 1,
        timeout=None,
        wait_initial=FIRST_WAIT,
        wait_max=LONGEST_WAIT,
        wait_jitter=JITTER,
    ):
        with each:
            return await attempt(each.num)
    raise AssertionError("stamina raises the error of the last attempt")
