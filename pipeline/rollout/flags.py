"""Which features are on, as this process knows it: asked at every entry, answered from memory."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from pipeline.health.parts import Life
from pipeline.rollout.models import Feature, State
from pipeline.rollout.ports import RolloutStates
from pipeline.rollout.rules.cohorts import is_on

TRUSTED: Final = 30.0
"""Seconds for which states count that nobody confirmed since: then every feature is off."""
POLL: Final = 5.0
"""Seconds after which states are read though no change was told."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the environment switches on aside from the stages; the kill switch goes before it."""

    full: Collection[Feature] = ()
    """On for everybody."""
    allowed: Mapping[Feature, Collection[int]] = field(default_factory=dict)
    """On for these subjects."""


class KnownFlags:
    """The port ``Rollout``: the states as they were read last."""

    def __init__(self, overrides: Overrides, clock: Callable[[], float] = time.monotonic) -> None:
        self._overrides = overrides
        self._clock = clock
        self._states: Mapping[Feature, State] = {}
        self._read_at = -TRUSTED

    def is_on(self, feature: Feature, subject: int) -> bool:
        state = self._states.get(feature)
        return state is not None and not state.killed and self._reaches(state, subject)

    def is_withheld(self, feature: Feature, subject: int) -> bool:
        state = self._states.get(feature)
        if state is None or not state.killed:
            return False
        return self._reaches(replace(state, killed=False), subject)

    def state(self, feature: Feature) -> State | None:
        """What this process goes by; None before it is known."""
        return self._states.get(feature)

    def learn(self, states: Sequence[State]) -> None:
        """Take the states that were read just now for true."""
        for state in states:
            known = self._states.get(state.feature)
            if known is not None and known.killed is not state.killed:
                _log.warning("%s is %s", state.feature, "killed" if state.killed else "resumed")
        self._states = {state.feature: state for state in states}
        self._read_at = self._clock()

    def _reaches(self, state: State, subject: int) -> bool:
        """Whether a feature that is not killed is the subject's, as far as this can be trusted."""
        if self._clock() - self._read_at > TRUSTED:
            return False
        overrides = self._overrides
        return (
            state.feature in overrides.full
            or subject in overrides.allowed.get(state.feature, ())
            or is_on(state, subject)
        )


@dataclass(frozen=True, slots=True)
class FlagsPart:
    """A part of every process: hears of changes, and reads the states when it hears nothing."""

    states: RolloutStates
    flags: KnownFlags
    outages: tuple[type[Exception], ...]
    """What reading raises while the database is away."""
    poll: float = POLL
    name: str = "rollout-flags"

    async def run(self, life: Life) -> None:
        async with self.states.changes() as changes, asyncio.TaskGroup() as tasks:
            await self._read()
            following = tasks.create_task(self._follow(changes))
            life.ready()
            await life.stopping.wait()
            following.cancel()

    async def _follow(self, changes: AsyncIterator[object]) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self.poll):
                    await anext(changes)
            try:
                await self._read()
            except self.outages:
                _log.warning("rollouts are not known: PostgreSQL does not answer")

    async def _read(self) -> None:
        self.flags.learn(await self.states.states())
