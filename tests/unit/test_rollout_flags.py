import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from timeit import repeat

import pytest

from pipeline.health.parts import Life, PartState, PartStatus
from pipeline.rollout.flags import TRUSTED, FlagsPart, KnownFlags, Overrides
from pipeline.rollout.models import Act, Feature, Stage, State, Wish
from pipeline.rollout.settings import RolloutSettings
from storage.postgres.errors import DatabaseUnavailableError
from tests.fakes.rollout import MemoryRollouts

DIGESTS = Feature.DIGEST_AGENT
OFF = State(DIGESTS, Stage.OFF, 1, datetime(2026, 11, 20, tzinfo=UTC))
EVERYBODY = Overrides(full={DIGESTS})
NONE = Overrides()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the part runs beside
            await asyncio.sleep(0)


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def flags(state: State, overrides: Overrides = NONE, clock: Clock | None = None) -> KnownFlags:
    known = KnownFlags(overrides, clock or Clock())
    known.learn([state])
    return known


def test_before_anything_is_known_every_feature_is_off() -> None:
    assert not KnownFlags(EVERYBODY).is_on(DIGESTS, 1)


def test_a_feature_that_the_database_does_not_know_is_off() -> None:
    assert not flags(OFF, Overrides(full={Feature.CHAT_V11})).is_on(Feature.CHAT_V11, 1)


def test_the_environment_lets_everybody_in_or_some() -> None:
    some = flags(OFF, Overrides(allowed={DIGESTS: {7}}))

    assert flags(OFF, EVERYBODY).is_on(DIGESTS, 1)
    assert [True, False] == [some.is_on(DIGESTS, subject) for subject in (7, 8)]


def test_the_kill_switch_goes_before_the_environment() -> None:
    killed = flags(replace(OFF, stage=Stage.FULL, killed=True), EVERYBODY)

    assert not killed.is_on(DIGESTS, 1)


def test_what_only_the_kill_switch_keeps_from_somebody_is_told_apart() -> None:
    killed = replace(OFF, stage=Stage.OFF, killed=True)
    some = Overrides(allowed={DIGESTS: {7}})

    withheld = [flags(killed, some).is_withheld(DIGESTS, subject) for subject in (7, 8)]
    open_to_all = flags(OFF, EVERYBODY).is_withheld(DIGESTS, 7)

    assert [True, False] == withheld
    assert not open_to_all


def test_what_nobody_confirms_counts_for_a_while_only() -> None:
    clock = Clock()
    known = flags(replace(OFF, stage=Stage.FULL), clock=clock)

    clock.now += TRUSTED
    before = known.is_on(DIGESTS, 1)
    clock.now += 1

    assert before
    assert not known.is_on(DIGESTS, 1)


def test_asking_takes_less_than_twenty_microseconds() -> None:
    known = flags(replace(OFF, stage=Stage.CANARY_10))

    fastest = min(repeat(lambda: known.is_on(DIGESTS, 123_456), number=1000, repeat=5))

    assert fastest / 1000 < 20e-6


async def test_a_kill_is_known_without_waiting_for_the_next_look() -> None:
    desk, known = MemoryRollouts(), KnownFlags(EVERYBODY)
    states: list[PartStatus] = []
    life = Life(states.append)
    part = FlagsPart(desk, known, (DatabaseUnavailableError,), poll=3600)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(part.run(life))
        await until(lambda: bool(states))
        at_first = known.is_on(DIGESTS, 1)
        await desk.ask(Wish(DIGESTS, Act.KILL, 1, "telegram:1"))
        await until(lambda: not known.is_on(DIGESTS, 1))
        life.stopping.set()

    assert at_first
    assert [PartState.READY] == [status.state for status in states]


async def test_states_are_read_again_though_no_change_was_told() -> None:
    desk, known = Mute(), KnownFlags(EVERYBODY)
    states: list[PartStatus] = []
    life = Life(states.append)
    part = FlagsPart(desk, known, (DatabaseUnavailableError,), poll=0.001)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(part.run(life))
        await until(lambda: bool(states))
        desk.broken = 3
        await desk.ask(Wish(DIGESTS, Act.KILL, 1, "telegram:1"))
        await until(lambda: not known.is_on(DIGESTS, 1))
        life.stopping.set()

    assert 0 == desk.broken


class Mute(MemoryRollouts):
    """A database whose notifications do not arrive, and which fails now and then."""

    broken = 0

    async def states(self) -> list[State]:
        if self.broken:
            self.broken -= 1
            raise DatabaseUnavailableError("the connection was lost")
        return list(await super().states())

    def _write(self, *change: object) -> None:
        ears, self._ears = self._ears, []
        super()._write(*change)  # type: ignore[arg-type]
        self._ears = ears


def test_the_settings_become_overrides_and_terms() -> None:
    settings = RolloutSettings(
        digest_agent_enabled=False,
        digest_agent_canary_tenants="[3, 4]",
        rollout_dwell_minutes="1, 2, 3",
        rollout_approvals=1,
    )

    overrides, terms = settings.overrides, settings.terms

    assert {Feature.CHAT_V11} == set(overrides.full)
    assert {DIGESTS: frozenset({3, 4})} == overrides.allowed
    assert [60.0, 120.0, 180.0] == [each.total_seconds() for each in terms.dwell.values()]
    assert 1 == terms.approvals


@pytest.mark.parametrize("written", ["1,2", "1,2,3,4", "-1,2,3", "soon"])
def test_dwelling_takes_three_numbers(written: str) -> None:
    with pytest.raises(ValueError, match=r"three numbers|write numbers"):
        RolloutSettings(rollout_dwell_minutes=written)
