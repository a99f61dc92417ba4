"""The watch over features that reach people: a part of the service, in one process at a time."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pipeline.health.parts import Life, PartState, PartStatus
from pipeline.rollout.flags import Overrides
from pipeline.rollout.gates import GateClass, Reading
from pipeline.rollout.models import Feature, Outcome, Refusal, State, Wish
from pipeline.rollout.ports import Rollouts
from pipeline.rollout.rules.transitions import WATCH
from pipeline.rollout.samples import FRESH, GateLooks
from pipeline.rollout.watch import (
    Ruling,
    accepted_by,
    breached,
    note,
    reaches_somebody,
    ruling,
)

LOCK: Final = "alfred:rollout-watch"
TICK_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 8.0
"""A look that takes longer is none."""
EVIDENCE_SECONDS: Final = 1.0
PATIENCE_SECONDS: Final = 1.0
"""Within this the lock is got if nobody has it; who waits longer says for what."""
_JOURNAL: Final = 50
"""Entries among which the last move of people is looked for."""

_log = logging.getLogger(__name__)

Hold = Callable[[str], AbstractAsyncContextManager[asyncio.Event]]


@dataclass(slots=True)
class RolloutWatch:
    """Looks at the gates of every feature and acts on what reaches somebody.

    It looks first a tick after it began: what a process that died was at is taken up again by the
    next one within that time, which mostly has begun at the same moment.

    Args:
        rollouts: Where it kills and holds.
        looks: Where it reads.
        hold: Waits until no other process has this name, and has it (``SoleRunner``).
        overrides: What the environment switches on.
        acts: Whether it acts on what it sees, or writes it into the log: where there is no admin
            chat, nobody would learn of a kill, and nobody could resume.
    """

    rollouts: Rollouts
    looks: GateLooks
    hold: Hold
    overrides: Overrides
    acts: bool = True
    tick: float = TICK_SECONDS
    look_seconds: float = LOOK_SECONDS
    patience: float = PATIENCE_SECONDS
    clock: Callable[[], float] = time.monotonic
    name: str = "rollout-watch"
    _serving: bool = False
    _accepted: dict[Feature, tuple[datetime, frozenset[str]]] = field(default_factory=dict)
    _seen: dict[Feature, frozenset[str]] = field(default_factory=dict)

    async def run(self, life: Life) -> None:
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(self._stand(life))
            stopped = tasks.create_task(life.stopping.wait())
            either = (watching, stopped)
            done, _ = await asyncio.wait(
                either, timeout=self.patience, return_when=asyncio.FIRST_COMPLETED
            )
            if not (done or self._serving):
                life.waiting("another process watches the rollouts")
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not self._serving:
                watching.cancel()
            stopped.cancel()

    async def look(self) -> bool:
        """Look at every feature once, and act; False if the gates of one could not be read."""
        return all([await self._looked(feature) for feature in Feature])

    async def _stand(self, life: Life) -> None:
        while not life.stopping.is_set():
            async with self.hold(LOCK) as lost:
                self._serving = True
                try:
                    await self._watch(life, lost)
                finally:
                    self._serving = False

    async def _watch(self, life: Life, lost: asyncio.Event) -> None:
        life.ready()
        seen_at = self.clock()
        while not await _either(life.stopping, lost, self.tick):
            if await self.look():
                seen_at = self.clock()
                life.ready()
            elif self.clock() - seen_at >= FRESH.total_seconds():
                life.report(PartStatus(PartState.RESTARTING, "the gates cannot be read"))

    async def _looked(self, feature: Feature) -> bool:
        """Whatever is wrong with one feature's gates, the others are looked at."""
        try:
            await self._look(feature)
        except Exception as error:
            _log.error("the gates of %s are not known: %s", feature, type(error).__name__)
            return False
        return True

    async def _look(self, feature: Feature) -> None:
        async with asyncio.timeout(self.look_seconds):
            readings = await self.looks.look(feature)
        state = await self.rollouts.state(feature)
        if not reaches_somebody(state, self.overrides):
            return
        wanted = ruling(state, readings, await self._already_accepted(state, readings))
        if not self.acts:
            self._warn(state.feature, wanted)
        elif wanted is not None:
            await self._act(state, wanted)

    def _warn(self, feature: Feature, wanted: Ruling | None) -> None:
        broken = frozenset(each.gate.name for each in wanted.broken) if wanted else frozenset()
        if wanted is not None and not broken <= self._seen.get(feature, frozenset()):
            _log.warning("gates of %s are closed: %s", feature, note(wanted, {}))
        self._seen[feature] = broken

    async def _act(self, state: State, wanted: Ruling) -> None:
        evidence = await self._evidence(state.feature, wanted)
        wish = Wish(state.feature, wanted.act, state.version, WATCH, note=note(wanted, evidence))
        answer = await self.rollouts.ask(wish)
        if answer.outcome is Outcome.DONE:
            _log.warning("the watch: %s %s — %s", wanted.act, state.feature, wish.note)
        elif answer.refusal not in (Refusal.ALREADY, Refusal.CHANGED):
            _log.error("the watch may not %s %s: %s", wanted.act, state.feature, answer.refusal)

    async def _evidence(self, feature: Feature, wanted: Ruling) -> Mapping[str, Sequence[str]]:
        """What shuts a feature does not wait for what explains it."""
        try:
            async with asyncio.timeout(EVIDENCE_SECONDS):
                return {
                    each.gate.name: await self.looks.evidence(feature, each.gate.name)
                    for each in wanted.broken
                }
        except Exception as error:
            _log.warning("no evidence of %s: %s", feature, type(error).__name__)
            return {}

    async def _already_accepted(self, state: State, readings: Sequence[Reading]) -> frozenset[str]:
        """Gates that have been closed without a break since people moved the feature."""
        closed = frozenset(each.gate.name for each in breached(readings, GateClass.P1))
        since, accepted = self._accepted.get(state.feature, (None, frozenset()))
        if since != state.since:
            accepted = accepted_by(await self.rollouts.history(state.feature, limit=_JOURNAL))
        accepted &= closed
        self._accepted[state.feature] = (state.since, accepted)
        return accepted


async def _either(first: asyncio.Event, second: asyncio.Event, seconds: float) -> bool:
    """Whether one of them was set within so many seconds."""
    try:
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as tasks:
            waits = [tasks.create_task(event.wait()) for event in (first, second)]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
    except TimeoutError:
        return False
    return True
