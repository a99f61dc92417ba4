"""What a process knows of pauses, how it learns of them, and whom it tells."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from pipeline.health.models import Level
from pipeline.health.parts import Life
from pipeline.ingest.models import GroupId, TenantId
from pipeline.ingest.pause_check import ReadingCheck
from pipeline.ingest.pause_metrics import PauseMetrics
from pipeline.ingest.pauses import KnownPauses, Pause, PausesPart, Reach, Target
from tests.fakes.pauses import MemoryPauses

NOW = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)
TENANT, GROUP = TenantId(12), GroupId(5)
ALL, FIVE, TWELVE = Target(), Target(Reach.GROUP, 5), Target(Reach.ACCOUNT, 12)


class AwayError(Exception):
    pass


@dataclass
class Away(MemoryPauses):
    """Pauses whose database is away until a test says otherwise."""

    away: bool = True
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def in_force(self) -> Sequence[Pause]:
        self.asked.set()
        if self.away:
            raise AwayError
        return await super().in_force()


def of(*targets: Target, until: datetime | None = None) -> list[Pause]:
    return [Pause(target, NOW, until, "telegram:1") for target in targets]


@pytest.mark.parametrize(
    ("target", "covered"),
    [
        (ALL, True),
        (FIVE, True),
        (TWELVE, True),
        (Target(Reach.GROUP, 12), False),
        (Target(Reach.ACCOUNT, 5), False),
    ],
)
def test_a_group_is_read_unless_a_pause_covers_it(target: Target, covered: bool) -> None:
    known = KnownPauses(of(target))

    found = known.of(TENANT, GROUP)

    assert covered is (found is not None)


def test_the_oldest_of_several_pauses_tells_since_when() -> None:
    older, newer = of(ALL)[0], Pause(FIVE, NOW + timedelta(hours=1), None, "telegram:2")

    found = KnownPauses([older, newer]).of(TENANT, GROUP)

    assert older == found


def test_whoever_reads_hears_of_what_changes_and_of_nothing_else() -> None:
    known, heard = KnownPauses(), list[int]()
    known.on_change(lambda: heard.append(len(known.in_force)))

    known.learn(of(ALL))
    known.learn(of(ALL, until=NOW + timedelta(hours=1)))
    known.learn(of(ALL, FIVE))
    known.learn([])

    assert [1, 2, 0] == heard


async def test_the_part_learns_what_another_process_wrote() -> None:
    pauses, known = MemoryPauses(), KnownPauses()
    changed, life = asyncio.Event(), Life(lambda _: None)
    known.on_change(changed.set)
    part = PausesPart(pauses, known, (AwayError,), poll=0.001)

    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(part.run(life))
        await pauses.begin(ALL, "telegram:1", lasts=None)
        await changed.wait()
        life.stopping.set()

    assert [ALL] == [each.target for each in known.in_force]


async def test_while_the_database_is_away_what_was_paused_stays_paused(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pauses, known = Away(), KnownPauses(of(ALL))
    part = PausesPart(pauses, known, (AwayError,))

    await part.look()
    await part.look()
    during = known.of(TENANT, GROUP)
    pauses.away = False
    await part.look()

    assert during is not None
    assert known.of(TENANT, GROUP) is None
    assert 1 == caplog.text.count("PostgreSQL does not answer")


async def test_the_check_warns_with_what_is_paused_and_the_way_on() -> None:
    known = KnownPauses()
    check = ReadingCheck(known)

    before = await check.examine()
    known.learn([*of(ALL), *of(TWELVE, FIVE, until=NOW + timedelta(minutes=30))])
    during = await check.examine()

    assert (Level.OK, "nothing is paused") == (before.level, before.detail)
    assert Level.WARN is during.level
    assert (
        "paused by an operator: all accounts since 2026-11-21 02:10 UTC;"
        " the account of tenant 12 since 2026-11-21 02:10 UTC until 2026-11-21 02:40 UTC;"
        " group 5 since 2026-11-21 02:10 UTC until 2026-11-21 02:40 UTC"
    ) == during.detail
    assert "/resume_ingest in the admin chat goes on" == during.remedy


def test_metrics_count_pauses_by_their_reach() -> None:
    registry, known = CollectorRegistry(), KnownPauses(of(FIVE, Target(Reach.GROUP, 6)))
    PauseMetrics(registry, known)

    counted = [
        registry.get_sample_value("ingest_paused", {"reach": reach.value}) for reach in Reach
    ]

    assert [0, 0, 2] == counted
