"""The rows of a checklist that nobody is asked for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from pipeline.errors import AlfredError
from pipeline.health.metrics import WELL
from pipeline.health.models import Finding, Level
from pipeline.health.parts import PartStatus
from pipeline.ingest.pauses import KnownPauses
from pipeline.operators.exercises import Exercise, Exercises
from pipeline.rollout.checklist import Check, Mark, Row
from pipeline.rollout.gates import Decision, decide
from pipeline.rollout.models import Feature, Stage
from pipeline.rollout.ports import Rollouts

SECONDS: Final = 10.0
"""After which a row counts as not known."""
EXERCISED_WITHIN: Final = timedelta(days=30)
"""What worked longer ago may have been broken by a release since."""
NEEDED_ALERTS: Final = frozenset(
    {
        "PersonalizationHighErrorRate",
        "MemoryCompressionFailures",
        "DigestFaithfulnessLow",
        "DigestDeliveryFailures",
        "ChatInvariantBroken",
        "IngestLagHigh",
        "LoopLagHigh",
        "DlqNotEmpty",
    }
)
"""Those without which a broken rollout could go unseen."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """An alert as the monitoring has it."""

    name: str
    healthy: bool
    """Its last evaluation was one without an error."""
    fires: bool


class AlertRules(Protocol):
    async def loaded(self) -> Sequence[Rule]:
        """The alerts that the monitoring evaluates.

        Raises:
            AlfredError: It does not tell.
        """
        ...


class Examiner(Protocol):
    async def examined(self) -> tuple[Mapping[str, PartStatus], Mapping[str, Finding]]:
        """How the parts of this process are, and what the checks find."""
        ...


@dataclass(frozen=True, slots=True)
class Measuring:
    revisions: Callable[[], Awaitable[tuple[str | None, str]]]
    """Of the database, and the one that this code needs."""
    health: Examiner
    alerts: AlertRules | None
    """None if no setting tells where to ask."""
    rollouts: Rollouts
    pauses: KnownPauses
    letters: Callable[[], Awaitable[int]]
    """How many dead letters there are."""
    exercises: Exercises | None
    """None where nothing is remembered of people, so that these rows are left out."""
    now: Callable[[], datetime]
    seconds: float = SECONDS

    async def __call__(self, feature: Feature) -> tuple[Check, ...]:
        """Measure all rows at the same time; one that cannot be measured is not known."""
        async with asyncio.TaskGroup() as tasks:
            asked = [
                tasks.create_task(_known(row, look, self.seconds))
                for row, look in self._looks(feature)
            ]
        return tuple(task.result() for task in asked)

    def _looks(self, feature: Feature) -> Iterator[tuple[Row, Awaitable[Check]]]:
        yield Row.MIGRATIONS, self._migrations()
        yield Row.HEALTH, self._health()
        yield Row.ALERTS, self._alerts()
        yield Row.GATES, self._gates(feature)
        yield Row.READING, self._reading()
        yield Row.DEAD_LETTERS, self._dead_letters()
        if self.exercises is not None:
            yield Row.EXPORT, self._exercised(Row.EXPORT, Exercise.EXPORT, self.exercises)
            yield Row.ERASURE, self._exercised(Row.ERASURE, Exercise.FORGET, self.exercises)

    async def _migrations(self) -> Check:
        found, wanted = await self.revisions()
        if found == wanted:
            return Check(Row.MIGRATIONS, Mark.YES, "well", names=(wanted,))
        return Check(Row.MIGRATIONS, Mark.NO, "behind", names=(f"{found or '-'} → {wanted}",))

    async def _health(self) -> Check:
        parts, checks = await self.health.examined()
        ill = [name for name, status in parts.items() if status.state not in WELL]
        ill += [subject for subject, found in checks.items() if found.level is Level.FAIL]
        count = len(parts) + len(checks)
        if ill or not count:
            return Check(Row.HEALTH, Mark.NO, "ill", count, tuple(ill))
        return Check(Row.HEALTH, Mark.YES, "well", count)

    async def _alerts(self) -> Check:
        if self.alerts is None:
            return Check(Row.ALERTS, Mark.UNKNOWN, "unset")
        rules = await self.alerts.loaded()
        lacking = NEEDED_ALERTS - {rule.name for rule in rules if rule.healthy}
        firing = {rule.name for rule in rules if rule.fires}
        if lacking:
            return Check(Row.ALERTS, Mark.NO, "lacking", len(rules), tuple(sorted(lacking)))
        if firing:
            return Check(Row.ALERTS, Mark.NO, "firing", len(rules), tuple(sorted(firing)))
        return Check(Row.ALERTS, Mark.YES, "well", len(rules))

    async def _gates(self, feature: Feature) -> Check:
        """As the transition table wants them: before a start it is enough that none is broken."""
        stage = (await self.rollouts.state(feature)).stage
        decision = decide(await self.rollouts.gates(feature))
        if decision is Decision.PROCEED:
            return Check(Row.GATES, Mark.YES, "well")
        if decision is Decision.HOLD and stage is Stage.OFF:
            return Check(Row.GATES, Mark.YES, "start")
        return Check(Row.GATES, Mark.NO, decision.lower())

    async def _reading(self) -> Check:
        count = len(self.pauses.in_force)
        if count:
            return Check(Row.READING, Mark.NO, "paused", count)
        return Check(Row.READING, Mark.YES, "well")

    async def _dead_letters(self) -> Check:
        count = await self.letters()
        if count:
            return Check(Row.DEAD_LETTERS, Mark.NO, "left", count)
        return Check(Row.DEAD_LETTERS, Mark.YES, "well")

    async def _exercised(self, row: Row, exercise: Exercise, exercises: Exercises) -> Check:
        at = (await exercises.last()).get(exercise)
        if at is None:
            return Check(row, Mark.NO, "never")
        if self.now() - at > EXERCISED_WITHIN:
            return Check(row, Mark.NO, "old", at=at)
        return Check(row, Mark.YES, "well", at=at)


async def _known(row: Row, look: Awaitable[Check], seconds: float) -> Check:
    try:
        async with asyncio.timeout(seconds):
            return await look
    except (AlfredError, TimeoutError) as error:
        _log.warning("%s cannot be measured: %s", row, type(error).__name__)
        return Check(row, Mark.UNKNOWN, "away")
