"""How the process and what it stands on are, in numbers."""

import asyncio
import math
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from handlers.api.figures import Figures, RolloutFigures
from handlers.api.health import Health
from pipeline.errors import AlfredError
from pipeline.health.lag import HIGH_SECONDS, PERIOD_SECONDS, REMEMBERED, LoopLag, RecentLags
from pipeline.health.metrics import HealthMetrics
from pipeline.health.models import Finding, Level, fail, ok, warn
from pipeline.health.parts import Life, PartState, PartStatus
from pipeline.llm.health import ModelsAnswer
from pipeline.rollout.metrics import RolloutMetrics
from pipeline.rollout.samples import LatestLook

NOBODY_LOOKED = LatestLook(None, {})


@dataclass(frozen=True)
class Found:
    """A check that finds what a test says."""

    subject: str
    finding: Finding

    async def examine(self) -> Finding:
        return self.finding


@dataclass
class Watched:
    """What the figures are looked up from."""

    parts: dict[str, PartStatus] = field(default_factory=dict)
    checks: tuple[Found, ...] = ()
    letters: int | None = 0
    seconds: float = 0.0
    counted: int = 0
    looked: LatestLook | None = NOBODY_LOOKED

    def __post_init__(self) -> None:
        self.registry = CollectorRegistry()
        self.figures = Figures(
            Health(lambda: self.parts, self.checks, lambda: self.seconds),
            self.count,
            HealthMetrics(self.registry),
            RolloutFigures(self, RolloutMetrics(self.registry, lambda _: None)),
            lambda: self.seconds,
        )

    async def count(self) -> int:
        self.counted += 1
        if self.letters is None:
            raise AlfredError("the database is away — wait")
        return self.letters

    async def latest(self) -> LatestLook:
        """The port ``LatestLooks``."""
        if self.looked is None:
            raise AlfredError("the database is away — wait")
        return self.looked

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


async def test_each_part_and_check_is_told_by_whether_it_is_well() -> None:
    watched = Watched(
        {
            "bot": PartStatus(PartState.WAITING),
            "web": PartStatus(PartState.READY),
            "worker": PartStatus(PartState.RESTARTING),
        },
        (Found("PostgreSQL", fail("away", "start it")), Found("queue", warn("late", "more"))),
    )

    await watched.figures.refresh()

    assert [1, 1, 0] == [
        watched.value("service_part_ok", part=part) for part in ("bot", "web", "worker")
    ]
    assert [0, 1] == [
        watched.value("service_check_ok", check=check) for check in ("PostgreSQL", "queue")
    ]


async def test_dead_letters_are_counted_and_unknown_while_the_database_is_away() -> None:
    watched = Watched(checks=(Found("PostgreSQL", ok("there")),), letters=3)
    await watched.figures.refresh()
    counted = watched.value("dlq_letters")

    watched.letters = None
    watched.seconds += 1
    await watched.figures.refresh()

    assert 3 == counted
    assert math.isnan(watched.value("dlq_letters") or 0)


async def test_how_long_nobody_watched_is_unknown_while_the_database_is_away() -> None:
    watched = Watched(looked=LatestLook(timedelta(seconds=12), {}))
    await watched.figures.refresh()
    age = watched.value("rollout_watch_age_seconds")

    watched.looked = None
    watched.seconds += 1
    await watched.figures.refresh()

    assert 12 == age
    assert math.isnan(watched.value("rollout_watch_age_seconds") or 0)


async def test_however_many_read_it_is_looked_up_once_a_second() -> None:
    watched = Watched()

    await asyncio.gather(*(watched.figures.refresh() for _ in range(20)))
    within_a_second = watched.counted
    watched.seconds += 1
    await watched.figures.refresh()

    assert (1, 2) == (within_a_second, watched.counted)


async def test_the_loops_lag_is_what_a_sleep_took_beyond_what_was_asked() -> None:
    registry, now = CollectorRegistry(), [0.0]
    life, recent = Life(lambda _: None), RecentLags()

    async def sleep(seconds: float) -> None:
        now[0] += seconds + 0.3
        if now[0] > 2 * PERIOD_SECONDS:
            life.stopping.set()

    await LoopLag(HealthMetrics(registry), recent, lambda: now[0], sleep).run(life)

    assert 2 == registry.get_sample_value("loop_lag_seconds_count")
    assert math.isclose(0.6, registry.get_sample_value("loop_lag_seconds_sum") or 0)
    assert 0 == registry.get_sample_value("loop_lag_seconds_bucket", {"le": "0.25"})
    assert Level.WARN is (await recent.examine()).level


@pytest.mark.parametrize(("slow", "level"), [(6, Level.OK), (7, Level.WARN)])
async def test_a_loop_is_slow_where_more_than_one_wait_in_a_hundred_was_long_of_late(
    slow: int, level: Level
) -> None:
    recent, long = RecentLags(), HIGH_SECONDS + 0.01
    for _ in range(REMEMBERED):
        recent.note(long)
    for number in range(REMEMBERED):
        recent.note(long if number < slow else 0.001)

    finding = await recent.examine()

    assert level is finding.level


async def test_a_loop_that_was_not_measured_is_not_called_slow() -> None:
    assert Level.OK is (await RecentLags().examine()).level


async def test_a_model_that_rests_is_named_with_who_stands_in() -> None:
    resting: list[str] = []
    check = ModelsAnswer(("GigaChat-2-Pro", "GigaChat-2"), lambda: resting)

    well = await check.examine()
    resting.append("GigaChat-2-Pro")
    worse = await check.examine()

    assert ok("GigaChat-2-Pro, GigaChat-2") == well
    assert (Level.WARN, True) == (worse.level, worse.detail.startswith("GigaChat-2-Pro failed"))
