import threading
from dataclasses import replace

import pytest

from pipeline.digest.answering import answer_stage
from pipeline.digest.answers import Stage
from pipeline.digest.context import DigestContext
from pipeline.digest.findings import Thread, Threads
from pipeline.digest.request import Engine
from pipeline.events.runs import DigestStageCompleted, DigestStageStarted, StageOutcome
from tests.fakes.artifacts import MemoryArtifacts
from tests.fixtures.contexts import stage_context
from tests.fixtures.digests import TEAM_DAY, thread, window
from tests.fixtures.world import World


class Rule:
    """A stage that counts how often it was asked, and in which thread of the process."""

    def __init__(self, *found: Thread) -> None:
        self.answer = Threads(threads=found)
        self.asked: list[int] = []

    def __call__(self) -> Threads:
        self.asked.append(threading.get_ident())
        return self.answer


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def context(world: World) -> DigestContext:
    return stage_context(world)


async def test_a_stage_runs_once_for_the_same_input(context: DigestContext, world: World) -> None:
    rule = Rule(thread(TEAM_DAY, (1, 2), 1, 2))

    first = await answer_stage(context, Stage.THREAD_BUILDER, Threads, ["x"], rule)
    takeover = replace(context, run_id="second")
    second = await answer_stage(takeover, Stage.THREAD_BUILDER, Threads, ["x"], rule)

    assert 1 == len(rule.asked)
    assert (rule.answer, first.hash) == (second.answer, second.hash)
    assert [False, True] == [event.reused for event in world.of(DigestStageCompleted)]
    assert ["first"] == [event.run_id for event in world.of(DigestStageStarted)]


async def test_a_rule_runs_beside_the_loop(context: DigestContext) -> None:
    rule = Rule()

    await answer_stage(context, Stage.THREAD_BUILDER, Threads, [], rule)

    assert threading.get_ident() not in rule.asked


async def test_what_the_answer_depends_on_is_its_name(
    context: DigestContext, world: World
) -> None:
    rule = Rule()
    edited = replace(context, request=replace(context.request, fingerprint="b"))
    elsewhere = replace(context, window=window(TEAM_DAY, id=6))

    await answer_stage(context, Stage.THREAD_BUILDER, Threads, ["ab", "c"], rule)
    await answer_stage(context, Stage.THREAD_BUILDER, Threads, ["a", "bc"], rule)
    await answer_stage(context, Stage.THREAD_BUILDER, Threads, ["ab", "c"], rule, attempt=2)
    await answer_stage(context, Stage.SEGMENTER, Threads, ["ab", "c"], rule)
    await answer_stage(edited, Stage.THREAD_BUILDER, Threads, ["ab", "c"], rule)
    await answer_stage(elsewhere, Stage.THREAD_BUILDER, Threads, ["ab", "c"], rule)

    assert 6 == len(rule.asked) == len(world.artifacts.saved)


async def test_a_failure_is_not_remembered(context: DigestContext, world: World) -> None:
    def breaks() -> Threads:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await answer_stage(context, Stage.THREAD_BUILDER, Threads, [], breaks)

    assert {} == world.artifacts.saved
    assert [] == world.of(DigestStageCompleted)


async def test_a_process_that_lost_the_race_answers_as_the_winner_did(
    context: DigestContext, world: World
) -> None:
    class Raced(MemoryArtifacts):
        async def find(self, *_: object) -> None:
            return None

    rule = Rule(thread(TEAM_DAY, (1, 2), 1, 2))
    late = replace(context, artifacts=Raced())

    winner = await answer_stage(context, Stage.THREAD_BUILDER, Threads, [], rule)
    loser = await answer_stage(late, Stage.THREAD_BUILDER, Threads, [], rule)

    assert (winner.answer, winner.hash) == (loser.answer, loser.hash)


async def test_the_second_attempt_leaves_traces_of_its_own(context: DigestContext) -> None:
    rule = Rule()

    first = await answer_stage(context, Stage.SYNTHESIS, Threads, [], rule)
    second = await answer_stage(context, Stage.SYNTHESIS, Threads, [], rule, attempt=2)

    assert {"synthesis"} == set(first.update("synthesis")["seconds"])
    assert {"synthesis.2"} == set(second.update("synthesis")["seconds"])
    assert {Stage.SYNTHESIS: second.hash} == second.update("synthesis")["hashes"]


@pytest.mark.parametrize(
    ("engine", "stage", "attempt", "degraded", "outcome"),
    [
        ("rules", Stage.TOPIC, 1, None, (StageOutcome.OK, None)),
        ("rules", Stage.SYNTHESIS, 2, None, (StageOutcome.RETRY, "quality_below_threshold")),
        ("auto", Stage.TOPIC, 1, None, (StageOutcome.FALLBACK, "no_model_configured")),
        ("auto", Stage.SYNTHESIS, 2, None, (StageOutcome.FALLBACK, "no_model_configured")),
        ("auto", Stage.THREAD_BUILDER, 1, None, (StageOutcome.OK, None)),
        ("auto", Stage.INGEST_VALIDATOR, 1, "boundary", (StageOutcome.DEGRADED, "boundary")),
        ("rules", Stage.INGEST_VALIDATOR, 1, "boundary", (StageOutcome.DEGRADED, "boundary")),
    ],
)
async def test_a_stage_says_how_it_ended(
    context: DigestContext,
    world: World,
    engine: Engine,
    stage: Stage,
    attempt: int,
    degraded: str | None,
    outcome: tuple[StageOutcome, str | None],
) -> None:
    asked = replace(context, request=replace(context.request, engine=engine))

    await answer_stage(
        asked, stage, Threads, [], Rule(), attempt=attempt, degraded=lambda _: degraded
    )

    [told] = world.of(DigestStageCompleted)
    assert outcome == (told.outcome, told.reason)


async def test_what_is_not_as_it_should_be_about_an_answer_is_told_each_time_it_is_used(
    context: DigestContext, world: World
) -> None:
    rule = Rule()

    for run_id in ("first", "second"):
        await answer_stage(
            replace(context, run_id=run_id),
            Stage.INGEST_VALIDATOR,
            Threads,
            [],
            rule,
            degraded=lambda _: "boundary",
        )

    told = [(event.outcome, event.reason) for event in world.of(DigestStageCompleted)]
    assert [(StageOutcome.DEGRADED, "boundary")] * 2 == told
