"""The watch: what it does of its own accord, and what it leaves to people."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from pipeline.health.parts import Life, PartState, PartStatus
from pipeline.rollout.flags import Overrides
from pipeline.rollout.gates import Bound, Gate, GateClass, Measured, Reading
from pipeline.rollout.models import Act, Entry, Feature, Stage, State, Terms, Wish
from pipeline.rollout.watch import told_gates
from scheduler.rollout_watch import LOCK, RolloutWatch
from storage.postgres.errors import DatabaseUnavailableError
from tests.fakes.locks import MemorySoleRunner
from tests.fakes.rollout import MemoryRollouts
from tests.fakes.rollout_samples import MemoryGateLooks

CHAT, DIGESTS = Feature.CHAT_V11, Feature.DIGEST_AGENT
EVERYBODY, NOBODY = Overrides(full={CHAT, DIGESTS}), Overrides()
ANNA = "telegram:1"
LOST, SLOW = "ack_without_receipt_10s_rate", "write_receipt_p95_ms"


def reading(name: str, value: float | None, samples: int = 20) -> Reading:
    gate_class = GateClass.P0 if name == LOST else GateClass.P1
    threshold = 0.0 if name == LOST else 2000.0
    gate = Gate(name, gate_class, Bound.AT_MOST, threshold, 20, timedelta(minutes=15))
    return Reading(gate, Measured(value, samples, timedelta(seconds=3)))


WELL = (reading(LOST, 0.0), reading(SLOW, 300.0))
BROKEN = (reading(LOST, 0.05), reading(SLOW, 300.0))
WORSE = (reading(LOST, 0.0), reading(SLOW, 2500.0))


@dataclass
class Post:
    """A watch over the chat, which looks when a test says so."""

    overrides: Overrides = EVERYBODY
    acts: bool = True

    def __post_init__(self) -> None:
        self.rollouts = MemoryRollouts(readings={CHAT: WELL})
        self.looks = MemoryGateLooks(self.rollouts)
        self.runner = MemorySoleRunner()
        self.watch = RolloutWatch(
            self.rollouts, self.looks, self.runner.hold, self.overrides, acts=self.acts
        )

    async def sees(self, *readings: Reading, feature: Feature = CHAT) -> State:
        self.rollouts.readings[feature] = readings
        await self.watch.look()
        return await self.rollouts.state(feature)

    async def wants(self, act: Act) -> None:
        version = (await self.rollouts.state(CHAT)).version
        await self.rollouts.ask(Wish(CHAT, act, version, ANNA))

    async def journal(self) -> Sequence[Entry]:
        return await self.rollouts.history(CHAT, limit=10)


async def test_where_nobody_could_resume_it_only_says_once_what_it_sees(
    caplog: pytest.LogCaptureFixture,
) -> None:
    post = Post(acts=False)

    broken = await post.sees(*BROKEN)
    await post.sees(*BROKEN)
    told = [record.message for record in caplog.records]
    await post.sees(*WELL)
    await post.sees(*BROKEN)

    assert not broken.killed
    assert 1 == len(told)
    assert "ack_without_receipt_10s_rate 0.05 > 0 (n = 20)" in told[0]
    assert 2 == len(caplog.records)
    assert [] == await post.journal()


async def alone(post: Post) -> None:
    await post.rollouts.configure(Terms({}, approvals=1), "settings")


async def test_a_broken_invariant_switches_the_feature_off_with_its_figures_and_rows() -> None:
    post = Post()
    post.looks.rows[CHAT, LOST] = ["conversation_ledger telegram:7"]

    state = await post.sees(*BROKEN)

    [entry] = await post.journal()
    assert state.killed
    assert ("kill", "watch") == (entry.act, entry.owner)
    assert (
        "ack_without_receipt_10s_rate 0.05 > 0 (n = 20): conversation_ledger telegram:7"
        == entry.note
    )
    assert [LOST] == [each.gate.name for each in told_gates(entry)]


async def test_one_broken_sample_is_enough() -> None:
    state = await Post().sees(reading(LOST, 1.0, samples=1))

    assert state.killed


async def test_worse_figures_hold_the_feature_and_leave_it_on() -> None:
    post = Post()

    state = await post.sees(*WORSE)

    [entry] = await post.journal()
    assert (True, False) == (state.held, state.killed)
    assert "write_receipt_p95_ms 2500 > 2000 (n = 20)" == entry.note


@pytest.mark.parametrize("readings", [WELL, (reading(LOST, None, 0), reading(SLOW, None, 0)), ()])
async def test_what_is_well_or_says_nothing_is_left_alone(readings: Sequence[Reading]) -> None:
    post = Post()

    await post.sees(*readings)

    assert [] == list(await post.journal())


async def test_each_thing_is_done_once_however_long_it_lasts() -> None:
    post = Post()

    for _ in range(3):
        await post.sees(*WORSE)
    for _ in range(3):
        await post.sees(*BROKEN)

    assert ["kill", "hold"] == [entry.act for entry in await post.journal()]


async def test_a_feature_that_reaches_nobody_is_not_switched_off() -> None:
    post = Post(NOBODY)

    state = await post.sees(*BROKEN)

    assert not state.killed


@pytest.mark.parametrize(
    "overrides", [EVERYBODY, Overrides(allowed={DIGESTS: {7}})], ids=["everybody", "some"]
)
async def test_what_the_environment_switches_on_counts_as_on(overrides: Overrides) -> None:
    post = Post(overrides)

    state = await post.sees(*BROKEN, feature=DIGESTS)

    assert state.killed


async def test_a_stage_or_a_list_that_lets_somebody_in_counts_as_on() -> None:
    staged, listed = Post(NOBODY), Post(NOBODY)
    await alone(staged)
    await staged.wants(Act.START)
    await listed.rollouts.allow(CHAT, 7, allowed=True, owner=ANNA)

    states = [await post.sees(*BROKEN) for post in (staged, listed)]

    assert [(Stage.CANARY_1, True), (Stage.OFF, True)] == [
        (state.stage, state.killed) for state in states
    ]


async def test_whoever_resumes_with_a_gate_closed_is_not_held_again_by_that_gate() -> None:
    post = Post()
    await alone(post)
    await post.sees(*WORSE)
    await post.wants(Act.RESUME)

    state = await post.sees(*WORSE)

    assert not state.held


async def test_a_gate_that_was_open_in_between_holds_again() -> None:
    post = Post()
    await alone(post)
    await post.sees(*WORSE)
    await post.wants(Act.RESUME)

    await post.sees(*WORSE)
    await post.sees(*WELL)
    state = await post.sees(*WORSE)

    assert state.held


async def test_another_gate_that_closes_after_a_resumption_holds() -> None:
    post = Post()
    await alone(post)
    await post.sees(*WORSE)
    await post.wants(Act.RESUME)

    state = await post.sees(*WORSE, reading("forced_resync_rate", 9999.0))

    assert state.held


async def test_gates_of_one_feature_that_cannot_be_read_do_not_hide_the_others() -> None:
    post = Post()
    looks = Patchy(post.rollouts, broken={CHAT})
    post.watch.looks = looks
    post.rollouts.readings[CHAT] = BROKEN

    digests = await post.sees(*BROKEN, feature=DIGESTS)

    assert digests.killed
    assert not (await post.rollouts.state(CHAT)).killed


async def test_evidence_that_cannot_be_read_does_not_delay_the_switch() -> None:
    post = Post()
    post.watch.looks = Patchy(post.rollouts, mute=True)

    state = await post.sees(*BROKEN)

    [entry] = await post.journal()
    assert state.killed
    assert "ack_without_receipt_10s_rate 0.05 > 0 (n = 20)" == entry.note


async def test_one_process_watches_and_another_stands_by_until_it_is_gone() -> None:
    post = Post()
    async with running(post) as first, running(post) as second:
        await first.told(PartState.READY)
        await second.told(PartState.WAITING)

        first.life.stopping.set()
        await second.told(PartState.READY)

    assert "another process watches the rollouts" == second.statuses[0].reason


async def test_it_looks_every_tick_and_stops_when_asked() -> None:
    post = Post()
    post.rollouts.readings[CHAT] = BROKEN

    async with running(post, tick=0.001):
        await until(lambda: post.rollouts._states[CHAT].killed)

    assert ["kill"] == [entry.act for entry in await post.journal()]


async def test_a_minute_without_gates_is_said_and_nothing_is_switched_off() -> None:
    post, now = Post(), [0.0]
    post.watch.looks = Patchy(post.rollouts, broken=set(Feature), looked=lambda: _add(now, 20))
    post.watch.clock = lambda: now[0]

    async with running(post, tick=0.001) as part:
        await part.told(PartState.RESTARTING)

    assert "the gates cannot be read" == part.statuses[-1].reason
    assert [] == list(await post.journal())


async def test_a_watch_that_lost_its_lock_asks_for_it_again() -> None:
    post, holds = Post(), []

    @asynccontextmanager
    async def hold(name: str) -> AsyncIterator[asyncio.Event]:
        lost = asyncio.Event()
        holds.append((name, lost))
        yield lost

    post.watch.hold = hold
    async with running(post, tick=60):
        await until(lambda: len(holds) == 1)
        holds[0][1].set()
        await until(lambda: len(holds) == 2)

    assert [LOCK, LOCK] == [name for name, _ in holds]


@dataclass
class Patchy(MemoryGateLooks):
    """A database some of whose answers do not come."""

    broken: set[Feature] = field(default_factory=set)
    mute: bool = False
    looked: Callable[[], None] = lambda: None

    async def look(self, feature: Feature) -> Sequence[Reading]:
        self.looked()
        if feature in self.broken:
            raise DatabaseUnavailableError("the connection was lost")
        return await super().look(feature)

    async def evidence(self, feature: Feature, gate: str) -> Sequence[str]:
        if self.mute:
            raise DatabaseUnavailableError("the connection was lost")
        return await super().evidence(feature, gate)


@dataclass
class Running:
    life: Life
    statuses: list[PartStatus]

    async def told(self, state: PartState) -> None:
        await until(lambda: any(status.state is state for status in self.statuses))


@asynccontextmanager
async def running(post: Post, tick: float = 60) -> AsyncIterator[Running]:
    """A process of its own with the same databases."""
    statuses: list[PartStatus] = []
    life = Life(statuses.append)
    watch = RolloutWatch(
        post.rollouts,
        post.watch.looks,
        post.watch.hold,
        post.overrides,
        tick=tick,
        patience=0.01,
        clock=post.watch.clock,
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watch.run(life))
        yield Running(life, statuses)
        life.stopping.set()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the part runs beside
            await asyncio.sleep(0)


def _add(now: list[float], seconds: float) -> None:
    now[0] += seconds
