"""A model that fails again and again is left alone for a while (the circuit breaker pattern)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum

from pipeline.llm.errors import BreakerOpenError, FundsSpentError, ModelUnavailableError


class BreakerState(IntEnum):
    """The numbers are what the metric shows."""

    CLOSED = 0
    HALF_OPEN = 1
    """It has rested; one call at a time may try whether it is back."""
    OPEN = 2


class Breaker:
    """Opens after ``failures`` in a row, or at once when the account is empty.

    After ``seconds`` exactly one call, the probe, is let through. Its success closes the breaker,
    its failure opens it again; a probe that ends in neither leaves its place to the next call.
    What says that the model is down counts as a failure: a rejected request, a spent quota and a
    cancelled call say nothing of the model. As many prompts in a row whose answer could not be
    used open it as well: a model that talks nonsense is as good as down, and dearer.

    Args:
        failures: So many in a row open it.
        seconds: How long it rests.
        clock: Seconds of a clock that never goes back.
        down: What says that the other side is down, if that is no model.
    """

    def __init__(
        self,
        failures: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        *,
        down: type[Exception] = ModelUnavailableError,
    ) -> None:
        self._down = down
        self._failures = failures
        self._seconds = seconds
        self._clock = clock
        self._in_a_row = 0
        self._useless_in_a_row = 0
        self._opened_at: float | None = None
        self._openings = 0
        self._probing = False

    @property
    def state(self) -> BreakerState:
        if self._opened_at is None:
            return BreakerState.CLOSED
        rested = self._clock() - self._opened_at >= self._seconds
        return BreakerState.HALF_OPEN if rested else BreakerState.OPEN

    @property
    def admits(self) -> bool:
        """Whether a call would be let through now."""
        state = self.state
        return state is BreakerState.CLOSED or (
            state is BreakerState.HALF_OPEN and not self._probing
        )

    def check(self) -> None:
        """Spare a call the wait for something that it would not get.

        Raises:
            BreakerOpenError: It would not be let through now.
        """
        if not self.admits:
            raise BreakerOpenError("the model failed too often — it is asked again in a while")

    @contextmanager
    def passage(self) -> Iterator[None]:
        """Let a call through, and learn from how it ends.

        A call that began before the breaker last opened ends too late to tell anything: neither
        its success nor its failure counts.

        Raises:
            BreakerOpenError: The model rests, or is being probed.
        """
        self.check()
        openings = self._openings
        probe = self._probing = self.state is BreakerState.HALF_OPEN
        try:
            yield
        except FundsSpentError:
            self._open()
            raise
        except self._down:
            if openings == self._openings:
                self._fail(probe=probe)
            raise
        else:
            if openings == self._openings:
                self._close()
        finally:
            if openings == self._openings and probe:
                self._probing = False

    def learn(self, *, useful: bool) -> None:
        """Learn whether a prompt got an answer that could be used, after all repairs."""
        self._useless_in_a_row = 0 if useful else self._useless_in_a_row + 1
        if self._useless_in_a_row >= self._failures:
            self._open()

    def _fail(self, *, probe: bool) -> None:
        self._in_a_row += 1
        if probe or self._in_a_row >= self._failures:
            self._open()

    def _open(self) -> None:
        self._opened_at = self._clock()
        self._openings += 1
        self._useless_in_a_row = 0
        self._probing = False

    def _close(self) -> None:
        self._opened_at = None
        self._in_a_row = 0
